#include <cstdint>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "storage/audit/audit_scope.h"
#include "storage/audit/set_sum.h"
#include "storage/inspect/text_parts.h"
#include "storage/keys/bucket_key.h"
#include "storage/keys/family.h"
#include "storage/keys/hold_key.h"
#include "storage/keys/row_key.h"
#include "storage/records/bucket.h"
#include "storage/records/hold.h"
#include "storage/records/row.h"

namespace onhand::storage {
namespace {

constexpr std::string_view kTotals = "totals";
constexpr std::string_view kNegative = "negative";

// The four measures that buckets add up to, and which number of a bucket is theirs.
struct BucketMeasure {
  std::string_view name;
  int64_t Bucket::*micros;
};
constexpr BucketMeasure kBucketMeasures[] = {
    {"@iv.@allocated", &Bucket::allocated_micros},
    {"@iv.@consumed", &Bucket::consumed_micros},
    {"@iv.@cumulative_allocated", &Bucket::cumulative_allocated_micros},
    {"@iv.@cumulative_consumed", &Bucket::cumulative_consumed_micros},
};
constexpr size_t kBucketMeasureCount = std::size(kBucketMeasures);

std::string Micros(__int128 micros) {
  const bool fits = micros >= INT64_MIN && micros <= INT64_MAX;
  return fits ? text::Quantity(static_cast<int64_t>(micros)) : std::string("beyond all quantities");
}

// What lies beside rows, in their order. Keys are taken apart once.
template <typename Parts, std::optional<Parts> (*kParse)(std::string_view key)>
class BesideRows {
 public:
  BesideRows(const Snapshot& tables, Family family)
      : cursor_(tables.Scan({std::string(1, static_cast<char>(family)), {}}, {.fill_cache = false})) {
    Parse();
  }
  const Cursor& cursor() const { return *cursor_; }
  bool Valid() const { return cursor_->Valid(); }
  void Next() {
    cursor_->Next();
    Parse();
  }
  // Nothing where the key is damaged.
  const std::optional<Parts>& parts() const { return parts_; }

 private:
  void Parse() { parts_ = cursor_->Valid() ? kParse(cursor_->key()) : std::nullopt; }

  const std::unique_ptr<Cursor> cursor_;
  std::optional<Parts> parts_;
};

// Walks rows as readers see them, and beside them buckets and holds, which lie in the same order.
class TotalsCheck {
 public:
  explicit TotalsCheck(const AuditScope& scope)
      : scope_(scope),
        buckets_(scope.tables, Family::kBucket),
        holds_(scope.tables, Family::kHold),
        places_of_rows_(scope.sum_seed) {
    for (size_t i = 0; i < kBucketMeasureCount; ++i) {
      for (size_t number = 0; number < scope.measures.size(); ++number) {
        if (scope.measures[number] == kBucketMeasures[i].name) bucket_measures_[i] = number;
      }
    }
  }

  absl::Status Do() {
    absl::Status wrong;
    absl::Status walked = scope_.view.ScanRowRange({}, {}, [&](std::string_view row_key, const Row& row) {
      Visit(row_key, row);
      wrong = scope_.sink->Advance(1);
      return wrong.ok();
    });
    if (!wrong.ok()) return wrong;
    if (!walked.ok()) return scope_.sink->Ended(kTotals, "rows", walked);
    PassBuckets(std::nullopt, nullptr);
    PassHolds(std::nullopt, nullptr);
    scope_.sink->Compared(kTotals, entries_);
    scope_.sink->Compared(kNegative, signs_);
    absl::Status ended = scope_.sink->Ended(kTotals, "buckets", buckets_.cursor().status());
    if (ended.ok()) ended = scope_.sink->Ended(kTotals, "holds", holds_.cursor().status());
    if (!ended.ok()) return ended;
    scope_.sink->Compared("meta", 1);
    if (scope_.row_count != places_of_rows_.count()) {
      scope_.sink->Find("meta", "meta record row_count",
                        absl::StrCat("should be ", places_of_rows_.count(), "; is ", scope_.row_count));
    }
    return CheckPlaces();
  }

