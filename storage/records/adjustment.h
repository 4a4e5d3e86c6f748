// File: adjustment.h
//
// The values of adjustment lines (spec 1.18): details as they were posted, and aggregates of a push.
//
//   detail    := version:u8 (=1) status:u8 row_key:str id:str measure:varint quantity created_at_us changed_at_us
//                category:str reference:str journal:str cost_price:str transaction_date:str push:varint message:str
//   aggregate := version:u8 (=1) status:u8 net:i128 lines:varint created_at_us changed_at_us message:str
//                quantity and times are zigzag-varints, net is 16 bytes little-endian
//
// Worked examples: docs/formats/adjustments.md.
#ifndef ONHAND_STORAGE_RECORDS_ADJUSTMENT_H_
#define ONHAND_STORAGE_RECORDS_ADJUSTMENT_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "storage/records/row.h"

namespace onhand::storage {

// On disk; do not change or reuse.
enum class DetailStatus : uint8_t {
  kCreated = 1,     // staged: on-hand does not know of it yet
  kIvPosted = 2,    // on-hand holds it
  kAggregated = 3,  // it is part of an aggregate
};
enum class AggregateStatus : uint8_t {
  kCreated = 1,
  kDoNotSync = 2,  // its net is 0
  kFnoSyncEnqueued = 3,
  kFnoTransCreateError = 4,
  kFnoTransCreated = 5,
  kFnoTransPostError = 6,
  kFnoTransPosted = 7,
};

// As the documentation spells them: "Created", "IVPosted", …; "" for a number that is none.
std::string_view DetailStatusName(DetailStatus status);
std::string_view AggregateStatusName(AggregateStatus status);

struct AdjustmentDetail {
  DetailStatus status = DetailStatus::kCreated;
  std::string row_key;
  std::string id;  // the caller's
  MeasureNumber measure = 0;
  int64_t quantity_micros = 0;
  int64_t created_at_us = 0;
  int64_t changed_at_us = 0;  // of its status or message
  std::string external_reference_category;
  std::string external_reference_id;
  std::string journal_name_id;
  std::string cost_price;
  std::string transaction_date;
  uint64_t push = 0;    // that aggregated it; 0 = none yet
  std::string message;  // why a push left it; "" = no push did
  friend bool operator==(const AdjustmentDetail&, const AdjustmentDetail&) = default;
};

// Row and measure are in the key.
struct AdjustmentAggregate {
  AggregateStatus status = AggregateStatus::kCreated;
  __int128 net_micros = 0;
  uint64_t lines = 0;  // details in it
  int64_t created_at_us = 0;
  int64_t changed_at_us = 0;
  std::string message;  // of who synced it onwards
  friend bool operator==(const AdjustmentAggregate&, const AdjustmentAggregate&) = default;
};

// The pushes so far. While one is open its aggregates are still growing.
//
//   push state := last:varint open:u8        under meta record "adjustment_push"
struct PushState {
  uint64_t last = 0;  // number of the last push that aggregated anything; 0 = none
  bool open = false;  // it is not finished
  friend bool operator==(const PushState&, const PushState&) = default;
};

void EncodeAdjustmentDetail(const AdjustmentDetail& detail, std::string* out);           // appends
void EncodeAdjustmentAggregate(const AdjustmentAggregate& aggregate, std::string* out);  // appends
// DATA_LOSS with what is wrong.
absl::StatusOr<AdjustmentDetail> DecodeAdjustmentDetail(std::string_view bytes);
absl::StatusOr<AdjustmentAggregate> DecodeAdjustmentAggregate(std::string_view bytes);

std::string EncodePushState(const PushState& state);
absl::StatusOr<PushState> DecodePushState(std::string_view bytes);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_RECORDS_ADJUSTMENT_H_
