// File: concurrency_fixture.h
//
// An engine in memory or on disk, and what tests with many threads do with it.
#ifndef ONHAND_TESTS_ENGINE_CONCURRENCY_CONCURRENCY_FIXTURE_H_
#define ONHAND_TESTS_ENGINE_CONCURRENCY_CONCURRENCY_FIXTURE_H_

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/engine.h"
#include "gtest/gtest.h"

namespace onhand {

// Runs body(0) … body(count − 1), all starting together.
void InParallel(int count, const std::function<void(int)>& body);

void MustApply(const EventResults& results);

// Units of a measure of organization usmf over all that matches; 0 where it was never posted.
int64_t Total(Environment* environment, std::string_view source, std::string_view measure, std::string_view product,
              std::vector<std::string_view> locations = {});

// The parameter: on disk.
class ConcurrencyFixture : public testing::TestWithParam<bool> {
 protected:
  static constexpr int64_t kStartUs = 1'772'000'000'000'000;

  void SetUp() override;
  void TearDown() override;
  // Closes it first. In memory everything is gone.
  void Open();
  std::shared_ptr<Environment> Create(const std::string& id);
  std::shared_ptr<Environment> Find(const std::string& id);

  FixedClock clock_{kStartUs};
  std::filesystem::path directory_;
  std::unique_ptr<Engine> engine_;
};

inline std::string DiskName(const testing::TestParamInfo<bool>& info) { return info.param ? "OnDisk" : "InMemory"; }

}  // namespace onhand

#endif  // ONHAND_TESTS_ENGINE_CONCURRENCY_CONCURRENCY_FIXTURE_H_
