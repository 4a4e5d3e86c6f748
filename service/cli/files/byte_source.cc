#include "service/cli/files/byte_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace onhand::cli {
namespace {

class GzipByteSource : public ByteSource {
 public:
  GzipByteSource(std::string name, gzFile file, int64_t size) : name_(std::move(name)), file_(file), size_(size) {}
  ~GzipByteSource() override { gzclose_r(file_); }

  absl::StatusOr<size_t> Read(char* buffer, size_t size) override {
    const int n = gzread(file_, buffer, static_cast<unsigned>(std::min<size_t>(size, 1u << 30)));
    if (n > 0) return static_cast<size_t>(n);
    int error = Z_OK;
    const char* text = gzerror(file_, &error);
    if (error == Z_ERRNO) return absl::UnavailableError(absl::StrCat("reading ", name_, ": ", std::strerror(errno)));
    if (error == Z_BUF_ERROR) return absl::DataLossError(absl::StrCat(name_, " is cut off: its gzip data has no end"));
    if (n < 0 || error != Z_OK) return absl::DataLossError(absl::StrCat(name_, " is not sound gzip: ", text));
    return size_t{0};
  }
  int64_t position_bytes() const override { return gzoffset(file_); }
  int64_t size_bytes() const override { return size_; }

 private:
  const std::string name_;
  const gzFile file_;
  const int64_t size_;
};

class MemoryByteSource : public ByteSource {
 public:
  explicit MemoryByteSource(std::string text) : text_(std::move(text)) {}

  absl::StatusOr<size_t> Read(char* buffer, size_t size) override {
    const size_t n = std::min(size, text_.size() - position_);
    std::memcpy(buffer, text_.data() + position_, n);
    position_ += n;
    return n;
  }
  int64_t position_bytes() const override { return static_cast<int64_t>(position_); }
  int64_t size_bytes() const override { return static_cast<int64_t>(text_.size()); }

 private:
  const std::string text_;
  size_t position_ = 0;
};

absl::Status ErrnoStatus(const std::string& what, int error) {
  const std::string message = absl::StrCat(what, ": ", std::strerror(error));
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      return absl::NotFoundError(message);
    case EACCES:
    case EPERM:
      return absl::PermissionDeniedError(message);
    default:
      return absl::UnavailableError(message);
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<ByteSource>> OpenByteSource(const std::string& path) {
  const bool standard_input = path == "-";
  const std::string name = standard_input ? "the standard input" : path;
  const int fd = standard_input ? dup(STDIN_FILENO) : open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return ErrnoStatus(absl::StrCat("cannot open ", name), errno);
  struct stat info = {};
  if (fstat(fd, &info) != 0 || S_ISDIR(info.st_mode)) {
    close(fd);
    return absl::InvalidArgumentError(absl::StrCat("cannot read ", name, ": it is a directory"));
  }
  const gzFile file = gzdopen(fd, "rb");
  if (file == nullptr) {
    close(fd);
    return absl::ResourceExhaustedError(absl::StrCat("cannot read ", name, ": out of memory"));
  }
  gzbuffer(file, 128 << 10);
  return std::make_unique<GzipByteSource>(name, file, S_ISREG(info.st_mode) ? info.st_size : -1);
}

std::unique_ptr<ByteSource> TextByteSource(std::string text) {
  return std::make_unique<MemoryByteSource>(std::move(text));
}

absl::StatusOr<std::string> ReadWholeFile(const std::string& path, size_t size_max) {
  absl::StatusOr<std::unique_ptr<ByteSource>> source = OpenByteSource(path);
  if (!source.ok()) return source.status();
  std::string text;
  char buffer[16 << 10];
  while (true) {
    const absl::StatusOr<size_t> n = (*source)->Read(buffer, sizeof(buffer));
    if (!n.ok()) return n.status();
    if (*n == 0) return text;
    text.append(buffer, *n);
    if (text.size() > size_max) {
      return absl::InvalidArgumentError(absl::StrCat(path, " is larger than ", size_max, " bytes"));
    }
  }
}

}  // namespace onhand::cli
