// File: bucket.h
//
// The value of an allocation bucket: what one group path of one row has (decisions L3, L4).
//
//   bucket := version:u8 (=1) allocated consumed cumulative_allocated cumulative_consumed      zigzag-varints
//
// Worked example: docs/formats/records.md.
#ifndef ONHAND_STORAGE_RECORDS_BUCKET_H_
#define ONHAND_STORAGE_RECORDS_BUCKET_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace onhand::storage {

struct Bucket {
  int64_t allocated_micros = 0;  // what can still be consumed
  int64_t consumed_micros = 0;
  int64_t cumulative_allocated_micros = 0;
  int64_t cumulative_consumed_micros = 0;
  friend bool operator==(const Bucket&, const Bucket&) = default;
};

void EncodeBucket(const Bucket& bucket, std::string* out);  // appends
absl::StatusOr<Bucket> DecodeBucket(std::string_view bytes);

// Adds each number. OUT_OF_RANGE where a sum leaves the range of int64; then nothing changes.
absl::Status AddToBucket(const Bucket& added, Bucket* bucket);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_RECORDS_BUCKET_H_
