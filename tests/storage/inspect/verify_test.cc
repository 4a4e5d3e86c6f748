// What verify says of an environment that is whole, and of one whose records are not what they should be. Damaged files
// are the part of //tests/proof/corruption.
#include "storage/inspect/verify.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "storage/directory/data_directory.h"
#include "storage/keys/log_key.h"
#include "storage/keys/meta_key.h"
#include "storage/kv/store.h"
#include "storage/ledger/ledger.h"
#include "storage/records/coding.h"
#include "storage/records/log_record.h"
#include "tests/storage/testing/status_testing.h"
#include "tests/storage/testing/temp_folder.h"

namespace onhand::storage {
namespace {

class VerifyTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::unique_ptr<DataDirectory> directory = OpenDirectory();
    ONHAND_ASSERT_OK(directory->Create("demo"));
    const std::unique_ptr<Ledger> ledger = ValueOf(Ledger::Open(ValueOf(directory->OpenStore("demo"))));
    for (uint64_t i = 1; i <= 5; ++i) {
      CommitGroup group;
      group.record = {i, 1'700'000'000'000'000, {}};
      group.record.entries.emplace_back().kind = EntryKind::kConfiguration;
      group.record.entries[0].payload = "{}";
      group.configuration = "{}";
      ONHAND_ASSERT_OK(ledger->Commit(std::move(group)));
    }
  }

  std::unique_ptr<DataDirectory> OpenDirectory() {
    DirectoryOptions options;
    options.data_dir = folder_.path();
    return ValueOf(DataDirectory::Open(options));
  }

  // Writes past the ledger.
  void Write(const std::function<void(const Snapshot&, WriteBatch*)>& fill) {
    const std::unique_ptr<DataDirectory> directory = OpenDirectory();
    const std::unique_ptr<Store> store = ValueOf(directory->OpenStore("demo"));
    const PartitionHead head = ValueOf(store->TakePartition("test"));
    WriteBatch batch;
    batch.Touch({"test", head.epoch, head.sequence, head.sequence + 1});
    fill(*store->GetSnapshot(), &batch);
    ONHAND_ASSERT_OK(store->Commit(batch));
  }

  absl::StatusOr<VerifyReport> Run() {
    return Verify({.data_dir = folder_.path(), .environment = "DEMO", .progress = {}});
  }
  // All findings of one table, a line each.
  std::string Findings(const std::string& table) {
    const VerifyReport report = ValueOf(Run());
    std::string text;
    for (const VerifyLine& line : report.tables) {
      if (line.name != table) continue;
      for (const std::string& finding : line.findings) text += finding + "\n";
    }
    return text;
  }

  TempFolder folder_{TempFolder::Place::kMemory};
};

TEST_F(VerifyTest, AWholeEnvironmentIsSaidToBeWhole) {
  const VerifyReport report = ValueOf(Run());
  EXPECT_EQ(report.findings_total(), 0u);
  EXPECT_EQ(report.environment, "demo");
  const auto has = [&](const char* holds) {
    return std::any_of(report.files.begin(), report.files.end(),
                       [&](const VerifyLine& line) { return line.holds == holds && line.bytes > 0; });
  };
  for (const char* holds : {"format", "mark", "current", "manifest", "write-ahead log", "options", "identity"}) {
    EXPECT_TRUE(has(holds)) << holds;
  }
  const auto log = std::find_if(report.tables.begin(), report.tables.end(),
                                [](const VerifyLine& line) { return line.name == "log"; });
  ASSERT_NE(log, report.tables.end());
  EXPECT_EQ(log->records, 5u);
  EXPECT_EQ(ValueOf(EnvironmentsToVerify(folder_.path())), std::vector<std::string>{"demo"});
}

TEST_F(VerifyTest, RecordsThatCannotBeReadAreCounted) {
  Write([](const Snapshot& snapshot, WriteBatch* batch) {
    std::string record = *ValueOf(snapshot.Get(LogKey(3)));
    record[10] ^= 1;
    batch->Put(LogKey(3), record);
    for (char c = 'a'; c < 'a' + 20; ++c) batch->Put(std::string("R") + c, "nonsense");
  });
  EXPECT_NE(Findings("log").find("record 3: "), std::string::npos) << Findings("log");
  const VerifyReport report = ValueOf(Run());
  EXPECT_EQ(report.findings_total(), 21u);
  for (const VerifyLine& line : report.tables) EXPECT_LE(line.findings.size(), kFindingsMax);
}

TEST_F(VerifyTest, AHoleInTheCommitLogIsNamed) {
  Write([](const Snapshot&, WriteBatch* batch) { batch->DeleteRange(LogKey(2), LogKey(4)); });
  EXPECT_EQ(Findings("log"), "records 2 to 3 are missing\n");
}

TEST_F(VerifyTest, ALogWithoutItsEndsIsNamed) {
  Write([](const Snapshot&, WriteBatch* batch) {
    batch->Delete(LogKey(1));
    batch->Delete(LogKey(5));
  });
  EXPECT_EQ(Findings("log"), "ends with record 4; the partition stands at 5\nbegins with record 2 instead of 1\n");
}

TEST_F(VerifyTest, FilesAreNamed) {
  const std::string folder = folder_.path() + "/environments/demo/";
  std::ofstream(folder + "FORMAT") << "nonsense";
  VerifyReport report = ValueOf(Run());
  EXPECT_EQ(report.findings_total(), 1u);
  EXPECT_EQ(report.files.at(0).name, "FORMAT");
  EXPECT_EQ(report.files.at(0).findings.size(), 1u);
  std::filesystem::remove_all(folder + "db");
  report = ValueOf(Run());
  EXPECT_EQ(report.findings_total(), 2u);
}

TEST_F(VerifyTest, NewerOnesAreRefused) {
  Write([](const Snapshot&, WriteBatch* batch) { batch->Put(kSchemaKey, VarintBytes(99)); });
  ONHAND_EXPECT_STATUS(Run(), absl::StatusCode::kFailedPrecondition, "version 99");
  ONHAND_EXPECT_STATUS(Verify({.data_dir = folder_.path(), .environment = "none", .progress = {}}),
                       absl::StatusCode::kNotFound, "none");
}

TEST_F(VerifyTest, ItCanBeEnded) {
  const auto report =
      Verify({.data_dir = folder_.path(), .environment = "demo", .progress = [](double) { return false; }});
  EXPECT_EQ(report.status().code(), absl::StatusCode::kCancelled);
}

// A server may have it open.
TEST_F(VerifyTest, ItReadsBesideAWriter) {
  const std::unique_ptr<DataDirectory> directory = OpenDirectory();
  const std::unique_ptr<Store> store = ValueOf(directory->OpenStore("demo"));
  EXPECT_EQ(ValueOf(Run()).findings_total(), 0u);
}

}  // namespace
}  // namespace onhand::storage
