#include "storage/directory/format_version.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/storage/testing/status_testing.h"
#include "tests/storage/testing/temp_folder.h"

namespace onhand::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class FormatVersionTest : public ::testing::Test {
 protected:
  std::string Content() {
    std::ifstream file(folder_.path() + "/FORMAT");
    std::stringstream content;
    content << file.rdbuf();
    return content.str();
  }
  void SetContent(const std::string& content) { std::ofstream(folder_.path() + "/FORMAT") << content; }

  Migration Rung(uint32_t from, uint32_t to) {
    return {from, to, [this, from, to](const std::string& folder, const std::shared_ptr<Disk>&) {
              EXPECT_EQ(folder, folder_.path());
              runs_.push_back(std::to_string(from) + ">" + std::to_string(to));
              return to == broken_ ? absl::UnavailableError("rung broke") : absl::OkStatus();
            }};
  }
  absl::StatusOr<uint32_t> Bring(uint32_t wanted, bool may_write = true) {
    const std::vector<Migration> ladder = {Rung(2, 4), Rung(1, 2), Rung(4, 5)};
    return BringToFormat(folder_.path(), "demo", wanted, usable_, ladder, may_write);
  }

  TempFolder folder_;
  std::vector<std::string> runs_;
  uint32_t broken_ = 0;
  uint32_t usable_ = 100;
};

TEST_F(FormatVersionTest, WritesAndAcceptsThePresentVersion) {
  ONHAND_ASSERT_OK(WriteFormat(folder_.path(), "demo", kFormatVersion));
  EXPECT_EQ(Content(), "onhand-environment format=3 id=demo\n");
  ONHAND_EXPECT_OK(BringUpToDate(folder_.path(), "demo", /*may_write=*/false));
}

// The real ladder leads from every version up to the present one, and a rung that cannot read the database says so.
TEST_F(FormatVersionTest, EveryOlderVersionHasItsRung) {
  for (uint32_t version = 1; version < kFormatVersion; ++version) {
    ONHAND_ASSERT_OK(WriteFormat(folder_.path(), "demo", version));
    ONHAND_EXPECT_STATUS(
        BringToFormat(folder_.path(), "demo", kFormatVersion, kFormatVersion, Migrations(), /*may_write=*/true),
        absl::StatusCode::kDataLoss, "cannot open database");
    EXPECT_EQ(Content(), "onhand-environment format=" + std::to_string(version) + " id=demo\n");
  }
}

TEST_F(FormatVersionTest, RefusesANewerVersionAndNamesBoth) {
  ONHAND_ASSERT_OK(WriteFormat(folder_.path(), "demo", 7));
  ONHAND_EXPECT_STATUS(Bring(5), absl::StatusCode::kFailedPrecondition,
                       "has format version 7; this program reads versions up to 5");
  EXPECT_THAT(runs_, IsEmpty());
}

TEST_F(FormatVersionTest, ClimbsRungByRung) {
  ONHAND_ASSERT_OK(WriteFormat(folder_.path(), "demo", 1));
  ONHAND_EXPECT_OK(Bring(5));
  EXPECT_THAT(runs_, ElementsAre("1>2", "2>4", "4>5"));
  EXPECT_EQ(Content(), "onhand-environment format=5 id=demo\n");
  ONHAND_EXPECT_OK(Bring(5));
  EXPECT_EQ(runs_.size(), 3u);
}

TEST_F(FormatVersionTest, ABrokenRungIsRunAgainAndThoseBeforeItAreNot) {
  ONHAND_ASSERT_OK(WriteFormat(folder_.path(), "demo", 1));
  broken_ = 4;
  ONHAND_EXPECT_STATUS(Bring(5), absl::StatusCode::kUnavailable, "rung broke");
  EXPECT_EQ(Content(), "onhand-environment format=2 id=demo\n");
  broken_ = 0;
  ONHAND_EXPECT_OK(Bring(5));
  EXPECT_THAT(runs_, ElementsAre("1>2", "2>4", "2>4", "4>5"));
}

TEST_F(FormatVersionTest, AUsableVersionWillDoWhereItCannotBeBroughtUpToDate) {
  usable_ = 2;
  ONHAND_ASSERT_OK(WriteFormat(folder_.path(), "demo", 2));
  EXPECT_EQ(ValueOf(Bring(5, /*may_write=*/false)), 2u);
  broken_ = 4;
  EXPECT_EQ(ValueOf(Bring(5)), 2u);
  EXPECT_EQ(Content(), "onhand-environment format=2 id=demo\n");
  broken_ = 0;
  EXPECT_EQ(ValueOf(Bring(5)), 5u);
  ONHAND_ASSERT_OK(WriteFormat(folder_.path(), "demo", 1));
  ONHAND_EXPECT_STATUS(Bring(5, /*may_write=*/false), absl::StatusCode::kFailedPrecondition, "open it once");
}

TEST_F(FormatVersionTest, RefusesAVersionWithoutARung) {
  ONHAND_ASSERT_OK(WriteFormat(folder_.path(), "demo", 3));
  ONHAND_EXPECT_STATUS(Bring(5), absl::StatusCode::kFailedPrecondition, "version 3");
  ONHAND_ASSERT_OK(WriteFormat(folder_.path(), "demo", 0));
  ONHAND_EXPECT_STATUS(Bring(5), absl::StatusCode::kFailedPrecondition, "version 0");
}

TEST_F(FormatVersionTest, ReadersDoNotMigrate) {
  ONHAND_ASSERT_OK(WriteFormat(folder_.path(), "demo", 1));
  ONHAND_EXPECT_STATUS(Bring(5, /*may_write=*/false), absl::StatusCode::kFailedPrecondition, "open it once");
  EXPECT_THAT(runs_, IsEmpty());
}

TEST_F(FormatVersionTest, RefusesDamage) {
  ONHAND_EXPECT_STATUS(Bring(1), absl::StatusCode::kDataLoss, "FORMAT is missing");
  for (const char* content :
       {"", "\n", "onhand-environment", "onhand-environment format=1 id=demo", "onhand-environment format= id=demo\n",
        "onhand-environment format=1x id=demo\n", "onhand-environment format=-1 id=demo\n",
        "onhand-environment format=1\n", "onhand-environment format=1 id=demo\nmore\n", "something else\n"}) {
    SetContent(content);
    ONHAND_EXPECT_STATUS(Bring(1), absl::StatusCode::kDataLoss, "FORMAT is damaged");
  }
  SetContent("onhand-environment format=1 id=other\n");
  ONHAND_EXPECT_STATUS(Bring(1), absl::StatusCode::kDataLoss, "'other'");
}

}  // namespace
}  // namespace onhand::storage
