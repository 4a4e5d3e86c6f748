// File: text_record.h
//
// Records of a text file one after another, in bounded memory: lines, or CSV records that may span lines.
//
//   CsvReader reader(source.get(), ',');
//   CsvRecord record;
//   while (true) {
//     absl::StatusOr<bool> more = reader.Next(&record);
//     if (!more.ok()) return more.status();      // the file cannot be read on
//     if (!*more) break;
//     if (!record.error.empty()) ...             // this record is malformed; reading goes on behind it
//   }
//
// Both leave out a byte order mark at the start and blank lines, and take LF and CRLF. Not thread-safe; the source is
// not owned.
#ifndef ONHAND_SERVICE_CLI_FILES_TEXT_RECORD_H_
#define ONHAND_SERVICE_CLI_FILES_TEXT_RECORD_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "service/cli/files/byte_source.h"

namespace onhand::cli {

// What has been read but not used yet.
class TextBuffer {
 public:
  explicit TextBuffer(ByteSource* source) : source_(source) {}

  std::string_view text() const { return std::string_view(buffer_).substr(start_); }
  bool at_end() const { return at_end_; }  // the source has nothing more than text()
  // Reads more behind text(), or finds the end. Views of text() are invalid then.
  absl::Status Fill();
  void Drop(size_t size) { start_ += size; }

 private:
  ByteSource* source_;
  std::string buffer_;
  size_t start_ = 0;
  bool first_ = true;
  bool at_end_ = false;
};

// The longest record; a longer line is reported as an error and passed over.
inline constexpr size_t kLineBytesMax = 1 << 20;
inline constexpr size_t kCsvRecordBytesMax = 64 << 10;

struct LineRecord {
  int64_t line = 0;   // number, from 1
  std::string text;   // without its end
  std::string error;  // not empty: what is wrong; text is the beginning
};

class LineReader {
 public:
  explicit LineReader(ByteSource* source) : buffer_(source) {}
  // False at the end of the file.
  absl::StatusOr<bool> Next(LineRecord* record);

 private:
  TextBuffer buffer_;
  int64_t line_ = 0;
};

struct CsvRecord {
  int64_t line = 0;                 // number of its first line, from 1
  std::vector<std::string> fields;  // unquoted
  std::string original;             // as it stands in the file, without the line end
  std::string error;                // not empty: what is wrong; fields are undefined
};

// RFC 4180: fields may be in double quotes, may then hold delimiters, line ends and doubled quotes. A quote inside an
// unquoted field stands for itself. After a malformed record reading goes on with the line behind its first line.
class CsvReader {
 public:
  explicit CsvReader(ByteSource* source, char delimiter = ',') : buffer_(source), delimiter_(delimiter) {}
  // False at the end of the file.
  absl::StatusOr<bool> Next(CsvRecord* record);

 private:
  enum class Parse { kRecord, kNeedMore, kBad };
  Parse ParseRecord(std::string_view text, bool at_end, CsvRecord* record, size_t* size);

  TextBuffer buffer_;
  const char delimiter_;
  int64_t line_ = 1;  // of what comes next
};

// Appends one field, quoted where it must be.
void AppendCsvField(std::string_view field, std::string* out);

// One record held in `text` (a flag's value: `1,"a,b"`). INVALID_ARGUMENT: malformed, or more than one record.
absl::StatusOr<std::vector<std::string>> SplitCsv(std::string_view text);

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_FILES_TEXT_RECORD_H_
