// File: family_names.h
//
// Key families by the names that people give them. Private to storage/inspect.
#ifndef ONHAND_STORAGE_INSPECT_FAMILY_NAMES_H_
#define ONHAND_STORAGE_INSPECT_FAMILY_NAMES_H_

#include <array>
#include <string_view>

#include "storage/keys/family.h"

namespace onhand::storage {

struct NamedFamily {
  std::string_view name;
  Family family;
};

// In the order in which they are printed.
inline constexpr std::array<NamedFamily, 20> kNamedFamilies = {{
    {"rows", Family::kRow},
    {"places", Family::kPlace},
    {"buckets", Family::kBucket},
    {"schedules", Family::kSchedule},
    {"schedule_places", Family::kSchedulePlace},
    {"holds", Family::kHold},
    {"hold_ends", Family::kHoldEnd},
    {"receipts", Family::kReceipt},
    {"log", Family::kLog},
    {"base", Family::kBase},
    {"base_books", Family::kBaseBook},
    {"adjustment_details", Family::kAdjustmentDetail},
    {"adjustment_pending", Family::kAdjustmentPending},
    {"adjustment_aggregates", Family::kAdjustmentAggregate},
    {"jobs", Family::kJob},
    {"job_results", Family::kJobResult},
    {"products", Family::kProduct},
    {"product_terms", Family::kProductTerm},
    {"meta", Family::kMeta},
    {"partitions", Family::kPartition},
}};

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_INSPECT_FAMILY_NAMES_H_
