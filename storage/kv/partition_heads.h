// File: partition_heads.h
//
// The rules of write ownership, the same for every store that keeps its heads in memory: which batches may be
// applied, and how a head looks as a record.
//
//   head := version:u8 (=1) epoch:varint sequence:varint        under storage/keys/partition_key.h
#ifndef ONHAND_STORAGE_KV_PARTITION_HEADS_H_
#define ONHAND_STORAGE_KV_PARTITION_HEADS_H_

#include <map>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/kv/store.h"

namespace onhand::storage {

std::string EncodePartitionHead(const PartitionHead& head);
// DATA_LOSS with what is wrong.
absl::StatusOr<PartitionHead> DecodePartitionHead(std::string_view bytes);

// By partition name. Not thread-safe.
class PartitionHeads {
 public:
  // {0, 0} if it was never taken.
  PartitionHead Get(std::string_view partition) const;
  void Set(std::string_view partition, PartitionHead head);

  // OK if the batch may be applied now; else the status that Store::Commit promises. Batches whose keys are empty, too
  // long, of no family or of the store's own are INVALID_ARGUMENT too.
  absl::Status Check(const WriteBatch& batch) const;
  // OK if whoever took `partition` in this epoch still owns it; FAILED_PRECONDITION as Check.
  absl::Status CheckOwner(std::string_view partition, uint64_t epoch) const;
  // OK if a batch may have this key.
  static absl::Status CheckKey(std::string_view key);
  // Moves the heads on that a checked batch touches.
  void Advance(const WriteBatch& batch);

 private:
  std::map<std::string, PartitionHead, std::less<>> heads_;
};

// Where the family of `begin` ends when `end` is empty, else `end`.
std::string RangeEnd(std::string_view begin, std::string_view end);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_KV_PARTITION_HEADS_H_
