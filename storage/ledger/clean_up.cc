#include "storage/ledger/clean_up.h"

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "storage/keys/bucket_key.h"
#include "storage/keys/family.h"
#include "storage/keys/hold_key.h"
#include "storage/keys/row_key.h"
#include "storage/ledger/ledger.h"
#include "storage/ledger/read_entries.h"
#include "storage/records/hold.h"

namespace onhand::storage {
namespace {

constexpr Book kBooks[] = {Book::kRows, Book::kPerMeasureSchedules, Book::kPeriodSchedules};

class CleanUpBatch {
 public:
  CleanUpBatch(const Snapshot& snapshot, WriteBatch* batch)
      : snapshot_(snapshot),
        batch_(batch),
        buckets_(snapshot.Scan({std::string(1, static_cast<char>(Family::kBucket)), {}}, {.keys_only = true})),
        holds_(snapshot.Scan({std::string(1, static_cast<char>(Family::kHold)), {}})),
        any_buckets_(buckets_->Valid()),
        any_holds_(holds_->Valid()) {}

  const CleanUpCounts& counts() const { return counts_; }
  // Whether what lies beside rows can be read at all.
  absl::Status status() const { return buckets_->status().ok() ? holds_->status() : buckets_->status(); }

  absl::Status Remove(const std::string& prefix, bool by_place) {
    for (const Book book : kBooks) {
      absl::Status status = by_place ? RemoveByPlace(book, prefix) : RemoveByRow(book, prefix);
      if (!status.ok()) return status;
    }
    if (by_place) return absl::OkStatus();  // went with their rows
    if (absl::Status status = RemoveBuckets(prefix); !status.ok()) return status;
    return RemoveHolds(prefix);
  }

 private:
  absl::Status RemoveByRow(Book book, const std::string& prefix) {
    const std::string places = PlaceKeyHead(book);
    const std::string begin = RowKeyHead(book) + prefix;
    absl::Status wrong;
    absl::Status scanned = ScanBehind(snapshot_, RowKeyHead(book), prefix, /*keys_only=*/true,
                                      [&](std::string_view key, std::string_view) {
                                        const std::optional<RowIdentity> identity = ParseRowKey(key);
                                        if (!identity.has_value()) return Fail("a row", &wrong);
                                        batch_->Delete(places + PlaceKey(*identity));
                                        if (book == Book::kRows) ++counts_.rows;
                                        return true;
                                      });
    batch_->DeleteRange(begin, AfterPrefix(begin));
    return scanned.ok() ? wrong : scanned;
  }

  absl::Status RemoveByPlace(Book book, const std::string& prefix) {
    const std::string rows = RowKeyHead(book);
    const std::string begin = PlaceKeyHead(book) + prefix;
    absl::Status wrong;
    absl::Status scanned = ScanBehind(snapshot_, PlaceKeyHead(book), prefix, /*keys_only=*/true,
                                      [&](std::string_view key, std::string_view) {
                                        const std::optional<RowIdentity> identity = ParsePlaceKey(key);
                                        if (!identity.has_value()) return Fail("a place", &wrong);
                                        const std::string row_key = RowKey(*identity);
                                        batch_->Delete(rows + row_key);
                                        if (book != Book::kRows) return true;
                                        ++counts_.rows;
                                        const std::string beside = row_key + '\0';
                                        wrong = RemoveBuckets(beside);
                                        if (wrong.ok()) wrong = RemoveHolds(beside);
                                        return wrong.ok();
                                      });
    batch_->DeleteRange(begin, AfterPrefix(begin));
    return scanned.ok() ? wrong : scanned;
  }

  absl::Status RemoveBuckets(std::string_view prefix) {
    if (!any_buckets_) return absl::OkStatus();
    return Walk(Family::kBucket, prefix, buckets_.get(), [] { return true; });
  }

  absl::Status RemoveHolds(std::string_view prefix) {
    if (!any_holds_) return absl::OkStatus();
    return Walk(Family::kHold, prefix, holds_.get(), [this] {
      const std::optional<HoldKeyParts> parts = ParseHoldKey(holds_->key());
      absl::StatusOr<Hold> hold = DecodeHold(holds_->value());
      if (!parts.has_value() || !hold.ok()) return false;
      batch_->Delete(HoldEndKey(hold->ends_at_us, parts->row_key, parts->hold_id));
      ++counts_.holds;
      return true;
    });
  }

  // Key by key: ranges of a few keys, one a row, would weigh more than the keys.
  template <typename Also>
  absl::Status Walk(Family family, std::string_view prefix, Cursor* cursor, const Also& also) {
    std::string begin(1, static_cast<char>(family));
    begin.append(prefix);
    for (cursor->Seek(begin); cursor->Valid() && cursor->key().substr(0, begin.size()) == begin; cursor->Next()) {
      if (!also()) return absl::DataLossError("a hold to be cleaned up is damaged");
      batch_->Delete(cursor->key());
    }
    return cursor->status();
  }

  static bool Fail(const char* what, absl::Status* wrong) {
    *wrong = absl::DataLossError(std::string(what) + " to be cleaned up has a damaged key");
    return false;
  }

  const Snapshot& snapshot_;
  WriteBatch* const batch_;
  const std::unique_ptr<Cursor> buckets_;
  const std::unique_ptr<Cursor> holds_;
  const bool any_buckets_;
  const bool any_holds_;
  CleanUpCounts counts_;
};

}  // namespace

absl::StatusOr<CleanUpCounts> AddCleanUp(const Snapshot& snapshot, const CleanUpPayload& clean_up, WriteBatch* batch) {
  CleanUpBatch all(snapshot, batch);
  if (!all.status().ok()) return all.status();
  // In order, so that what another prefix covers already is seen and counts once.
  const std::set<std::string_view> prefixes(clean_up.prefixes.begin(), clean_up.prefixes.end());
  std::optional<std::string_view> done;
  for (const std::string_view prefix : prefixes) {
    if (done.has_value() && prefix.substr(0, done->size()) == *done) continue;
    if (absl::Status status = all.Remove(std::string(prefix), clean_up.by_place); !status.ok()) return status;
    done = prefix;
  }
  return all.counts();
}

}  // namespace onhand::storage
