#include "storage/kv/commit_mark.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "storage/records/coding.h"
#include "storage/records/crc32c.h"

namespace onhand::storage {
namespace {

constexpr std::string_view kBegin = "onhand-mark\n";
constexpr size_t kBytes = kBegin.size() + 8 + 4;

std::string MarkBytes(uint64_t sequence) {
  std::string bytes(kBegin);
  PutFixed64(sequence, &bytes);
  PutFixed32(Crc32c(bytes), &bytes);
  return bytes;
}

}  // namespace

std::string CommitMarkPath(const std::string& database_path) { return database_path + ".mark"; }

absl::StatusOr<std::optional<uint64_t>> ReadCommitMark(const Disk& disk, const std::string& path) {
  absl::StatusOr<std::string> content = disk.ReadFile(path, kBytes + 1);
  if (absl::IsNotFound(content.status())) return std::nullopt;
  if (!content.ok()) return content.status();
  uint64_t sequence = 0;
  if (content->size() == kBytes) sequence = Reader(content->substr(kBegin.size())).Fixed64();
  if (*content != MarkBytes(sequence)) return absl::DataLossError(absl::StrCat(path, " is damaged"));
  return sequence;
}

absl::StatusOr<std::unique_ptr<CommitMark>> CommitMark::Make(const std::string& path, uint64_t sequence) {
  const Disk& disk = *Disk::System();
  const std::string fresh = path + ".new";
  absl::Status status = disk.WriteFile(fresh, MarkBytes(sequence));
  if (status.ok()) status = disk.Rename(fresh, path);
  if (status.ok()) status = disk.SyncFolder(std::filesystem::path(path).parent_path().string());
  if (!status.ok()) return status;
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (descriptor >= 0) return std::unique_ptr<CommitMark>(new CommitMark(descriptor));
  return absl::UnavailableError(absl::StrCat("cannot open ", path, ": ", std::generic_category().message(errno)));
}

CommitMark::~CommitMark() {
  ::fdatasync(descriptor_);
  ::close(descriptor_);
}

void CommitMark::Advance(uint64_t sequence) {
  const std::string bytes = MarkBytes(sequence);
  [[maybe_unused]] const ssize_t written = ::pwrite(descriptor_, bytes.data(), bytes.size(), 0);
}

}  // namespace onhand::storage
