// What lies beside rows, as a view sees it.
#include <utility>

#include "storage/keys/bucket_key.h"
#include "storage/keys/family.h"
#include "storage/keys/hold_key.h"
#include "storage/ledger/ledger.h"
#include "storage/ledger/read_entries.h"

namespace onhand::storage {
namespace {

std::string BesideRow(std::string_view row_key) {
  std::string beside(row_key);
  beside.push_back('\0');
  return beside;
}

}  // namespace

Book BookOf(ScheduleVariant variant) {
  return variant == ScheduleVariant::kPerMeasure ? Book::kPerMeasureSchedules : Book::kPeriodSchedules;
}

absl::Status LedgerView::ScanSchedules(ScheduleVariant variant, std::string_view prefix,
                                       const ScheduleVisitor& visit) const {
  absl::Status wrong;
  absl::Status scanned = ScanBehind(snapshot(), RowKeyHead(BookOf(variant)), prefix, /*keys_only=*/false,
                                    [&](std::string_view row_key, std::string_view value) {
                                      absl::StatusOr<Schedule> schedule = DecodeSchedule(value);
                                      wrong = schedule.status();
                                      return schedule.ok() && visit(row_key, *schedule);
                                    });
  return scanned.ok() ? wrong : scanned;
}

absl::Status LedgerView::ScanSchedulePlaces(ScheduleVariant variant, std::string_view prefix,
                                            const ScheduleVisitor& visit) const {
  return VisitPlaces(prefix, BookOf(variant), [&](const std::vector<std::string>& keys) {
    std::vector<ScheduleRef> refs;
    refs.reserve(keys.size());
    for (const std::string& key : keys) refs.push_back({key, variant});
    return VisitBehindPlaces(keys, ReadSchedules(refs), visit);
  });
}

absl::StatusOr<std::vector<std::optional<Schedule>>> LedgerView::ReadSchedules(
    absl::Span<const ScheduleRef> schedules) const {
  return storage::ReadSchedules(snapshot(), schedules);
}

absl::Status LedgerView::ScanBuckets(
    std::string_view prefix,
    const std::function<bool(std::string_view row_key, std::string_view path, const Bucket& bucket)>& visit) const {
  absl::Status wrong;
  const std::string head(1, static_cast<char>(Family::kBucket));
  std::string key;
  absl::Status scanned =
      ScanBehind(snapshot(), head, prefix, /*keys_only=*/false, [&](std::string_view rest, std::string_view value) {
        key.assign(head).append(rest);
        const std::optional<BucketKeyParts> parts = ParseBucketKey(key);
        absl::StatusOr<Bucket> bucket = DecodeBucket(value);
        if (!parts.has_value()) {
          wrong = absl::DataLossError("the key of an allocation bucket is damaged");
        } else if (!bucket.ok()) {
          wrong = bucket.status();
        }
        return wrong.ok() && visit(parts->row_key, parts->path, *bucket);
      });
  return scanned.ok() ? wrong : scanned;
}

absl::Status LedgerView::ScanBucketsOfRow(
    std::string_view row_key, const std::function<bool(std::string_view path, const Bucket& bucket)>& visit) const {
  return ScanBuckets(BesideRow(row_key), [&visit](std::string_view, std::string_view path, const Bucket& bucket) {
    return visit(path, bucket);
  });
}

absl::Status LedgerView::ScanHoldsOfRow(
    std::string_view row_key, const std::function<bool(const Hash128& hold_id, const Hold& hold)>& visit) const {
  absl::Status wrong;
  const std::string head(1, static_cast<char>(Family::kHold));
  std::string key;
  absl::Status scanned = ScanBehind(snapshot(), head, BesideRow(row_key), /*keys_only=*/false,
                                    [&](std::string_view rest, std::string_view value) {
                                      key.assign(head).append(rest);
                                      const std::optional<HoldKeyParts> parts = ParseHoldKey(key);
                                      absl::StatusOr<Hold> hold = DecodeHold(value);
                                      if (!parts.has_value()) {
                                        wrong = absl::DataLossError("the key of a hold is damaged");
                                      } else if (!hold.ok()) {
                                        wrong = hold.status();
                                      }
                                      return wrong.ok() && visit(parts->hold_id, *hold);
                                    });
  return scanned.ok() ? wrong : scanned;
}

absl::StatusOr<std::vector<FoundHold>> LedgerView::EndedHolds(int64_t until_us, size_t count_max) const {
  return FindEndedHolds(snapshot(), until_us, count_max);
}

}  // namespace onhand::storage
