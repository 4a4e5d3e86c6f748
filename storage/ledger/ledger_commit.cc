#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "storage/base/check.h"
#include "storage/base/failpoint.h"
#include "storage/keys/adjustment_key.h"
#include "storage/keys/bucket_key.h"
#include "storage/keys/family.h"
#include "storage/keys/hold_key.h"
#include "storage/keys/log_key.h"
#include "storage/keys/meta_key.h"
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

// What one takes in memory, about, with its share of an index that is neither full nor empty.
constexpr uint64_t kReceiptBytes = 120;

std::string PlaceKeyOf(std::string_view row_key) {
  const std::optional<RowIdentity> identity = ParseRowKey(row_key);
  ONHAND_CHECK(identity.has_value());
  return PlaceKey(*identity);
}

// Turns what a group writes beside rows into changes of the store.
class GroupBatch {
 public:
  explicit GroupBatch(WriteBatch* batch) : batch_(batch) {}

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

 private:
  WriteBatch* const batch_;
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
  CheckEachOnce(group.rows, [](const RowWrite& write) { return std::string(write.row_key); });
  CheckEachOnce(group.buckets, [](const BucketWrite& write) { return BucketKey(write.row_key, write.path); });
  CheckEachOnce(group.schedules, [](const ScheduleWrite& write) { return ScheduleKey(write.variant, write.row_key); });
  CheckEachOnce(group.holds, [](const HoldWrite& write) { return HoldKey(write.row_key, write.hold_id); });
  bool configured = false;
  bool cleaned_up = false;
  size_t receipts = 0;
  for (const LogEntry& entry : group.record.entries) {
    receipts += HasReceipt(entry.kind) ? 1 : 0;
    configured = configured || entry.kind == EntryKind::kConfiguration;
    cleaned_up = cleaned_up || entry.kind == EntryKind::kCleanUp;
  }
  ONHAND_CHECK(receipts == group.receipts.size());
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
  if (schema != kSchema) batch->Put(kSchemaKey, VarintBytes(kSchema));
  // The tables must lack nothing when a clean-up begins, and so they lack nothing after it.
  const bool cleans_up = std::any_of(record.entries.begin(), record.entries.end(),
                                     [](const LogEntry& entry) { return entry.kind == EntryKind::kCleanUp; });
  if (cleans_up) {
    batch->Put(kWrittenBackKey, VarintBytes(record.sequence));
  } else if (schema != kSchema) {
    batch->Put(kWrittenBackKey, VarintBytes(views->newest().tables->mark));
  }
  batch->Touch({std::string(kMainPartition), epoch, before, record.sequence});
  absl::Status status = store->Commit(*batch);
  if (!status.ok()) return status;
  schema = kSchema;
  CountLog(log_bytes + encoded.size());
  return absl::OkStatus();
}

