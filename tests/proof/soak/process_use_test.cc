#include "tests/proof/soak/process_use.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace onhand::proof {
namespace {

TEST(MeasureProcess, SeesItself) {
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "process_use";
  std::filesystem::create_directories(folder / "deep");
  std::ofstream(folder / "deep" / "file") << "0123456789";
  const auto use = MeasureProcess(getpid(), folder.string());
  ASSERT_TRUE(use.has_value());
  EXPECT_GT(use->memory_bytes, 1 << 20);
  EXPECT_GE(use->files_open, 3);
  EXPECT_EQ(use->disk_bytes, 10);
  std::filesystem::remove_all(folder);
}

TEST(MeasureProcess, SaysWhenItIsGone) { EXPECT_FALSE(MeasureProcess(0x7ffffff0, "/nowhere").has_value()); }

std::vector<ProcessUse> Memory(const std::vector<int64_t>& bytes) {
  std::vector<ProcessUse> samples;
  for (const int64_t figure : bytes) samples.push_back({.memory_bytes = figure});
  return samples;
}

TEST(FindGrowth, ComparesTheLastQuarterWithTheSecond) {
  const std::vector<GrowthLimit> limits = {{"memory", &ProcessUse::memory_bytes, 1.5, 10}};
  EXPECT_TRUE(FindGrowth(Memory({0, 0, 100, 900, 500, 500, 999, 160}), limits).empty());
  const auto grown = FindGrowth(Memory({0, 0, 900, 100, 0, 0, 161, 999}), limits);
  ASSERT_EQ(grown.size(), 1u);
  EXPECT_NE(grown[0].find("memory: at least 100 "), std::string::npos) << grown[0];
  EXPECT_NE(grown[0].find("161 in the last"), std::string::npos) << grown[0];
  EXPECT_TRUE(FindGrowth(Memory({1, 1000, 100'000}), limits).empty());  // too few
}

// Eight samples; of the second quarter `second_events` events, of the last `last_events`.
std::vector<ProcessUse> Disk(int64_t second_events, int64_t last_events, int64_t last_bytes) {
  std::vector<ProcessUse> samples(8, ProcessUse{.disk_bytes = 100});
  for (int i = 3; i < 8; ++i) samples[i].events = second_events;
  samples[7].events += last_events;
  samples[6].disk_bytes = samples[7].disk_bytes = last_bytes;
  return samples;
}

TEST(FindGrowth, WhatIsKeptForATimeGrowsWithTheLoad) {
  const std::vector<GrowthLimit> limits = {{"disk", &ProcessUse::disk_bytes, 1.5, 10, /*follows_load=*/true}};
  EXPECT_TRUE(FindGrowth(Disk(50, 50, 160), limits).empty());
  EXPECT_EQ(FindGrowth(Disk(50, 50, 161), limits).size(), 1u);
  EXPECT_TRUE(FindGrowth(Disk(50, 100, 310), limits).empty());
  EXPECT_EQ(FindGrowth(Disk(50, 100, 311), limits).size(), 1u);
  // Less of it is no reason to have less.
  EXPECT_TRUE(FindGrowth(Disk(100, 50, 160), limits).empty());
  EXPECT_EQ(FindGrowth(Disk(100, 50, 161), limits).size(), 1u);
  // Of nothing there is no measure.
  EXPECT_TRUE(FindGrowth(Disk(0, 0, 160), limits).empty());
}

}  // namespace
}  // namespace onhand::proof
