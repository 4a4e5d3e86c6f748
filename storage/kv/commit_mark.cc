#include "storage/kv/commit_mark.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "storage/records/coding.h"
#include "storage/records/crc32c.h"

namespace onhand::storage {
namespace {

constexpr std::string_view kBegin = "onhand-mark\n";
constexpr size_t kBytes = kBegin.size() + 3 * 8 + 4;
constexpr std::string_view kManifestPrefix = "MANIFEST-";
constexpr size_t kCurrentBytesMax = 64;

std::string MarkBytes(const CommitMarkContent& content) {
  std::string bytes(kBegin);
  PutFixed64(content.sequence, &bytes);
  PutFixed64(content.manifest, &bytes);
  PutFixed64(content.manifest_bytes, &bytes);
  PutFixed32(Crc32c(bytes), &bytes);
  return bytes;
}

absl::Status Refused(const std::string& what, const std::string& path) {
  return absl::UnavailableError(absl::StrCat(what, " ", path, ": ", std::generic_category().message(errno)));
}

// Syncs the MANIFEST that CURRENT names and sets what is known of it then.
absl::Status SyncManifest(const std::string& database_path, CommitMarkContent* content) {
  absl::StatusOr<std::string> current = Disk::System()->ReadFile(database_path + "/CURRENT", kCurrentBytesMax);
  if (!current.ok()) return current.status();
  const std::string name = current->substr(0, current->find('\n'));
  const std::string path = absl::StrCat(database_path, "/", name);
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return Refused("cannot open", path);
  struct stat file;
  absl::Status status;
  // What is appended after the look at its length may be synced or not.
  if (::fstat(descriptor, &file) != 0 || ::fsync(descriptor) != 0) status = Refused("cannot sync", path);
  ::close(descriptor);
  if (!status.ok()) return status;
  content->manifest = ManifestNumber(name).value_or(0);
  content->manifest_bytes = static_cast<uint64_t>(file.st_size);
  return absl::OkStatus();
}

}  // namespace

std::string CommitMarkPath(const std::string& database_path) { return database_path + ".mark"; }

std::optional<uint64_t> ManifestNumber(std::string_view name) {
  uint64_t number = 0;
  if (name.substr(0, kManifestPrefix.size()) != kManifestPrefix ||
      !absl::SimpleAtoi(std::string(name.substr(kManifestPrefix.size())), &number)) {
    return std::nullopt;
  }
  return number;
}

absl::StatusOr<std::optional<CommitMarkContent>> ReadCommitMark(const Disk& disk, const std::string& path) {
  absl::StatusOr<std::string> bytes = disk.ReadFile(path, kBytes + 1);
  if (absl::IsNotFound(bytes.status())) return std::nullopt;
  if (!bytes.ok()) return bytes.status();
  CommitMarkContent content;
  if (bytes->size() == kBytes) {
    Reader reader(std::string_view(*bytes).substr(kBegin.size()));
    content.sequence = reader.Fixed64();
    content.manifest = reader.Fixed64();
    content.manifest_bytes = reader.Fixed64();
  }
  if (*bytes != MarkBytes(content)) return absl::DataLossError(absl::StrCat(path, " is damaged"));
  return content;
}

absl::StatusOr<std::unique_ptr<CommitMark>> CommitMark::Make(const Disk& disk, const std::string& database_path,
                                                             uint64_t sequence) {
  if (!disk.is_system()) return nullptr;
  const std::string path = CommitMarkPath(database_path);
  const std::string fresh = path + ".new";
  CommitMarkContent content{sequence, 0, 0};
  absl::Status status = SyncManifest(database_path, &content);
  if (status.ok()) status = disk.WriteFile(fresh, MarkBytes(content));
  if (status.ok()) status = disk.Rename(fresh, path);
  if (status.ok()) status = disk.SyncFolder(std::filesystem::path(path).parent_path().string());
  if (!status.ok()) return status;
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (descriptor < 0) return Refused("cannot open", path);
  return std::unique_ptr<CommitMark>(new CommitMark(database_path, content, descriptor));
}

CommitMark::~CommitMark() {
  if (SyncManifest(database_path_, &content_).ok()) Advance(content_.sequence);
  ::fdatasync(descriptor_);
  ::close(descriptor_);
}

void CommitMark::Advance(uint64_t sequence) {
  content_.sequence = sequence;
  const std::string bytes = MarkBytes(content_);
  [[maybe_unused]] const ssize_t written = ::pwrite(descriptor_, bytes.data(), bytes.size(), 0);
}

}  // namespace onhand::storage
