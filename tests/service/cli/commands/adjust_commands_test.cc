// `onhand adjust` and the commands about its lines, over both ways.
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/cli/commands/command.h"
#include "tests/service/cli/commands/command_fixture.h"

namespace onhand::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class AdjustCommandsTest : public CommandTest {
 protected:
  CommandRun Adjust(const std::string& id, const std::string& quantity, std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"--product=Bike", "--id=" + id, "--quantity=pos.inbound=" + quantity});
    return ShopRow("adjust", std::move(more));
  }
  CommandRun Lines(const std::string& command, std::vector<std::string> arguments = {}) {
    return Shop("adjust " + command, std::move(arguments));
  }
};

INSTANTIATE_TEST_SUITE_P(Ways, AdjustCommandsTest, testing::Bool(), WayName);

TEST_P(AdjustCommandsTest, StagedPushedListedAndToldOf) {
  const CommandRun staged = Adjust(
      "a1", "5",
      {"--reference_category=SO", "--reference=SO-1", "--journal=IMov", "--cost_price=12.50", "--date=2026-02-01"});
  EXPECT_EQ(staged.status, kExitOk) << staged.err;
  EXPECT_EQ(staged.out, "a1: success\n");
  EXPECT_EQ(Adjust("a2", "-2").status, kExitOk);
  EXPECT_THAT(Query("Bike"), Not(HasSubstr("inbound")));
  const CommandRun listed = Lines("list", {"--json", "--status=created", "--organization=usmf"});
  EXPECT_EQ(listed.status, kExitOk) << listed.err;
  EXPECT_THAT(listed.out, AllOf(StartsWith("{\"lineId\":"),
                                HasSubstr("\"quantity\":5,\"externalReferenceCategory\":\"SO\","
                                          "\"externalReferenceId\":\"SO-1\",\"fnoJournalNameId\":\"IMov\","
                                          "\"costPrice\":12.5,\"transDate\":\"2026-02-01\","),
                                HasSubstr("}\n{\"lineId\":"), HasSubstr("\"id\":\"a2\"")));
  EXPECT_THAT(Lines("list").out,
              AllOf(StartsWith("line "), HasSubstr("pos.inbound"), HasSubstr("siteid=1 locationid=11")));

  EXPECT_EQ(Lines("push").out, "2 posted, 0 refused, 2 aggregated\n");
  EXPECT_EQ(Lines("push", {"--json"}).out, "{\"posted\":0,\"refused\":0,\"aggregated\":0}\n");
  EXPECT_THAT(Query("Bike"), HasSubstr("\"inbound\":3"));
  EXPECT_EQ(Lines("list", {"--json", "--status=Created"}).out, "");
  const CommandRun limited = Lines("list", {"--json", "--limit=1"});
  EXPECT_THAT(limited.out, AllOf(HasSubstr("\"id\":\"a1\""), Not(HasSubstr("\"id\":\"a2\""))));

  const CommandRun aggregates = Lines("aggregates", {"--json"});
  EXPECT_EQ(aggregates.status, kExitOk) << aggregates.err;
  EXPECT_THAT(aggregates.out, HasSubstr("\"netQuantity\":3,\"lines\":2,"));
  EXPECT_THAT(Lines("aggregates").out, AllOf(StartsWith("aggregate "), HasSubstr("Created")));
  const std::string id = Between(aggregates.out, "\"aggregateId\":\"", "\"");
  const CommandRun told = Lines("status", {id, "fnotransposted", "--message=voucher 7"});
  EXPECT_EQ(told.out, id + ": FnOTransPosted\n") << told.err;
  EXPECT_THAT(Lines("aggregates", {"--json", "--status=FnOTransPosted"}).out, HasSubstr("\"message\":\"voucher 7\""));
  const CommandRun back = Lines("status", {id, "FnOTransCreated"});
  EXPECT_EQ(back.status, kExitRejected);
  EXPECT_THAT(back.err, HasSubstr("the aggregate is FnOTransPosted and cannot become FnOTransCreated"));
  EXPECT_THAT(Lines("status", {"nothing", "FnOTransPosted"}).err, HasSubstr("there is no such aggregate"));
}

TEST_P(AdjustCommandsTest, NowOnHandChangesAtOnceAndALineRepeatsNothing) {
  EXPECT_EQ(Adjust("a1", "5", {"--now"}).out, "a1: success\n");
  EXPECT_EQ(Adjust("a1", "5", {"--now"}).out, "a1: success\n");
  EXPECT_THAT(Query("Bike"), HasSubstr("\"inbound\":5"));
  EXPECT_EQ(Lines("push").out, "0 posted, 0 refused, 1 aggregated\n");
  const std::string path = Write(
      "adjustments.ndjson", R"({"id":"f1","organizationId":"usmf","productId":"Bike","quantityDataSource":"pos",)"
                            R"("physicalMeasure":"inbound","dimensions":{"siteId":"1","locationId":"11"},"quantity":1})"
                            "\n");
  EXPECT_EQ(Shop("adjust", {"--file=" + path, "--now"}).out, "f1: success\n");
  EXPECT_THAT(Query("Bike"), HasSubstr("\"inbound\":6"));
}

TEST_P(AdjustCommandsTest, Refusals) {
  EXPECT_EQ(Adjust("a1", "5").status, kExitOk);
  const CommandRun other = Adjust("a1", "6");
  EXPECT_EQ(other.status, kExitRejected);
  EXPECT_THAT(other.out, StartsWith("a1: failure 409 "));
  EXPECT_EQ(Adjust("a2", "1", {"--cost_price=much"}).status, kExitRejected);
  EXPECT_EQ(Adjust("a2", "much").status, kExitUsage);
  EXPECT_EQ(ShopRow("adjust", {"--product=Bike"}).status, kExitUsage);
  EXPECT_THAT(Lines("list", {"--status=lost"}).err, HasSubstr("there is no status \"lost\""));
  EXPECT_EQ(Lines("aggregates", {"--status=lost"}).status, kExitUsage);
  EXPECT_EQ(Lines("status", {"7-AAAA", "lost"}).status, kExitUsage);
  EXPECT_EQ(Lines("status", {"7-AAAA"}).status, kExitUsage);
}

}  // namespace
}  // namespace onhand::cli
