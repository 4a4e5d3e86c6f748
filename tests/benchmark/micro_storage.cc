// Bytes: keys, hashes, records. The log record is of a bulk of 512.

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "engine/model/event.h"
#include "storage/keys/receipt_key.h"
#include "storage/keys/row_key.h"
#include "storage/records/hash128.h"
#include "storage/records/log_record.h"
#include "storage/records/row.h"
#include "tests/benchmark/micro_events.h"

namespace onhand {
namespace {

using onhand::benchmark::MicroEvents;

constexpr uint64_t kSeed = 0x1234567890ABCDEF;

storage::RowIdentity IdentityOf(const ChangeEvent& event) {
  return {.organization = event.organization_id,
          .product = event.product_id,
          .site = event.dimensions[0].value,
          .location = event.dimensions[1].value,
          .dimensions = {{5, "color-3"}, {6, "size-1"}}};
}

storage::Row MakeRow() {
  storage::Row row{.sequence = 123'456};
  row.cells = {{17, 1'000'000'000'000}, {18, 42'000'000}, {20, 3'000'000}};
  return row;
}

void RowKeyBuild(::benchmark::State& state) {
  const MicroEvents events;
  const storage::RowIdentity identity = IdentityOf(events.events()[0]);
  std::string key;
  for (auto _ : state) {
    key.clear();
    storage::AppendRowKey(identity, &key);
    ::benchmark::DoNotOptimize(key.data());
  }
}
BENCHMARK(RowKeyBuild);

void RowKeyParse(::benchmark::State& state) {
  const MicroEvents events;
  const std::string key = storage::RowKey(IdentityOf(events.events()[0]));
  for (auto _ : state) ::benchmark::DoNotOptimize(storage::ParseRowKey(key));
}
BENCHMARK(RowKeyParse);

void RowEncode(::benchmark::State& state) {
  const storage::Row row = MakeRow();
  std::string bytes;
  for (auto _ : state) {
    bytes.clear();
    storage::EncodeRow(row, &bytes);
    ::benchmark::DoNotOptimize(bytes.data());
  }
}
BENCHMARK(RowEncode);

void RowDecode(::benchmark::State& state) {
  std::string bytes;
  storage::EncodeRow(MakeRow(), &bytes);
  for (auto _ : state) ::benchmark::DoNotOptimize(storage::DecodeRow(bytes));
}
BENCHMARK(RowDecode);

void ReceiptHash(::benchmark::State& state) {
  const MicroEvents events;
  const ChangeEvent& event = events.events()[0];
  const storage::RowIdentity row{
      event.organization_id, event.product_id, event.dimensions[0].value, event.dimensions[1].value, {}};
  for (auto _ : state) ::benchmark::DoNotOptimize(storage::ReceiptHash(1, row, event.id, kSeed));
}
BENCHMARK(ReceiptHash);

void HashOf100Bytes(::benchmark::State& state) {
  const std::string bytes(100, 'x');
  for (auto _ : state) ::benchmark::DoNotOptimize(storage::HashBytes(bytes, kSeed));
}
BENCHMARK(HashOf100Bytes);

// The record of one commit group of 512 sales.
class LogFixture {
 public:
  LogFixture() {
    record_.sequence = 99;
    record_.committed_at_us = 1'772'000'000'000'000;
    for (const ChangeEvent& event : events_.events()) keys_.push_back(storage::RowKey(IdentityOf(event)));
    for (size_t i = 0; i < keys_.size(); ++i) {
      storage::LogEntry entry;
      entry.id = events_.events()[i].id;
      entry.row_key = keys_[i];
      entry.content_hash = storage::HashBytes(keys_[i], kSeed);
      entry.effects = {{.changes = {{storage::ChangeOp::kAdd, 18, 1'000'000}}}};
      record_.entries.push_back(entry);
    }
  }
  const storage::LogRecord& record() const { return record_; }

 private:
  MicroEvents events_;
  std::vector<std::string> keys_;
  storage::LogRecord record_;
};

void LogRecordEncode(::benchmark::State& state) {
  const LogFixture log;
  std::string bytes;
  for (auto _ : state) {
    bytes.clear();
    storage::EncodeLogRecord(log.record(), &bytes);
    ::benchmark::DoNotOptimize(bytes.data());
  }
  state.counters["bytes"] = static_cast<double>(bytes.size());
  state.SetItemsProcessed(state.iterations() * onhand::benchmark::kMicroEvents);
}
BENCHMARK(LogRecordEncode);

void LogRecordDecode(::benchmark::State& state) {
  const LogFixture log;
  std::string bytes;
  storage::EncodeLogRecord(log.record(), &bytes);
  for (auto _ : state) ::benchmark::DoNotOptimize(storage::DecodeLogRecord(bytes));
  state.SetItemsProcessed(state.iterations() * onhand::benchmark::kMicroEvents);
}
BENCHMARK(LogRecordDecode);

}  // namespace
}  // namespace onhand

BENCHMARK_MAIN();
