#include "tests/storage/ledger/ledger_driver.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <set>
#include <utility>
#include <variant>

#include "storage/fold/base_snapshot.h"
#include "storage/fold/stored_entry.h"
#include "storage/keys/bucket_key.h"
#include "storage/keys/hold_key.h"
#include "storage/keys/receipt_key.h"
#include "storage/keys/schedule_key.h"
#include "storage/kv/store.h"
#include "tests/storage/testing/bytes.h"

namespace onhand::storage {
namespace {

// Of two tables, for a message: the first keys where they differ.
std::string Difference(const LedgerTables& seen, const LedgerTables& wanted) {
  std::string text;
  int told = 0;
  for (const LedgerTables* one : {&seen, &wanted}) {
    const LedgerTables& other = one == &seen ? wanted : seen;
    for (const auto& [key, value] : *one) {
      const auto it = other.find(key);
      if (it != other.end() && it->second == value) continue;
      text += "\n" + ::testing::PrintToString(key) + (one == &seen ? " is " : " should be ") +
              ::testing::PrintToString(ToHex(value));
      if (++told == 10) return text + "\n…";
    }
  }
  return text;
}

std::vector<std::string> KeysOf(const LedgerTables& tables) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : tables) {
    keys.push_back(key);
    EXPECT_EQ(value, "");
  }
  return keys;
}

RowEffect EffectOf(const Event& event) {
  RowEffect effect;
  effect.counted_at_us = event.counted_at_us;
  effect.changes.push_back({event.op, event.measure, event.quantity_micros});
  if (event.held_micros != 0) effect.changes.push_back({ChangeOp::kHold, event.measure, event.held_micros});
  return effect;
}

// The writes of one group, as they grow; what is not there yet is read from the ledger.
class Writes {
 public:
  Writes(Ledger& ledger, const LogRecord& record) : ledger_(ledger), record_(record) {}

  absl::Status Apply(const std::string& row_key, const RowEffect& effect) {
    auto [it, fresh] = rows_.try_emplace(row_key);
    if (fresh) {
      std::optional<Row> row = ValueOf(ledger_.ReadRows({row_key}))[0];
      it->second = {it->first, row.value_or(Row()), !row.has_value()};
    }
    return ApplyEffect(effect, record_.sequence, &it->second.row);
  }

  absl::Status Apply(const BucketEffect& effect) {
    auto [it, fresh] = buckets_.try_emplace(BucketKey(effect.row_key, effect.path));
    if (fresh) {
      const BucketRef bucket{effect.row_key, effect.path};
      it->second = {std::string(effect.row_key), std::string(effect.path),
                    ValueOf(ledger_.ReadBuckets({bucket}))[0].value_or(Bucket())};
    }
    return AddToBucket(effect.added, &it->second.bucket);
  }

  absl::Status Apply(const ScheduleEffect& effect) {
    auto [it, fresh] = schedules_.try_emplace(ScheduleKey(effect.variant, effect.row_key));
    if (fresh) {
      const ScheduleRef schedule{effect.row_key, effect.variant};
      std::optional<Schedule> found = ValueOf(ledger_.ReadSchedules({schedule}))[0];
      it->second = {std::string(effect.row_key), effect.variant, found.value_or(Schedule()), !found.has_value()};
    }
    return AddToSchedule(effect.changes, DayOfMicros(record_.committed_at_us), &it->second.schedule);
  }

  absl::Status Apply(const HoldEffect& effect) {
    auto [it, fresh] = holds_.try_emplace(HoldKey(effect.row_key, effect.hold_id));
    if (fresh) {
      const HoldRef hold{effect.row_key, effect.hold_id};
      it->second = {std::string(effect.row_key), effect.hold_id, ValueOf(ledger_.ReadHolds({hold}))[0], std::nullopt};
    }
    it->second.after = effect.hold.remaining_micros > 0 ? std::optional<Hold>(effect.hold) : std::nullopt;
    return absl::OkStatus();
  }

  // The group's row keys are views into this.
  void AddTo(CommitGroup* group) {
    for (auto& [key, write] : rows_) group->rows.push_back(std::move(write));
    for (auto& [key, write] : buckets_) group->buckets.push_back(std::move(write));
    for (auto& [key, write] : schedules_) group->schedules.push_back(std::move(write));
    for (auto& [key, write] : holds_) group->holds.push_back(std::move(write));
  }

