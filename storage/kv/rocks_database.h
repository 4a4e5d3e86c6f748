// File: rocks_database.h
//
// A RocksDB database that is open, with what belongs to it. Private to storage/kv.
#ifndef ONHAND_STORAGE_KV_ROCKS_DATABASE_H_
#define ONHAND_STORAGE_KV_ROCKS_DATABASE_H_

#include <rocksdb/db.h>

#include <array>
#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "storage/kv/commit_mark.h"
#include "storage/kv/rocks_options.h"
#include "storage/kv/rocks_resources.h"
#include "storage/kv/rocks_store.h"

namespace onhand::storage {

// Closes it when it goes.
struct RocksDatabase {
  std::string path;
  // In the order of release: first the database, then what it uses, then the lock.
  std::shared_ptr<void> keep;
  std::shared_ptr<RocksResources> resources;
  std::unique_ptr<rocksdb::DB> db;
  std::array<rocksdb::ColumnFamilyHandle*, kRocksFamilies.size()> families{};
  bool may_have_range_markers = false;
  std::unique_ptr<CommitMark> mark;  // none: it is open for reading only, or not on the system's disk
  mutable std::atomic<uint64_t> receipt_reads = 0;
  mutable std::atomic<uint64_t> receipt_reads_past_filter = 0;

  ~RocksDatabase();

  // Nullptr if the byte is no family.
  rocksdb::ColumnFamilyHandle* FamilyOf(std::string_view key) const;
  absl::Status ReadError(const rocksdb::Status& status) const;
};

// Where RocksDB's warnings go: beside the database's folder, which is RocksDB's own.
std::string RocksWarningsPath(const std::string& path);

// Of kRocksFamilies from number `first` on.
std::vector<rocksdb::ColumnFamilyDescriptor> RocksDescriptors(const RocksResources& resources, size_t first);

// Everything but the mark. DATA_LOSS, UNAVAILABLE, as OpenRocksStore.
absl::Status OpenRocksDatabase(const RocksStoreOptions& options, RocksDatabase* database);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_KV_ROCKS_DATABASE_H_
