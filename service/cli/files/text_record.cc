#include "service/cli/files/text_record.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace onhand::cli {
namespace {

constexpr size_t kChunkBytes = 64 << 10;
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

std::string_view WithoutReturn(std::string_view line) {
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

bool Blank(std::string_view line) { return line.find_first_not_of(" \t") == std::string_view::npos; }

}  // namespace

absl::Status TextBuffer::Fill() {
  buffer_.erase(0, start_);
  start_ = 0;
  do {
    const size_t size = buffer_.size();
    buffer_.resize(size + kChunkBytes);
    const absl::StatusOr<size_t> n = source_->Read(buffer_.data() + size, kChunkBytes);
    buffer_.resize(size + (n.ok() ? *n : 0));
    if (!n.ok()) return n.status();
    at_end_ = *n == 0;
  } while (first_ && !at_end_ && buffer_.size() < kByteOrderMark.size());
  if (first_ && std::string_view(buffer_).substr(0, kByteOrderMark.size()) == kByteOrderMark) {
    start_ = kByteOrderMark.size();
  }
  first_ = false;
  return absl::OkStatus();
}

absl::StatusOr<bool> LineReader::Next(LineRecord* record) {
  record->error.clear();
  bool too_long = false;
  while (true) {
    const std::string_view text = buffer_.text();
    const size_t newline = text.find('\n');
    if (newline == std::string_view::npos && !buffer_.at_end()) {
      if (text.size() > kLineBytesMax) {
        if (!too_long) record->text = std::string(text.substr(0, 1000));
        too_long = true;
        buffer_.Drop(text.size());
      }
      if (absl::Status status = buffer_.Fill(); !status.ok()) return status;
      continue;
    }
    if (newline == std::string_view::npos && text.empty() && !too_long) return false;
    const std::string_view line = WithoutReturn(text.substr(0, newline));
    record->line = ++line_;
    if (too_long || line.size() > kLineBytesMax) {
      if (!too_long) record->text = std::string(line.substr(0, 1000));
      record->error = absl::StrCat("the line is longer than ", kLineBytesMax, " bytes");
    } else {
      record->text = std::string(line);
    }
    buffer_.Drop(newline == std::string_view::npos ? text.size() : newline + 1);
    if (record->error.empty() && Blank(record->text)) continue;
    return true;
  }
}

CsvReader::Parse CsvReader::ParseRecord(std::string_view text, bool at_end, CsvRecord* record, size_t* size) {
  size_t field_count = 0;
  size_t i = 0;
  while (true) {
    if (field_count == record->fields.size()) record->fields.emplace_back();
    std::string& field = record->fields[field_count++];
    field.clear();
    if (i < text.size() && text[i] == '"') {
      ++i;
      while (true) {
        const size_t quote = text.find('"', i);
        if (quote == std::string_view::npos) {
          if (!at_end && text.size() <= kCsvRecordBytesMax) return Parse::kNeedMore;
          record->error = "a quoted field has no end";
          return Parse::kBad;
        }
        field.append(text.substr(i, quote - i));
        i = quote + 1;
        if (i == text.size() && !at_end) return Parse::kNeedMore;
        if (i == text.size() || text[i] != '"') break;
        field.push_back('"');
        ++i;
      }
      if (i < text.size() && text[i] == '\r' && i + 1 == text.size() && !at_end) return Parse::kNeedMore;
      const bool line_end =
          i == text.size() || text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] == '\n'));
      if (!line_end && text[i] != delimiter_) {
        record->error = "a quoted field is followed by something other than a delimiter; a quote inside it is doubled";
        return Parse::kBad;
      }
    } else {
      const size_t end = std::min(text.find_first_of(std::string{delimiter_, '\n'}, i), text.size());
      if (end == text.size() && !at_end) return Parse::kNeedMore;
      const bool last = end == text.size() || text[end] == '\n';
      field.append(last ? WithoutReturn(text.substr(i, end - i)) : text.substr(i, end - i));
      i = end;
    }
    if (i < text.size() && text[i] == delimiter_) {
      ++i;
      continue;
    }
    if (i < text.size() && text[i] == '\r') ++i;
    if (i < text.size() && text[i] == '\n') ++i;
    if (i > kCsvRecordBytesMax) {
      record->error = absl::StrCat("the record is longer than ", kCsvRecordBytesMax, " bytes");
      return Parse::kBad;
    }
    record->fields.resize(field_count);
    *size = i;
    return Parse::kRecord;
  }
}

