// File: receipt.h
//
// What is remembered of an applied event, so that its repetition changes nothing (decisions I1–I4).
//
//   receipt := version:u8 (=1) content_hash:16 bytes sequence:varint committed_at_us:zigzag-varint result
//   result  := the remaining bytes; the engine's (engine/plan/receipt_result.h)
//
// The key is a 128-bit hash of kind and scope (storage/keys/receipt_key.h).
#ifndef ONHAND_STORAGE_RECORDS_RECEIPT_H_
#define ONHAND_STORAGE_RECORDS_RECEIPT_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "storage/records/hash128.h"

namespace onhand::storage {

struct Receipt {
  Hash128 content_hash{};
  uint64_t sequence = 0;
  int64_t committed_at_us = 0;
  std::string result;
  friend bool operator==(const Receipt&, const Receipt&) = default;
};

void EncodeReceipt(const Receipt& receipt, std::string* out);  // appends
absl::StatusOr<Receipt> DecodeReceipt(std::string_view bytes);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_RECORDS_RECEIPT_H_
