// File: zeros_ahead.h
//
// The write-ahead log, written over zeros that are on disk already. To sync a file that has grown, a file system writes
// its data and then, behind it, its own note of the file's new length; to sync one that has not, it writes the
// data alone, which takes half as long. So where changes of up to 128 KiB are appended, zeros are put behind them from
// time to time, with the same sync; the next changes take their place. Private to storage/kv.
//
//   log := records, zeros           while it is open, and after a crash
//   log := records                  once it is closed
//
// Zeros are never more than 1 MiB, nor, beyond 64 KiB, more than the records before them. A log of larger changes has
// none. Where the disk refuses to write them, the log goes on without; where it says so only when it syncs, as over a
// network, the commit fails that they are synced with, as it would without them a little later.
//
// A file that grows ends where somebody who reads it beside its writer is ahead of it. One that does not may have zeros
// in one block, for it was read just before they were written over, and a record in the next one. RocksDB passes over
// zeros and goes on behind them, and so would show later changes without earlier ones; it reads up to zeros here.
#ifndef ONHAND_STORAGE_KV_ZEROS_AHEAD_H_
#define ONHAND_STORAGE_KV_ZEROS_AHEAD_H_

#include <rocksdb/file_system.h>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "storage/base/mutex.h"

namespace onhand::storage {

// How far the records of logs go that are open. Thread-safe.
class OpenLogs {
 public:
  void Set(const std::string& path, uint64_t bytes);
  void Remove(const std::string& path);
  std::optional<uint64_t> Bytes(const std::string& path) const;

 private:
  mutable Mutex mutex_;
  std::map<std::string, uint64_t> bytes_ ABSL_GUARDED_BY(mutex_);
};

// `file` is a new log at `path` of `disk`, which must outlive the result.
std::unique_ptr<rocksdb::FSWritableFile> WithZerosAhead(std::unique_ptr<rocksdb::FSWritableFile> file,
                                                        const std::string& path, rocksdb::FileSystem* disk,
                                                        std::shared_ptr<OpenLogs> open_logs);

// `file` is a log that is read in whole blocks, as RocksDB does. It ends where zeros begin.
std::unique_ptr<rocksdb::FSSequentialFile> UpToZeros(std::unique_ptr<rocksdb::FSSequentialFile> file);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_KV_ZEROS_AHEAD_H_
