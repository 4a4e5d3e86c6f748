#include "storage/audit/audit_text.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/str_cat.h"
#include "storage/inspect/record_text.h"
#include "storage/inspect/text_parts.h"
#include "storage/keys/family.h"

namespace onhand::storage {
namespace {

std::string Text(std::string_view key, std::string_view value, MeasureNames measures) {
  return RecordText(static_cast<Family>(key[0]), key, value, measures);
}

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

// Where two lines begin to differ, at the beginning of a word.
size_t CommonWords(std::string_view a, std::string_view b) {
  size_t common = 0;
  while (common < a.size() && common < b.size() && a[common] == b[common]) ++common;
  const bool at_ends = (common == a.size() || a[common] == ' ') && (common == b.size() || b[common] == ' ');
  if (at_ends) return common;
  const size_t space = a.substr(0, common).rfind(' ');
  return space == std::string_view::npos ? 0 : space;
}

std::string Rest(std::string_view line, size_t begin) {
  const std::string_view rest = line.substr(std::min(line.size(), begin));
  if (rest.empty()) return "nothing more";
  return std::string(rest.substr(rest[0] == ' ' ? 1 : 0));
}

}  // namespace

void FindEntry(std::string_view check, std::string_view key, std::optional<std::string_view> expected,
               std::optional<std::string_view> found, std::string_view whose, MeasureNames measures, AuditSink* sink) {
  if (!found.has_value()) {
    sink->Find(check, Text(key, *expected, measures), absl::StrCat("should be there, and is not, ", View(whose)));
  } else if (!expected.has_value()) {
    sink->Find(check, Text(key, *found, measures), absl::StrCat("should not be there, and is, ", View(whose)));
  } else {
    const std::string should = Text(key, *expected, measures);
    const std::string is = Text(key, *found, measures);
    const size_t common = CommonWords(should, is);
    if (common <= should.find(' ')) {  // it cannot be read: nothing but what it is stands in both
      sink->Find(check, should, absl::StrCat("should be so; is ", Rest(is, common), ", ", View(whose)));
      return;
    }
    sink->Find(check, should.substr(0, common),
               absl::StrCat("should be ", Rest(should, common), "; is ", Rest(is, common), ", ", View(whose)));
  }
}

std::string RowPlace(std::string_view row_key) { return absl::StrCat("row ", text::RowKeyIdentity(row_key)); }

std::string LogPlace(uint64_t sequence) { return absl::StrCat("log record ", sequence); }

}  // namespace onhand::storage
