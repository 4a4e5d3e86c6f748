#include "storage/ledger/write_back.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "storage/base/check.h"
#include "storage/base/failpoint.h"
#include "storage/base/prefetch.h"
#include "storage/keys/family.h"
#include "storage/keys/meta_key.h"
#include "storage/ledger/ledger_state.h"
#include "storage/records/coding.h"
#include "storage/records/receipt.h"
#include "storage/records/row.h"

namespace onhand::storage {
namespace {

constexpr uint64_t kBytesOfARow = 100;
constexpr uint64_t kBytesOfAReceipt = 60;
constexpr size_t kReceiptsAhead = 8;

// When memory is short, a write-back begins with so much of the log.
constexpr uint64_t kBytesWorthWriting = 4 << 20;

// Commits that found no way to write back for so long wait for it.
constexpr uint64_t kOverdue = 4;
// How often one that failed is tried again while the log grows by what would begin the next.
constexpr uint64_t kRetries = 8;

uint64_t FirstBytes(const Hash128& hash) {
  uint64_t number = 0;
  for (size_t i = 0; i < sizeof(number); ++i) number = number << 8 | hash[i];
  return number;
}

}  // namespace

void WriteBackJob::Run(bool wait) {
  {
    MutexLock lock(&mutex);
    if (state != State::kWaiting) {
      while (wait && state != State::kDone) changed.Wait(&mutex);
      return;
    }
    state = State::kRunning;
  }
  absl::Status written = Write();
  MutexLock lock(&mutex);
  result = std::move(written);
  state = State::kDone;
  changed.SignalAll();
}

bool WriteBackJob::done() {
  MutexLock lock(&mutex);
  return state == State::kDone;
}

absl::Status WriteBackJob::status() {
  MutexLock lock(&mutex);
  return result;
}

absl::Status WriteBackJob::Write() {
  const std::unique_ptr<BulkWrite> bulk = store->NewBulkWrite(
      kMainPartition, epoch, rows->CountDirty(*dirty) * kBytesOfARow + receipts->size() * kBytesOfAReceipt);
  if (absl::Status status = bulk->Put(kWrittenBackKey, VarintBytes(mark())); !status.ok()) return status;
  std::string key;
  std::string value;
  absl::Status status = rows->VisitDirty(*dirty, point->moment.point(), [&](std::string_view row_key, const Row& row) {
    key.assign(1, static_cast<char>(Family::kRow)).append(row_key);
    value.clear();
    EncodeRow(row, &value);
    return bulk->Put(key, value);
  });
  PassFailpoint("ledger.write_back.rows_put");
  if (status.ok()) status = WritePlaces(bulk.get());
  PassFailpoint("ledger.write_back.places_put");
  if (status.ok()) status = WriteReceipts(bulk.get());
  PassFailpoint("ledger.write_back.receipts_put");
  if (status.ok()) status = bulk->Finish();
  PassFailpoint("ledger.write_back.finished");
  return status;
}

absl::Status WriteBackJob::WritePlaces(BulkWrite* bulk) {
  std::string key;
  return born->ForEach(BornKeys::Order::kByPlace, [&](std::string_view place_key) {
    key.assign(1, static_cast<char>(Family::kPlace)).append(place_key);
    return bulk->Put(key, {});
  });
}

absl::Status WriteBackJob::WriteReceipts(BulkWrite* bulk) {
  // Sorted by the first bytes of the hash; what they stand for is looked at only where they are the same.
  std::vector<std::pair<uint64_t, const ReceiptMap::Entry*>> sorted;
  sorted.reserve(receipts->size());
  receipts->ForEach([&](const ReceiptMap::Entry& entry) { sorted.emplace_back(FirstBytes(entry.scope), &entry); });
  std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first < b.first : a.second->scope < b.second->scope;
  });
  std::string key;
  std::string value;
  for (size_t i = 0; i < sorted.size(); ++i) {
    // In this order each lies somewhere else.
    if (i + kReceiptsAhead < sorted.size()) PrefetchBytes(sorted[i + kReceiptsAhead].second, sizeof(*sorted[i].second));
    const ReceiptMap::Entry& entry = *sorted[i].second;
    value.clear();
    EncodeReceipt(entry.receipt, &value);
    key.assign(1, static_cast<char>(Family::kReceipt));
    key.append(reinterpret_cast<const char*>(entry.scope.data()), entry.scope.size());
    if (absl::Status status = bulk->Put(key, value); !status.ok()) return status;
  }
  return absl::OkStatus();
}

