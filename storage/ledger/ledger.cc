#include "storage/ledger/ledger.h"

#include <random>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/base/failpoint.h"
#include "storage/keys/log_key.h"
#include "storage/keys/meta_key.h"
#include "storage/keys/receipt_key.h"
#include "storage/keys/row_key.h"
#include "storage/ledger/ledger_state.h"
#include "storage/ledger/read_entries.h"
#include "storage/records/coding.h"
#include "storage/records/dictionary.h"

namespace onhand::storage {
namespace {

uint64_t RandomSeed() {
  std::random_device device;
  return uint64_t{device()} << 32 | device();
}

// A meta record that holds one varint; `absent` where there is none.
absl::StatusOr<uint64_t> ReadNumber(const Snapshot& snapshot, std::string_view key, uint64_t absent) {
  absl::StatusOr<std::optional<std::string>> value = snapshot.Get(key);
  if (!value.ok()) return value.status();
  if (!value->has_value()) return absent;
  Reader reader(**value);
  const uint64_t number = reader.Varint();
  if (!reader.done()) {
    return absl::DataLossError(absl::StrCat("meta record '", std::string(key.substr(1)), "' is damaged"));
  }
  return number;
}

// The log must end where the partition says it does.
absl::Status CheckLogEnd(const Snapshot& snapshot, uint64_t sequence) {
  const std::unique_ptr<Cursor> cursor = snapshot.Scan({LogKey(sequence), {}});
  if (sequence > 0) {
    if (!cursor->status().ok()) return cursor->status();
    if (!cursor->Valid() || cursor->key() != LogKey(sequence)) {
      return absl::DataLossError(absl::StrCat("log record ", sequence, " is missing, the last one of this store"));
    }
    absl::StatusOr<LogRecord> record = DecodeLogRecord(cursor->value());
    if (!record.ok()) return record.status();
    cursor->Next();
  }
  if (cursor->Valid()) {
    return absl::DataLossError(
        absl::StrCat("the commit log goes on after record ", sequence, ", which should be the last one of this store"));
  }
  return cursor->status();
}

}  // namespace

Ledger::Ledger(std::unique_ptr<State> state) : state_(std::move(state)) {}
Ledger::~Ledger() {
  PassFailpoint("ledger.close.begin");
  // What cannot be written back now is in the log.
  state_->WriteBackAll().IgnoreError();
  PassFailpoint("ledger.close.written_back");
}

absl::StatusOr<std::unique_ptr<Ledger>> Ledger::Open(std::unique_ptr<Store> store, LedgerOptions options) {
  auto state = std::make_unique<State>(std::move(store), options);
  // Before anything is written: a newer program's tables stay as they are.
  absl::StatusOr<uint64_t> schema = ReadNumber(*state->store->GetSnapshot(), kSchemaKey, 0);
  if (!schema.ok()) return schema.status();
  if (*schema > kSchema) {
    return absl::FailedPreconditionError(absl::StrCat("its tables have version ", *schema,
                                                      "; this program knows versions up to ", kSchema,
                                                      ": use the newer program that wrote them"));
  }
  absl::StatusOr<PartitionHead> head = state->store->TakePartition(kMainPartition);
  if (!head.ok()) return head.status();
  PassFailpoint("ledger.open.taken");
  state->epoch = head->epoch;
  state->sequence = head->sequence;
  state->hash_seed = options.hash_seed.has_value() ? *options.hash_seed : RandomSeed();

  Moment moment{head->sequence, nullptr};
  auto tables = std::make_shared<Tables>();
  tables->snapshot = state->store->GetSnapshot();
  tables->mark = head->sequence;
  tables->born = {state->born};
  const Snapshot& snapshot = *tables->snapshot;
  if (absl::Status status = CheckLogEnd(snapshot, head->sequence); !status.ok()) return status;
  if (head->sequence > 0) {
    absl::StatusOr<std::vector<std::optional<std::string>>> records =
        snapshot.MultiGet({std::string(kConfigurationKey), std::string(kDictionaryKey), std::string(kHashSeedKey)});
    if (!records.ok()) return records.status();
    state->configuration = (*records)[0].value_or("");
    if ((*records)[1].has_value()) {
      absl::StatusOr<std::vector<std::string>> names = DecodeDictionary(*(*records)[1]);
      if (!names.ok()) return names.status();
      state->dictionary = *std::move(names);
    }
    const std::string seed_bytes = (*records)[2].value_or("");
    Reader seed(seed_bytes);
    state->hash_seed = seed.Fixed64();
    if (!seed.done()) return absl::DataLossError("meta record 'hash_seed' is damaged or missing");
    if (*schema == 0) return absl::DataLossError("meta record 'schema' is damaged or missing");
    state->schema = *schema;
    absl::StatusOr<uint64_t> row_count = ReadNumber(snapshot, kRowCountKey, 0);
    if (!row_count.ok()) return row_count.status();
    state->row_count = *row_count;
    absl::StatusOr<uint64_t> log_begin = ReadNumber(snapshot, kLogBeginKey, 1);
    if (!log_begin.ok()) return log_begin.status();
    state->log_begin = *log_begin;
    absl::StatusOr<uint64_t> purged_through = ReadNumber(snapshot, kPurgedThroughKey, 0);
    if (!purged_through.ok()) return purged_through.status();
    state->purged_through = *purged_through;
    absl::StatusOr<uint64_t> mark = ReadNumber(snapshot, kWrittenBackKey, head->sequence);
    if (!mark.ok()) return mark.status();
    if (*mark > head->sequence) return absl::DataLossError("meta record 'written_back' is ahead of the commit log");
    tables->mark = *mark;
  }
  PassFailpoint("ledger.open.read");
  state->rows = std::make_unique<RowCache>(state->budget.get(), tables->mark);
  moment.tables = std::move(tables);
  state->views = std::make_unique<ViewPoints>(state->store.get(), state->rows.get(), std::move(moment));
  if (absl::Status status = state->Replay(); !status.ok()) return status;
  absl::StatusOr<int64_t> earliest = FindEarliestHoldEnd(snapshot);
  if (!earliest.ok()) return earliest.status();
  state->earliest_hold_end_us = *earliest;
  return std::unique_ptr<Ledger>(new Ledger(std::move(state)));
}

uint64_t Ledger::sequence() const { return state_->sequence.load(std::memory_order_acquire); }
uint64_t Ledger::row_count() const { return state_->row_count.load(std::memory_order_relaxed); }
int64_t Ledger::earliest_hold_end_us() const { return state_->earliest_hold_end_us.load(std::memory_order_acquire); }
uint64_t Ledger::hash_seed() const { return state_->hash_seed; }
const std::string& Ledger::configuration() const { return state_->configuration; }
const std::vector<std::string>& Ledger::dictionary() const { return state_->dictionary; }
Store* Ledger::store() const { return state_->store.get(); }
StoreStatistics Ledger::Statistics() const { return state_->store->Statistics(); }
std::unique_ptr<LedgerView> Ledger::OpenView() const { return std::make_unique<LedgerView>(state_->views->Open()); }

absl::StatusOr<std::vector<std::optional<Receipt>>> Ledger::FindReceipts(absl::Span<const Hash128> hashes) const {
  for (const Hash128& hash : hashes) {
    state_->receipts.Prefetch(hash);
    state_->known_receipts.Prefetch(hash);
  }
  std::vector<std::optional<Receipt>> receipts(hashes.size());
  if (SkipAtFailpoint("ledger.find_receipts")) return receipts;
  std::vector<std::string> keys;
  std::vector<size_t> places;
  for (size_t i = 0; i < hashes.size(); ++i) {
    if (const Receipt* recent = state_->receipts.Find(hashes[i])) {
      receipts[i] = *recent;
    } else if (state_->known_receipts.MayHold(hashes[i])) {
      keys.push_back(ReceiptKey(hashes[i]));
      places.push_back(i);
    }
  }
  if (keys.empty()) return receipts;
  absl::StatusOr<std::vector<std::optional<std::string>>> values = state_->Newest().MultiGet(keys);
  if (!values.ok()) return values.status();
  for (size_t i = 0; i < keys.size(); ++i) {
    const std::optional<std::string>& value = (*values)[i];
    if (!value.has_value()) continue;
    absl::StatusOr<Receipt> receipt = DecodeReceipt(*value);
    if (!receipt.ok()) return receipt.status();
    receipts[places[i]] = *std::move(receipt);
  }
  return receipts;
}

bool Ledger::MayHaveReceipt(const Hash128& receipt) const {
  return state_->receipts.Find(receipt) != nullptr || state_->known_receipts.MayHold(receipt);
}

absl::StatusOr<std::vector<Hash128>> Ledger::ReceiptsOf(const LogRecord& record) const {
  std::vector<Hash128> hashes;
  for (const LogEntry& entry : record.entries) {
    if (!HasReceipt(entry.kind)) continue;
    absl::StatusOr<Hash128> hash = ReceiptOf(record, entry, state_->hash_seed);
    if (!hash.ok()) return hash.status();
    hashes.push_back(*hash);
  }
  return hashes;
}

absl::StatusOr<std::vector<std::optional<Row>>> Ledger::ReadRows(absl::Span<const std::string_view> row_keys) const {
  state_->read_keys.assign(row_keys.begin(), row_keys.end());
  return storage::ReadRows(state_->rows.get(), state_->NewestPoint(), row_keys, &state_->read_places);
}

absl::StatusOr<std::vector<std::optional<Bucket>>> Ledger::ReadBuckets(absl::Span<const BucketRef> buckets) const {
  return storage::ReadBuckets(state_->Newest(), buckets);
}

absl::StatusOr<std::vector<std::optional<Schedule>>> Ledger::ReadSchedules(
    absl::Span<const ScheduleRef> schedules) const {
  return storage::ReadSchedules(state_->Newest(), schedules);
}

absl::StatusOr<std::vector<std::optional<Hold>>> Ledger::ReadHolds(absl::Span<const HoldRef> holds) const {
  return storage::ReadHolds(state_->Newest(), holds);
}

absl::StatusOr<std::vector<FoundHold>> Ledger::EndedHolds(int64_t until_us, size_t count_max) const {
  return FindEndedHolds(state_->Newest(), until_us, count_max);
}

absl::Status Ledger::ScanRows(std::string_view prefix, const LedgerView::RowVisitor& visit) const {
  return OpenView()->ScanRows(prefix, visit);
}

}  // namespace onhand::storage
