// File: valid_event.h
//
// An event after all that itself and the configuration alone decide (decisions E5): names are numbers, the row is
// known, the content has its hash. Views point into the caller's event.
#ifndef ONHAND_ENGINE_VALIDATE_VALID_EVENT_H_
#define ONHAND_ENGINE_VALIDATE_VALID_EVENT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "engine/model/event.h"
#include "storage/keys/row_key.h"
#include "storage/records/log_record.h"
#include "storage/records/receipt.h"
#include "storage/records/row.h"
#include "storage/records/schedule.h"

namespace onhand {

struct ValidQuantity {
  storage::MeasureNumber measure = 0;
  int64_t micros = 0;
};

// When a hold ends, as the caller said it; nothing = no hold.
struct HoldEnd {
  std::optional<int64_t> ends_at_us;
  std::optional<int64_t> ttl_seconds;
  bool given() const { return ends_at_us.has_value() || ttl_seconds.has_value(); }
};

struct SetBody {
  std::optional<int64_t> modified_at_us;
  absl::InlinedVector<ValidQuantity, 2> expected;  // ascending by measure
};

// The one quantity is ValidEvent::quantities[0].
struct ReserveBody {
  bool check = true;
  uint32_t available_column = 0;
  HoldEnd end;
};

struct UnreserveBody {
  std::string_view reservation_id;
  int64_t offset_micros = 0;
  bool foreign_dimension = false;  // names a dimension that no reservation has (decisions E9)
};

struct ExtendBody {
  std::string_view reservation_id;
  HoldEnd end;
  bool foreign_dimension = false;
};

// Changes of further measures by a consume are in ValidEvent::quantities, with their sign.
struct AllocationBody {
  AllocationOperation operation = AllocationOperation::kAllocate;
  std::string path;         // storage/keys/bucket_key.h
  std::string source_path;  // of a reallocate
  int64_t micros = 0;       // > 0
};

struct ScheduleBody {
  storage::ScheduleVariant variant = storage::ScheduleVariant::kPeriod;
  std::vector<storage::ScheduleCell> cells;  // ascending by day, then measure
};

// The quantity is ValidEvent::quantities[0].
struct AdjustBody {
  bool apply_now = false;
  std::optional<int64_t> cost_price_micros;
  const AdjustEvent* event = nullptr;
};

using ValidBody = std::variant<std::monostate, SetBody, ReserveBody, UnreserveBody, ExtendBody, AllocationBody,
                               ScheduleBody, AdjustBody>;

struct ValidEvent {
  uint32_t position = 0;  // in the call
  storage::EntryKind kind = storage::EntryKind::kChange;
  std::string_view id;
  storage::RowIdentity identity;
  std::string row_key;
  absl::InlinedVector<ValidQuantity, 2> quantities;  // ascending by measure, each once
  std::string_view read_only_source;                 // a read-only data source it writes to; "" = none
  ValidBody body;                                    // nothing of a change
  storage::Hash128 content_hash{};
  storage::Hash128 receipt{};  // what its receipt is found by (decisions I1)
};

}  // namespace onhand

#endif  // ONHAND_ENGINE_VALIDATE_VALID_EVENT_H_
