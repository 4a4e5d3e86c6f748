// Many seeds of random_run.h, one test case each.
//
//   --seeds=N       seeds first … first+N−1. Default: 10
//   --seed=N        just this one
//   --operations=N  of each. Default: 5000

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "gtest/gtest.h"
#include "tests/engine/random/random_run.h"

namespace onhand {
namespace {

// Of all seeds together: what was applied, by kind, and refused, by reason.
std::map<std::string, int64_t>& Totals() {
  static auto* const totals = new std::map<std::string, int64_t>();
  return *totals;
}

class RandomSeed : public testing::Test {
 public:
  RandomSeed(uint64_t seed, int operations) : seed_(seed), operations_(operations) {}

  void TestBody() override {
    const std::filesystem::path directory =
        std::filesystem::path(testing::TempDir()) / ("random_" + std::to_string(seed_));
    std::filesystem::remove_all(directory);
    std::filesystem::create_directories(directory);
    RandomRunCounts counts;
    const std::string difference =
        RunRandom({.seed = seed_, .operations = operations_, .scratch_dir = directory.string()}, &counts);
    std::filesystem::remove_all(directory);
    EXPECT_EQ(difference, "") << "repeat with: bazel test --config=test //tests/engine/random:random_test"
                              << " --test_arg=--seed=" << seed_ << " --test_arg=--operations=" << operations_;
    if (operations_ >= 1000) {
      EXPECT_GT(counts.applied, operations_ / 20);
      EXPECT_GT(counts.refused, operations_ / 200);
      EXPECT_GT(counts.answered + counts.unanswerable, operations_ / 20);
      EXPECT_GT(counts.configured, 0);
    }
    for (const auto& [kind, count] : counts.applied_by_kind) Count("applied " + kind, count);
    for (const auto& [reason, count] : counts.refused_by_reason) Count("refused " + reason, count);
    std::printf("applied %ld refused %ld answered %ld unanswerable %ld rows %ld reopened %ld configured %ld\n",
                static_cast<long>(counts.applied), static_cast<long>(counts.refused),
                static_cast<long>(counts.answered), static_cast<long>(counts.unanswerable),
                static_cast<long>(counts.answer_rows), static_cast<long>(counts.reopened),
                static_cast<long>(counts.configured));
  }

 private:
  static void Count(const std::string& what, int64_t count) { Totals()[what] += count; }

  const uint64_t seed_;
  const int operations_;
};

bool ReadFlag(std::string_view argument, std::string_view name, int64_t* value) {
  if (!argument.starts_with(name)) return false;
  *value = std::strtoll(std::string(argument.substr(name.size())).c_str(), nullptr, 10);
  return true;
}

}  // namespace
}  // namespace onhand

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  int64_t first = 1;
  int64_t seeds = 10;
  int64_t only = -1;
  int64_t operations = 5000;
  for (int i = 1; i < argc; ++i) {
    if (!onhand::ReadFlag(argv[i], "--first=", &first) && !onhand::ReadFlag(argv[i], "--seeds=", &seeds) &&
        !onhand::ReadFlag(argv[i], "--seed=", &only) && !onhand::ReadFlag(argv[i], "--operations=", &operations)) {
      std::fprintf(stderr, "unknown flag %s\n", argv[i]);
      return 2;
    }
  }
  if (only >= 0) {
    first = only;
    seeds = 1;
  }
  for (int64_t seed = first; seed < first + seeds; ++seed) {
    testing::RegisterTest("Random", ("Seed" + std::to_string(seed)).c_str(), nullptr, nullptr, __FILE__, __LINE__,
                          [seed, operations]() -> testing::Test* {
                            return new onhand::RandomSeed(static_cast<uint64_t>(seed), static_cast<int>(operations));
                          });
  }
  const int result = RUN_ALL_TESTS();
  for (const auto& [what, count] : onhand::Totals()) std::printf("%s: %ld\n", what.c_str(), static_cast<long>(count));
  return result;
}
