// File: working_set.h
//
// What a commit group may look at and change: every row, receipt, bucket, schedule and hold its events declared, as
// fetched, then as the events planned so far leave them, so that commands of one group see each other's effects. A cart
// can be taken back as a whole.
#ifndef ONHAND_ENGINE_PLAN_WORKING_SET_H_
#define ONHAND_ENGINE_PLAN_WORKING_SET_H_

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "engine/sums/derived_sums.h"
#include "storage/records/bucket.h"
#include "storage/records/hash128.h"
#include "storage/records/hold.h"
#include "storage/records/log_record.h"
#include "storage/records/receipt.h"
#include "storage/records/row.h"
#include "storage/records/schedule.h"

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

struct WorkingBucket {
  std::string_view row_key;
  std::string_view path;
  std::optional<storage::Bucket> bucket;  // nothing: the path never had anything
  bool changed = false;
};

struct WorkingSchedule {
  std::string_view row_key;
  storage::ScheduleVariant variant = storage::ScheduleVariant::kPeriod;
  storage::Schedule schedule;
  bool existed = false;
  bool changed = false;
};

struct WorkingHold {
  std::string_view row_key;
  storage::Hash128 hold_id{};
  std::optional<storage::Hold> before;  // in the store
  std::optional<storage::Hold> hold;    // now; nothing = gone, or there never was one
};

// Where an event finds its own in the working set.
inline constexpr uint32_t kNoSlot = UINT32_MAX;
struct EventSlots {
  uint32_t row = 0;
  uint32_t receipt = 0;
  uint32_t bucket = kNoSlot;
  uint32_t source_bucket = kNoSlot;
  uint32_t schedule = kNoSlot;
  uint32_t hold = kNoSlot;
};

class WorkingSet {
 public:
  // `sums` follow every change of a row; they must have been loaded for every check that is planned. Not owned.
  WorkingSet(DerivedSums* sums, bool by_location) : sums_(sums), by_location_(by_location) {}
  WorkingSet(WorkingSet&&) = default;

  // Filled by the fetch; changed through the methods below alone.
  std::vector<WorkingRow> rows;
  std::vector<WorkingReceipt> receipts;
  std::vector<WorkingBucket> buckets;
  std::vector<WorkingSchedule> schedules;
  std::vector<WorkingHold> holds;

  const DerivedSums& sums() const { return *sums_; }
  bool by_location() const { return by_location_; }

  // The effect must have been checked to stay in range.
  void ApplyToRow(uint32_t slot, const storage::RowEffect& effect, uint64_t sequence);
  void ApplyToBucket(uint32_t slot, const storage::Bucket& added);
  void ApplyToSchedule(uint32_t slot, const std::vector<storage::ScheduleCell>& changes, int32_t first_day);
  void PutHold(uint32_t slot, const std::optional<storage::Hold>& hold);
  uint32_t AddHold(std::string_view row_key, const storage::Hash128& hold_id, const storage::Hold& hold);
  void PutReceipt(uint32_t slot, storage::Receipt receipt);

  // A text that lives as long as the working set.
  std::string_view Keep(std::string text) { return texts_.emplace_back(std::move(text)); }

  // Between these two, changes can be taken back.
  void BeginCart() { in_cart_ = true; }
  void EndCart(bool keep);

 private:
  struct SavedRow {
    uint32_t slot;
    storage::Row row;
    bool changed;
  };
  struct SavedReceipt {
    uint32_t slot;
    WorkingReceipt receipt;
  };
  struct SavedBucket {
    uint32_t slot;
    WorkingBucket bucket;
  };
  struct SavedSchedule {
    uint32_t slot;
    WorkingSchedule schedule;
  };
  struct SavedHold {
    uint32_t slot;
    WorkingHold hold;
  };
  using Saved = std::variant<SavedRow, SavedReceipt, SavedBucket, SavedSchedule, SavedHold>;

  void Restore(Saved saved);

  DerivedSums* sums_;
  bool by_location_;
  bool in_cart_ = false;
  std::vector<Saved> saved_;
  std::deque<std::string> texts_;
};

}  // namespace onhand

#endif  // ONHAND_ENGINE_PLAN_WORKING_SET_H_
