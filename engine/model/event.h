// File: event.h
//
// What callers post: change events and counts (set on-hand). Plain structs of views: whatever the views point at is
// the caller's and must live until the call has answered (for Submit…: until its completion has run).
#ifndef ONHAND_ENGINE_MODEL_EVENT_H_
#define ONHAND_ENGINE_MODEL_EVENT_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/container/inlined_vector.h"
#include "engine/model/quantity.h"

namespace onhand {

// A dimension and its value. The name is a base dimension's, or the dimension data source's own, in any case; an
// empty value is the same as leaving the dimension out (decisions N2).
struct DimensionValue {
  std::string_view name;
  std::string_view value;
};

// A quantity of a physical measure. Names in any case.
struct MeasureQuantity {
  std::string_view data_source;
  std::string_view measure;
  Quantity quantity;
};

// Adds quantities to one row (spec 1.5).
struct ChangeEvent {
  std::string_view id;                     // the caller's; see decisions I1–I5. 1–256 bytes of UTF-8
  std::string_view organization_id;        // 1–256 bytes of UTF-8
  std::string_view product_id;             // likewise
  std::string_view dimension_data_source;  // whose dimension names are used; blank = base names only
  absl::InlinedVector<DimensionValue, 6> dimensions;
  absl::InlinedVector<MeasureQuantity, 2> quantities;  // at least one, each measure once
};

// Overwrites exactly the listed measures of one row (spec 1.6, decisions S1–S3).
struct SetEvent {
  ChangeEvent event;
  std::optional<int64_t> modified_at_us;  // since 1970, UTC; absent = commit time
};

}  // namespace onhand

#endif  // ONHAND_ENGINE_MODEL_EVENT_H_