 private:
  Ledger& ledger_;
  const LogRecord& record_;
  std::map<std::string, RowWrite> rows_;
  std::map<std::string, BucketWrite> buckets_;
  std::map<std::string, ScheduleWrite> schedules_;
  std::map<std::string, HoldWrite> holds_;
};

}  // namespace

std::string RowAt(std::string_view product, std::string_view site, std::string_view location, std::string_view color) {
  RowIdentity identity;
  identity.organization = "o";
  identity.product = product;
  identity.site = site;
  identity.location = location;
  if (!color.empty()) identity.dimensions.push_back({1, color});
  return RowKey(identity);
}

Hash128 HoldId(uint8_t byte) {
  Hash128 id;
  id.fill(byte);
  return id;
}

std::ostream& operator<<(std::ostream& out, const LedgerSetup& setup) { return out << setup.name; }

Event Change(const std::string& id, const std::string& row_key, int64_t quantity_micros) {
  Event event;
  event.id = id;
  event.row_key = row_key;
  event.quantity_micros = quantity_micros;
  return event;
}

LedgerSetup RoomySetup(StoreKind kind) {
  LedgerSetup setup;
  setup.name = StoreKindName(kind) + "Roomy";
  setup.kind = kind;
  return setup;
}

LedgerSetup TightSetup(StoreKind kind, bool pool) {
  LedgerSetup setup;
  setup.name = StoreKindName(kind) + "Tight" + (pool ? "Pool" : "");
  setup.kind = kind;
  setup.write_back_bytes = 500;
  setup.memory_bytes = 1;
  setup.receipt_filter_bytes = 1;
  setup.pool = pool;
  return setup;
}

std::vector<LedgerSetup> LedgerSetups() {
  return {RoomySetup(StoreKind::kMemory), TightSetup(StoreKind::kMemory), RoomySetup(StoreKind::kRocks),
          TightSetup(StoreKind::kRocks, /*pool=*/true)};
}

std::string SetupName(const ::testing::TestParamInfo<LedgerSetup>& info) { return info.param.name; }

Hash128 ReceiptHashOf(const Event& event, uint64_t seed) {
  const std::optional<RowIdentity> row = ParseRowKey(event.row_key);
  if (!row.has_value()) std::abort();
  return ReceiptHash(static_cast<uint8_t>(event.kind), *row, event.id, seed);
}

LedgerDriver::LedgerDriver(const LedgerSetup& setup, std::unique_ptr<TestDisk> disk)
    : setup_(setup),
      pool_(setup.pool ? std::make_unique<WorkerPool>(1) : nullptr),
      budget_(std::make_shared<MemoryBudget>(setup.memory_bytes)),
      disk_(std::move(disk)) {
  Reopen();
}

void LedgerDriver::Close() {
  ledger_.reset();
  EXPECT_EQ(budget_->bytes(), 0u) << "a ledger that is gone takes memory";
  EXPECT_EQ(budget_->unwritten_bytes(), 0u) << "a ledger that is gone waits for a write-back";
}

absl::StatusOr<std::unique_ptr<Ledger>> LedgerDriver::Open() {
  return Ledger::Open(disk_->Open(), {.write_back_bytes = setup_.write_back_bytes,
                                      .receipt_filter_bytes = setup_.receipt_filter_bytes,
                                      .budget = budget_,
                                      .pool = pool_.get()});
}

absl::Status LedgerDriver::Post(const std::vector<Event>& events, int64_t now_us) {
  CommitGroup group;
  group.record.sequence = ledger_->sequence() + 1;
  group.record.committed_at_us = now_us;
  Writes writes(*ledger_, group.record);
  for (const Event& event : events) {
    LogEntry& entry = group.record.entries.emplace_back();
    entry.kind = event.kind;
    std::string_view effect_row_key = event.row_key;
    if (HasReceipt(event.kind)) {
      entry.id = event.id;
      entry.row_key = event.row_key;
      entry.content_hash = HashBytes(event.id, ledger_->hash_seed());
      entry.result = "result";
      group.receipts.push_back(ReceiptHashOf(event, ledger_->hash_seed()));
      effect_row_key = {};
    }
    if (event.row) {
      RowEffect& effect = entry.effects.emplace_back(EffectOf(event));
      effect.row_key = effect_row_key;
      if (absl::Status status = writes.Apply(event.row_key, effect); !status.ok()) return status;
    }
    // The log says "" where the entry's own row is meant; the writes need its name.
    const auto further = [&](auto effect) {
      absl::Status status = writes.Apply(effect);
      effect.row_key = effect_row_key;
      entry.further.push_back(std::move(effect));
      return status;
    };
    absl::Status status;
    if (!event.path.empty()) status.Update(further(BucketEffect{event.row_key, event.path, event.bucket}));
    if (!event.schedule.empty()) status.Update(further(ScheduleEffect{event.row_key, event.variant, event.schedule}));
    if (event.hold_id.has_value()) status.Update(further(HoldEffect{event.row_key, *event.hold_id, event.hold}));
    if (!status.ok()) return status;
  }
  writes.AddTo(&group);
  return ledger_->Commit(std::move(group));
}

