#include "tests/benchmark/workload.h"

#include <algorithm>

#include "storage/base/check.h"

namespace onhand::benchmark {
namespace {

const std::vector<std::string>& AllPeers() {
  static const auto* const kPeers = new std::vector<std::string>{"rocksdb", "redis", "postgres", "empty"};
  return *kPeers;
}

// A million rows that have stock and sell.
constexpr Dataset kStores{.products = 10'000, .locations = 100, .stock_units = 1'000'000};
// Stock that no run can sell out.
constexpr int64_t kEnough = 1'000'000'000'000;

Workload Posts(std::string name, std::string help, Operation operation, Skew skew, int callers) {
  return {.name = std::move(name),
          .help = std::move(help),
          .dataset = kStores,
          .load = {.operation = operation, .skew = skew, .callers = callers},
          .peers = AllPeers()};
}

Workload Question(std::string name, std::string help, Operation operation, Dataset dataset, uint64_t answer_rows) {
  return {.name = std::move(name),
          .help = std::move(help),
          .dataset = dataset,
          .load = {.operation = operation, .skew = Skew::kZipf, .callers = 1, .answer_rows = answer_rows},
          .peers = {"redis", "postgres", "empty"}};
}

Workload Reservations(std::string name, std::string help, Dataset dataset) {
  return {.name = std::move(name),
          .help = std::move(help),
          .dataset = dataset,
          .load = {.operation = Operation::kReserve, .skew = Skew::kUniform, .callers = 64},
          .by_product = true,
          .peers = {"redis", "postgres", "empty"},
          .references = {"apply-single-64"}};
}

std::vector<Workload> MakeWorkloads() {
  std::vector<Workload> list = {
      Posts("apply-bulk", "sales in synced batches of 512, popular rows sell most", Operation::kApplyBatch, Skew::kZipf,
            1),
      Posts("apply-uniform", "the same, all rows equally popular", Operation::kApplyBatch, Skew::kUniform, 1),
      Posts("apply-single-1", "sales one by one, each synced, 1 caller", Operation::kApplyOne, Skew::kZipf, 1),
      Posts("apply-single-16", "the same with 16 callers", Operation::kApplyOne, Skew::kZipf, 16),
      Posts("apply-single-64", "the same with 64 callers", Operation::kApplyOne, Skew::kZipf, 64),
      Reservations("hot-product", "64 callers reserve units of one row, never more than there are",
                   {.products = 1, .locations = 1, .stock_units = kEnough}),
      Reservations("hot-product-spread", "the same, of one product that lies in 10,000 rows",
                   {.products = 1, .locations = 10'000, .stock_units = kEnough / 10'000}),
      Reservations("flash-sale", "64 callers ask for 30,000 units of which there are 20,000",
                   {.products = 1, .locations = 1, .stock_units = 20'000}),
      Question("query-exact", "one cached row of a million", Operation::kQueryExact, kStores, 1),
      Question("query-variants", "the 12 variants of one product in one store", Operation::kQueryVariants,
               {.products = 1'000, .locations = 100, .variants = 12, .stock_units = 1'000'000}, 12),
      Question("query-index", "one product over 100 stores by colour and size, from an index set",
               Operation::kQueryIndex, {.products = 1'000, .locations = 100, .variants = 12, .stock_units = 1'000'000},
               12),
      Question("query-index-base", "the same without an index set: from the rows", Operation::kQueryIndex,
               {.products = 1'000, .locations = 100, .variants = 12, .stock_units = 1'000'000}, 12),
      Question("query-location", "the 10,000 products of one store", Operation::kQueryLocation, kStores, 10'000),
      Question("query-atp", "available to promise of one row over 180 days", Operation::kQueryAtp,
               {.products = 100, .locations = 10, .stock_units = 1'000'000, .schedule_days = 180}, 180),
      Posts("cold-apply", "apply-uniform with data ten times its memory, page cache emptied before each round",
            Operation::kApplyBatch, Skew::kUniform, 1),
      Question("cold-query", "query-exact, every row equally wanted, likewise", Operation::kQueryExact, kStores, 1),
      Posts("mixed", "16 callers: 80 % questions for a row, 20 % sales", Operation::kMixed, Skew::kZipf, 16),
  };
  for (Workload& workload : list) {
    const Operation operation = workload.load.operation;
    if (operation == Operation::kQueryIndex) workload.by_product = true;
    if (operation == Operation::kQueryExact || operation == Operation::kQueryVariants) workload.peers = AllPeers();
    if (operation == Operation::kMixed) workload.load.answer_rows = 1;
    if (workload.name == "query-index") workload.references = {"query-index-base"};
    if (workload.name == "query-index-base") workload.without_index_sets = true;
    if (workload.name.starts_with("cold-")) {
      workload.dataset.products = 40'000;
      workload.memory_bytes = 64ull << 20;
      workload.cold = true;
      workload.peers = {"rocksdb"};
      workload.load.skew = Skew::kUniform;
      workload.references = {operation == Operation::kQueryExact ? "query-exact" : "apply-uniform"};
    }
    if (workload.name == "flash-sale") {
      workload.load.asks = 30'000;
      workload.references.clear();
    }
  }
  return list;
}

}  // namespace

bool Writes(Operation operation) { return operation <= Operation::kReserve || operation == Operation::kMixed; }

const char* UnitOf(Operation operation) {
  switch (operation) {
    case Operation::kApplyBatch:
    case Operation::kApplyOne:
      return "events";
    case Operation::kReserve:
      return "reservations";
    case Operation::kMixed:
      return "operations";
    default:
      return "queries";
  }
}

const std::vector<Workload>& Workloads() {
  static const auto* const kWorkloads = new std::vector<Workload>(MakeWorkloads());
  return *kWorkloads;
}

const Workload* FindWorkload(std::string_view name) {
  for (const Workload& workload : Workloads()) {
    if (workload.name == name) return &workload;
  }
  return nullptr;
}

Dataset Scale(const Workload& workload, uint64_t rows) {
  ONHAND_CHECK(rows > 0);
  Dataset dataset = workload.dataset;
  if (dataset.products == 1 || workload.load.operation == Operation::kQueryLocation) return dataset;
  const uint64_t rows_a_product = uint64_t{dataset.locations} * dataset.variants;
  dataset.products = static_cast<uint32_t>(std::max<uint64_t>(1, rows / rows_a_product));
  return dataset;
}

}  // namespace onhand::benchmark
