// `onhand verify` on a data directory, as a user sees it.
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/cli/commands/command.h"
#include "tests/service/cli/commands/command_fixture.h"

namespace onhand::cli {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

class VerifyCommandTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::string(getenv("TEST_TMPDIR")) + "/verify-XXXXXX";
    ASSERT_NE(mkdtemp(folder_.data()), nullptr);
    data_dir_ = folder_ + "/data";
    for (const char* id : {"attic", "shop"}) {
      ASSERT_EQ(RunCommand({"env", "create", id, "--data_dir=" + data_dir_}).status, kExitOk);
    }
    ASSERT_EQ(
        RunCommand({"post", "--data_dir=" + data_dir_, "--environment=shop", "--organization=usmf", "--product=Bike",
                    "--dimension=siteId=1", "--dimension=locationId=11", "--quantity=pos.inbound=10", "--id=a"})
            .status,
        kExitOk);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  CommandRun Verify(std::vector<std::string> arguments = {}) {
    arguments.insert(arguments.begin(), {"verify", "--quiet", "--data_dir=" + data_dir_});
    return RunCommand(arguments);
  }

  // Changes a byte in the middle of the first file of the shop's database whose name begins so.
  void Damage(const std::string& begin) {
    for (const auto& entry : std::filesystem::directory_iterator(data_dir_ + "/environments/shop/db")) {
      if (entry.path().filename().string().rfind(begin, 0) != 0) continue;
      std::fstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
      const auto middle = static_cast<std::streamoff>(entry.file_size() / 2);
      file.seekg(middle);
      const int byte = file.get();
      file.seekp(middle);
      file.put(static_cast<char>(byte ^ 0x40));
      return;
    }
    FAIL() << "no file " << begin;
  }

  std::string folder_;
  std::string data_dir_;
};

TEST_F(VerifyCommandTest, WhatIsWholeIsSaidToBe) {
  const CommandRun run = Verify();
  EXPECT_EQ(run.status, kExitOk) << run.err;
  EXPECT_THAT(run.out, AllOf(HasSubstr("environment attic is whole\n"), EndsWith("environment shop is whole\n")));
  EXPECT_THAT(run.out, Not(HasSubstr("DAMAGED")));
  EXPECT_EQ(run.err, "");
  EXPECT_EQ(Verify({"--environment=Shop"}).status, kExitOk) << "ids are folded";
}

TEST_F(VerifyCommandTest, DamageIsNamedWithWhatToDo) {
  Damage("MANIFEST-");
  const CommandRun run = Verify();
  EXPECT_EQ(run.status, kExitFindings);
  EXPECT_THAT(run.out, ContainsRegex("db/MANIFEST-[0-9]+: .*damaged at offset [0-9]+"));
  EXPECT_THAT(run.out, HasSubstr("environment attic is whole\n"));
  EXPECT_THAT(run.out, ContainsRegex("environment shop is DAMAGED in [0-9]+ place"));
  EXPECT_THAT(run.out, HasSubstr("What to do next (docs/damage.md has it in full):\n"));
  EXPECT_EQ(Verify({"--environment=attic"}).status, kExitOk);
}

TEST_F(VerifyCommandTest, WhatFailsSaysWhy) {
  CommandRun run = RunCommand({"verify"});
  EXPECT_EQ(run.status, kExitUsage);
  EXPECT_THAT(run.err, HasSubstr("--data_dir=DIR is required: verify reads files, not a server"));
  run = Verify({"--environment=cellar"});
  EXPECT_EQ(run.status, kExitFailure);
  EXPECT_THAT(run.err, AllOf(HasSubstr("onhand verify: "), HasSubstr("'cellar'")));
  run = RunCommand({"verify", "--data_dir=" + folder_ + "/nothing"});
  EXPECT_EQ(run.status, kExitFailure);
  EXPECT_THAT(run.err, HasSubstr(folder_ + "/nothing"));
}

}  // namespace
}  // namespace onhand::cli
