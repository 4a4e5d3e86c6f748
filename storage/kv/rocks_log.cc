#include "storage/kv/rocks_log.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace onhand::storage {
namespace {

constexpr off_t kBytesMax = 1 << 20;
constexpr size_t kLineBytesMax = 1000;

}  // namespace

RocksLog::RocksLog(std::string path) : rocksdb::Logger(rocksdb::InfoLogLevel::WARN_LEVEL), path_(std::move(path)) {}

RocksLog::~RocksLog() {
  MutexLock lock(&mutex_);
  if (descriptor_ >= 0) ::close(descriptor_);
}

void RocksLog::Logv(rocksdb::InfoLogLevel level, const char* format, va_list arguments) {
  // "Headers", the highest level, repeat every option at each start.
  if (path_.empty() || level < rocksdb::InfoLogLevel::WARN_LEVEL || level == rocksdb::InfoLogLevel::HEADER_LEVEL) {
    return;
  }
  char text[kLineBytesMax];
  if (std::vsnprintf(text, sizeof(text), format, arguments) < 0) return;
  const std::string line =
      absl::StrCat(absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", absl::Now(), absl::UTCTimeZone()),
                   level == rocksdb::InfoLogLevel::WARN_LEVEL ? " warning " : " error ", text, "\n");
  MutexLock lock(&mutex_);
  Append(line);
}

void RocksLog::Append(const std::string& line) {
  struct stat file;
  if (descriptor_ >= 0 && ::fstat(descriptor_, &file) == 0 && file.st_size >= kBytesMax) {
    ::close(std::exchange(descriptor_, -1));
    ::rename(path_.c_str(), (path_ + ".old").c_str());
  }
  if (descriptor_ < 0) descriptor_ = ::open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor_ >= 0) [[maybe_unused]]
    const ssize_t written = ::write(descriptor_, line.data(), line.size());
}

}  // namespace onhand::storage