 private:
  using HeldSums = std::map<MeasureNumber, __int128>;
  struct BucketSums {
    __int128 micros[kBucketMeasureCount] = {};
    bool any = false;
  };

  void Visit(std::string_view row_key, const Row& row) {
    ++entries_;
    const std::optional<RowIdentity> identity = ParseRowKey(row_key);
    if (!identity.has_value()) {
      scope_.sink->Find(kTotals, RowPlace(row_key), "is no row key");
    } else {
      places_of_rows_.Add(PlaceKey(*identity));
    }
    for (const Cell& cell : row.cells) CheckMeasure(RowPlace, row_key, cell.measure);
    for (const CountTime& count : row.count_times) CheckMeasure(RowPlace, row_key, count.measure);
    CheckBuckets(row_key, row);
    CheckHolds(row_key, row);
  }

  template <typename Place>
  void CheckMeasure(const Place& place, std::string_view key, MeasureNumber measure) {
    if (measure < scope_.measures.size()) return;
    scope_.sink->Find("dictionary", place(key),
                      absl::StrCat("has measure ", measure, ", which has no name: there are ", scope_.measures.size()));
  }

  void CheckSign(std::string_view place, std::string_view what, __int128 micros, bool zero_is_wrong = false) {
    if (micros > 0 || (micros == 0 && !zero_is_wrong)) return;
    scope_.sink->Find(kNegative, std::string(place),
                      absl::StrCat(std::string(what), " should be ", zero_is_wrong ? "above 0" : "0 or more", "; is ",
                                   Micros(micros)));
  }

  void CheckBuckets(std::string_view row_key, const Row& row) {
    BucketSums sums;
    PassBuckets(row_key, &sums);
    for (size_t i = 0; i < kBucketMeasureCount; ++i) {
      const Cell* cell =
          bucket_measures_[i].has_value() ? row.Find(static_cast<MeasureNumber>(*bucket_measures_[i])) : nullptr;
      const int64_t is = cell == nullptr ? 0 : cell->quantity_micros;
      if (is == sums.micros[i]) continue;
      scope_.sink->Find(kTotals, RowPlace(row_key),
                        absl::StrCat(std::string(kBucketMeasures[i].name), " should be ", Micros(sums.micros[i]),
                                     ", the sum of its buckets; is ", Micros(is)));
    }
  }

  // Adds up the buckets of this row; those before it, of no row, are named. Nothing: all that are left.
  void PassBuckets(std::optional<std::string_view> row_key, BucketSums* sums) {
    for (; buckets_.Valid(); buckets_.Next()) {
      const std::optional<BucketKeyParts>& parts = buckets_.parts();
      const bool of_row = parts.has_value() && row_key.has_value() && parts->row_key == *row_key;
      if (parts.has_value() && row_key.has_value() && parts->row_key > *row_key) return;
      ++entries_;
      if (!of_row) {
        FindOrphan(buckets_.cursor());
        continue;
      }
      const absl::StatusOr<Bucket> bucket = DecodeBucket(buckets_.cursor().value());
      if (!bucket.ok()) continue;  // "buckets" says so
      ++signs_;
      for (size_t i = 0; i < kBucketMeasureCount; ++i) {
        const int64_t micros = (*bucket).*kBucketMeasures[i].micros;
        sums->micros[i] += micros;
        CheckSign(absl::StrCat("bucket of ", RowPlace(parts->row_key), " ", text::Path(parts->path)),
                  kBucketMeasures[i].name, micros);
      }
    }
  }

  void CheckHolds(std::string_view row_key, const Row& row) {
    HeldSums sums;
    PassHolds(row_key, &sums);
    for (const Cell& cell : row.held) {
      ++signs_;
      CheckSign(RowPlace(row_key), "the held part of " + Name(cell.measure), cell.quantity_micros);
      sums[cell.measure] -= cell.quantity_micros;
    }
    for (const auto& [measure, difference] : sums) {
      if (difference == 0) continue;
      const int64_t is = row.HeldMicros(measure);
      scope_.sink->Find(kTotals, RowPlace(row_key),
                        absl::StrCat("the held part of ", Name(measure), " should be ", Micros(difference + is),
                                     ", the sum of its holds; is ", Micros(is)));
    }
  }

