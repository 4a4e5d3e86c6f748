// File: working_set.h
//
// What a commit group may look at and change: every row and receipt its events declared, as fetched, then as the
// events planned so far leave them, so that commands of one group see each other's effects.
#ifndef ONHAND_ENGINE_PLAN_WORKING_SET_H_
#define ONHAND_ENGINE_PLAN_WORKING_SET_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "storage/records/receipt.h"
#include "storage/records/row.h"

namespace onhand {

struct WorkingRow {
  std::string_view row_key;  // of the first event that declared it
  storage::Row row;
  bool existed = false;  // in the store, before the group
  bool changed = false;  // by the group
};

struct WorkingReceipt {
  std::optional<storage::Receipt> receipt;  // of the store or of an earlier event of the group
};

struct WorkingSet {
  std::vector<WorkingRow> rows;
  std::vector<WorkingReceipt> receipts;
};

}  // namespace onhand

#endif  // ONHAND_ENGINE_PLAN_WORKING_SET_H_
