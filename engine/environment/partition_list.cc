#include "engine/environment/partition_list.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "engine/model/partition_id.h"
#include "storage/base/check.h"
#include "storage/records/schedule.h"

namespace onhand {
namespace {

using storage::Book;

// Whether anything is scheduled from `today` on under a prefix.
absl::StatusOr<bool> HasCurrentSchedule(const storage::LedgerView& view, std::string_view prefix, bool by_place,
                                        storage::ScheduleVariant variant, int32_t today) {
  bool current = false;
  const auto visit = [&](std::string_view, const storage::Schedule& schedule) {
    current = !schedule.cells.empty() && schedule.cells.back().day >= today;
    return !current;
  };
  absl::Status status =
      by_place ? view.ScanSchedulePlaces(variant, prefix, visit) : view.ScanSchedules(variant, prefix, visit);
  if (!status.ok()) return status;
  return current;
}

std::string IdOfPrefix(std::string_view prefix, bool by_location) {
  std::vector<std::string_view> texts;
  while (!prefix.empty()) {
    const size_t end = prefix.find('\0');
    ONHAND_CHECK(end != std::string_view::npos);
    texts.push_back(prefix.substr(0, end));
    prefix.remove_prefix(end + 1);
  }
  return PartitionId(by_location, texts);
}

}  // namespace

absl::StatusOr<std::vector<std::string>> ListPartitionIds(const storage::LedgerView& view, bool by_location,
                                                          int32_t today) {
  const int parts = by_location ? 3 : 2;
  std::set<std::string> prefixes;
  for (Book book : {Book::kRows, Book::kPerMeasureSchedules, Book::kPeriodSchedules}) {
    absl::StatusOr<std::vector<std::string>> found = view.DistinctPrefixes(by_location, parts, book);
    if (!found.ok()) return found.status();
    for (std::string& prefix : *found) {
      if (prefixes.contains(prefix)) continue;
      if (book != Book::kRows) {
        const storage::ScheduleVariant variant =
            book == Book::kPeriodSchedules ? storage::ScheduleVariant::kPeriod : storage::ScheduleVariant::kPerMeasure;
        absl::StatusOr<bool> current = HasCurrentSchedule(view, prefix, by_location, variant, today);
        if (!current.ok()) return current.status();
        if (!*current) continue;
      }
      prefixes.insert(std::move(prefix));
    }
  }
  std::vector<std::string> ids;
  for (const std::string& prefix : prefixes) ids.push_back(IdOfPrefix(prefix, by_location));
  std::sort(ids.begin(), ids.end());
  return ids;
}

}  // namespace onhand
