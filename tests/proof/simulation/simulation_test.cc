// A share of the simulation, and that it is able to fail.

#include <string>

#include "gtest/gtest.h"
#include "tests/proof/simulation/mutant.h"
#include "tests/proof/simulation/simulation_run.h"

namespace onhand::proof {
namespace {

constexpr int kOperations = 300;
// Seeds of a mutant's own are tried one after another.
constexpr uint64_t kMutantSeeds = 10;

TEST(SimulationTest, ModelAndEngineAgree) {
  SimulationResult all;
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    const SimulationResult result = RunSimulation({.seed = seed, .operations = kOperations});
    ASSERT_EQ(result.failure, "") << "again: tools/prove simulation --seed=" << seed << " --cases=1";
    EXPECT_GE(result.operations, kOperations);
    all.acknowledged += result.acknowledged;
    all.verified += result.verified;
    all.crashes += result.crashes;
  }
  EXPECT_GT(all.acknowledged, 20 * kOperations / 10);
  EXPECT_GT(all.verified, 20 * kOperations / 2);
  EXPECT_GT(all.crashes, 20);
}

TEST(SimulationTest, SameSeedSameHistory) {
  for (const uint64_t seed : {101, 102, 103}) {
    const SimulationResult first = RunSimulation({.seed = seed, .operations = kOperations});
    const SimulationResult second = RunSimulation({.seed = seed, .operations = kOperations});
    EXPECT_EQ(first.history_hash, second.history_hash) << "seed " << seed;
    EXPECT_EQ(first.failure, second.failure);
  }
  EXPECT_NE(RunSimulation({.seed = 101, .operations = kOperations}).history_hash,
            RunSimulation({.seed = 102, .operations = kOperations}).history_hash);
}

class SimulationMutantTest : public testing::TestWithParam<Mutant> {};

TEST_P(SimulationMutantTest, IsFound) {
  for (uint64_t seed = 1; seed <= kMutantSeeds; ++seed) {
    if (!RunSimulation({.seed = seed, .operations = kOperations, .mutant = GetParam()}).failure.empty()) return;
  }
  FAIL() << "the fault '" << MutantName(GetParam()) << "' was not found in " << kMutantSeeds << " seeds";
}

INSTANTIATE_TEST_SUITE_P(Mutants, SimulationMutantTest, testing::ValuesIn(kMutants));

}  // namespace
}  // namespace onhand::proof
