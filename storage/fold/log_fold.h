// File: log_fold.h
//
// What commit log records do to rows, buckets, schedules, holds and adjustment lines: the one mechanism of replay.
// Whoever wants to know what a stretch of the log comes to (the purge, an audit, a recovery) applies its records in
// order to what was there before the first of them:
//
//   LogFold fold(&base);                   // or nullptr: a log from its very beginning
//   view.ScanLog(1, [&](const LogRecord& record) { wrong = fold.Apply(record); return wrong.ok(); });
//   for (const auto& [key, entry] : fold.changed()) ...
#ifndef ONHAND_STORAGE_FOLD_LOG_FOLD_H_
#define ONHAND_STORAGE_FOLD_LOG_FOLD_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/fold/stored_entry.h"
#include "storage/records/log_record.h"

namespace onhand::storage {

// What was there before the first record that is folded. Keys are those of the tables, with family byte: 'R', 'A',
// 'S', 'H', 'D', 'G' (storage/keys).
class FoldSource {
 public:
  virtual ~FoldSource() = default;
  // The entry's value, or nothing where there is none.
  virtual absl::StatusOr<std::optional<std::string>> Get(std::string_view key) const = 0;
  // Each key that begins with `prefix`, which holds the family byte at least; in any order.
  virtual absl::Status ForEachKey(std::string_view prefix,
                                  const std::function<void(std::string_view key)>& visit) const = 0;
};

// Keeps every entry that the records touched, in memory. Not thread-safe.
class LogFold {
 public:
  // By table key; nothing = the entry is gone, or never was.
  using Changed = std::map<std::string, std::optional<StoredEntry>, std::less<>>;

  // Which entries are of interest, by table key.
  using Wanted = std::function<bool(std::string_view key)>;

  // Nothing was there where `source` is null. Not owned; must outlive the fold. Where `wanted` is given, what records
  // do to other entries is passed over; `source` then has none of those.
  explicit LogFold(const FoldSource* source, Wanted wanted = nullptr) : source_(source), wanted_(std::move(wanted)) {}

  // The next record; all of them in the order of their sequence numbers without holes. DATA_LOSS: the record, or what
  // the source holds, is damaged or does not fit the other; then the fold is of no more use. Else the source's errors.
  absl::Status Apply(const LogRecord& record);

  // What became of the entries that the records touched.
  const Changed& changed() const { return changed_; }
  // What became of one entry, touched or not; nothing where there is none. Errors as Apply.
  absl::StatusOr<std::optional<StoredEntry>> Find(std::string_view key) const;

  // Receipts of records up to this number are forgotten, as the last purge record said; 0 if none was folded.
  uint64_t receipts_purged_through() const { return receipts_purged_through_; }

 private:
  absl::Status ApplyEntry(const LogRecord& record, const LogEntry& entry);
  absl::Status ApplyRow(const LogRecord& record, std::string_view row_key, const RowEffect& effect);
  absl::Status ApplyFurther(const LogRecord& record, std::string_view row_key, const BucketEffect& effect);
  absl::Status ApplyFurther(const LogRecord& record, std::string_view row_key, const ScheduleEffect& effect);
  absl::Status ApplyFurther(const LogRecord& record, std::string_view row_key, const HoldEffect& effect);
  absl::Status ApplyLine(const LogRecord& record, const LineEffect& effect);
  absl::Status CleanUp(const CleanUpPayload& payload);
  // Removes the entries whose table key begins with `begin` and, unless `place` is "", whose place key begins with it.
  absl::Status Remove(const std::string& begin, std::string_view place);

  // What the source has.
  absl::StatusOr<std::optional<StoredEntry>> FindBefore(std::string_view key) const;
  // The place of an entry in changed_, loaded where it is not there yet.
  absl::StatusOr<std::optional<StoredEntry>*> Load(std::string_view key);
  // The same, made where there is none. T is what the key's family says.
  template <typename T>
  absl::StatusOr<T*> LoadOrMake(std::string_view key);

  bool IsWanted(std::string_view key) const { return wanted_ == nullptr || wanted_(key); }

  const FoldSource* const source_;
  const Wanted wanted_;
  Changed changed_;
  uint64_t receipts_purged_through_ = 0;
};

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_FOLD_LOG_FOLD_H_
