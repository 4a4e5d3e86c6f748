// File: rocks_status.h
//
// What RocksDB reports, in the words of the store contract. Private to storage/kv.
#ifndef ONHAND_STORAGE_KV_ROCKS_STATUS_H_
#define ONHAND_STORAGE_KV_ROCKS_STATUS_H_

#include <rocksdb/status.h>

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace onhand::storage {

// "<what> <path>: <system's words>". Damage and missing files are DATA_LOSS, everything that the disk or the system
// refused is UNAVAILABLE, a request that RocksDB does not allow is INTERNAL.
absl::Status FromRocks(const rocksdb::Status& status, std::string_view what, const std::string& path);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_KV_ROCKS_STATUS_H_
