// File: rocks_store.h
//
// The store on disk: one RocksDB database, every commit synced to its write-ahead log before it is answered. What
// RocksDB warns of goes to PATH.log, a file beside its folder.
#ifndef ONHAND_STORAGE_KV_ROCKS_STORE_H_
#define ONHAND_STORAGE_KV_ROCKS_STORE_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/kv/rocks_resources.h"
#include "storage/kv/store.h"

namespace onhand::storage {

struct RocksStoreOptions {
  std::string path;  // the database's folder
  std::shared_ptr<RocksResources> resources;
  // Reads what is there at this moment, without a lock and without writing anything; a process that has it open for
  // writing is not disturbed, and what it writes later is not seen. Every write is FAILED_PRECONDITION.
  bool read_only = false;
  // Released after the database is closed: the lock that keeps others out.
  std::shared_ptr<void> keep;
  // Tables that are missing are made, as they are in a database of an older format; else they are damage.
  bool adds_tables = false;
  // Older programs may have left markers that remove ranges of keys: they are minded, though RocksDB then passes over
  // some damage (storage/kv/rocks_range.h).
  bool may_have_range_markers = false;
};

// Makes an empty database in a folder that is not there yet, or is empty. UNAVAILABLE: the disk refused.
absl::Status CreateRocksStore(const std::string& path, const std::shared_ptr<RocksResources>& resources);

// DATA_LOSS: it is damaged, or there is none. UNAVAILABLE: the disk refused. Messages name the path and what the
// system said. Of its calls Commit, TakePartition and BulkWrite::Finish answer DATA_LOSS too, instead of UNAVAILABLE,
// where RocksDB met damage while it merged files; all further ones do then.
absl::StatusOr<std::unique_ptr<Store>> OpenRocksStore(RocksStoreOptions options);

// By hand what RocksDB does by itself now and then, for tests that decide when (see RocksLimits): memtables go into
// files, the files of each table are merged. All of it is done when they return. `store` is one that OpenRocksStore
// opened for writing. UNAVAILABLE: the disk refused, and RocksDB may refuse all writes from then on. DATA_LOSS.
absl::Status FlushRocksStore(Store* store);
absl::Status CompactRocksStore(Store* store);

// Merges each table in which an older program left a marker that removes a range of keys. Errors as above. INTERNAL:
// one is still there.
absl::Status DropRangeMarkers(Store* store);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_KV_ROCKS_STORE_H_
