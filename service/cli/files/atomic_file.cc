#include "service/cli/files/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"

namespace onhand::cli {
namespace {

absl::Status Failed(const std::string& path) {
  return absl::UnavailableError(absl::StrCat("cannot write ", path, ": ", std::strerror(errno)));
}

}  // namespace

absl::StatusOr<std::unique_ptr<AtomicFile>> AtomicFile::Create(const std::string& path) {
  if (path == "-") return std::unique_ptr<AtomicFile>(new AtomicFile("the standard output", "", STDOUT_FILENO));
  struct stat info = {};
  // A device or pipe cannot be renamed over; it is written as it comes.
  if (stat(path.c_str(), &info) == 0 && !S_ISREG(info.st_mode)) {
    const int fd = open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (fd < 0) return Failed(path);
    return std::unique_ptr<AtomicFile>(new AtomicFile(path, "", fd));
  }
  std::string temporary = absl::StrCat(path, ".part-", getpid());
  const int fd = open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd < 0) return Failed(path);
  return std::unique_ptr<AtomicFile>(new AtomicFile(path, std::move(temporary), fd));
}

AtomicFile::AtomicFile(std::string path, std::string temporary_path, int fd)
    : path_(std::move(path)), temporary_path_(std::move(temporary_path)), fd_(fd) {}

AtomicFile::~AtomicFile() {
  if (fd_ > STDERR_FILENO) close(fd_);
  if (fd_ >= 0 && !temporary_path_.empty()) unlink(temporary_path_.c_str());
}

absl::Status AtomicFile::Write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = write(fd_, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return Failed(path_);
    bytes.remove_prefix(static_cast<size_t>(n));
  }
  return absl::OkStatus();
}

absl::Status AtomicFile::Commit() {
  if (temporary_path_.empty()) return absl::OkStatus();
  if (fsync(fd_) != 0) return Failed(path_);
  if (std::rename(temporary_path_.c_str(), path_.c_str()) != 0) return Failed(path_);
  close(fd_);
  fd_ = -1;
  return absl::OkStatus();
}

}  // namespace onhand::cli
