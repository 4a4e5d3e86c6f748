#include "storage/kv/rocks_log.h"

#include <cstdio>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace onhand::storage {
namespace {

constexpr uint64_t kBytesMax = 1 << 20;
constexpr size_t kLineBytesMax = 1000;

}  // namespace

RocksLog::RocksLog(std::string path, std::shared_ptr<Disk> disk)
    : rocksdb::Logger(rocksdb::InfoLogLevel::WARN_LEVEL), path_(std::move(path)), disk_(std::move(disk)) {}

RocksLog::~RocksLog() = default;

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
  rocksdb::Env* const env = disk_->env();
  if (file_ != nullptr && bytes_ >= kBytesMax) {
    file_.reset();
    env->RenameFile(path_, path_ + ".old").PermitUncheckedError();
  }
  if (file_ == nullptr) {
    if (!env->GetFileSize(path_, &bytes_).ok()) bytes_ = 0;
    rocksdb::EnvOptions options;
    options.use_mmap_writes = false;
    if (!env->ReopenWritableFile(path_, &file_, options).ok()) file_ = nullptr;
  }
  if (file_ != nullptr && file_->Append(line).ok()) bytes_ += line.size();
}

}  // namespace onhand::storage
