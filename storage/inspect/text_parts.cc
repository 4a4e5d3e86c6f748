#include "storage/inspect/text_parts.h"

#include <optional>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "storage/keys/bucket_key.h"

namespace onhand::storage::text {
namespace {

void AddDimensions(const RowIdentity& identity, std::string* line) {
  for (const RowDimension& dimension : identity.dimensions) {
    absl::StrAppend(line, " dimension", dimension.number, "=", Quoted(dimension.value));
  }
}

}  // namespace

std::string Escaped(std::string_view text) {
  return absl::Utf8SafeCEscape(absl::string_view(text.data(), text.size()));
}

std::string Quoted(std::string_view text) { return absl::StrCat("\"", Escaped(text), "\""); }

std::string Hex(std::string_view bytes) {
  return absl::BytesToHexString(absl::string_view(bytes.data(), bytes.size()));
}

std::string Hex(const Hash128& hash) {
  return Hex(std::string_view(reinterpret_cast<const char*>(hash.data()), hash.size()));
}

std::string Time(int64_t time_us) {
  return absl::FormatTime("%E4Y-%m-%dT%H:%M:%E*SZ", absl::FromUnixMicros(time_us), absl::UTCTimeZone());
}

std::string Day(int32_t day) { return absl::FormatCivilTime(absl::CivilDay(1970, 1, 1) + day); }

std::string Quantity(int64_t micros) {
  const uint64_t size = micros < 0 ? ~static_cast<uint64_t>(micros) + 1 : static_cast<uint64_t>(micros);
  std::string text = absl::StrCat(micros < 0 ? "-" : "", size / 1000000);
  if (size % 1000000 == 0) return text;
  absl::StrAppendFormat(&text, ".%06d", size % 1000000);
  text.erase(text.find_last_not_of('0') + 1);
  return text;
}

std::string Measure(MeasureNumber number, Measures measures) {
  return number < measures.size() ? Escaped(measures[number]) : absl::StrCat("#", number);
}

std::string Identity(const RowIdentity& identity) {
  std::string text = absl::StrCat("organization=", Quoted(identity.organization), " product=", Quoted(identity.product),
                                  " site=", Quoted(identity.site), " location=", Quoted(identity.location));
  AddDimensions(identity, &text);
  return text;
}

std::string PlaceIdentity(const RowIdentity& identity) {
  std::string text = absl::StrCat("organization=", Quoted(identity.organization), " site=", Quoted(identity.site),
                                  " location=", Quoted(identity.location), " product=", Quoted(identity.product));
  AddDimensions(identity, &text);
  return text;
}

std::string RowKeyIdentity(std::string_view row_key) {
  const std::optional<RowIdentity> identity = ParseRowKey(row_key);
  return identity.has_value() ? Identity(*identity) : absl::StrCat("row_key=", Hex(row_key));
}

std::string Path(std::string_view path) {
  const std::optional<std::vector<std::string_view>> values = ParseBucketPath(path);
  if (!values.has_value()) return absl::StrCat("path=", Hex(path));
  return absl::StrCat("path=", absl::StrJoin(*values, ",", [](std::string* out, std::string_view value) {
                        out->append(Quoted(value));
                      }));
}

}  // namespace onhand::storage::text
