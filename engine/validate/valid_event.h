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

#include "absl/container/inlined_vector.h"
#include "storage/keys/row_key.h"
#include "storage/records/log_record.h"
#include "storage/records/receipt.h"
#include "storage/records/row.h"

namespace onhand {

struct ValidQuantity {
  storage::MeasureNumber measure = 0;
  int64_t micros = 0;
};

struct ValidEvent {
  uint32_t position = 0;  // in the call
  storage::EntryKind kind = storage::EntryKind::kChange;
  std::string_view id;
  storage::RowIdentity identity;
  std::string row_key;
  absl::InlinedVector<ValidQuantity, 2> quantities;  // ascending by measure, each once, at least one
  std::string_view read_only_source;                 // a read-only data source it writes to; "" = none
  std::optional<int64_t> modified_at_us;             // of a set
  storage::Hash128 content_hash{};
};

}  // namespace onhand

#endif  // ONHAND_ENGINE_VALIDATE_VALID_EVENT_H_
