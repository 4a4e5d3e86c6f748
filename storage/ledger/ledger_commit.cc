#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "storage/base/check.h"
#include "storage/keys/adjustment_key.h"
#include "storage/keys/bucket_key.h"
#include "storage/keys/family.h"
#include "storage/keys/hold_key.h"
#include "storage/keys/log_key.h"
#include "storage/keys/meta_key.h"
#include "storage/keys/receipt_key.h"
#include "storage/keys/row_key.h"
#include "storage/keys/schedule_key.h"
#include "storage/ledger/clean_up.h"
#include "storage/ledger/ledger.h"
#include "storage/ledger/ledger_state.h"
#include "storage/ledger/read_entries.h"
#include "storage/records/adjustment.h"
#include "storage/records/coding.h"
#include "storage/records/dictionary.h"

namespace onhand::storage {
namespace {

std::string Number(uint64_t number) {
  std::string out;
  PutVarint(number, &out);
  return out;
}

std::string PlaceKeyOf(std::string_view row_key) {
  const std::optional<RowIdentity> identity = ParseRowKey(row_key);
  ONHAND_CHECK(identity.has_value());
  return PlaceKey(*identity);
}

std::string ReceiptKeyOf(const LogEntry& entry, uint64_t seed) {
  const std::optional<RowIdentity> row = ParseRowKey(entry.row_key);
  ONHAND_CHECK(row.has_value());
  return ReceiptKey(static_cast<uint8_t>(entry.kind), row->organization, row->product, row->site, row->location,
                    entry.id, seed);
}

// Turns what a group writes into changes of the store. Keys and values share two buffers.
class GroupBatch {
 public:
  explicit GroupBatch(WriteBatch* batch) : batch_(batch) {}

  void Put(const RowWrite& write) {
    key_.assign(1, static_cast<char>(Family::kRow));
    key_.append(write.row_key);
    value_.clear();
    EncodeRow(write.row, &value_);
    batch_->Put(key_, value_);
    if (!write.born) return;
    key_.assign(1, static_cast<char>(Family::kPlace));
    key_.append(PlaceKeyOf(write.row_key));
    batch_->Put(key_, {});
  }

  void Put(const BucketWrite& write) {
    const std::string key = BucketKey(write.row_key, write.path);
    ONHAND_CHECK(ParseBucketKey(key).has_value());
    value_.clear();
    EncodeBucket(write.bucket, &value_);
    batch_->Put(key, value_);
  }

  void Put(const ScheduleWrite& write) {
    const std::string place_key = PlaceKeyOf(write.row_key);
    value_.clear();
    EncodeSchedule(write.schedule, &value_);
    batch_->Put(ScheduleKey(write.variant, write.row_key), value_);
    if (write.born) batch_->Put(SchedulePlaceKey(write.variant, place_key), {});
  }

  void Put(const HoldWrite& write) {
    const std::string key = HoldKey(write.row_key, write.hold_id);
    ONHAND_CHECK(ParseHoldKey(key).has_value());
    if (write.before.has_value()) batch_->Delete(HoldEndKey(write.before->ends_at_us, write.row_key, write.hold_id));
    if (write.after.has_value()) {
      value_.clear();
      EncodeHold(*write.after, &value_);
      batch_->Put(key, value_);
      batch_->Put(HoldEndKey(write.after->ends_at_us, write.row_key, write.hold_id), {});
    } else if (write.before.has_value()) {
      batch_->Delete(key);
    }
  }

  // A line, and whether a push has still to look at it; `is_new`: it was not there before.
  void Put(const LineEffect& effect, bool is_new) {
    if (effect.value.empty()) {
      batch_->Delete(effect.key);
    } else {
      batch_->Put(effect.key, effect.value);
    }
    const std::optional<DetailNumber> number = ParseDetailKey(effect.key);
    if (!number.has_value()) {
      ONHAND_CHECK(ParseAggregateKey(effect.key).has_value());
      return;
    }
    for (const DetailStatus status : {DetailStatus::kCreated, DetailStatus::kIvPosted}) {
      if (!is_new) batch_->Delete(PendingKey(static_cast<uint8_t>(status), *number));
    }
    if (effect.value.empty()) return;
    const absl::StatusOr<AdjustmentDetail> detail = DecodeAdjustmentDetail(effect.value);
    ONHAND_CHECK(detail.ok());
    if (detail->status != DetailStatus::kAggregated) {
      batch_->Put(PendingKey(static_cast<uint8_t>(detail->status), *number), {});
    }
  }

  void PutReceipt(const LogRecord& record, const LogEntry& entry, uint64_t seed) {
    value_.clear();
    EncodeReceipt({entry.content_hash, record.sequence, record.committed_at_us, std::string(entry.result)}, &value_);
    batch_->Put(ReceiptKeyOf(entry, seed), value_);
  }

