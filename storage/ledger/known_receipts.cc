#include "storage/ledger/known_receipts.h"

#include <optional>
#include <utility>

#include "storage/base/failpoint.h"
#include "storage/keys/family.h"
#include "storage/keys/receipt_key.h"

namespace onhand::storage {
namespace {

// About 50 ms of reading: a write-back may be waiting for the thread.
constexpr int kReceiptsPerStep = 100'000;

std::string TableBegin() { return std::string(1, static_cast<char>(Family::kReceipt)); }
std::string TableEnd() { return std::string(1, static_cast<char>(Family::kReceipt) + 1); }

}  // namespace

KnownReceipts::~KnownReceipts() {
  MutexLock lock(&stored_->mutex);
  stored_->tables.reset();
  // A step may hold it for longer than the ledger lives.
  stored_->filter.GiveUp();
}

absl::Status KnownReceipts::Learn(std::shared_ptr<const Snapshot> tables, WorkerPool* pool) {
  const std::unique_ptr<Cursor> first = tables->Scan({TableBegin(), TableEnd()}, {.keys_only = true});
  if (!first->status().ok()) return first->status();
  if (!first->Valid()) {
    stored_->complete.store(true, std::memory_order_release);
    return absl::OkStatus();
  }
  if (pool == nullptr) return absl::OkStatus();
  stored_->pool = pool;
  {
    MutexLock lock(&stored_->mutex);
    stored_->tables = std::move(tables);
    stored_->next_key = TableBegin();
  }
  pool->Run([stored = stored_] { Stored::Step(stored); });
  return absl::OkStatus();
}

void KnownReceipts::Stored::Step(const std::shared_ptr<Stored>& self) {
  {
    MutexLock lock(&self->mutex);
    if (self->tables == nullptr || !self->Read()) {
      self->tables.reset();
      return;
    }
  }
  self->pool->Run([self] { Step(self); });
}

bool KnownReceipts::Stored::Read() {
  const std::unique_ptr<Cursor> cursor = tables->Scan({next_key, TableEnd()}, {.keys_only = true, .fill_cache = false});
  for (int read = 0; cursor->Valid(); cursor->Next(), ++read) {
    if (read == kReceiptsPerStep) {
      next_key = cursor->key();
      return true;
    }
    const std::optional<Hash128> hash = ParseReceiptKey(cursor->key());
    // Whoever asks for it, or an audit, is told of the damage; without a filter everything stays right.
    if (!hash.has_value()) return false;
    filter.Add(*hash, /*sequence=*/0);  // never forgotten
    if (filter.full()) return false;
  }
  PassFailpoint("ledger.receipts.learned");
  if (cursor->status().ok()) complete.store(true, std::memory_order_release);
  return false;
}

void KnownReceipts::Prefetch(const Hash128& hash) const {
  if (!complete()) return;
  made_.Prefetch(hash);
  stored_->filter.Prefetch(hash);
}

bool KnownReceipts::MayHold(const Hash128& hash) const {
  return !complete() || made_.MayHold(hash) || stored_->filter.MayHold(hash);
}

// What was in the table at the beginning is kept: some of it may have no log record any more, and then stays.
void KnownReceipts::Forget(uint64_t sequence) { made_.Forget(sequence); }

}  // namespace onhand::storage
