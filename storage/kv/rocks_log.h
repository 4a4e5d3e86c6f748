// File: rocks_log.h
//
// RocksDB's own warnings and errors, one line each, in a small file of their own. RocksDB's logger ends the process
// when the disk is full (an assertion that Debian's build leaves on), and keeps a file open for each database; this
// one drops what it cannot write, and opens its file only when there is something to say. Private to storage/kv.
#ifndef ONHAND_STORAGE_KV_ROCKS_LOG_H_
#define ONHAND_STORAGE_KV_ROCKS_LOG_H_

#include <rocksdb/env.h>

#include <cstdarg>
#include <string>

#include "storage/base/mutex.h"

namespace onhand::storage {

// Thread-safe.
class RocksLog : public rocksdb::Logger {
 public:
  // Appends to `path`; beyond 1 MiB the file is renamed to `path`.old and begun anew. "" writes nothing at all.
  explicit RocksLog(std::string path);
  ~RocksLog() override;

  void Logv(rocksdb::InfoLogLevel level, const char* format, va_list arguments) override;
  using rocksdb::Logger::Logv;

 private:
  void Append(const std::string& line) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string path_;
  Mutex mutex_;
  int descriptor_ ABSL_GUARDED_BY(mutex_) = -1;
};

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_KV_ROCKS_LOG_H_
