// How the cost of a sale and of a question grows with the dimensions that a row has: the whole engine, synced, on disk.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/engine.h"
#include "engine/model/event.h"
#include "engine/model/outcome.h"
#include "engine/model/quantity.h"
#include "engine/model/query.h"
#include "storage/base/check.h"
#include "tests/storage/testing/temp_folder.h"

namespace onhand {
namespace {

constexpr uint64_t kRows = 100'000;
constexpr uint64_t kLocations = 100;
constexpr uint64_t kStride = 7919;  // which rows follow each other; prime, so that all come
constexpr const char* kNames[] = {"siteId",           "locationId",       "colorId",          "sizeId",
                                  "styleId",          "configId",         "CustomDimension1", "CustomDimension2",
                                  "CustomDimension3", "CustomDimension4", "CustomDimension5", "CustomDimension6"};

// An environment whose rows have so many dimensions, each sold from once, and all of them in memory.
class RowsWithDimensions {
 public:
  explicit RowsWithDimensions(size_t dimensions) : dimensions_(dimensions) {
    EngineOptions options;
    options.data_dir = folder_.path() + "/data";
    auto engine = Engine::Open(std::move(options));
    ONHAND_CHECK(engine.ok());
    engine_ = *std::move(engine);
    ONHAND_CHECK(engine_->CreateEnvironment("micro").ok());
    environment_ = *engine_->Find("micro");
    for (uint64_t sold = 0; sold < kRows; sold += kBulkRecordCountMax) SellBulk();
  }

  void SellBulk() {
    std::vector<std::string> texts;
    texts.reserve(kBulkRecordCountMax * (2 + dimensions_));
    std::vector<ChangeEvent> events(kBulkRecordCountMax);
    for (ChangeEvent& event : events) {
      const uint64_t row = next_++ * kStride % kRows;
      event.id = texts.emplace_back(absl::StrCat("till-", next_));
      event.organization_id = "usmf";
      event.product_id = texts.emplace_back(ProductOf(row));
      for (size_t i = 0; i < dimensions_; ++i) {
        event.dimensions.push_back({kNames[i], texts.emplace_back(ValueOf(row, i))});
      }
      event.quantities = {{"pos", "outbound", {kMicrosPerUnit}}};
    }
    const EventResults results = environment_->PostChanges(events);
    ONHAND_CHECK(results.status.ok() && results.issues.empty());
    ONHAND_CHECK(std::none_of(results.outcomes.begin(), results.outcomes.end(),
                              [](const Outcome& outcome) { return outcome.refused(); }));
  }

  // One row, asked for by all that it is known by.
  void AskForOne() {
    const uint64_t row = next_++ * kStride % kRows;
    const std::string product = ProductOf(row);
    std::vector<std::string> values;
    for (size_t i = 0; i < dimensions_; ++i) values.push_back(ValueOf(row, i));
    ExactQuery query;
    query.organization_ids = {"usmf"};
    query.product_ids = {product};
    query.keys.assign(kNames, kNames + dimensions_);
    query.tuples.emplace_back(values.begin(), values.end());
    query.return_negative = true;
    const auto answer = environment_->Query(query);
    ONHAND_CHECK(answer.ok() && answer->issues.empty() && answer->rows.size() == 1);
  }

 private:
  static std::string ProductOf(uint64_t row) { return absl::StrCat("product-", row / kLocations); }
  static std::string ValueOf(uint64_t row, size_t dimension) {
    return absl::StrCat(kNames[dimension], "-", dimension == 1 ? row % kLocations : 0);
  }

  const size_t dimensions_;
  storage::TempFolder folder_;
  std::unique_ptr<Engine> engine_;
  std::shared_ptr<Environment> environment_;
  uint64_t next_ = 0;
};

void SellBulk(::benchmark::State& state) {
  RowsWithDimensions rows(static_cast<size_t>(state.range(0)));
  for (auto _ : state) rows.SellBulk();
  state.SetItemsProcessed(state.iterations() * kBulkRecordCountMax);
}
BENCHMARK(SellBulk)->ArgName("dimensions")->Arg(2)->Arg(4)->Arg(8)->Arg(12)->UseRealTime();

void AskForOne(::benchmark::State& state) {
  RowsWithDimensions rows(static_cast<size_t>(state.range(0)));
  for (auto _ : state) rows.AskForOne();
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(AskForOne)->ArgName("dimensions")->Arg(2)->Arg(4)->Arg(8)->Arg(12);

}  // namespace
}  // namespace onhand

BENCHMARK_MAIN();
