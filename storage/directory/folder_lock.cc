#include "storage/directory/folder_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <thread>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace onhand::storage {
namespace {

constexpr std::chrono::milliseconds kBetweenAttempts{1};

absl::Status OpenHereError(const std::string& path, const std::string& what) {
  return absl::FailedPreconditionError(
      absl::StrCat(what, " is open in this process already (", path, "); it can be open once only"));
}

absl::Status HeldError(const std::string& path, const std::string& what) {
  const absl::StatusOr<std::string> content = ReadSmallFile(path);
  int process = 0;
  // The holder writes its number just after taking the lock; nothing yet is possible.
  if (!content.ok() || !absl::SimpleAtoi(*content, &process)) {
    return absl::FailedPreconditionError(
        absl::StrCat(what, " is in use by another process (", path, "); stop it, or ask it through its server"));
  }
  if (process == ::getpid()) return OpenHereError(path, what);
  return absl::FailedPreconditionError(
      absl::StrCat(what, " is in use by process ", process, " (", path, "); stop it, or ask it through its server"));
}

// Whether `path` still leads to the file that is open.
bool IsSameFile(const File& file, const std::string& path) {
  struct stat open;
  struct stat named;
  return ::fstat(file.descriptor(), &open) == 0 && ::stat(path.c_str(), &named) == 0 && open.st_dev == named.st_dev &&
         open.st_ino == named.st_ino;
}

absl::Status WriteProcess(const File& file, const std::string& path) {
  const std::string process = absl::StrCat(::getpid(), "\n");
  if (::ftruncate(file.descriptor(), 0) != 0 ||
      ::pwrite(file.descriptor(), process.data(), process.size(), 0) != static_cast<ssize_t>(process.size())) {
    return FromErrno(errno, "cannot write", path);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<FolderLock> FolderLock::Wait(const std::string& path, const Disk& disk) {
  while (!disk.is_system()) {
    absl::StatusOr<std::shared_ptr<void>> held = disk.Lock(path);
    if (held.ok()) return FolderLock(*std::move(held));
    if (!absl::IsFailedPrecondition(held.status())) return held.status();
    std::this_thread::sleep_for(kBetweenAttempts);
  }
  absl::StatusOr<File> file = File::Open(path, O_RDWR | O_CREAT);
  if (!file.ok()) return file.status();
  while (::flock(file->descriptor(), LOCK_EX) != 0) {
    if (errno != EINTR) return FromErrno(errno, "cannot lock", path);
  }
  return FolderLock(*std::move(file));
}

absl::StatusOr<FolderLock> FolderLock::Take(const std::string& path, const std::string& what, const Disk& disk) {
  if (!disk.is_system()) {
    absl::StatusOr<std::shared_ptr<void>> held = disk.Lock(path);
    if (held.ok()) return FolderLock(*std::move(held));
    return absl::IsFailedPrecondition(held.status()) ? OpenHereError(path, what) : held.status();
  }
  absl::StatusOr<File> file = File::Open(path, O_RDWR | O_CREAT);
  if (!file.ok()) return file.status();
  if (::flock(file->descriptor(), LOCK_EX | LOCK_NB) != 0) {
    return errno == EWOULDBLOCK ? HeldError(path, what) : FromErrno(errno, "cannot lock", path);
  }
  // The folder may have been deleted between opening the file and locking it.
  if (!IsSameFile(*file, path)) return absl::NotFoundError(absl::StrCat(what, " is not there any more"));
  if (absl::Status status = WriteProcess(*file, path); !status.ok()) return status;
  return FolderLock(*std::move(file));
}

}  // namespace onhand::storage
