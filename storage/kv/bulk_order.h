// File: bulk_order.h
//
// Whether the keys of a bulk write come as they must: one family after another, ascending within each.
#ifndef ONHAND_STORAGE_KV_BULK_ORDER_H_
#define ONHAND_STORAGE_KV_BULK_ORDER_H_

#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "storage/kv/partition_heads.h"

namespace onhand::storage {

// Not thread-safe.
class BulkOrder {
 public:
  // Of the next key. INVALID_ARGUMENT: no batch may have it, it is not behind the key before it, or its family was left
  // before.
  absl::Status Check(std::string_view key) {
    if (absl::Status status = PartitionHeads::CheckKey(key); !status.ok()) return status;
    const bool same_family = !last_.empty() && last_[0] == key[0];
    const auto family = static_cast<uint8_t>(key[0]);
    if (same_family ? key <= last_ : families_.test(family)) {
      return absl::InvalidArgumentError("a key of the bulk write does not ascend, or comes back to another family");
    }
    families_.set(family);
    last_.assign(key);
    return absl::OkStatus();
  }

 private:
  std::string last_;
  std::bitset<256> families_;
};

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_KV_BULK_ORDER_H_
