#include "storage/records/receipt.h"

#include <algorithm>

#include "absl/status/status.h"
#include "storage/records/coding.h"
#include "storage/records/record_version.h"

namespace onhand::storage {
namespace {

constexpr uint8_t kVersion = 1;

}  // namespace

void EncodeReceipt(const Receipt& receipt, std::string* out) {
  out->push_back(static_cast<char>(kVersion));
  out->append(reinterpret_cast<const char*>(receipt.content_hash.data()), receipt.content_hash.size());
  PutVarint(receipt.sequence, out);
  PutZigZag(receipt.committed_at_us, out);
  out->append(receipt.result);
}

absl::StatusOr<Receipt> DecodeReceipt(std::string_view bytes) {
  Reader reader(bytes);
  const uint8_t version = reader.Byte();
  if (!reader.ok()) return absl::DataLossError("receipt is empty");
  if (version != kVersion) return UnknownVersion("receipt", version, kVersion);
  Receipt receipt;
  const std::string_view hash = reader.Bytes(receipt.content_hash.size());
  std::copy(hash.begin(), hash.end(), receipt.content_hash.begin());
  receipt.sequence = reader.Varint();
  receipt.committed_at_us = reader.ZigZag();
  if (!reader.ok()) return absl::DataLossError("receipt is cut off");
  receipt.result = std::string(reader.rest());
  return receipt;
}

}  // namespace onhand::storage
