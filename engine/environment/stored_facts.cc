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

using storage::Book;

class Collector {
 public:
  Collector(const storage::LedgerView& view, size_t measure_count, int32_t today) : view_(view), today_(today) {
    facts_.measure_used.resize(measure_count);
  }

  absl::StatusOr<StoredFacts> Collect() {
    absl::Status status = Visit(Book::kRows, [&](std::string_view value, bool* counts) {
      absl::StatusOr<storage::Row> row = storage::DecodeRow(value);
      if (!row.ok()) return row.status();
      for (const storage::Cell& cell : row->cells) Use(cell.measure);
      *counts = true;
      return absl::OkStatus();
    });
    for (Book book : {Book::kPerMeasureSchedules, Book::kPeriodSchedules}) {
      if (!status.ok()) return status;
      status = Visit(book, [&](std::string_view value, bool* counts) {
        absl::StatusOr<storage::Schedule> schedule = storage::DecodeSchedule(value);
        if (!schedule.ok()) return schedule.status();
        for (const storage::ScheduleCell& cell : schedule->cells) {
          if (cell.day < today_) continue;
          Use(cell.measure);
          *counts = true;
        }
        return absl::OkStatus();
      });
    }
    if (!status.ok()) return status;
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

  // `decode` reads one value and says whether its key counts.
  template <typename Decode>
  absl::Status Visit(Book book, Decode decode) {
    absl::Status failure;
    absl::Status status = view_.ScanRows(
        "",
        [&](std::string_view key, std::string_view value) {
          const std::optional<storage::RowIdentity> identity = storage::ParseRowKey(key);
          bool counts = false;
          failure = identity.has_value() ? decode(value, &counts)
                                         : absl::DataLossError("a stored row has a key of no known form");
          if (counts && (identity->site.empty() || identity->location.empty())) ++facts_.rows_without_place;
          return failure.ok();
        },
        book);
    return status.ok() ? failure : status;
  }

  const storage::LedgerView& view_;
  const int32_t today_;
  StoredFacts facts_;
};

}  // namespace

absl::StatusOr<StoredFacts> CollectStoredFacts(const storage::LedgerView& view, size_t measure_count, int32_t today) {
  return Collector(view, measure_count, today).Collect();
}

}  // namespace onhand
