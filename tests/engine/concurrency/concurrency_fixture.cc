#include "tests/engine/concurrency/concurrency_fixture.h"

#include <latch>
#include <thread>
#include <utility>

namespace onhand {

void InParallel(int count, const std::function<void(int)>& body) {
  std::latch start(count);
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i) {
    threads.emplace_back([&, i] {
      start.arrive_and_wait();
      body(i);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

void MustApply(const EventResults& results) {
  ASSERT_TRUE(results.answered()) << results.status;
  for (const Outcome& outcome : results.outcomes) ASSERT_FALSE(outcome.refused()) << outcome.message;
}

int64_t Total(Environment* environment, std::string_view source, std::string_view measure, std::string_view product,
              std::vector<std::string_view> locations) {
  IndexQuery query{.version = QueryVersion::kV2, .organization_ids = {"usmf"}, .product_ids = {product}};
  if (!locations.empty()) query.filters = {{"locationId", std::move(locations)}};
  query.return_negative = true;
  const auto answer = environment->Query(query);
  EXPECT_TRUE(answer.ok()) << answer.status();
  WideMicros sum = 0;
  for (const ResultRow& row : answer->rows) {
    for (const MeasureValue& value : row.values) {
      const MeasureColumn& column = answer->columns[value.column];
      if (column.data_source == source && column.measure == measure) sum += value.micros;
    }
  }
  EXPECT_EQ(sum % kMicrosPerUnit, 0);
  return static_cast<int64_t>(sum / kMicrosPerUnit);
}

void ConcurrencyFixture::SetUp() {
  directory_ = std::filesystem::path(testing::TempDir()) / "concurrency";
  std::filesystem::remove_all(directory_);
  Open();
}

void ConcurrencyFixture::TearDown() {
  engine_.reset();
  std::filesystem::remove_all(directory_);
}

void ConcurrencyFixture::Open() {
  engine_.reset();
  EngineOptions options;
  options.data_dir = GetParam() ? directory_.string() : "";
  options.block_cache_bytes = 8 << 20;
  options.write_buffer_bytes = 8 << 20;
  options.maintenance_interval_ms = 5;
  options.clock = &clock_;
  auto engine = Engine::Open(std::move(options));
  ASSERT_TRUE(engine.ok()) << engine.status();
  engine_ = *std::move(engine);
}

std::shared_ptr<Environment> ConcurrencyFixture::Create(const std::string& id) {
  EXPECT_TRUE(engine_->CreateEnvironment(id).ok());
  return Find(id);
}

std::shared_ptr<Environment> ConcurrencyFixture::Find(const std::string& id) {
  auto environment = engine_->Find(id);
  EXPECT_TRUE(environment.ok()) << environment.status();
  return *environment;
}

}  // namespace onhand
