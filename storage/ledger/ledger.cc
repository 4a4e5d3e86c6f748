#include "storage/ledger/ledger.h"

#include <random>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "storage/base/check.h"
#include "storage/keys/family.h"
#include "storage/keys/log_key.h"
#include "storage/keys/meta_key.h"
#include "storage/keys/receipt_key.h"
#include "storage/keys/row_key.h"
#include "storage/ledger/ledger_state.h"
#include "storage/ledger/read_rows.h"
#include "storage/records/coding.h"
#include "storage/records/dictionary.h"

namespace onhand::storage {
namespace {

constexpr uint64_t kSchema = 1;

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

std::string Number(uint64_t number) {
  std::string out;
  PutVarint(number, &out);
  return out;
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

std::string_view ReceiptKeyOf(const LogEntry& entry, uint64_t seed, std::string* key) {
  const std::optional<RowIdentity> row = ParseRowKey(entry.row_key);
  ONHAND_CHECK(row.has_value());
  *key = ReceiptKey(static_cast<uint8_t>(entry.kind), row->organization, row->product, row->site, row->location,
                    entry.id, seed);
  return *key;
}

// Puts one row and, if it is new, its place key. `key` and `value` are scratch space.
void PutRow(RowWrite& write, uint64_t sequence, std::string* key, std::string* value, WriteBatch* batch) {
  write.row.sequence = sequence;
  key->assign(1, static_cast<char>(Family::kRow));
  key->append(write.row_key);
  value->clear();
  EncodeRow(write.row, value);
  batch->Put(*key, *value);
  if (!write.born) return;
  const std::optional<RowIdentity> identity = ParseRowKey(write.row_key);
  ONHAND_CHECK(identity.has_value());
  key->assign(1, static_cast<char>(Family::kPlace));
  key->append(PlaceKey(*identity));
  batch->Put(*key, {});
}

// Deletes the rows under the prefixes from both indexes; how many they are.
absl::StatusOr<uint64_t> DeleteRows(const Snapshot& snapshot, const CleanUpPayload& clean_up, WriteBatch* batch) {
  uint64_t deleted = 0;
  const char family = static_cast<char>(clean_up.by_place ? Family::kPlace : Family::kRow);
  const char other_family = static_cast<char>(clean_up.by_place ? Family::kRow : Family::kPlace);
  for (const std::string& prefix : clean_up.prefixes) {
    const std::string begin = family + prefix;
    const std::string end = AfterPrefix(begin);
    const std::unique_ptr<Cursor> cursor = snapshot.Scan({begin, end}, {.keys_only = true});
    for (; cursor->Valid(); cursor->Next()) {
      const std::string_view key = cursor->key().substr(1);
      const std::optional<RowIdentity> identity = clean_up.by_place ? ParsePlaceKey(key) : ParseRowKey(key);
      if (!identity.has_value()) return absl::DataLossError("a row to be cleaned up has a damaged key");
      batch->Delete(other_family + (clean_up.by_place ? RowKey(*identity) : PlaceKey(*identity)));
      ++deleted;
    }
    if (!cursor->status().ok()) return cursor->status();
    batch->DeleteRange(begin, end);
  }
  return deleted;
}

void CheckRows(const CommitGroup& group) {
#ifndef NDEBUG
  absl::flat_hash_set<std::string_view> seen;
  for (const RowWrite& write : group.rows) ONHAND_CHECK(seen.insert(write.row_key).second);
#endif
  if (group.clean_up.has_value()) {
    for (const RowWrite& write : group.rows) ONHAND_CHECK(!write.born);
  }
}

}  // namespace

Ledger::Ledger(std::unique_ptr<State> state) : state_(std::move(state)) {}
Ledger::~Ledger() = default;

absl::StatusOr<std::unique_ptr<Ledger>> Ledger::Open(std::unique_ptr<Store> store) {
  auto state = std::make_unique<State>();
  state->store = std::move(store);
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
  state->epoch = head->epoch;
  state->sequence = head->sequence;
  state->hash_seed = RandomSeed();

  const Snapshot& snapshot = state->Newest();
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
    absl::StatusOr<uint64_t> row_count = ReadNumber(snapshot, kRowCountKey, 0);
    if (!row_count.ok()) return row_count.status();
    state->row_count = *row_count;
    absl::StatusOr<uint64_t> log_begin = ReadNumber(snapshot, kLogBeginKey, 1);
    if (!log_begin.ok()) return log_begin.status();
    state->log_begin = *log_begin;
    absl::StatusOr<uint64_t> purged_through = ReadNumber(snapshot, kPurgedThroughKey, 0);
    if (!purged_through.ok()) return purged_through.status();
    state->purged_through = *purged_through;
  }
  return std::unique_ptr<Ledger>(new Ledger(std::move(state)));
}

uint64_t Ledger::sequence() const { return state_->sequence.load(std::memory_order_acquire); }
uint64_t Ledger::row_count() const { return state_->row_count.load(std::memory_order_relaxed); }
uint64_t Ledger::hash_seed() const { return state_->hash_seed; }
const std::string& Ledger::configuration() const { return state_->configuration; }
const std::vector<std::string>& Ledger::dictionary() const { return state_->dictionary; }
StoreStatistics Ledger::Statistics() const { return state_->store->Statistics(); }
std::unique_ptr<LedgerView> Ledger::OpenView() const { return std::make_unique<LedgerView>(*state_->store); }

absl::StatusOr<std::vector<std::optional<Receipt>>> Ledger::FindReceipts(absl::Span<const ReceiptScope> scopes) const {
  std::vector<std::string> keys;
  keys.reserve(scopes.size());
  for (const ReceiptScope& scope : scopes) {
    keys.push_back(ReceiptKey(static_cast<uint8_t>(scope.kind), scope.organization, scope.product, scope.site,
                              scope.location, scope.id, state_->hash_seed));
  }
  absl::StatusOr<std::vector<std::optional<std::string>>> values = state_->Newest().MultiGet(keys);
  if (!values.ok()) return values.status();
  std::vector<std::optional<Receipt>> receipts(values->size());
  for (size_t i = 0; i < receipts.size(); ++i) {
    const std::optional<std::string>& value = (*values)[i];
    if (!value.has_value()) continue;
    absl::StatusOr<Receipt> receipt = DecodeReceipt(*value);
    if (!receipt.ok()) return receipt.status();
    receipts[i] = *std::move(receipt);
  }
  return receipts;
}

absl::StatusOr<std::vector<std::optional<Row>>> Ledger::ReadRows(absl::Span<const std::string> row_keys) const {
  return storage::ReadRows(state_->Newest(), row_keys);
}

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
    batch->Put(kSchemaKey, Number(kSchema));
  }
  batch->Touch({std::string(kMainPartition), epoch, before, record.sequence});
  newest.reset();
  absl::Status status = store->Commit(*batch);
  if (status.ok()) sequence.store(record.sequence, std::memory_order_release);
  return status;
}

