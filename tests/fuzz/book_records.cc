// Decoding the records beside rows: receipts, adjustment lines, jobs, products, the measure dictionary, partition
// heads. Damage is an error, and what decodes comes back the same when it is written again.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "storage/base/check.h"
#include "storage/catalog/product_record.h"
#include "storage/jobs/job_record.h"
#include "storage/kv/partition_heads.h"
#include "storage/records/adjustment.h"
#include "storage/records/dictionary.h"
#include "storage/records/receipt.h"

namespace onhand::storage {
namespace {

template <typename Record>
void Try(std::string_view bytes, absl::StatusOr<Record> (*decode)(std::string_view),
         void (*encode)(const Record&, std::string*)) {
  const absl::StatusOr<Record> record = decode(bytes);
  if (!record.ok()) return;
  std::string encoded;
  encode(*record, &encoded);
  const absl::StatusOr<Record> again = decode(encoded);
  ONHAND_CHECK(again.ok() && *again == *record);
}

void TryEveryRecord(std::string_view bytes) {
  Try<Receipt>(bytes, DecodeReceipt, EncodeReceipt);
  Try<AdjustmentDetail>(bytes, DecodeAdjustmentDetail, EncodeAdjustmentDetail);
  Try<AdjustmentAggregate>(bytes, DecodeAdjustmentAggregate, EncodeAdjustmentAggregate);
  Try<JobRecord>(bytes, DecodeJobRecord, EncodeJobRecord);
  Try<ProductRecord>(bytes, DecodeProduct, EncodeProduct);
  Try<PushState>(bytes, DecodePushState,
                 [](const PushState& state, std::string* out) { out->append(EncodePushState(state)); });
  Try<std::vector<std::string>>(bytes, DecodeDictionary, [](const std::vector<std::string>& names, std::string* out) {
    EncodeDictionary(names, out);
  });
  if (const auto head = DecodePartitionHead(bytes); head.ok()) {
    const auto again = DecodePartitionHead(EncodePartitionHead(*head));
    ONHAND_CHECK(again.ok() && EncodePartitionHead(*again) == EncodePartitionHead(*head));
  }
}

}  // namespace
}  // namespace onhand::storage

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  onhand::storage::TryEveryRecord(std::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}
