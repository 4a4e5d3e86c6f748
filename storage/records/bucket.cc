#include "storage/records/bucket.h"

#include "storage/records/coding.h"
#include "storage/records/record_version.h"

namespace onhand::storage {
namespace {

constexpr uint8_t kVersion = 1;

}  // namespace

void EncodeBucket(const Bucket& bucket, std::string* out) {
  out->push_back(static_cast<char>(kVersion));
  PutZigZag(bucket.allocated_micros, out);
  PutZigZag(bucket.consumed_micros, out);
  PutZigZag(bucket.cumulative_allocated_micros, out);
  PutZigZag(bucket.cumulative_consumed_micros, out);
}

absl::StatusOr<Bucket> DecodeBucket(std::string_view bytes) {
  Reader reader(bytes);
  const uint8_t version = reader.Byte();
  if (!reader.ok()) return absl::DataLossError("bucket is empty");
  if (version != kVersion) return UnknownVersion("bucket", version, kVersion);
  Bucket bucket;
  bucket.allocated_micros = reader.ZigZag();
  bucket.consumed_micros = reader.ZigZag();
  bucket.cumulative_allocated_micros = reader.ZigZag();
  bucket.cumulative_consumed_micros = reader.ZigZag();
  if (!reader.ok()) return absl::DataLossError("bucket is cut off");
  if (!reader.done()) return absl::DataLossError("bucket has bytes too many");
  return bucket;
}

absl::Status AddToBucket(const Bucket& added, Bucket* bucket) {
  Bucket sum;
  const bool overflow =
      __builtin_add_overflow(bucket->allocated_micros, added.allocated_micros, &sum.allocated_micros) ||
      __builtin_add_overflow(bucket->consumed_micros, added.consumed_micros, &sum.consumed_micros) ||
      __builtin_add_overflow(bucket->cumulative_allocated_micros, added.cumulative_allocated_micros,
                             &sum.cumulative_allocated_micros) ||
      __builtin_add_overflow(bucket->cumulative_consumed_micros, added.cumulative_consumed_micros,
                             &sum.cumulative_consumed_micros);
  if (overflow) return absl::OutOfRangeError("an allocation bucket leaves the range of stored quantities");
  *bucket = sum;
  return absl::OkStatus();
}

}  // namespace onhand::storage