void Ledger::State::BeginWriteBack() {
  ONHAND_CHECK(write_back == nullptr);
  PassFailpoint("ledger.write_back.begin");
  write_back = std::make_shared<WriteBackJob>();
  write_back->store = store.get();
  write_back->epoch = epoch;
  write_back->rows = rows.get();
  write_back->point = views->Open();
  write_back->dirty = rows->TakeDirty(sequence);
  write_back->born = born;
  write_back->receipts = receipts.Freeze();
  write_back->log_bytes = log_bytes;
  CountLog(0);

  born = std::make_shared<BornKeys>();
  auto tables = std::make_shared<Tables>(*views->newest().tables);
  tables->born.push_back(born);
  views->Publish({sequence, std::move(tables)});
  PassFailpoint("ledger.write_back.frozen");
  if (options.pool != nullptr) options.pool->Run([job = write_back] { job->Run(/*wait=*/false); });
}

absl::Status Ledger::State::EndWriteBack() {
  if (write_back == nullptr) return absl::OkStatus();
  write_back->Run(/*wait=*/true);
  const std::shared_ptr<WriteBackJob> job = std::move(write_back);
  write_back_status = job->status();
  if (write_back_status.ok()) {
    auto tables = std::make_shared<Tables>();
    tables->mark = job->mark();
    tables->snapshot = store->GetSnapshot();
    tables->born = {born};
    views->Publish({sequence, std::move(tables)});
    // In this order: rows go from memory only once no view can be opened any more on tables that lack them.
    rows->SetMark(job->mark());
    retry_log_bytes = 0;
    receipts.Thaw();
    PassFailpoint("ledger.write_back.published");
    CountReceipts(receipts.size());
  } else {
    rows->GiveBackDirty(std::move(job->dirty));
    receipts.GiveBack();
    CountLog(log_bytes + job->log_bytes);
    retry_log_bytes = log_bytes + options.write_back_bytes / kRetries;
    // What was born meanwhile joins what was to be written; views go on without what is not of their time.
    job->born->AddAll(*born);
    born = job->born;
    auto tables = std::make_shared<Tables>(*views->newest().tables);
    tables->born = {born};
    views->Publish({sequence, std::move(tables)});
  }
  // A task of the pool may hold the job for longer than the store lives.
  views->Close(job->point.get());
  job->point.reset();
  job->receipts.reset();
  return write_back_status;
}

absl::Status Ledger::State::WriteBackAll() {
  if (absl::Status status = EndWriteBack(); !status.ok()) return status;
  if (views->newest().tables->mark == sequence) return absl::OkStatus();
  BeginWriteBack();
  return EndWriteBack();
}

void Ledger::State::WriteBackAsNeeded() {
  if (write_back != nullptr && (log_bytes >= 2 * options.write_back_bytes || write_back->done())) {
    EndWriteBack().IgnoreError();
  }
  const uint64_t enough =
      budget->wants_write_back() ? std::min(kBytesWorthWriting, options.write_back_bytes) : options.write_back_bytes;
  if (write_back != nullptr || log_bytes < std::max(enough, retry_log_bytes)) return;
  BeginWriteBack();
  if (options.pool == nullptr) EndWriteBack().IgnoreError();
}

absl::Status Ledger::State::CheckWriteBackOverdue() {
  const uint64_t behind = log_bytes + (write_back == nullptr ? 0 : write_back->log_bytes);
  if (write_back_status.ok() || behind < kOverdue * options.write_back_bytes) return absl::OkStatus();
  return WriteBackAll();
}

absl::Status Ledger::WriteBack() { return state_->WriteBackAll(); }

absl::Status Ledger::EndWriteBack() { return state_->EndWriteBack(); }

absl::StatusOr<bool> Ledger::AdvanceWriteBack(uint64_t through) {
  State& state = *state_;
  if (state.write_back != nullptr && !state.write_back->done()) return false;
  if (absl::Status status = state.EndWriteBack(); !status.ok()) return status;
  if (state.views->newest().tables->mark >= through) return true;
  state.BeginWriteBack();
  if (state.options.pool != nullptr) return false;
  if (absl::Status status = state.EndWriteBack(); !status.ok()) return status;
  return true;
}

}  // namespace onhand::storage