 private:
  WriteBatch* const batch_;
  std::string key_;
  std::string value_;
};

template <typename Items, typename KeyOf>
void CheckEachOnce(const Items& items, const KeyOf& key_of) {
#ifndef NDEBUG
  absl::flat_hash_set<std::string> seen;
  for (const auto& item : items) ONHAND_CHECK(seen.insert(key_of(item)).second);
#endif
}

void CheckGroup(const CommitGroup& group) {
  CheckEachOnce(group.rows, [](const RowWrite& write) { return write.row_key; });
  CheckEachOnce(group.buckets, [](const BucketWrite& write) { return BucketKey(write.row_key, write.path); });
  CheckEachOnce(group.schedules, [](const ScheduleWrite& write) { return ScheduleKey(write.variant, write.row_key); });
  CheckEachOnce(group.holds, [](const HoldWrite& write) { return HoldKey(write.row_key, write.hold_id); });
  bool configured = false;
  bool cleaned_up = false;
  for (const LogEntry& entry : group.record.entries) {
    configured = configured || entry.kind == EntryKind::kConfiguration;
    cleaned_up = cleaned_up || entry.kind == EntryKind::kCleanUp;
  }
  ONHAND_CHECK(configured == group.configuration.has_value());
  ONHAND_CHECK(cleaned_up == group.clean_up.has_value());
  const bool writes = !group.rows.empty() || !group.buckets.empty() || !group.schedules.empty() || !group.holds.empty();
  ONHAND_CHECK(!cleaned_up || !writes);
}

}  // namespace

absl::Status Ledger::State::CommitRecord(const LogRecord& record, WriteBatch* batch) {
  const uint64_t before = sequence.load(std::memory_order_relaxed);
  ONHAND_CHECK(record.sequence == before + 1);
  std::string encoded;
  EncodeLogRecord(record, &encoded);
  batch->Put(LogKey(record.sequence), encoded);
  if (before == 0) {
    std::string seed;
    PutFixed64(hash_seed, &seed);
    batch->Put(kHashSeedKey, seed);
  }
  if (schema != kSchema) batch->Put(kSchemaKey, Number(kSchema));
  batch->Touch({std::string(kMainPartition), epoch, before, record.sequence});
  newest.reset();
  absl::Status status = store->Commit(*batch);
  if (!status.ok()) return status;
  schema = kSchema;
  sequence.store(record.sequence, std::memory_order_release);
  return absl::OkStatus();
}

void Ledger::State::HoldsWentFrom(int64_t earliest_before_us) {
  // Should the store not be readable, what was so far is early enough.
  const absl::StatusOr<int64_t> found = FindEarliestHoldEnd(Newest());
  earliest_hold_end_us.store(found.value_or(earliest_before_us), std::memory_order_release);
}

absl::Status Ledger::Commit(CommitGroup group) {
  const LogRecord& record = group.record;
  ONHAND_CHECK(record.sequence == sequence() + 1);
  CheckGroup(group);
  if (state_->dictionary.size() + group.new_measures.size() > kMeasuresMax) {
    return absl::ResourceExhaustedError(
        absl::StrCat("an environment holds at most ", kMeasuresMax, " measures, dropped ones included"));
  }

  WriteBatch batch;
  GroupBatch writes(&batch);
  const uint64_t row_count_before = state_->row_count.load(std::memory_order_relaxed);
  uint64_t row_count = row_count_before;
  for (RowWrite& write : group.rows) {
    write.row.sequence = record.sequence;
    writes.Put(write);
    if (write.born) ++row_count;
  }
  for (const BucketWrite& write : group.buckets) writes.Put(write);
  for (const ScheduleWrite& write : group.schedules) writes.Put(write);
  for (const HoldWrite& write : group.holds) writes.Put(write);
  for (const LogEntry& entry : record.entries) {
    if (HasReceipt(entry.kind)) writes.PutReceipt(record, entry, state_->hash_seed);
    for (const FurtherEffect& further : entry.further) {
      const auto* line = std::get_if<LineEffect>(&further);
      if (line != nullptr) writes.Put(*line, /*is_new=*/entry.kind == EntryKind::kAdjust);
    }
  }
  if (group.adjustment_push.has_value()) batch.Put(kAdjustmentPushKey, EncodePushState(*group.adjustment_push));
  if (group.configuration.has_value()) batch.Put(kConfigurationKey, *group.configuration);
  const int64_t earliest_before_us = state_->earliest_hold_end_us.load(std::memory_order_relaxed);
  int64_t earliest_us = earliest_before_us;
  bool earliest_went = false;
  for (const HoldWrite& write : group.holds) {
    if (write.after.has_value()) earliest_us = std::min(earliest_us, write.after->ends_at_us);
    if (write.before.has_value()) earliest_went = earliest_went || write.before->ends_at_us <= earliest_before_us;
  }
  if (group.clean_up.has_value()) {
    absl::StatusOr<CleanUpCounts> went = AddCleanUp(state_->Newest(), *group.clean_up, &batch);
    if (!went.ok()) return went.status();
    row_count -= went->rows;
    earliest_went = went->holds > 0;
  }
  if (row_count != row_count_before) batch.Put(kRowCountKey, Number(row_count));
  std::vector<std::string> dictionary;
  if (!group.new_measures.empty()) {
    dictionary = state_->dictionary;
    dictionary.insert(dictionary.end(), group.new_measures.begin(), group.new_measures.end());
    std::string value;
    EncodeDictionary(dictionary, &value);
    batch.Put(kDictionaryKey, value);
  }

  // Nobody may see a hold before its end is known, or know of no end while the hold is still to be seen.
  state_->earliest_hold_end_us.store(earliest_us, std::memory_order_release);
  if (absl::Status status = state_->CommitRecord(record, &batch); !status.ok()) {
    state_->earliest_hold_end_us.store(earliest_before_us, std::memory_order_release);
    return status;
  }
  if (earliest_went) state_->HoldsWentFrom(earliest_us);
  state_->row_count.store(row_count, std::memory_order_relaxed);
  if (group.configuration.has_value()) state_->configuration = *std::move(group.configuration);
  if (!dictionary.empty()) state_->dictionary = std::move(dictionary);
  return absl::OkStatus();
}

}  // namespace onhand::storage