absl::Status LedgerDriver::CleanUp(const CleanUpPayload& payload, int64_t now_us) {
  const std::string encoded = EncodeCleanUp(payload);
  CommitGroup group;
  group.record = {ledger_->sequence() + 1, now_us, {}};
  group.record.entries.emplace_back().kind = EntryKind::kCleanUp;
  group.record.entries[0].payload = encoded;
  group.clean_up = payload;
  return ledger_->Commit(std::move(group));
}

absl::Status LedgerDriver::Configure(const std::string& configuration, std::vector<std::string> new_measures,
                                     int64_t now_us) {
  CommitGroup group;
  group.record = {ledger_->sequence() + 1, now_us, {}};
  group.record.entries.emplace_back().kind = EntryKind::kConfiguration;
  group.record.entries[0].payload = configuration;
  group.configuration = configuration;
  group.new_measures = std::move(new_measures);
  return ledger_->Commit(std::move(group));
}

std::optional<Receipt> LedgerDriver::FindReceipt(const Event& event) {
  return ValueOf(ledger_->FindReceipts({ReceiptHashOf(event, ledger_->hash_seed())}))[0];
}

std::optional<Row> LedgerDriver::ReadRow(const std::string& row_key) {
  return ValueOf(ledger_->ReadRows({row_key}))[0];
}

std::map<std::string, Row> LedgerDriver::Rows() {
  std::map<std::string, Row> rows;
  ONHAND_EXPECT_OK(ledger_->OpenView()->ScanRows("", [&](std::string_view key, const Row& row) {
    rows.emplace(key, row);
    return true;
  }));
  return rows;
}

std::map<std::string, Row> LedgerDriver::BaseRows() {
  std::map<std::string, Row> rows;
  ONHAND_EXPECT_OK(ledger_->OpenView()->ScanBase("", [&](std::string_view key, const Row& row) {
    rows.emplace(key, row);
    return true;
  }));
  return rows;
}

// What the log says, tables that follow from others left out.
constexpr Family kRowsAndBooks[] = {Family::kRow,  Family::kBucket,           Family::kSchedule,
                                    Family::kHold, Family::kAdjustmentDetail, Family::kAdjustmentAggregate};
const absl::Span<const Family> kBooks = absl::MakeConstSpan(kRowsAndBooks).subspan(1);

LedgerTables StoredTables(const Snapshot& snapshot, absl::Span<const Family> families) {
  LedgerTables tables;
  for (const Family family : families) {
    const std::unique_ptr<Cursor> cursor = snapshot.Scan({std::string(1, static_cast<char>(family)), {}});
    for (; cursor->Valid(); cursor->Next()) tables.emplace(cursor->key(), cursor->value());
    ONHAND_EXPECT_OK(cursor->status());
  }
  return tables;
}

LedgerTables TablesOf(const LedgerView& view) {
  LedgerTables tables = StoredTables(view.snapshot(), kBooks);
  ONHAND_EXPECT_OK(view.ScanRows("", [&](std::string_view row_key, const Row& row) {
    std::string& value = tables[std::string(1, static_cast<char>(Family::kRow)).append(row_key)];
    EXPECT_EQ(value, "") << "a row comes twice";
    EncodeRow(row, &value);
    return true;
  }));
  return tables;
}

