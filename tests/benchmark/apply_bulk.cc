// How many change events a second the engine applies in-process, in synced batches of 512 over many rows, beside what
// raw RocksDB does with one synced put of a 40-byte key and a 64-byte value an event. Both in one run, in turn, on the
// same kind of directory; the ratio is the result, the absolute figures are the machine's.
//
//   apply_bulk [--rounds=5] [--batches=200] [--rows=1000000] [--dir=/tmp/onhand_apply_bulk]

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/engine.h"
#include "service/generator/random.h"
#include "storage/base/check.h"

namespace onhand {
namespace {

constexpr int kBatch = 512;

struct Options {
  int rounds = 5;
  int batches = 200;
  uint32_t rows = 1'000'000;
  std::string dir = "/tmp/onhand_apply_bulk";
};

// The texts of one event; skewed as sales are.
struct Sale {
  std::string id;
  std::string product;
  std::string location;
};

std::vector<Sale> MakeSales(const Options& options, uint64_t round) {
  static const auto* const zipf = new ZipfTable(options.rows, 990);
  Random random(round);
  std::vector<Sale> sales(static_cast<size_t>(options.batches) * kBatch);
  for (size_t i = 0; i < sales.size(); ++i) {
    const uint32_t row = zipf->Draw(random);
    char id[40];
    std::snprintf(id, sizeof(id), "till-%llu-%010zu", static_cast<unsigned long long>(round), i);
    sales[i] = {id, "product-" + std::to_string(row / 100), "store-" + std::to_string(row % 100)};
  }
  return sales;
}

double Seconds(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

double ApplyWithEngine(const std::vector<Sale>& sales, Environment* environment) {
  const auto begin = std::chrono::steady_clock::now();
  std::vector<ChangeEvent> events;
  for (size_t i = 0; i < sales.size(); i += kBatch) {
    events.clear();
    for (size_t k = i; k < i + kBatch; ++k) {
      events.push_back({{.id = sales[k].id,
                         .organization_id = "usmf",
                         .product_id = sales[k].product,
                         .dimension_data_source = {},
                         .dimensions = {{"siteId", "1"}, {"locationId", sales[k].location}}},
                        {{"pos", "outbound", {kMicrosPerUnit}}}});
    }
    const EventResults results = environment->PostChanges(events);
    ONHAND_CHECK(results.status.ok());
    for (const Outcome& outcome : results.outcomes) ONHAND_CHECK(!outcome.refused());
  }
  return static_cast<double>(sales.size()) / Seconds(begin);
}

double PutWithRocksDb(const std::vector<Sale>& sales, rocksdb::DB* db) {
  const auto begin = std::chrono::steady_clock::now();
  const std::string value(64, 'v');
  rocksdb::WriteOptions synced;
  synced.sync = true;
  for (size_t i = 0; i < sales.size(); i += kBatch) {
    rocksdb::WriteBatch batch;
    for (size_t k = i; k < i + kBatch; ++k) {
      std::string key = sales[k].product + "/" + sales[k].location;
      key.resize(40, '.');
      batch.Put(key, value);
    }
    ONHAND_CHECK(db->Write(synced, &batch).ok());
  }
  return static_cast<double>(sales.size()) / Seconds(begin);
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// The sum of all that was posted must be there.
void Audit(const Options& options, Environment* environment) {
  WideMicros total = 0;
  for (uint32_t first = 0; first <= options.rows / 100; first += 5000) {
    std::vector<std::string> products;
    for (uint32_t p = first; p < first + 5000; ++p) products.push_back("product-" + std::to_string(p));
    const IndexQuery query{
        .organization_ids = {"usmf"}, .product_ids = {products.begin(), products.end()}, .return_negative = true};
    const auto answer = environment->Query(query);
    ONHAND_CHECK(answer.ok() && answer->issues.empty());
    for (const ResultRow& row : answer->rows) {
      for (const MeasureValue& value : row.values) {
        if (!answer->columns[value.column].calculated) total += value.micros;
      }
    }
  }
  const auto expected = static_cast<WideMicros>(options.rounds) * options.batches * kBatch * kMicrosPerUnit;
  ONHAND_CHECK(total == expected);
}

int Run(const Options& options) {
  std::filesystem::remove_all(options.dir);
  std::filesystem::create_directories(options.dir);
  EngineOptions engine_options;
  engine_options.data_dir = options.dir + "/onhand";
  auto engine = Engine::Open(engine_options);
  ONHAND_CHECK(engine.ok() && (*engine)->CreateEnvironment("bench").ok());
  const std::shared_ptr<Environment> environment = *(*engine)->Find("bench");
  rocksdb::Options raw_options;
  raw_options.create_if_missing = true;
  rocksdb::DB* raw = nullptr;
  ONHAND_CHECK(rocksdb::DB::Open(raw_options, options.dir + "/raw", &raw).ok());

  std::vector<double> ours;
  std::vector<double> theirs;
  std::vector<double> ratios;
  for (int round = 0; round < options.rounds; ++round) {
    const std::vector<Sale> sales = MakeSales(options, static_cast<uint64_t>(round) + 1);
    ours.push_back(ApplyWithEngine(sales, environment.get()));
    theirs.push_back(PutWithRocksDb(sales, raw));
    ratios.push_back(ours.back() / theirs.back());
    std::fprintf(stderr, "round %d: onhand %.0f events/s, raw RocksDB %.0f puts/s, ratio %.2f\n", round + 1,
                 ours.back(), theirs.back(), ratios.back());
  }
  Audit(options, environment.get());
  delete raw;
  std::printf(
      "{\"workload\": \"apply-bulk\", \"onhand_events_per_s\": %.0f, \"rocksdb_puts_per_s\": %.0f, \"ratio\": %.3f}\n",
      Median(ours), Median(theirs), Median(ratios));
  return 0;
}

}  // namespace
}  // namespace onhand

int main(int argc, char** argv) {
  onhand::Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    const auto value = [&](std::string_view flag) {
      return argument.starts_with(flag) ? argv[i] + flag.size() : nullptr;
    };
    if (const char* rounds = value("--rounds=")) {
      options.rounds = std::max(1, std::atoi(rounds));
    } else if (const char* batches = value("--batches=")) {
      options.batches = std::max(1, std::atoi(batches));
    } else if (const char* rows = value("--rows=")) {
      options.rows = static_cast<uint32_t>(std::max(1, std::atoi(rows)));
    } else if (const char* dir = value("--dir=")) {
      options.dir = dir;
    } else {
      std::fprintf(stderr, "usage: apply_bulk [--rounds=N] [--batches=N] [--rows=N] [--dir=FOLDER]\n");
      return 2;
    }
  }
  return onhand::Run(options);
}
