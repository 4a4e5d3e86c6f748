// File: hold.h
//
// The value of a hold: a reservation that ends by itself (decisions X1).
//
//   hold := version:u8 (=1) measure:varint remaining:zigzag-varint ends_at_us:zigzag-varint
//
// Worked example: docs/formats/records.md.
#ifndef ONHAND_STORAGE_RECORDS_HOLD_H_
#define ONHAND_STORAGE_RECORDS_HOLD_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "storage/records/row.h"

namespace onhand::storage {

struct Hold {
  MeasureNumber measure = 0;
  int64_t remaining_micros = 0;  // > 0 while it is there
  int64_t ends_at_us = 0;        // since 1970, UTC; from this instant on it does not count
  friend bool operator==(const Hold&, const Hold&) = default;
};

void EncodeHold(const Hold& hold, std::string* out);  // appends
absl::StatusOr<Hold> DecodeHold(std::string_view bytes);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_RECORDS_HOLD_H_
