#include "storage/kv/rocks_env.h"

#include <rocksdb/file_system.h>

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "storage/kv/zeros_ahead.h"

namespace onhand::storage {
namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;

bool IsLog(const std::string& path) { return absl::EndsWith(path, ".log"); }

class RocksFileSystem : public rocksdb::FileSystemWrapper {
 public:
  using FileSystemWrapper::FileSystemWrapper;

  const char* Name() const override { return "RocksFileSystem"; }

  IOStatus FileExists(const std::string& path, const IOOptions& options, IODebugContext* debug) override {
    if (absl::EndsWith(path, "/archive")) return IOStatus::NotFound();
    return FileSystemWrapper::FileExists(path, options, debug);
  }

  IOStatus NewSequentialFile(const std::string& path, const rocksdb::FileOptions& options,
                             std::unique_ptr<rocksdb::FSSequentialFile>* file, IODebugContext* debug) override {
    IOStatus status = FileSystemWrapper::NewSequentialFile(path, options, file, debug);
    if (status.ok() && IsLog(path)) *file = UpToZeros(std::move(*file));
    return status;
  }

  IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* file, IODebugContext* debug) override {
    IOStatus status = FileSystemWrapper::NewWritableFile(path, options, file, debug);
    if (status.ok() && IsLog(path)) {
      *file = WithZerosAhead(std::move(*file), path, target(), open_logs_);
    }
    return status;
  }

  IOStatus GetFileSize(const std::string& path, const IOOptions& options, uint64_t* size,
                       IODebugContext* debug) override {
    const std::optional<uint64_t> bytes = open_logs_->Bytes(path);
    if (!bytes.has_value()) return FileSystemWrapper::GetFileSize(path, options, size, debug);
    *size = *bytes;
    return IOStatus::OK();
  }

 private:
  const std::shared_ptr<OpenLogs> open_logs_ = std::make_shared<OpenLogs>();
};

}  // namespace

std::unique_ptr<rocksdb::Env> NewRocksEnv(rocksdb::Env* disk) {
  return rocksdb::NewCompositeEnv(std::make_shared<RocksFileSystem>(disk->GetFileSystem()));
}

}  // namespace onhand::storage
