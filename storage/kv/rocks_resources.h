// File: rocks_resources.h
//
// What all RocksDB stores of one process share: the block cache, the budget of their memtables, the threads that
// flush and compact.
#ifndef ONHAND_STORAGE_KV_ROCKS_RESOURCES_H_
#define ONHAND_STORAGE_KV_ROCKS_RESOURCES_H_

#include <cstdint>
#include <memory>

namespace rocksdb {
class Cache;
class WriteBufferManager;
}  // namespace rocksdb

namespace onhand::storage {

struct RocksLimits {
  uint64_t block_cache_bytes = 256ull << 20;   // blocks, indexes and filters read from files. Default: 256 MiB
  uint64_t write_buffer_bytes = 128ull << 20;  // memtables, beside the block cache. Default: 128 MiB
  int background_threads = 2;                  // at least 1. Default: 2
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

 private:
  std::shared_ptr<rocksdb::Cache> block_cache_;
  std::shared_ptr<rocksdb::WriteBufferManager> write_buffers_;
  int background_threads_;
};

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_KV_ROCKS_RESOURCES_H_
