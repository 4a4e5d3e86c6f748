#include "engine/environment/stored_facts.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "storage/keys/bucket_key.h"
#include "storage/keys/row_key.h"
#include "storage/records/row.h"
#include "storage/records/schedule.h"

namespace onhand {
namespace {

class Collector {
 public:
  Collector(const storage::LedgerView& view, size_t measure_count, int32_t today) : view_(view), today_(today) {
    facts_.measure_used.resize(measure_count);
  }

  absl::StatusOr<StoredFacts> Collect() {
    absl::Status status = view_.ScanRows("", [&](std::string_view key, const storage::Row& row) {
      for (const storage::Cell& cell : row.cells) Use(cell.measure);
      return CountPlace(key);
    });
    for (storage::ScheduleVariant variant :
         {storage::ScheduleVariant::kPerMeasure, storage::ScheduleVariant::kPeriod}) {
      if (!status.ok() || !failure_.ok()) break;
      status = view_.ScanSchedules(variant, "", [&](std::string_view key, const storage::Schedule& schedule) {
        bool counts = false;
        for (const storage::ScheduleCell& cell : schedule.cells) {
          if (cell.day < today_) continue;
          Use(cell.measure);
          counts = true;
        }
        return !counts || CountPlace(key);
      });
    }
    if (!status.ok()) return status;
    if (!failure_.ok()) return failure_;
    status = view_.ScanBuckets("", [&](std::string_view, std::string_view path, const storage::Bucket&) {
      const auto values = storage::ParseBucketPath(path);
      if (values.has_value()) facts_.bucket_depth = std::max(facts_.bucket_depth, values->size());
      return true;
    });
    if (!status.ok()) return status;
    return std::move(facts_);
  }

 private:
  void Use(storage::MeasureNumber measure) {
    if (measure < facts_.measure_used.size()) facts_.measure_used[measure] = true;
  }

  // Of a row or a schedule that counts; false ends the walk.
  bool CountPlace(std::string_view key) {
    const std::optional<storage::RowIdentity> identity = storage::ParseRowKey(key);
    if (!identity.has_value()) {
      failure_ = absl::DataLossError("a stored row has a key of no known form");
      return false;
    }
    if (identity->site.empty() || identity->location.empty()) ++facts_.rows_without_place;
    return true;
  }

  const storage::LedgerView& view_;
  const int32_t today_;
  StoredFacts facts_;
  absl::Status failure_;
};

}  // namespace

absl::StatusOr<StoredFacts> CollectStoredFacts(const storage::LedgerView& view, size_t measure_count, int32_t today) {
  return Collector(view, measure_count, today).Collect();
}

}  // namespace onhand