absl::StatusOr<bool> CsvReader::Next(CsvRecord* record) {
  record->error.clear();
  bool passing_over = false;  // the rest of a line too long to hold
  while (true) {
    const std::string_view text = buffer_.text();
    if (text.empty() && buffer_.at_end()) {
      if (passing_over) ++line_;
      return passing_over;
    }
    size_t size = 0;
    if (!passing_over && !text.empty()) {
      switch (ParseRecord(text, buffer_.at_end(), record, &size)) {
        case Parse::kRecord: {
          std::string_view original = text.substr(0, size);
          if (!original.empty() && original.back() == '\n') original.remove_suffix(1);
          original = WithoutReturn(original);
          record->line = line_;
          record->original = std::string(original);
          line_ += std::count(text.begin(), text.begin() + static_cast<ptrdiff_t>(size), '\n');
          buffer_.Drop(size);
          if (Blank(original)) continue;
          return true;
        }
        case Parse::kNeedMore:
          if (text.size() <= kCsvRecordBytesMax + kChunkBytes) break;
          record->error = absl::StrCat("the record is longer than ", kCsvRecordBytesMax, " bytes");
          [[fallthrough]];
        case Parse::kBad: {
          const size_t newline = text.find('\n');
          if (newline == std::string_view::npos && !buffer_.at_end() && text.size() <= kCsvRecordBytesMax) {
            record->error.clear();
            break;  // its line is not all here yet
          }
          record->line = line_;
          const size_t shown = std::min(newline, kCsvRecordBytesMax);
          record->original = std::string(WithoutReturn(text.substr(0, shown)));
          if (newline != std::string_view::npos) {
            ++line_;
            buffer_.Drop(newline + 1);
            return true;
          }
          if (buffer_.at_end()) {
            buffer_.Drop(text.size());
            return true;
          }
          passing_over = true;
          break;
        }
      }
    }
    if (passing_over) {
      const std::string_view rest = buffer_.text();
      const size_t newline = rest.find('\n');
      buffer_.Drop(newline == std::string_view::npos ? rest.size() : newline + 1);
      if (newline != std::string_view::npos) {
        ++line_;
        return true;
      }
    }
    if (!buffer_.at_end()) {
      if (absl::Status status = buffer_.Fill(); !status.ok()) return status;
    }
  }
}

void AppendCsvField(std::string_view field, std::string* out) {
  const bool plain = field.find_first_of(",\"\r\n") == std::string_view::npos &&
                     (field.empty() || (field.front() != ' ' && field.back() != ' '));
  if (plain) {
    out->append(field);
    return;
  }
  out->push_back('"');
  for (const char c : field) {
    if (c == '"') out->push_back('"');
    out->push_back(c);
  }
  out->push_back('"');
}

absl::StatusOr<std::vector<std::string>> SplitCsv(std::string_view text) {
  if (text.empty()) return std::vector<std::string>{""};
  const std::unique_ptr<ByteSource> source = TextByteSource(std::string(text));
  CsvReader reader(source.get());
  CsvRecord record;
  const absl::StatusOr<bool> first = reader.Next(&record);
  if (!first.ok()) return first.status();
  if (!*first) return std::vector<std::string>{std::string(text)};
  if (!record.error.empty())
    return absl::InvalidArgumentError(absl::StrCat("\"", std::string(text), "\": ", record.error));
  CsvRecord second;
  const absl::StatusOr<bool> more = reader.Next(&second);
  if (!more.ok()) return more.status();
  if (*more) return absl::InvalidArgumentError(absl::StrCat("\"", std::string(text), "\" holds a line end"));
  return std::move(record.fields);
}

}  // namespace onhand::cli
