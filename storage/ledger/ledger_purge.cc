#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/base/failpoint.h"
#include "storage/fold/base_snapshot.h"
#include "storage/fold/log_fold.h"
#include "storage/keys/log_key.h"
#include "storage/keys/meta_key.h"
#include "storage/keys/receipt_key.h"
#include "storage/keys/row_key.h"
#include "storage/ledger/ledger.h"
#include "storage/ledger/ledger_state.h"
#include "storage/ledger/read_entries.h"
#include "storage/records/coding.h"

namespace onhand::storage {
namespace {

bool IsPurge(const LogRecord& record) {
  return std::all_of(record.entries.begin(), record.entries.end(),
                     [](const LogEntry& entry) { return entry.kind == EntryKind::kPurge; });
}

// Receipts to forget, found by walking the log.
class ReceiptWalk {
 public:
  ReceiptWalk(const Snapshot& snapshot, uint64_t seed, WriteBatch* batch)
      : snapshot_(snapshot), seed_(seed), batch_(batch) {}

  uint64_t removed() const { return removed_; }

  // Deletes the receipts that this record left. An id that was used again since has a receipt of a later record.
  absl::Status Forget(const LogRecord& record, bool* had_receipts) {
    std::vector<std::string> keys;
    for (const LogEntry& entry : record.entries) {
      if (!HasReceipt(entry.kind)) continue;
      absl::StatusOr<Hash128> hash = ReceiptOf(record, entry, seed_);
      if (!hash.ok()) return hash.status();
      keys.push_back(ReceiptKey(*hash));
    }
    *had_receipts = !keys.empty();
    absl::StatusOr<std::vector<std::optional<std::string>>> values = snapshot_.MultiGet(keys);
    if (!values.ok()) return values.status();
    for (size_t i = 0; i < keys.size(); ++i) {
      if (!(*values)[i].has_value()) continue;
      absl::StatusOr<Receipt> receipt = DecodeReceipt(*(*values)[i]);
      if (!receipt.ok()) return receipt.status();
      if (receipt->sequence != record.sequence) continue;
      batch_->Delete(keys[i]);
      ++removed_;
    }
    return absl::OkStatus();
  }

 private:
  const Snapshot& snapshot_;
  const uint64_t seed_;
  WriteBatch* const batch_;
  uint64_t removed_ = 0;
};

}  // namespace

// What was not written back yet can neither be forgotten nor lose its log record. Nothing is written back meanwhile.
absl::Status Ledger::State::PrepareForPurge(const PurgeLimits& limits) {
  if (absl::Status status = EndWriteBack(); !status.ok()) return status;
  const uint64_t mark = views->newest().tables->mark;
  const int64_t before_us = std::max(limits.receipts_before_us, limits.log_before_us);
  bool reaches_beyond = false;
  absl::Status status = LedgerView(views->Open()).ScanLog(mark + 1, [&](const LogRecord& record) {
    reaches_beyond = record.committed_at_us < before_us;
    return false;
  });
  if (!status.ok() || !reaches_beyond) return status;
  return WriteBackAll();
}

absl::StatusOr<PurgeStep> Ledger::Purge(const PurgeLimits& limits, int64_t now_us) {
  if (absl::Status status = state_->PrepareForPurge(limits); !status.ok()) return status;
  PassFailpoint("ledger.purge.begin");
  const uint64_t newest = sequence();
  const uint64_t mark = state_->views->newest().tables->mark;
  const LedgerView view(state_->views->Open());
  WriteBatch batch;
  absl::Status wrong;

  uint64_t purged_through = state_->purged_through;
  ReceiptWalk receipts(view.snapshot(), state_->hash_seed, &batch);
  if (limits.receipts_before_us != 0) {
    int records = 0;
    absl::Status status = view.ScanLog(purged_through + 1, [&](const LogRecord& record) {
      if (record.committed_at_us >= limits.receipts_before_us || records == limits.records_max) return false;
      if (record.sequence > mark) return false;
      bool had_receipts = false;
      wrong = receipts.Forget(record, &had_receipts);
      if (!wrong.ok()) return false;
      if (had_receipts) ++records;
      purged_through = record.sequence;
      return true;
    });
    if (!status.ok()) return status;
    if (!wrong.ok()) return wrong;
  }

  if (receipts.removed() > 0) PassFailpoint("ledger.purge.receipts_found");
  uint64_t log_begin = state_->log_begin;
  const BaseSource base_source(view.log_snapshot());
  LogFold base(&base_source);
  bool only_purges = true;
  if (limits.log_before_us != 0) {
    int records = 0;
    absl::Status status = view.ScanLog(log_begin, [&](const LogRecord& record) {
      const bool needed = limits.receipts_before_us != 0 && record.sequence > purged_through;
      if (record.committed_at_us >= limits.log_before_us || needed || record.sequence == newest) return false;
      if (records == limits.records_max || record.sequence > mark) return false;
      if (!IsPurge(record)) {
        ++records;
        only_purges = false;
      }
      wrong = base.Apply(record);
      if (!wrong.ok()) return false;
      log_begin = record.sequence + 1;
      return true;
    });
    if (!status.ok()) return status;
    if (!wrong.ok()) return wrong;
  }
  // Each step leaves a record; were it a reason for another step, the purge would never end.
  if (only_purges) log_begin = state_->log_begin;

  PurgeStep step{receipts.removed(), log_begin - state_->log_begin};
  if (step.receipts_removed > 0 || step.records_removed > 0) {
    LogRecord record{newest + 1, now_us, {}};
    const std::string payload = VarintBytes(purged_through);
    record.entries.emplace_back().kind = EntryKind::kPurge;
    record.entries.back().payload = payload;
    batch.Put(kPurgedThroughKey, payload);
    if (step.records_removed > 0) {
      AddToBase(base, &batch);
      PassFailpoint("ledger.purge.folded");
      batch.DeleteRange(LogKey(state_->log_begin), LogKey(log_begin));
      batch.Put(kLogBeginKey, VarintBytes(log_begin));
    }
    if (absl::Status committed = state_->CommitRecord(record, &batch); !committed.ok()) return committed;
    PassFailpoint("ledger.purge.written");
    state_->Publish(record.sequence, /*tables_changed=*/true);
    // Log records that went before their receipts left these for good.
    state_->receipts_outlive_log = state_->receipts_outlive_log || log_begin > purged_through + 1;
    if (!state_->receipts_outlive_log) state_->known_receipts.Forget(purged_through);
  }
  state_->purged_through = purged_through;
  state_->log_begin = log_begin;
  return step;
}

}  // namespace onhand::storage
