// File: old_environment.h
//
// The environment of an old database, opened by today's engine on day 41, one after the last of make_database.cc.
#ifndef ONHAND_TESTS_STORAGE_COMPATIBILITY_OLD_ENVIRONMENT_H_
#define ONHAND_TESTS_STORAGE_COMPATIBILITY_OLD_ENVIRONMENT_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/engine.h"
#include "tests/storage/compatibility/old_database.h"

namespace onhand {

class OldEnvironmentTest : public ::testing::Test {
 protected:
  static constexpr int64_t kDayUs = 24ll * 3600 * 1'000'000;
  static constexpr int64_t kStartUs = 1'704'067'200'000'000;  // 2024-01-01T00:00:00Z

  explicit OldEnvironmentTest(uint32_t format) : database_(format) {}
  void SetUp() override { Reopen(); }
  void Close() {
    shop_.reset();
    engine_.reset();
  }
  void Reopen() {
    Close();
    EngineOptions options;
    options.data_dir = database_.data_dir();
    options.clock = &clock_;
    options.maintenance_interval_ms = 0;
    auto engine = Engine::Open(options);
    ASSERT_TRUE(engine.ok()) << engine.status();
    engine_ = *std::move(engine);
    auto shop = engine_->Find("shop");
    ASSERT_TRUE(shop.ok()) << shop.status();
    shop_ = *std::move(shop);
  }

  static ChangeEvent Event(std::string_view id, std::string_view product, std::vector<DimensionValue> dimensions,
                           std::string_view measure, int64_t units) {
    ChangeEvent event;
    event.id = id;
    event.organization_id = "usmf";
    event.product_id = product;
    event.dimensions.assign(dimensions.begin(), dimensions.end());
    event.quantities = {{"pos", measure, {units * kMicrosPerUnit}}};
    return event;
  }
  // As make_database.cc posted it on day 25, where `units` is 1.
  static ChangeEvent Sale2(int64_t units) {
    return Event("sale-2", "T-shirt", {{"siteId", "1"}, {"locationId", "11"}, {"colorId", "Red"}}, "outbound", units);
  }
  Outcome Post(const ChangeEvent& event) {
    EventResults results = shop_->PostChanges({&event, 1});
    EXPECT_TRUE(results.status.ok()) << results.status;
    return results.outcomes.at(0);
  }
  // "pos.inbound=10 pos.outbound=3.5" of one product, over everything.
  std::string Totals(const std::string& product) {
    IndexQuery query;
    query.organization_ids = {"usmf"};
    query.product_ids = {product};
    query.return_negative = true;
    auto answer = shop_->Query(query);
    EXPECT_TRUE(answer.ok()) << answer.status();
    std::string line;
    for (const ResultRow& row : answer->rows) {
      for (const MeasureValue& value : row.values) {
        const MeasureColumn& column = answer->columns[value.column];
        if (column.calculated) continue;
        absl::StrAppend(&line, line.empty() ? "" : " ", column.data_source, ".", column.measure, "=",
                        FormatMicros(value.micros));
      }
    }
    return line;
  }

  storage::OldDatabase database_;
  FixedClock clock_{kStartUs + 41 * kDayUs};
  std::unique_ptr<Engine> engine_;
  std::shared_ptr<Environment> shop_;
};

}  // namespace onhand

#endif  // ONHAND_TESTS_STORAGE_COMPATIBILITY_OLD_ENVIRONMENT_H_
