#include "storage/directory/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "storage/base/failpoint.h"

namespace onhand::storage {
namespace {

constexpr mode_t kFileMode = 0644;
constexpr mode_t kFolderMode = 0755;
constexpr size_t kSmallFileBytes = 4 << 10;

std::string ParentOf(const std::string& path) {
  const std::string parent = std::filesystem::path(path).parent_path().string();
  return parent.empty() ? "." : parent;
}

absl::Status WriteAndSync(const File& file, std::string_view content, const std::string& path) {
  while (!content.empty()) {
    const ssize_t written = ::write(file.descriptor(), content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return FromErrno(errno, "cannot write", path);
    content.remove_prefix(static_cast<size_t>(written));
  }
  if (::fsync(file.descriptor()) != 0) return FromErrno(errno, "cannot write", path);
  return absl::OkStatus();
}

absl::Status WriteNewFile(const std::string& path, std::string_view content) {
  absl::StatusOr<File> file = File::Open(path, O_WRONLY | O_CREAT | O_TRUNC);
  if (!file.ok()) return file.status();
  return WriteAndSync(*file, content, path);
}

}  // namespace

absl::Status FromErrno(int error, std::string_view what, const std::string& path) {
  const std::string message = absl::StrCat(std::string(what), " ", path, ": ", std::generic_category().message(error));
  if (error == ENOENT) return absl::NotFoundError(message);
  if (error == ENOTDIR) return absl::InvalidArgumentError(message);
  return absl::UnavailableError(message);
}

File::~File() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

absl::StatusOr<File> File::Open(const std::string& path, int flags) {
  for (;;) {
    const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC, kFileMode);
    if (descriptor >= 0) return File(descriptor);
    if (errno != EINTR) return FromErrno(errno, "cannot open", path);
  }
}

absl::StatusOr<bool> FolderExists(const std::string& path) {
  struct stat found;
  if (::stat(path.c_str(), &found) != 0) {
    if (errno == ENOENT) return false;
    return FromErrno(errno, "cannot look at", path);
  }
  if (!S_ISDIR(found.st_mode)) return absl::InvalidArgumentError(absl::StrCat(path, " is not a folder"));
  return true;
}

absl::Status MakeFolders(const std::string& path) {
  absl::StatusOr<bool> exists = FolderExists(path);
  if (!exists.ok() || *exists) return exists.status();
  const std::string parent = ParentOf(path);
  if (parent != path) {
    if (absl::Status status = MakeFolders(parent); !status.ok()) return status;
  }
  if (::mkdir(path.c_str(), kFolderMode) != 0 && errno != EEXIST) return FromErrno(errno, "cannot make folder", path);
  return SyncFolder(parent);
}

absl::Status MakeFolder(const std::string& path) {
  if (::mkdir(path.c_str(), kFolderMode) != 0) return FromErrno(errno, "cannot make folder", path);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> ListFolder(const std::string& path) {
  std::vector<std::string> names;
  std::error_code error;
  for (std::filesystem::directory_iterator it(path, error), end; !error && it != end; it.increment(error)) {
    names.push_back(it->path().filename().string());
  }
  if (error) return FromErrno(error.value(), "cannot list folder", path);
  return names;
}

absl::Status SyncFolder(const std::string& path) {
  absl::StatusOr<File> folder = File::Open(path, O_RDONLY | O_DIRECTORY);
  if (!folder.ok()) return folder.status();
  if (::fsync(folder->descriptor()) != 0) return FromErrno(errno, "cannot write folder", path);
  return absl::OkStatus();
}

absl::Status Rename(const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return FromErrno(errno, absl::StrCat("cannot rename ", from, " to"), to);
  return SyncFolder(ParentOf(to));
}

absl::Status RemoveAll(const std::string& path) {
  std::error_code error;
  std::filesystem::remove_all(path, error);
  if (error) return FromErrno(error.value(), "cannot remove", path);
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReadSmallFile(const std::string& path) {
  absl::StatusOr<File> file = File::Open(path, O_RDONLY);
  if (!file.ok()) return file.status();
  std::string content(kSmallFileBytes, '\0');
  size_t size = 0;
  while (size < content.size()) {
    const ssize_t got = ::read(file->descriptor(), content.data() + size, content.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return FromErrno(errno, "cannot read", path);
    if (got == 0) break;
    size += static_cast<size_t>(got);
  }
  content.resize(size);
  return content;
}

absl::Status ReplaceFile(const std::string& path, std::string_view content) {
  const std::string fresh = path + ".new";
  if (absl::Status status = WriteNewFile(fresh, content); !status.ok()) return status;
  PassFailpoint("directory.replace_file.written");
  return Rename(fresh, path);
}

absl::Status ProbeFolder(const std::string& path) {
  const std::string probe = absl::StrCat(path, "/.probe-", ::getpid());
  absl::Status status = WriteNewFile(probe, std::string(kSmallFileBytes, '\0'));
  ::unlink(probe.c_str());
  return status;
}

}  // namespace onhand::storage
