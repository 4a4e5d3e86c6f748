#include "storage/kv/rocks_env.h"

#include <rocksdb/file_system.h>

#include <string>

#include "absl/strings/match.h"

namespace onhand::storage {
namespace {

class FileSystemWithoutArchive : public rocksdb::FileSystemWrapper {
 public:
  using FileSystemWrapper::FileSystemWrapper;

  const char* Name() const override { return "FileSystemWithoutArchive"; }

  rocksdb::IOStatus FileExists(const std::string& path, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override {
    if (absl::EndsWith(path, "/archive")) return rocksdb::IOStatus::NotFound();
    return FileSystemWrapper::FileExists(path, options, debug);
  }
};

}  // namespace

std::unique_ptr<rocksdb::Env> NewRocksEnv(rocksdb::Env* disk) {
  return rocksdb::NewCompositeEnv(std::make_shared<FileSystemWithoutArchive>(disk->GetFileSystem()));
}

}  // namespace onhand::storage