void Ledger::State::Publish(uint64_t committed, bool tables_changed) {
  std::shared_ptr<const Tables> tables = views->newest().tables;
  if (tables_changed) {
    auto changed = std::make_shared<Tables>(*tables);
    changed->snapshot = store->GetSnapshot();
    tables = std::move(changed);
  }
  views->Publish({committed, std::move(tables)});
  sequence.store(committed, std::memory_order_release);
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

  if (absl::Status status = state_->CheckWriteBackOverdue(); !status.ok()) return status;

  PassFailpoint("ledger.commit.begin");
  WriteBatch batch;
  GroupBatch writes(&batch);
  for (const BucketWrite& write : group.buckets) writes.Put(write);
  for (const ScheduleWrite& write : group.schedules) writes.Put(write);
  for (const HoldWrite& write : group.holds) writes.Put(write);
  for (const LogEntry& entry : record.entries) {
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
  const uint64_t row_count_before = state_->row_count.load(std::memory_order_relaxed);
  uint64_t row_count = row_count_before;
  for (const RowWrite& write : group.rows) row_count += write.born ? 1 : 0;
  if (group.clean_up.has_value()) {
    // It looks for what to remove in the tables.
    if (absl::Status status = state_->WriteBackAll(); !status.ok()) return status;
    PassFailpoint("ledger.clean_up.written_back");
    absl::StatusOr<CleanUpCounts> went = AddCleanUp(state_->Newest(), *group.clean_up, &batch);
    if (!went.ok()) return went.status();
    PassFailpoint("ledger.clean_up.collected");
    row_count -= went->rows;
    earliest_went = went->holds > 0;
  }
  std::vector<std::string> dictionary;
  if (!group.new_measures.empty()) {
    dictionary = state_->dictionary;
    dictionary.insert(dictionary.end(), group.new_measures.begin(), group.new_measures.end());
    std::string value;
    EncodeDictionary(dictionary, &value);
    batch.Put(kDictionaryKey, value);
  }
  const bool tables_changed = !batch.changes().empty();
  if (row_count != row_count_before) batch.Put(kRowCountKey, VarintBytes(row_count));

  // Nobody may see a hold before its end is known, or know of no end while the hold is still to be seen.
  state_->earliest_hold_end_us.store(earliest_us, std::memory_order_release);
  if (absl::Status status = state_->CommitRecord(record, &batch); !status.ok()) {
    state_->earliest_hold_end_us.store(earliest_before_us, std::memory_order_release);
    return status;
  }
  PassFailpoint("ledger.commit.written");
  state_->Install(&group);
  PassFailpoint("ledger.commit.installed");
  state_->row_count.store(row_count, std::memory_order_relaxed);
  if (group.clean_up.has_value()) {
    PassFailpoint("ledger.clean_up.written");
    state_->InstallCleanUp(record.sequence, *group.clean_up);
  } else {
    state_->Publish(record.sequence, tables_changed);
  }
  PassFailpoint("ledger.commit.published");
  if (earliest_went) state_->HoldsWentFrom(earliest_us);
  if (!dictionary.empty()) state_->dictionary = std::move(dictionary);
  if (group.configuration.has_value()) state_->configuration = *std::move(group.configuration);
  state_->WriteBackAsNeeded();
  state_->rows->Trim();
  return absl::OkStatus();
}

void Ledger::State::Install(CommitGroup* group) {
  const LogRecord& record = group->record;
  rows->SetViews(views->InUse());
  size_t read = 0;
  for (RowWrite& write : group->rows) {
    if (write.born) born->Add(std::string(write.row_key), PlaceKeyOf(write.row_key), record.sequence);
    write.row.sequence = record.sequence;
    // Rows are written in the order in which they were read, as a rule.
    while (read < read_keys.size() && read_keys[read].data() != write.row_key.data()) ++read;
    rows->Install(write.row_key, std::move(write.row),
                  read < read_keys.size() ? read_places[read] : RowCache::Place{nullptr, nullptr});
  }
  read_keys.clear();
  rows->EndGroup();
  // While the disk wrote, they may have left the processor's caches.
  for (const Hash128& receipt : group->receipts) {
    receipts.Prefetch(receipt);
    known_receipts.PrefetchToAdd(receipt);
  }
  auto receipt = group->receipts.begin();
  for (const LogEntry& entry : record.entries) {
    if (!HasReceipt(entry.kind)) continue;
    const Hash128& hash = *receipt++;
    receipts.Add(hash, {entry.content_hash, record.sequence, record.committed_at_us, std::string(entry.result)});
    known_receipts.Add(hash, record.sequence);
  }
  CountReceipts(receipts.size());
}

void Ledger::State::CountReceipts(size_t count) {
  const uint64_t bytes = count * kReceiptBytes;
  budget->Take(bytes - receipt_bytes);
  receipt_bytes = bytes;
}

void Ledger::State::CountLog(uint64_t bytes) {
  budget->ChangeUnwritten(log_bytes, bytes);
  log_bytes = bytes;
}

void Ledger::State::InstallCleanUp(uint64_t committed, const CleanUpPayload& payload) {
  // What older views put aside from now on is not taken for the newest state.
  rows->SetMark(committed);
  rows->SetViews(views->InUse());
  rows->Remove(
      [&payload](std::string_view row_key) {
        const std::string key = payload.by_place ? PlaceKeyOf(row_key) : std::string(row_key);
        return std::any_of(payload.prefixes.begin(), payload.prefixes.end(),
                           [&key](const std::string& prefix) { return key.starts_with(prefix); });
      },
      committed);
  born = std::make_shared<BornKeys>();
  auto tables = std::make_shared<Tables>();
  tables->mark = committed;
  tables->snapshot = store->GetSnapshot();
  tables->born = {born};
  views->Publish({committed, std::move(tables)});
  sequence.store(committed, std::memory_order_release);
  CountLog(0);
}

}  // namespace onhand::storage
