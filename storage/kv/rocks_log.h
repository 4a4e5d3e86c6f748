// File: rocks_log.h
//
// RocksDB's own warnings and errors, one line each, in a small file of their own. RocksDB's logger ends the process
// when the disk is full (an assertion that Debian's build leaves on), and keeps a file open for each database; this
// one drops what it cannot write, and opens its file only when there is something to say. Private to storage/kv.
#ifndef ONHAND_STORAGE_KV_ROCKS_LOG_H_
#define ONHAND_STORAGE_KV_ROCKS_LOG_H_

#include <rocksdb/env.h>

#include <cstdarg>
#include <cstdint>
#include <memory>
#include <string>

#include "storage/base/mutex.h"
#include "storage/kv/disk.h"

namespace onhand::storage {

// Thread-safe.
class RocksLog : public rocksdb::Logger {
 public:
  // Appends to `path`; beyond 1 MiB the file is renamed to `path`.old and begun anew. "" writes nothing at all.
  RocksLog(std::string path, std::shared_ptr<Disk> disk);
  ~RocksLog() override;

  void Logv(rocksdb::InfoLogLevel level, const char* format, va_list arguments) override;
  using rocksdb::Logger::Logv;

 private:
  void Append(const std::string& line) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string path_;
  const std::shared_ptr<Disk> disk_;
  Mutex mutex_;
  std::unique_ptr<rocksdb::WritableFile> file_ ABSL_GUARDED_BY(mutex_);  // nullptr = not open
  uint64_t bytes_ ABSL_GUARDED_BY(mutex_) = 0;                           // in it
};

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_KV_ROCKS_LOG_H_