  void PassHolds(std::optional<std::string_view> row_key, HeldSums* sums) {
    for (; holds_.Valid(); holds_.Next()) {
      const std::optional<HoldKeyParts>& parts = holds_.parts();
      const bool of_row = parts.has_value() && row_key.has_value() && parts->row_key == *row_key;
      if (parts.has_value() && row_key.has_value() && parts->row_key > *row_key) return;
      ++entries_;
      if (!of_row) {
        FindOrphan(holds_.cursor());
        continue;
      }
      const absl::StatusOr<Hold> hold = DecodeHold(holds_.cursor().value());
      if (!hold.ok()) continue;  // "holds" says so
      (*sums)[hold->measure] += hold->remaining_micros;
      ++signs_;
      const std::string place = absl::StrCat("hold ", text::Hex(parts->hold_id), " of ", RowPlace(parts->row_key));
      CheckMeasure([&place](std::string_view) { return place; }, {}, hold->measure);
      CheckSign(place, Name(hold->measure), hold->remaining_micros, /*zero_is_wrong=*/true);
    }
  }

  void FindOrphan(const Cursor& cursor) {
    FindEntry(kTotals, cursor.key(), std::nullopt, cursor.value(), "for it lies beside no row", scope_.measures,
              scope_.sink);
  }

  std::string Name(MeasureNumber measure) const { return text::Measure(measure, scope_.measures); }

  absl::Status CheckPlaces() {
    SetSum places(scope_.sum_seed);
    absl::Status wrong;
    absl::Status walked = scope_.view.ScanPlaceKeys({}, [&](std::string_view place_key) {
      places.Add(place_key);
      wrong = scope_.sink->Advance(1);
      return wrong.ok();
    });
    if (!wrong.ok()) return wrong;
    scope_.sink->Compared("readers", places.count());
    if (!walked.ok() || places == places_of_rows_) return scope_.sink->Ended("readers", "places", walked);
    return NamePlaces();
  }

  absl::Status NamePlaces() {
    absl::Status walked = scope_.view.ScanRowRange({}, {}, [&](std::string_view row_key, const Row&) {
      const std::optional<RowIdentity> identity = ParseRowKey(row_key);
      if (!identity.has_value()) return true;
      const std::string wanted = PlaceKey(*identity);
      bool found = false;
      scope_.view
          .ScanPlaceKeys(wanted,
                         [&](std::string_view place_key) {
                           found = place_key == wanted;
                           return false;
                         })
          .IgnoreError();
      if (!found) scope_.sink->Find("readers", RowPlace(row_key), "should be found by its place, and is not");
      return true;
    });
    if (!walked.ok()) return scope_.sink->Ended("readers", "rows", walked);
    walked = scope_.view.ScanPlaceKeys({}, [&](std::string_view place_key) {
      const std::optional<RowIdentity> identity = ParsePlaceKey(place_key);
      const std::string row_key = identity.has_value() ? RowKey(*identity) : std::string();
      bool found = false;
      if (identity.has_value()) {
        scope_.view
            .ScanRowRange(row_key, row_key + '\0',
                          [&](std::string_view key, const Row&) {
                            found = key == row_key;
                            return false;
                          })
            .IgnoreError();
      }
      if (!found) {
        FindEntry("readers", std::string(1, static_cast<char>(Family::kPlace)) + std::string(place_key), std::nullopt,
                  "", "for there is no such row", scope_.measures, scope_.sink);
      }
      return true;
    });
    return scope_.sink->Ended("readers", "places", walked);
  }

  const AuditScope& scope_;
  BesideRows<BucketKeyParts, ParseBucketKey> buckets_;
  BesideRows<HoldKeyParts, ParseHoldKey> holds_;
  std::optional<size_t> bucket_measures_[kBucketMeasureCount];
  SetSum places_of_rows_;
  uint64_t entries_ = 0;
  uint64_t signs_ = 0;
};

}  // namespace

absl::Status CheckTotals(const AuditScope& scope) {
  scope.sink->Compared(kNegative, 0);
  return TotalsCheck(scope).Do();
}

}  // namespace onhand::storage
