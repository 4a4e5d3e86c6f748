// File: disk_status.h
//
// What a RocksDB environment reports of files, in the words of storage/kv/disk.h. Private to storage/kv.
#ifndef ONHAND_STORAGE_KV_DISK_STATUS_H_
#define ONHAND_STORAGE_KV_DISK_STATUS_H_

#include <rocksdb/status.h>

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace onhand::storage {

// "<what> <path>: <system's words>".
absl::Status FromEnv(const rocksdb::Status& status, std::string_view what, const std::string& path);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_KV_DISK_STATUS_H_
