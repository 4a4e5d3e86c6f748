#include "tests/engine/jobs/log_host.h"

#include <optional>
#include <utility>

#include "engine/config/record.h"
#include "storage/keys/row_key.h"
#include "storage/records/log_record.h"
#include "storage/records/row.h"
#include "tests/storage/testing/status_testing.h"

namespace onhand {

using storage::ValueOf;

LogHost::LogHost(std::unique_ptr<storage::Store> store)
    : store_(store.get()), ledger_(ValueOf(storage::Ledger::Open(std::move(store)))) {
  if (ledger_->sequence() == 0) CommitConfiguration(/*log_enabled=*/true, kLogStartUs);
}

void LogHost::CommitConfiguration(bool log_enabled, int64_t committed_at_us) {
  version.configuration.log_enabled = log_enabled;
  const std::string record = EncodeConfigurationRecord(version);
  storage::CommitGroup group;
  group.record = {ledger_->sequence() + 1, committed_at_us, {}};
  storage::LogEntry& entry = group.record.entries.emplace_back();
  entry.kind = storage::EntryKind::kConfiguration;
  entry.payload = record;
  group.configuration = record;
  if (ledger_->dictionary().empty()) group.new_measures = {"pos.inbound", "pos.outbound"};
  group.receipts = ValueOf(ledger_->ReceiptsOf(group.record));
  ONHAND_EXPECT_OK(ledger_->Commit(std::move(group)));
}

void LogHost::CommitChange(const std::string& id, const LogRow& row, int64_t micros, int64_t committed_at_us) {
  storage::RowIdentity identity{row.organization, row.product, row.site, row.location, {}};
  if (!row.color.empty()) identity.dimensions.push_back({1, row.color});
  const std::string key = storage::RowKey(identity);
  storage::CommitGroup group;
  group.record = {ledger_->sequence() + 1, committed_at_us, {}};
  storage::LogEntry& entry = group.record.entries.emplace_back();
  entry.id = id;
  entry.row_key = key;
  entry.effects.emplace_back().changes = {{storage::ChangeOp::kAdd, 0, micros}};
  const std::optional<storage::Row> present = ValueOf(ledger_->ReadRows({key}))[0];
  storage::Row changed = present.value_or(storage::Row());
  ONHAND_EXPECT_OK(storage::ApplyEffect(entry.effects[0], group.record.sequence, &changed));
  group.rows.push_back({.row_key = key, .row = changed, .born = !present.has_value()});
  group.receipts = ValueOf(ledger_->ReceiptsOf(group.record));
  ONHAND_EXPECT_OK(ledger_->Commit(std::move(group)));
}

void LogHost::PurgeLog(int64_t before_us, int64_t now_us) {
  ValueOf(ledger_->Purge({.receipts_before_us = 0, .log_before_us = before_us}, now_us));
}

}  // namespace onhand
