// File: rocks_range.h
//
// Removes ranges of keys, key by key. RocksDB has markers for whole ranges, but an iterator of 7.8.3 that minds them
// forgets what went wrong where one file of a level ends and the next one begins: behind a damaged block there it goes
// on with another level as if the rest of this one had never been (and where a file cannot be opened at all it frees
// memory twice). So there are no markers from format 3 on, and no iterator minds them. Private to storage/kv.
#ifndef ONHAND_STORAGE_KV_ROCKS_RANGE_H_
#define ONHAND_STORAGE_KV_ROCKS_RANGE_H_

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <string>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "storage/kv/store.h"

namespace onhand::storage {

// Adds to `batch` what deletes all keys in [begin, end): those in the database, and those that `before`, the changes of
// the same batch so far, put there. Nobody may write meanwhile. `path` is that of the database. DATA_LOSS, UNAVAILABLE.
absl::Status DeleteEach(rocksdb::DB* db, rocksdb::ColumnFamilyHandle* family, const std::string& path,
                        const std::string& begin, const std::string& end, absl::Span<const WriteBatch::Change> before,
                        rocksdb::WriteBatch* batch);

// Merges the tables of families that have markers for whole ranges in them; what is not in a table yet is not looked
// at. DATA_LOSS, UNAVAILABLE. INTERNAL: one is still there.
absl::Status MergeRangeMarkersAway(rocksdb::DB* db, absl::Span<rocksdb::ColumnFamilyHandle* const> families,
                                   const std::string& path);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_KV_ROCKS_RANGE_H_
