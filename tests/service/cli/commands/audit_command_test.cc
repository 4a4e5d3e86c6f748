// `onhand audit` in this process: on a data directory and against a server.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/cli/commands/command.h"
#include "tests/service/cli/commands/command_fixture.h"

namespace onhand::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

using AuditCommandTest = CommandTest;
INSTANTIATE_TEST_SUITE_P(Ways, AuditCommandTest, testing::Bool(), WayName);

TEST_P(AuditCommandTest, SaysWhatWasComparedAndThatItAddsUp) {
  ASSERT_EQ(ShopRow("post", {"--product=Bike", "--quantity=pos.inbound=5", "--id=a"}).status, kExitOk);
  const CommandRun run = Shop("audit", {});
  EXPECT_EQ(run.status, kExitOk) << run.err;
  EXPECT_THAT(run.out, AllOf(HasSubstr("check"), HasSubstr("compared"), HasSubstr("derived_sums"),
                             HasSubstr("everything adds up\n")));
}

TEST_P(AuditCommandTest, PrintsJson) {
  const CommandRun run = Shop("audit", {"--json", "--quiet"});
  EXPECT_EQ(run.status, kExitOk) << run.err;
  EXPECT_EQ(run.err, "");
  EXPECT_THAT(run.out,
              AllOf(HasSubstr("{\"sequence\":1,\"logBegin\":1,\"logRecords\":1,\"checks\":[{\"name\":\"meta\","),
                    HasSubstr("\"findings\":[],\"findingsTotal\":0}\n")));
}

TEST_P(AuditCommandTest, FailsWhereThereIsNoSuchEnvironment) {
  const CommandRun run = In("nowhere", "audit", {});
  EXPECT_EQ(run.status, kExitFailure);
  EXPECT_THAT(run.err, HasSubstr("nowhere"));
}

TEST_P(AuditCommandTest, RefusesWrongFlags) {
  EXPECT_EQ(Shop("audit", {"--memory_mib=0"}).status, kExitUsage);
  EXPECT_EQ(Shop("audit", {"everything"}).status, kExitUsage);
}

}  // namespace
}  // namespace onhand::cli
