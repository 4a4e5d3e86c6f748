#include "storage/kv/rocks_resources.h"

#include <rocksdb/cache.h>
#include <rocksdb/env.h>
#include <rocksdb/write_buffer_manager.h>

#include <algorithm>

#include "storage/kv/rocks_env.h"

namespace onhand::storage {
namespace {

// Half of the cache is kept for indexes and filters, so that a scan does not drive them out.
constexpr double kIndexShare = 0.5;
constexpr int kShardBits = 4;

}  // namespace

RocksResources::RocksResources(const RocksLimits& limits)
    : block_cache_(
          rocksdb::NewLRUCache(limits.block_cache_bytes, kShardBits, /*strict_capacity_limit=*/false, kIndexShare)),
      write_buffers_(std::make_shared<rocksdb::WriteBufferManager>(limits.write_buffer_bytes)),
      background_threads_(std::max(1, limits.background_threads)),
      automatic_compactions_(limits.automatic_compactions),
      file_bulk_bytes_min_(limits.file_bulk_bytes_min),
      disk_(limits.disk != nullptr ? limits.disk : Disk::System()),
      env_(NewRocksEnv(disk_->env())) {
  env_->IncBackgroundThreadsIfNeeded(background_threads_, rocksdb::Env::Priority::LOW);
  env_->IncBackgroundThreadsIfNeeded(1, rocksdb::Env::Priority::HIGH);
  // Merging gives way to those who wait for an answer.
  env_->LowerThreadPoolCPUPriority(rocksdb::Env::Priority::LOW);
}

RocksResources::~RocksResources() = default;

}  // namespace onhand::storage