LedgerTables FoldedTables(const FoldSource& source, const LogFold& fold) {
  std::set<std::string> keys;
  for (const Family table : kRowsAndBooks) {
    ONHAND_EXPECT_OK(source.ForEachKey(std::string(1, static_cast<char>(table)),
                                       [&keys](std::string_view key) { keys.emplace(key); }));
  }
  for (const auto& [key, entry] : fold.changed()) keys.insert(key);
  LedgerTables tables;
  for (const std::string& key : keys) {
    const std::optional<StoredEntry> entry = ValueOf(fold.Find(key));
    if (entry.has_value()) EncodeStored(*entry, &tables[key]);
  }
  return tables;
}

void LedgerDriver::ExpectViewsConsistent() {
  const std::unique_ptr<LedgerView> view = ledger_->OpenView();
  EXPECT_EQ(view->sequence(), ledger_->sequence());
  const BaseSource base(view->log_snapshot());
  LogFold fold(&base);
  uint64_t next = ValueOf(view->log_begin());
  ONHAND_EXPECT_OK(view->ScanLog(0, [&](const LogRecord& record) {
    EXPECT_EQ(record.sequence, next++);
    ONHAND_EXPECT_OK(fold.Apply(record));
    return true;
  }));
  EXPECT_EQ(next, ledger_->sequence() + 1);
  const LedgerTables tables = TablesOf(*view);
  const LedgerTables folded = FoldedTables(base, fold);
  EXPECT_TRUE(folded == tables) << Difference(tables, folded);

  std::vector<std::string> places;
  std::set<std::string> schedule_places;
  std::set<std::string> hold_ends;
  int64_t earliest_hold_end_us = std::numeric_limits<int64_t>::max();
  for (const auto& [key, value] : tables) {
    const std::optional<std::string_view> row_key = RowKeyOfStored(key);
    if (!row_key.has_value()) continue;  // an adjustment line
    const RowIdentity identity = *ParseRowKey(*row_key);
    const StoredEntry entry = ValueOf(DecodeStored(key, value));
    if (std::holds_alternative<Row>(entry)) {
      places.push_back(PlaceKey(identity));
    } else if (std::holds_alternative<Schedule>(entry)) {
      const ScheduleVariant variant = ParseScheduleKey(Family::kSchedule, key)->variant;
      schedule_places.insert(SchedulePlaceKey(variant, PlaceKey(identity)));
    } else if (const Hold* hold = std::get_if<Hold>(&entry); hold != nullptr) {
      const HoldKeyParts parts = *ParseHoldKey(key);
      hold_ends.insert(HoldEndKey(hold->ends_at_us, parts.row_key, parts.hold_id));
      earliest_hold_end_us = std::min(earliest_hold_end_us, hold->ends_at_us);
    }
  }
  std::sort(places.begin(), places.end());
  std::vector<std::string> seen_places;
  ONHAND_EXPECT_OK(view->ScanPlaceKeys("", [&](std::string_view key) {
    seen_places.emplace_back(key);
    return true;
  }));
  EXPECT_EQ(seen_places, places);
  EXPECT_THAT(KeysOf(StoredTables(view->snapshot(), {Family::kSchedulePlace})),
              ::testing::ElementsAreArray(schedule_places));
  EXPECT_THAT(KeysOf(StoredTables(view->snapshot(), {Family::kHoldEnd})), ::testing::ElementsAreArray(hold_ends));
  EXPECT_EQ(ledger_->row_count(), places.size());
  EXPECT_EQ(ledger_->earliest_hold_end_us(), earliest_hold_end_us);
}

void LedgerDriver::ExpectTablesConsistent() {
  const std::unique_ptr<LedgerView> view = ledger_->OpenView();
  const LedgerTables stored = StoredTables(view->snapshot(), kRowsAndBooks);
  const LedgerTables seen = TablesOf(*view);
  EXPECT_TRUE(stored == seen) << Difference(stored, seen);
  std::vector<std::string> places;
  ONHAND_EXPECT_OK(view->ScanPlaceKeys("", [&](std::string_view key) {
    places.push_back(std::string(1, static_cast<char>(Family::kPlace)).append(key));
    return true;
  }));
  EXPECT_EQ(KeysOf(StoredTables(view->snapshot(), {Family::kPlace})), places);
}

void LedgerDriver::ExpectConsistent() {
  ExpectViewsConsistent();
  ONHAND_EXPECT_OK(ledger_->WriteBack());
  ExpectTablesConsistent();
  ExpectViewsConsistent();
}

}  // namespace onhand::storage
