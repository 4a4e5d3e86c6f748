// Recovery, memory, disk and audit with a handful of rows: that they run, tell what they should and pass their audits.
// The program is its own crash child.

#include "tests/benchmark/process_workloads.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/benchmark/crash_child.h"
#include "tests/benchmark/page_cache.h"
#include "tests/benchmark/process_report.h"
#include "tests/benchmark/progress.h"
#include "tests/benchmark/registry.h"
#include "tests/benchmark/subjects/engine_subject.h"
#include "tests/benchmark/subjects/rocksdb_subject.h"

namespace onhand::benchmark {
namespace {

class ProcessWorkloadTest : public testing::Test {
 protected:
  ProcessWorkloadTest() {
    AddEngineSubjects(&registry_);
    AddRocksDbSubjects(&registry_);
    std::filesystem::create_directories(options_.dir);
  }

  static double Median(const ProcessReport& report, const std::string& name) {
    const auto it = std::find_if(report.figures.begin(), report.figures.end(),
                                 [&](const Figure& figure) { return figure.name == name; });
    EXPECT_NE(it, report.figures.end()) << name;
    return it == report.figures.end() ? 0 : it->value.median;
  }

  ProcessOptions options_{.rows = 2000,
                          .receipts = 20'000,
                          .seconds = 0.2,
                          .rounds = 2,
                          .memory_bytes = 4 << 20,
                          .dir = testing::TempDir() + "/process"};
  SubjectRegistry registry_;
  Progress progress_;
};

TEST_F(ProcessWorkloadTest, RecoveryComesBackWithAllThatWasAcknowledged) {
  const auto report = RunRecovery(options_, registry_, &progress_);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_TRUE(report->sound()) << report->faults[0];
  EXPECT_GT(Median(*report, "opened"), 0);
  EXPECT_GE(Median(*report, "first post answered"), Median(*report, "opened"));
  EXPECT_GE(Median(*report, "first question answered"), Median(*report, "first post answered"));
  EXPECT_EQ(report->verdicts.size(), 1u);
  EXPECT_FALSE(std::filesystem::exists(options_.dir + "/run"));
}

TEST_F(ProcessWorkloadTest, MemoryFillsTheDiskTenfold) {
  const auto report = RunMemory(options_, registry_, &progress_);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_TRUE(report->sound()) << report->faults[0];
  EXPECT_EQ(Median(*report, "budget"), 4);
  EXPECT_GT(Median(*report, "resident set, highest"), 0);
  EXPECT_GT(Median(*report, "rate"), 0);
  EXPECT_GT(Median(*report, "rate, all in memory"), 0);
  EXPECT_EQ(report->verdicts.size(), 2u);
}

TEST_F(ProcessWorkloadTest, DiskTellsRowsFromEvents) {
  const auto report = RunDisk(options_, registry_, &progress_);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_TRUE(report->sound()) << report->faults[0];
  EXPECT_GT(Median(*report, "a row with its event"), 0);
  EXPECT_GT(Median(*report, "an event"), 0);
  EXPECT_GT(Median(*report, "raw RocksDB, a row"), 0);
}

TEST_F(ProcessWorkloadTest, TheAuditLooksAtAllThereIs) {
  const auto report = RunAudit(options_, registry_, &progress_);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_TRUE(report->sound()) << report->faults[0];
  EXPECT_GT(Median(*report, "the audit"), 0);
  EXPECT_GT(Median(*report, "reading all once with RocksDB"), 0);
  EXPECT_EQ(report->verdicts.size(), 1u);
}

TEST_F(ProcessWorkloadTest, AChildThatCannotOpenItsDataIsReported) {
  const std::string counter = options_.dir + "/counter";
  ASSERT_TRUE(MakeCounter(counter).ok());
  const auto child = CrashChild::Start({.dir = "/proc/nowhere", .counter_path = counter, .rows = 100});
  ASSERT_TRUE(child.ok()) << child.status();
  EXPECT_EQ((*child)->WaitUntilReady().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ((*child)->Acknowledged(), 0u);
}

TEST(PageCache, CountsWhatAFolderTakes) {
  const std::string folder = testing::TempDir() + "/footprint";
  std::filesystem::create_directories(folder + "/sub");
  EXPECT_EQ(FolderBytes(folder), 0u);
  FILE* const file = std::fopen((folder + "/sub/file").c_str(), "w");
  ASSERT_NE(file, nullptr);
  const std::string text(1 << 20, 'x');
  ASSERT_EQ(std::fwrite(text.data(), 1, text.size(), file), text.size());
  ASSERT_EQ(std::fclose(file), 0);
  EXPECT_FALSE(DropPageCache(folder).empty());
  EXPECT_GE(FolderBytes(folder), 1u << 20);
  EXPECT_GT(ResidentBytes(), 1u << 20);
}

}  // namespace
}  // namespace onhand::benchmark

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (!arguments.empty() && arguments[0] == onhand::benchmark::kCrashChildArgument) {
    return onhand::benchmark::CrashChildMain({arguments.begin() + 1, arguments.end()});
  }
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