absl::Status Ledger::Commit(CommitGroup group) {
  const LogRecord& record = group.record;
  ONHAND_CHECK(record.sequence == sequence() + 1);
  CheckRows(group);
  if (state_->dictionary.size() + group.new_measures.size() > kMeasuresMax) {
    return absl::ResourceExhaustedError(
        absl::StrCat("an environment holds at most ", kMeasuresMax, " measures, dropped ones included"));
  }

  WriteBatch batch;
  std::string key;
  std::string value;
  uint64_t row_count = state_->row_count.load(std::memory_order_relaxed);
  for (RowWrite& write : group.rows) {
    PutRow(write, record.sequence, &key, &value, &batch);
    if (write.born) ++row_count;
  }
  bool configured = false;
  bool cleaned_up = false;
  for (const LogEntry& entry : record.entries) {
    configured = configured || entry.kind == EntryKind::kConfiguration;
    cleaned_up = cleaned_up || entry.kind == EntryKind::kCleanUp;
    if (!HasReceipt(entry.kind)) continue;
    value.clear();
    EncodeReceipt({entry.content_hash, record.sequence, record.committed_at_us, std::string(entry.result)}, &value);
    batch.Put(ReceiptKeyOf(entry, state_->hash_seed, &key), value);
  }
  ONHAND_CHECK(configured == group.configuration.has_value());
  ONHAND_CHECK(cleaned_up == group.clean_up.has_value());
  if (group.configuration.has_value()) batch.Put(kConfigurationKey, *group.configuration);
  // After the puts: rows of this group under the prefixes were changed before the clean-up.
  if (group.clean_up.has_value()) {
    absl::StatusOr<uint64_t> deleted = DeleteRows(state_->Newest(), *group.clean_up, &batch);
    if (!deleted.ok()) return deleted.status();
    row_count -= *deleted;
  }
  if (row_count != state_->row_count.load(std::memory_order_relaxed)) batch.Put(kRowCountKey, Number(row_count));
  std::vector<std::string> dictionary;
  if (!group.new_measures.empty()) {
    dictionary = state_->dictionary;
    dictionary.insert(dictionary.end(), group.new_measures.begin(), group.new_measures.end());
    value.clear();
    EncodeDictionary(dictionary, &value);
    batch.Put(kDictionaryKey, value);
  }

  if (absl::Status status = state_->CommitRecord(record, &batch); !status.ok()) return status;
  state_->row_count.store(row_count, std::memory_order_relaxed);
  if (group.configuration.has_value()) state_->configuration = *std::move(group.configuration);
  if (!dictionary.empty()) state_->dictionary = std::move(dictionary);
  return absl::OkStatus();
}

}  // namespace onhand::storage
