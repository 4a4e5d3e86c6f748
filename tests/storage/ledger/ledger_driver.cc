#include "tests/storage/ledger/ledger_driver.h"

#include <gtest/gtest.h>

#include <set>
#include <utility>

#include "storage/records/hash128.h"
#include "tests/storage/testing/status_testing.h"

namespace onhand::storage {
namespace {

ReceiptScope ScopeOf(const Event& event) {
  const std::optional<RowIdentity> row = ParseRowKey(event.row_key);
  if (!row.has_value()) std::abort();
  return {event.kind, row->organization, row->product, row->site, row->location, event.id};
}

RowEffect EffectOf(const Event& event) {
  RowEffect effect;
  effect.counted_at_us = event.counted_at_us;
  effect.changes.push_back({event.op, event.measure, event.quantity_micros});
  return effect;
}

bool HasPrefix(const std::string& key, const std::string& prefix) { return key.compare(0, prefix.size(), prefix) == 0; }

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

std::unique_ptr<Ledger> LedgerDriver::Open() { return ValueOf(Ledger::Open(disk_->Open())); }

absl::Status LedgerDriver::Post(const std::vector<Event>& events, int64_t now_us) {
  CommitGroup group;
  group.record.sequence = ledger_->sequence() + 1;
  group.record.committed_at_us = now_us;
  std::map<std::string, RowWrite> writes;
  for (const Event& event : events) {
    LogEntry& entry = group.record.entries.emplace_back();
    entry.kind = event.kind;
    entry.id = event.id;
    entry.row_key = event.row_key;
    entry.content_hash = HashBytes(event.id, ledger_->hash_seed());
    entry.result = "result";
    entry.effects.push_back(EffectOf(event));
    auto [it, fresh] = writes.try_emplace(event.row_key);
    RowWrite& write = it->second;
    if (fresh) {
      std::optional<Row> row = ReadRow(event.row_key);
      write = {event.row_key, row.value_or(Row()), !row.has_value()};
    }
    if (absl::Status status = ApplyEffect(entry.effects[0], group.record.sequence, &write.row); !status.ok()) {
      return status;
    }
  }
  for (auto& [key, write] : writes) group.rows.push_back(std::move(write));
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
  const ReceiptScope scope = ScopeOf(event);
  return ValueOf(ledger_->FindReceipts({scope}))[0];
}

std::optional<Row> LedgerDriver::ReadRow(const std::string& row_key) {
  return ValueOf(ledger_->ReadRows({row_key}))[0];
}

std::map<std::string, Row> LedgerDriver::Rows() {
  std::map<std::string, Row> rows;
  ONHAND_EXPECT_OK(ledger_->OpenView()->ScanRows("", [&](std::string_view key, std::string_view value) {
    rows.emplace(key, ValueOf(DecodeRow(value)));
    return true;
  }));
  return rows;
}

std::map<std::string, Row> LedgerDriver::BaseRows() {
  std::map<std::string, Row> rows;
  ONHAND_EXPECT_OK(ledger_->OpenView()->ScanBase("", [&](std::string_view key, std::string_view value) {
    rows.emplace(key, ValueOf(DecodeRow(value)));
    return true;
  }));
  return rows;
}

void LedgerDriver::ExpectConsistent() {
  const std::unique_ptr<LedgerView> view = ledger_->OpenView();
  std::map<std::string, Row> replayed = BaseRows();
  uint64_t next = ValueOf(view->log_begin());
  ONHAND_EXPECT_OK(view->ScanLog(0, [&](const LogRecord& record) {
    EXPECT_EQ(record.sequence, next++);
    for (const LogEntry& entry : record.entries) {
      for (const RowEffect& effect : entry.effects) {
        Row& row = replayed[std::string(effect.row_key.empty() ? entry.row_key : effect.row_key)];
        EXPECT_EQ(ApplyEffect(effect, record.sequence, &row), absl::OkStatus());
      }
      if (entry.kind != EntryKind::kCleanUp) continue;
      const CleanUpPayload payload = ValueOf(DecodeCleanUp(entry.payload));
      for (const std::string& prefix : payload.prefixes) {
        std::erase_if(replayed, [&](const auto& row) {
          return HasPrefix(payload.by_place ? PlaceKey(*ParseRowKey(row.first)) : row.first, prefix);
        });
      }
    }
    return true;
  }));
  EXPECT_EQ(next, ledger_->sequence() + 1);
  const std::map<std::string, Row> rows = Rows();
  EXPECT_EQ(replayed, rows);

  std::set<std::string> places;
  std::set<std::string> wanted;
  for (const auto& [key, row] : rows) wanted.insert(PlaceKey(*ParseRowKey(key)));
  ONHAND_EXPECT_OK(view->ScanPlaceKeys("", [&](std::string_view key, std::string_view) {
    places.emplace(key);
    return true;
  }));
  EXPECT_EQ(places, wanted);
}

}  // namespace onhand::storage
