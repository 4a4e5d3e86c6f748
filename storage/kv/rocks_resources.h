// File: rocks_resources.h
//
// What all RocksDB stores of one process share: the block cache, the budget of their memtables, the threads that
// flush and compact.
#ifndef ONHAND_STORAGE_KV_ROCKS_RESOURCES_H_
#define ONHAND_STORAGE_KV_ROCKS_RESOURCES_H_

#include <cstdint>
#include <memory>

#include "storage/kv/disk.h"

namespace rocksdb {
class Cache;
class Env;
class WriteBufferManager;
}  // namespace rocksdb

namespace onhand::storage {

struct RocksLimits {
  uint64_t block_cache_bytes = 256ull << 20;   // blocks, indexes and filters read from files. Default: 256 MiB
  uint64_t write_buffer_bytes = 128ull << 20;  // memtables, beside the block cache. Default: 128 MiB
  int background_threads = 2;                  // at least 1. Default: 2
  // Files are merged where that pays, at a time of RocksDB's own choosing; otherwise only by CompactRocksStore, so that
  // a test decides what happens when. Default: true
  bool automatic_compactions = true;
  // A bulk write that expects so much makes files of its own; smaller ones are cheaper as one write. Default: 1 MiB
  uint64_t file_bulk_bytes_min = 1 << 20;
  std::shared_ptr<Disk> disk;  // what the stores are on; nullptr = the system's
};

// Thread-safe.
class RocksResources {
 public:
  // The threads are the process's: where several are made, the largest number holds.
  explicit RocksResources(const RocksLimits& limits);
  ~RocksResources();

  const std::shared_ptr<rocksdb::Cache>& block_cache() const { return block_cache_; }
  const std::shared_ptr<rocksdb::WriteBufferManager>& write_buffers() const { return write_buffers_; }
  int background_threads() const { return background_threads_; }
  bool automatic_compactions() const { return automatic_compactions_; }
  uint64_t file_bulk_bytes_min() const { return file_bulk_bytes_min_; }
  const std::shared_ptr<Disk>& disk() const { return disk_; }  // never null
  // What stores are opened with. Lives as long as this.
  rocksdb::Env* env() const { return env_.get(); }

 private:
  std::shared_ptr<rocksdb::Cache> block_cache_;
  std::shared_ptr<rocksdb::WriteBufferManager> write_buffers_;
  int background_threads_;
  bool automatic_compactions_;
  uint64_t file_bulk_bytes_min_;
  std::shared_ptr<Disk> disk_;
  std::unique_ptr<rocksdb::Env> env_;  // on `disk_`
};

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_KV_ROCKS_RESOURCES_H_
