#include "storage/kv/zeros_ahead.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "storage/kv/log_scan.h"

namespace onhand::storage {
namespace {

using rocksdb::DataVerificationInfo;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

// A bulk of 512 events is one of about 43 KiB. Of a larger append its own bytes are what takes long.
constexpr size_t kSmallAppendBytes = 128 << 10;
constexpr uint64_t kZerosMin = 64 << 10;
constexpr uint64_t kZerosMax = 1 << 20;

Slice Zeros(size_t size) {
  static const auto* const zeros = new std::string(kZerosMax, '\0');
  return {zeros->data(), size};
}

class LogWithZerosAhead : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  LogWithZerosAhead(std::unique_ptr<rocksdb::FSWritableFile> file, std::string path, rocksdb::FileSystem* disk,
                    std::shared_ptr<OpenLogs> open_logs)
      : FSWritableFileOwnerWrapper(std::move(file)),
        path_(std::move(path)),
        disk_(*disk),
        open_logs_(std::move(open_logs)) {
    open_logs_->Set(path_, 0);
  }
  ~LogWithZerosAhead() override { open_logs_->Remove(path_); }

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    return Appended(data.size(), FSWritableFileOwnerWrapper::Append(data, options, debug));
  }
  IOStatus Append(const Slice& data, const IOOptions& options, const DataVerificationInfo& verification,
                  IODebugContext* debug) override {
    return Appended(data.size(), FSWritableFileOwnerWrapper::Append(data, options, verification, debug));
  }

  IOStatus Close(const IOOptions& options, IODebugContext* debug) override {
    CutOffZeros(options, debug);
    open_logs_->Remove(path_);
    return FSWritableFileOwnerWrapper::Close(options, debug);
  }

 private:
  IOStatus Appended(size_t size, IOStatus status) {
    if (!status.ok()) {
      // How far it went is not known: nothing is cut off.
      takes_zeros_ = false;
      zeros_end_ = 0;
      return status;
    }
    bytes_ += size;
    open_logs_->Set(path_, bytes_);
    if (takes_zeros_ && bytes_ > zeros_end_ && size <= kSmallAppendBytes) takes_zeros_ = PutZeros();
    return status;
  }

  // Where that is refused, they stay.
  void CutOffZeros(const IOOptions& options, IODebugContext* debug) {
    if (zeros_end_ > bytes_) Truncate(bytes_, options, debug).PermitUncheckedError();
    zeros_end_ = 0;
  }

  bool PutZeros() {
    std::unique_ptr<rocksdb::FSRandomRWFile> file;
    IOStatus status = disk_.NewRandomRWFile(path_, rocksdb::FileOptions(), &file, nullptr);
    if (!status.ok()) return false;
    const uint64_t end = bytes_ + std::clamp(bytes_, kZerosMin, kZerosMax);
    zeros_end_ = end - end % kLogBlockBytes;
    status = file->Write(bytes_, Zeros(zeros_end_ - bytes_), IOOptions(), nullptr);
    file->Close(IOOptions(), nullptr).PermitUncheckedError();
    if (!status.ok()) CutOffZeros(IOOptions(), nullptr);
    return status.ok();
  }

  const std::string path_;
  rocksdb::FileSystem& disk_;
  const std::shared_ptr<OpenLogs> open_logs_;
  uint64_t bytes_ = 0;      // of records
  uint64_t zeros_end_ = 0;  // up to where there may be zeros
  bool takes_zeros_ = true;
};

class LogUpToZeros : public rocksdb::FSSequentialFileOwnerWrapper {
 public:
  using FSSequentialFileOwnerWrapper::FSSequentialFileOwnerWrapper;

  IOStatus Read(size_t size, const IOOptions& options, Slice* result, char* scratch, IODebugContext* debug) override {
    *result = Slice();
    if (ended_) return IOStatus::OK();
    IOStatus status = FSSequentialFileOwnerWrapper::Read(size, options, result, scratch, debug);
    if (!status.ok()) return status;
    const std::string_view read(result->data(), result->size());
    for (size_t at = 0; at < read.size(); at += kLogBlockBytes) {
      const std::string_view block = read.substr(at, kLogBlockBytes);
      const size_t before = BytesBeforeZeros(block);
      if (before == block.size()) continue;
      ended_ = true;
      *result = Slice(read.data(), at + before);
      break;
    }
    return status;
  }

 private:
  bool ended_ = false;
};

}  // namespace

void OpenLogs::Set(const std::string& path, uint64_t bytes) {
  MutexLock lock(&mutex_);
  bytes_[path] = bytes;
}

void OpenLogs::Remove(const std::string& path) {
  MutexLock lock(&mutex_);
  bytes_.erase(path);
}

std::optional<uint64_t> OpenLogs::Bytes(const std::string& path) const {
  MutexLock lock(&mutex_);
  const auto it = bytes_.find(path);
  if (it == bytes_.end()) return std::nullopt;
  return it->second;
}

std::unique_ptr<rocksdb::FSWritableFile> WithZerosAhead(std::unique_ptr<rocksdb::FSWritableFile> file,
                                                        const std::string& path, rocksdb::FileSystem* disk,
                                                        std::shared_ptr<OpenLogs> open_logs) {
  return std::make_unique<LogWithZerosAhead>(std::move(file), path, disk, std::move(open_logs));
}

std::unique_ptr<rocksdb::FSSequentialFile> UpToZeros(std::unique_ptr<rocksdb::FSSequentialFile> file) {
  return std::make_unique<LogUpToZeros>(std::move(file));
}

}  // namespace onhand::storage
