#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "storage/audit/audit_scope.h"
#include "storage/audit/fold_slice.h"
#include "storage/fold/stored_entry.h"
#include "storage/keys/family.h"
#include "storage/keys/row_key.h"

namespace onhand::storage {
namespace {

constexpr std::string_view kReaders = "readers";

std::string_view CheckOf(Family family) {
  switch (family) {
    case Family::kBucket:
      return "buckets";
    case Family::kHold:
      return "holds";
    case Family::kRow:
      return "rows";
    case Family::kSchedule:
      return "schedules";
    default:
      return "lines";
  }
}

std::string Head(Family family) { return std::string(1, static_cast<char>(family)); }

// Records of several versions may say the same.
bool SaysTheSame(std::string_view key, std::string_view expected, std::string_view found) {
  if (expected == found) return true;
  const absl::StatusOr<StoredEntry> a = DecodeStored(key, expected);
  const absl::StatusOr<StoredEntry> b = DecodeStored(key, found);
  return a.ok() && b.ok() && *a == *b;
}

// Which of the things that are compared with a slice has an entry.
enum Place : int { kInTable = 1, kSeenByReaders = 2 };

// What was found in one place of one family, held against what the slice says there should be.
class Comparison {
 public:
  Comparison(const AuditScope& scope, std::string_view check, FoldSlice* slice, Place place, bool at_mark,
             std::string whose)
      : scope_(scope),
        check_(check),
        entries_(slice->entries()),
        place_(place),
        at_mark_(at_mark),
        whose_(std::move(whose)) {}
  ~Comparison() { scope_.sink->Compared(check_, compared_); }

  void Found(std::string_view key, std::string_view value) {
    ++compared_;
    const auto it = entries_.find(key);
    if (it == entries_.end() || Expected(it->second).empty()) {
      FindEntry(check_, key, std::nullopt, value, whose_, scope_.measures, scope_.sink);
      return;
    }
    it->second.found_in = place_;
    if (!SaysTheSame(key, Expected(it->second), value)) {
      FindEntry(check_, key, Expected(it->second), value, whose_, scope_.measures, scope_.sink);
    }
  }
  // Nothing else of the family was found.
  void Ended(Family family) {
    std::vector<std::string_view> missing;
    for (const auto& [key, entry] : entries_) {
      const bool is_expected = key[0] == static_cast<char>(family) && !Expected(entry).empty();
      if (is_expected && entry.found_in != place_) missing.push_back(key);
    }
    std::sort(missing.begin(), missing.end());
    for (const std::string_view key : missing) {
      FindEntry(check_, key, Expected(entries_.find(key)->second), std::nullopt, whose_, scope_.measures, scope_.sink);
    }
    compared_ += missing.size();
  }

 private:
  const std::string& Expected(const FoldSlice::Entry& entry) const { return at_mark_ ? entry.AtMark() : entry.newest; }

  const AuditScope& scope_;
  const std::string_view check_;
  FoldSlice::Entries& entries_;
  const Place place_;
  const bool at_mark_;
  const std::string whose_;
  uint64_t compared_ = 0;
};

class FoldCheck {
 public:
  explicit FoldCheck(const AuditScope& scope) : scope_(scope) {}

  absl::Status Do() {
    for (const Family family : kFoldedFamilies) scope_.sink->Compared(CheckOf(family), 0);
    std::string begin = Head(kFoldedFamilies[0]);
    do {
      FoldSlice slice(std::move(begin), scope_.mark, scope_.memory_bytes);
      absl::Status loaded = slice.LoadBase(scope_.tables);
      // Without a base or a log there is nothing to compare with; what could not be read is named.
      if (!loaded.ok()) return scope_.sink->Ended("base", "base snapshot", loaded);
      absl::Status folded = Fold(&slice);
      if (!folded.ok()) return scope_.sink->Ended("log", "the commit log", folded);
      ExpectMoreSlices(slice);
      for (const Family family : kFoldedFamilies) {
        if (absl::Status status = CompareTable(&slice, family); !status.ok()) return status;
      }
      if (absl::Status status = CompareReaders(&slice); !status.ok()) return status;
      begin = slice.end();
    } while (!begin.empty());
    return absl::OkStatus();
  }

