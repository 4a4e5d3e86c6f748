#include "engine/plan/working_set.h"

#include "storage/base/check.h"

namespace onhand {

void WorkingSet::ApplyToRow(uint32_t slot, const storage::RowEffect& effect, uint64_t sequence) {
  WorkingRow& row = rows[slot];
  if (sums_->empty() && !in_cart_) {
    ONHAND_CHECK(storage::ApplyEffect(effect, sequence, &row.row).ok());
  } else {
    storage::Row before = row.row;
    ONHAND_CHECK(storage::ApplyEffect(effect, sequence, &row.row).ok());
    sums_->Follow(row.row_key, by_location_, before, row.row);
    if (in_cart_) saved_.push_back(SavedRow{slot, std::move(before), row.changed});
  }
  row.changed = true;
}

void WorkingSet::ApplyToBucket(uint32_t slot, const storage::Bucket& added) {
  WorkingBucket& working = buckets[slot];
  if (in_cart_) saved_.push_back(SavedBucket{slot, working});
  if (!working.bucket.has_value()) working.bucket.emplace();
  ONHAND_CHECK(storage::AddToBucket(added, &*working.bucket).ok());
  working.changed = true;
}

void WorkingSet::ApplyToSchedule(uint32_t slot, const std::vector<storage::ScheduleCell>& changes, int32_t first_day) {
  WorkingSchedule& working = schedules[slot];
  if (in_cart_) saved_.push_back(SavedSchedule{slot, working});
  ONHAND_CHECK(storage::AddToSchedule(changes, first_day, &working.schedule).ok());
  working.changed = true;
}

void WorkingSet::PutHold(uint32_t slot, const std::optional<storage::Hold>& hold) {
  if (in_cart_) saved_.push_back(SavedHold{slot, holds[slot]});
  holds[slot].hold = hold;
}

uint32_t WorkingSet::AddHold(std::string_view row_key, const storage::Hash128& hold_id, const storage::Hold& hold) {
  const auto slot = static_cast<uint32_t>(holds.size());
  holds.push_back({.row_key = row_key, .hold_id = hold_id, .before = {}, .hold = {}});
  PutHold(slot, hold);
  return slot;
}

void WorkingSet::PutReceipt(uint32_t slot, storage::Receipt receipt) {
  if (in_cart_) saved_.push_back(SavedReceipt{slot, receipts[slot]});
  receipts[slot].receipt = std::move(receipt);
}

void WorkingSet::Restore(Saved saved) {
  if (auto* row = std::get_if<SavedRow>(&saved)) {
    WorkingRow& working = rows[row->slot];
    sums_->Follow(working.row_key, by_location_, working.row, row->row);
    working.row = std::move(row->row);
    working.changed = row->changed;
  } else if (auto* receipt = std::get_if<SavedReceipt>(&saved)) {
    receipts[receipt->slot] = std::move(receipt->receipt);
  } else if (auto* bucket = std::get_if<SavedBucket>(&saved)) {
    buckets[bucket->slot] = bucket->bucket;
  } else if (auto* schedule = std::get_if<SavedSchedule>(&saved)) {
    schedules[schedule->slot] = std::move(schedule->schedule);
  } else {
    const SavedHold& hold = std::get<SavedHold>(saved);
    holds[hold.slot] = hold.hold;
  }
}

void WorkingSet::EndCart(bool keep) {
  in_cart_ = false;
  if (!keep) {
    for (auto it = saved_.rbegin(); it != saved_.rend(); ++it) Restore(std::move(*it));
  }
  saved_.clear();
}

}  // namespace onhand
