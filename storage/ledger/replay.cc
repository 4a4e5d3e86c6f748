// After a crash: what the log has and the tables lack.
#include <optional>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "storage/base/failpoint.h"
#include "storage/keys/row_key.h"
#include "storage/ledger/ledger.h"
#include "storage/ledger/ledger_state.h"
#include "storage/ledger/read_entries.h"
#include "storage/records/log_record.h"

namespace onhand::storage {
namespace {

// About what an entry takes in the log.
constexpr uint64_t kBytesOfAnEntry = 112;

absl::Status Damaged(const LogRecord& record, const char* what) {
  return absl::DataLossError(absl::StrCat("log record ", record.sequence, ": ", what));
}

}  // namespace

absl::Status Ledger::State::ReplayEntry(const LogRecord& record, const LogEntry& entry) {
  if (entry.kind == EntryKind::kCleanUp) return Damaged(record, "a clean-up that the tables do not show");
  for (const RowEffect& effect : entry.effects) {
    const std::string_view row_key = effect.row_key.empty() ? entry.row_key : effect.row_key;
    const std::optional<RowIdentity> identity = ParseRowKey(row_key);
    if (!identity.has_value()) return Damaged(record, "an effect has a damaged row key");
    // Whether the row was there before is not known without a look at its table, and does no harm.
    if (rows->InstallEffect(row_key, effect, record.sequence)) {
      born->Add(std::string(row_key), PlaceKey(*identity), record.sequence);
    }
  }
  if (!HasReceipt(entry.kind)) return absl::OkStatus();
  absl::StatusOr<Hash128> hash = ReceiptOf(record, entry, hash_seed);
  if (!hash.ok()) return hash.status();
  receipts.Add(*hash, {entry.content_hash, record.sequence, record.committed_at_us, std::string(entry.result)});
  known_receipts.Add(*hash, record.sequence);
  return absl::OkStatus();
}

absl::Status Ledger::State::Replay() {
  const std::shared_ptr<const Tables> tables = views->newest().tables;
  const uint64_t mark = tables->mark;
  if (absl::Status begun = known_receipts.Learn(tables->snapshot, options.pool); !begun.ok()) return begun;
  if (mark == sequence) return absl::OkStatus();
  absl::Status wrong;
  const LedgerView view(views->Open());
  absl::Status status = view.ScanLog(mark + 1, [&](const LogRecord& record) {
    for (const LogEntry& entry : record.entries) {
      wrong = ReplayEntry(record, entry);
      if (!wrong.ok()) return false;
    }
    PassFailpoint("ledger.replay.record");
    CountLog(log_bytes + record.entries.size() * kBytesOfAnEntry);
    return true;
  });
  PassFailpoint("ledger.replay.done");
  CountReceipts(receipts.size());
  return status.ok() ? wrong : status;
}

}  // namespace onhand::storage
