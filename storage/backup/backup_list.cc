#include "storage/backup/backup_list.h"

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "storage/records/crc32c.h"

namespace onhand::storage {
namespace {

constexpr std::string_view kFirstWords = "onhand-backup version=";
constexpr uint32_t kVersion = 1;

// The checksum of what stands before it, in eight hex digits.
std::string ChecksumText(uint32_t checksum) { return absl::StrFormat("%08x", checksum); }

bool ParseChecksum(std::string_view text, uint32_t* checksum) {
  if (text.size() != 8) return false;
  *checksum = 0;
  for (const char c : text) {
    const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    if (digit < 0) return false;
    *checksum = *checksum << 4 | static_cast<uint32_t>(digit);
  }
  return true;
}

template <typename Number>
bool ParseNumber(std::string_view text, Number* number) {
  return absl::SimpleAtoi(absl::string_view(text.data(), text.size()), number);
}

// A list decides which files are read and written; it must not reach into another folder.
bool IsFileName(std::string_view name) {
  return !name.empty() && name[0] != '.' && name.find('/') == std::string_view::npos;
}

// Takes lines off the front of a text.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}

  // The rest of the next line, if it begins with `word` and a space.
  bool Take(std::string_view word, std::string_view* value) {
    const size_t end = rest_.find('\n');
    if (end == std::string_view::npos || end < word.size() + 1) return false;
    if (rest_.substr(0, word.size()) != word || rest_[word.size()] != ' ') return false;
    *value = rest_.substr(word.size() + 1, end - word.size() - 1);
    rest_.remove_prefix(end + 1);
    return true;
  }
  bool empty() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

// The next word, up to a space, taken off the front.
std::string_view TakeWord(std::string_view* text) {
  const size_t end = text->find(' ');
  const std::string_view word = text->substr(0, end);
  text->remove_prefix(end == std::string_view::npos ? text->size() : end + 1);
  return word;
}

bool ParseFile(std::string_view text, BackupFile* file) {
  if (!ParseNumber(TakeWord(&text), &file->bytes) || !ParseChecksum(TakeWord(&text), &file->checksum)) return false;
  file->stored = std::string(TakeWord(&text));
  file->name = std::string(text);
  return IsFileName(file->stored) && IsFileName(file->name);
}

bool ParseBody(std::string_view body, BackupList* list) {
  Lines lines(body);
  std::string_view value;
  if (!lines.Take("environment", &value)) return false;
  list->environment = std::string(value);
  if (!lines.Take("id", &value) || !ParseNumber(value, &list->id)) return false;
  if (!lines.Take("created_at_us", &value) || !ParseNumber(value, &list->created_at_us)) return false;
  if (!lines.Take("format", &value) || !ParseNumber(value, &list->format)) return false;
  if (!lines.Take("sequence", &value) || !ParseNumber(value, &list->sequence)) return false;
  while (lines.Take("file", &value)) {
    if (!ParseFile(value, &list->files.emplace_back())) return false;
  }
  return lines.empty();
}

}  // namespace

uint64_t BackupList::bytes() const {
  uint64_t sum = 0;
  for (const BackupFile& file : files) sum += file.bytes;
  return sum;
}

std::string EncodeBackupList(const BackupList& list) {
  std::string text = absl::StrCat(std::string(kFirstWords), kVersion, "\nenvironment ", list.environment, "\nid ",
                                  list.id, "\ncreated_at_us ", list.created_at_us, "\nformat ", list.format,
                                  "\nsequence ", list.sequence, "\n");
  for (const BackupFile& file : list.files) {
    absl::StrAppend(&text, "file ", file.bytes, " ", ChecksumText(file.checksum), " ", file.stored, " ", file.name,
                    "\n");
  }
  absl::StrAppend(&text, "end ", ChecksumText(Crc32c(text)), "\n");
  return text;
}

absl::StatusOr<BackupList> DecodeBackupList(std::string_view text) {
  const absl::Status damaged = absl::DataLossError("it is not a whole list of a backup's files");
  const size_t first_end = text.find('\n');
  if (text.substr(0, kFirstWords.size()) != kFirstWords || first_end == std::string_view::npos) return damaged;
  uint32_t version = 0;
  if (!ParseNumber(text.substr(kFirstWords.size(), first_end - kFirstWords.size()), &version)) return damaged;

  // "end ", eight digits and a line end.
  constexpr size_t kEndBytes = 13;
  if (text.size() < first_end + 1 + kEndBytes) return damaged;
  const std::string_view body = text.substr(0, text.size() - kEndBytes);
  Lines end(text.substr(text.size() - kEndBytes));
  std::string_view value;
  uint32_t checksum = 0;
  if (body.back() != '\n' || !end.Take("end", &value) || !ParseChecksum(value, &checksum)) return damaged;
  if (checksum != Crc32c(body)) return absl::DataLossError("its checksum is wrong");
  if (version > kVersion) {
    return absl::FailedPreconditionError(absl::StrCat("it has version ", version,
                                                      "; this program reads versions up to ", kVersion,
                                                      ": use the newer program that wrote it"));
  }
  BackupList list;
  if (!ParseBody(body.substr(first_end + 1), &list)) return damaged;
  return list;
}

}  // namespace onhand::storage