 private:
  absl::Status Fold(FoldSlice* slice) {
    return WalkLog(
        scope_.tables, scope_.log(),
        [&](const LogRecord& record) {
          const absl::Status applied = slice->Apply(record);
          if (!applied.ok() && misfits_.insert(record.sequence).second) {
            scope_.sink->Find("log", LogPlace(record.sequence),
                              absl::StrCat("does not fit what was there before: ", applied.message()));
          }
          return scope_.sink->Advance(1);
        },
        [](uint64_t, std::string) {});
  }

  void ExpectMoreSlices(const FoldSlice& slice) {
    if (slice.end().empty() || expected_more_) return;
    expected_more_ = true;
    const uint64_t slices = scope_.row_count / (slice.entries().size() + 1) + 1;
    scope_.sink->Expect(slices * (scope_.sequence + 1 - scope_.log_begin));
  }

  // The part of the slice that lies in a family; false if there is none.
  static bool RangeIn(const FoldSlice& slice, Family family, KeyRange* range) {
    const std::string head = Head(family);
    const std::string after = AfterPrefix(head);
    if (slice.begin() >= after || (!slice.end().empty() && slice.end() <= head)) return false;
    range->begin = std::max(slice.begin(), head);
    range->end = slice.end().empty() ? after : std::min(slice.end(), after);
    return true;
  }

  absl::Status CompareTable(FoldSlice* slice, Family family) {
    KeyRange range;
    if (!RangeIn(*slice, family, &range)) return absl::OkStatus();
    const bool written_back = family == Family::kRow;
    std::string whose =
        written_back ? absl::StrCat("in its table, written back up to record ", scope_.mark) : "in its table";
    Comparison comparison(scope_, CheckOf(family), slice, kInTable, /*at_mark=*/written_back, std::move(whose));
    const std::unique_ptr<Cursor> cursor = scope_.tables.Scan(range, {.fill_cache = false});
    for (; cursor->Valid(); cursor->Next()) {
      comparison.Found(cursor->key(), cursor->value());
      if (absl::Status status = scope_.sink->Advance(1); !status.ok()) return status;
    }
    if (cursor->status().ok()) comparison.Ended(family);
    return scope_.sink->Ended(CheckOf(family), CheckOf(family), cursor->status());
  }

  absl::Status CompareReaders(FoldSlice* slice) {
    KeyRange range;
    if (!RangeIn(*slice, Family::kRow, &range)) return absl::OkStatus();
    Comparison comparison(scope_, kReaders, slice, kSeenByReaders, /*at_mark=*/false,
                          absl::StrCat("as readers see it after record ", scope_.sequence));
    const std::string_view end =
        range.end == AfterPrefix(Head(Family::kRow)) ? std::string_view() : std::string_view(range.end).substr(1);
    absl::Status wrong;
    std::string key;
    std::string value;
    absl::Status walked = scope_.view.ScanRowRange(std::string_view(range.begin).substr(1), end,
                                                   [&](std::string_view row_key, const Row& row) {
                                                     key.assign(1, static_cast<char>(Family::kRow)).append(row_key);
                                                     value.clear();
                                                     EncodeRow(row, &value);
                                                     comparison.Found(key, value);
                                                     wrong = scope_.sink->Advance(1);
                                                     return wrong.ok();
                                                   });
    if (!wrong.ok()) return wrong;
    if (walked.ok()) comparison.Ended(Family::kRow);
    return scope_.sink->Ended(kReaders, "rows", walked);
  }

  const AuditScope& scope_;
  std::set<uint64_t> misfits_;
  bool expected_more_ = false;
};

}  // namespace

absl::Status CheckFold(const AuditScope& scope) { return FoldCheck(scope).Do(); }

}  // namespace onhand::storage
