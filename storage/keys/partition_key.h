// File: partition_key.h
//
// Where a store keeps the head of a partition (storage/kv/partition_heads.h).
//
//   partition key := 'P' name
#ifndef ONHAND_STORAGE_KEYS_PARTITION_KEY_H_
#define ONHAND_STORAGE_KEYS_PARTITION_KEY_H_

#include <string>
#include <string_view>

#include "storage/keys/family.h"

namespace onhand::storage {

// With the family byte.
inline std::string PartitionKey(std::string_view partition) {
  std::string key(1, static_cast<char>(Family::kPartition));
  return key.append(partition);
}

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_KEYS_PARTITION_KEY_H_
