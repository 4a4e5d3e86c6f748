// File: rocks_image.h
//
// The files of an open RocksDB database as one moment left them. Private to storage/kv.
#ifndef ONHAND_STORAGE_KV_ROCKS_IMAGE_H_
#define ONHAND_STORAGE_KV_ROCKS_IMAGE_H_

#include <rocksdb/db.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "storage/kv/partition_heads.h"
#include "storage/kv/store_image.h"

namespace onhand::storage {

// Moves what the write-ahead log holds into table files, unless that is little: these are copied once, the log would be
// copied with each backup again. Takes its time; writers go on.
absl::Status PrepareRocksImage(rocksdb::DB* db, absl::Span<rocksdb::ColumnFamilyHandle* const> families,
                               const std::string& path);

// Nobody must write to the database while this runs, which is short. `path` is its folder, `heads` its partitions.
absl::StatusOr<std::shared_ptr<StoreImage>> OpenRocksImage(rocksdb::DB* db, const std::string& path,
                                                           const PartitionHeads& heads);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_KV_ROCKS_IMAGE_H_
