#include "storage/directory/files.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "storage/base/failpoint.h"

namespace onhand::storage {
namespace {

constexpr mode_t kFileMode = 0644;
constexpr size_t kSmallFileBytes = 4 << 10;

std::string ParentOf(const std::string& path) {
  const std::string parent = std::filesystem::path(path).parent_path().string();
  return parent.empty() ? "." : parent;
}

// Folders far above may be others', and not to be looked into; then their owners made what is in them.
absl::Status SyncIfReadable(const std::string& path, const Disk& disk) {
  absl::Status status = disk.SyncFolder(path);
  return absl::StrContains(status.message(), "Permission denied") ? absl::OkStatus() : status;
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

absl::Status MakeFolders(const std::string& path, const Disk& disk) {
  absl::StatusOr<bool> exists = disk.FolderExists(path);
  if (!exists.ok()) return exists.status();
  const std::string parent = ParentOf(path);
  // Whoever made it may have failed to sync its name, or have ended before.
  if (*exists) return SyncIfReadable(parent, disk);
  if (parent != path) {
    if (absl::Status status = MakeFolders(parent, disk); !status.ok()) return status;
  }
  if (absl::Status status = disk.MakeFolder(path); !status.ok()) {
    // Another process may have made it meanwhile.
    exists = disk.FolderExists(path);
    if (!exists.ok() || !*exists) return status;
  }
  return disk.SyncFolder(parent);
}

absl::Status Rename(const std::string& from, const std::string& to, const Disk& disk) {
  if (absl::Status status = disk.Rename(from, to); !status.ok()) return status;
  return disk.SyncFolder(ParentOf(to));
}

absl::StatusOr<std::string> ReadSmallFile(const std::string& path, const Disk& disk) {
  return disk.ReadFile(path, kSmallFileBytes);
}

absl::Status ReplaceFile(const std::string& path, std::string_view content, const Disk& disk) {
  const std::string fresh = path + ".new";
  if (absl::Status status = disk.WriteFile(fresh, content); !status.ok()) return status;
  PassFailpoint("directory.replace_file.written");
  return Rename(fresh, path, disk);
}

absl::Status ProbeFolder(const std::string& path, const Disk& disk) {
  const std::string probe = absl::StrCat(path, "/.probe-", ::getpid());
  absl::Status status = disk.WriteFile(probe, std::string(kSmallFileBytes, '\0'));
  disk.RemoveFile(probe).IgnoreError();
  return status;
}

}  // namespace onhand::storage
