// `onhand allocate` and its kin, `allocations`, `schedule`, `atp` and `explain`, over both ways.
#include <string>
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

class PromiseCommandsTest : public CommandTest {
 protected:
  void SetUp() override {
    CommandTest::SetUp();
    const CommandRun run = Bike("post", {"--quantity=pos.inbound=10", "--id=delivery"});
    ASSERT_EQ(run.status, kExitOk) << run.err;
  }

  CommandRun Bike(const std::string& command, std::vector<std::string> more) {
    more.insert(more.begin(), {"--product=Bike", "--dimension=colorId=Red"});
    return ShopRow(command, more);
  }

  CommandRun Atp(std::vector<std::string> more) {
    more.insert(more.begin(), {"--organization=usmf", "--product=Bike", "--group_by=colorId"});
    return Shop("atp", more);
  }
};

INSTANTIATE_TEST_SUITE_P(Ways, PromiseCommandsTest, testing::Bool(), WayName);

TEST_P(PromiseCommandsTest, AllocationMovesAndIsAskedFor) {
  EXPECT_EQ(Bike("allocate", {"--group=channel=Web", "--quantity=6", "--id=a1"}).out, "a1: success\n");
  EXPECT_EQ(Bike("allocate", {"--group=channel=Web", "--group=customerGroup=VIP", "--quantity=3", "--id=a2"}).out,
            "a2: success\n");
  const CommandRun too_much = Bike("allocate", {"--group=channel=Web", "--quantity=2", "--id=a3"});
  EXPECT_EQ(too_much.status, kExitRejected);
  EXPECT_THAT(too_much.out, StartsWith("a3: failure 500 NOT_AVAILABLE_TO_ALLOCATE: "));
  EXPECT_EQ(Bike("unallocate", {"--group=Channel=Web", "--quantity=1.5", "--id=u1"}).out, "u1: success\n");
  EXPECT_EQ(
      Bike("reallocate", {"--source_group=channel=Web", "--group=channel=Store", "--quantity=2", "--id=r1", "--json"})
          .out,
      "{\"id\":\"r1\",\"processingStatus\":\"success\",\"message\":\"\",\"statusCode\":200}\n");
  EXPECT_EQ(Bike("consume", {"--group=channel=Store", "--quantity=1", "--subtract=pos.inbound", "--add=iv.softreserved",
                             "--id=c1"})
                .out,
            "c1: success\n");
  EXPECT_EQ(Bike("allocations", {}).out,
            "channel  customerGroup  allocated  consumed  ever allocated  ever consumed\n"
            "-------  -------------  ---------  --------  --------------  -------------\n"
            "Store                           1         1               0              1\n"
            "Web                           2.5         0               6              0\n"
            "Web      VIP                    3         0               3              0\n"
            "3 buckets\n");
  EXPECT_THAT(Bike("allocations", {"--group=channel=Store"}).out, HasSubstr("1 bucket\n"));
  EXPECT_EQ(Bike("allocations", {"--group=channel=Store", "--json"}).out,
            "[{\"productId\":\"Bike\",\"organizationId\":\"usmf\",\"dimensions\":{\"siteid\":\"1\",\"locationid\":"
            "\"11\",\"ColorId\":\"Red\"},\"groups\":{\"channel\":\"Store\"},\"quantities\":{\"@iv\":{\"@allocated\":1,"
            "\"@consumed\":1,\"@cumulative_allocated\":0,\"@cumulative_consumed\":1}}}]\n");
  EXPECT_THAT(Query("Bike"), AllOf(HasSubstr("\"inbound\":9"), HasSubstr("\"softreserved\":1")));
  // Other dimensions have no buckets.
  EXPECT_THAT(ShopRow("allocations", {"--product=Bike"}).out, HasSubstr("0 buckets\n"));
}

TEST_P(PromiseCommandsTest, AllocationFromJson) {
  const CommandRun run =
      Shop("allocate",
           {"--data=[{\"id\":\"1\",\"organizationId\":\"usmf\",\"productId\":\"Bike\",\"dimensions\":{\"siteId\":"
            "\"1\",\"locationId\":\"11\",\"colorId\":\"Red\"},\"groups\":{\"channel\":\"Web\"},\"quantity\":4},"
            "{\"id\":\"2\",\"organizationId\":\"usmf\",\"productId\":\"Bike\",\"dimensions\":{},\"groups\":{"
            "\"shop\":\"x\"},\"quantity\":4}]"});
  EXPECT_EQ(run.status, kExitRejected);
  EXPECT_THAT(run.out, AllOf(HasSubstr("1: success\n"), HasSubstr("2: failure 400 ")));
}

TEST_P(PromiseCommandsTest, AllocationThatIsOff) {
  ChangeConfiguration("\"isAllocationEnabled\": true", "\"isAllocationEnabled\": false");
  const CommandRun run = Bike("allocate", {"--group=channel=Web", "--quantity=6"});
  EXPECT_EQ(run.status, kExitFailure);
  EXPECT_THAT(run.err, HasSubstr("isAllocationEnabled"));
  const CommandRun query = Bike("allocations", {});
  EXPECT_EQ(query.status, kExitFailure);
  EXPECT_THAT(query.err, AllOf(HasSubstr("the query cannot be answered"), HasSubstr("isAllocationEnabled")));
}

TEST_P(PromiseCommandsTest, ScheduleAndAtp) {
  std::vector<std::string> day;  // found once: midnight may come
  for (int i = 0; i <= 8; ++i) day.push_back(DayFromNow(i));
  const CommandRun scheduled = Bike("schedule", {"--day=" + day[3] + ",pos.inbound=20",
                                                 "--day=" + day[5] +
                                                     ",pos.outbound=7,"
                                                     "pos.inbound=0.5",
                                                 "--id=s1"});
  EXPECT_EQ(scheduled.out, "s1: success\n") << scheduled.err;
  const CommandRun refused = Bike("schedule", {"--day=2020-01-01,pos.inbound=20"});
  EXPECT_EQ(refused.status, kExitRejected);
  EXPECT_THAT(refused.out, HasSubstr("DATE_OUTSIDE_PERIOD"));
  EXPECT_THAT(Bike("schedule", {"--day=" + day[3] + ",fno.arrived=20"}).out, HasSubstr("MEASURE_NOT_SCHEDULED"));

  const CommandRun text = Atp({"--from=" + day[1], "--to=" + day[8]});
  EXPECT_EQ(text.status, kExitOk) << text.err;
  EXPECT_EQ(text.out,
            "Bike, siteid 1, locationid 11, ColorId Red\n\n"
            "days                     pos.inbound  pos.outbound  iv.onhand change  iv.onhand promise\n"
            "-----------------------  -----------  ------------  ----------------  -----------------\n" +
                day[1] + " – " + day[2] + "                                                              10\n" +
                day[3] + "                        20             0                20               23.5\n" + day[4] +
                "                                                                         23.5\n" + day[5] +
                "                       0.5             7              -6.5               23.5\n" + day[6] + " – " +
                day[8] +
                "                                                            23.5\n"
                "\niv.onhand available to promise (on hand 10)\n"
                "23.5 ┤          ██████████████████████████████\n"
                "     │          ██████████████████████████████\n"
                "     │          ██████████████████████████████\n"
                "     │          ██████████████████████████████\n"
                "     │▄▄▄▄▄▄▄▄▄▄██████████████████████████████\n"
                "     │████████████████████████████████████████\n"
                "     │████████████████████████████████████████\n"
                "     │████████████████████████████████████████\n"
                "   0 ┼────────────────────────────────────────\n"
                "      " +
                day[1] + "                    " + day[8] + "\n\n1 row\n");

  const CommandRun json = Atp({"--from=" + day[3], "--to=" + day[3], "--json"});
  EXPECT_EQ(json.status, kExitOk) << json.err;
  EXPECT_THAT(json.out, StartsWith("[{\"quantitiesByDate\":{\"" + day[3] +
                                   "T00:00:00\":{\"iv\":{\"onhand\":20},\"pos\":{\"inbound\":20,\"outbound\":0}}},"
                                   "\"atpQuantities\":{\"" +
                                   day[3] + "T00:00:00Z\":{\"iv\":{\"onhand\":23.5}}},\"productId\":\"Bike\""));
  const CommandRun exact = Shop("atp", {"--organization=usmf", "--product=Bike", "--exact", "--keys=siteId,locationId",
                                        "--tuple=1,11", "--to=" + day[2]});
  EXPECT_THAT(exact.out, AllOf(StartsWith("Bike, siteid 1, locationid 11\n"), HasSubstr("1 row\n")));
  // A query without ATP has none of it.
  EXPECT_THAT(Query("Bike"), Not(HasSubstr("atpQuantities")));

  const CommandRun turned = Atp({"--from=" + day[3], "--to=" + day[2]});
  EXPECT_EQ(turned.status, kExitFailure);
  EXPECT_THAT(turned.err, HasSubstr("is after"));
  EXPECT_EQ(Shop("atp", {"--organization=usmf", "--product=None"}).out, "0 rows\n");
}

TEST_P(PromiseCommandsTest, AtpThatIsOff) {
  ChangeConfiguration("\"isScheduleEnabled\": true", "\"isScheduleEnabled\": false");
  const CommandRun run = Atp({});
  EXPECT_EQ(run.status, kExitFailure);
  EXPECT_THAT(run.err, HasSubstr("isScheduleEnabled"));
}

TEST_P(PromiseCommandsTest, Explain) {
  const std::string tomorrow = DayFromNow(1);
  const std::string day_after = DayFromNow(2);
  ASSERT_EQ(Bike("set", {"--quantity=pos.outbound=1", "--modified=2024-05-31T18:00:00Z"}).status, kExitOk);
  const CommandRun reserve = Bike("reserve", {"--quantity=iv.softreservordered=2", "--id=o1"});
  const CommandRun hold =
      Bike("reserve", {"--quantity=iv.softreservordered=1", "--expires_at=" + day_after + "T00:00:00Z", "--id=h1"});
  ASSERT_EQ(Bike("allocate", {"--group=channel=Web", "--quantity=2"}).status, kExitOk);
  ASSERT_EQ(Bike("schedule", {"--day=" + tomorrow + ",pos.inbound=5"}).status, kExitOk);
  const std::string r_id = Between(reserve.out, "reservation ", "\n");
  const std::string h_id = Between(hold.out, "reservation ", "\n");
  const CommandRun run = Shop("explain", {"--organization=usmf", "--product=Bike", "--dimension=colorId=Red"});
  EXPECT_EQ(run.status, kExitOk) << run.err;
  EXPECT_THAT(run.out, StartsWith("row siteid 1, locationid 11, ColorId Red: changed last by record "));
  EXPECT_THAT(run.out,
              AllOf(HasSubstr("    iv.softreservordered           3           1                        " + r_id),
                    HasSubstr("    pos.outbound                   1              2024-05-31T18:00:00Z\n"),
                    HasSubstr("    iv.softreservordered     1  " + day_after + "T00:00:00Z  " + h_id)));
  EXPECT_THAT(run.out, AllOf(HasSubstr("    Web              2         0               2              0\n"),
                             HasSubstr("    " + tomorrow + "  pos.inbound       5\n"),
                             HasSubstr("calculated measures over the row\n")));
  EXPECT_THAT(run.out, HasSubstr("  iv.availabletoreserve        4\n"
                                 "    + pos.inbound             10\n"
                                 "    - iv.softreservordered     3\n"
                                 "    - pos.outbound             1\n"
                                 "    - @iv.@allocated           2\n"
                                 "    never posted: + fno.physicalinvent + fno.ordered"));
  const CommandRun json = Shop("explain", {"--organization=usmf", "--product=Bike", "--json"});
  EXPECT_THAT(json.out, AllOf(StartsWith("{\"rowCount\":1,\"formulas\":[{"),
                              HasSubstr("\"expiresAt\":\"" + day_after + "T00:00:00Z\"")));
  EXPECT_THAT(Shop("explain", {"--organization=usmf", "--product=None"}).out, StartsWith("0 rows"));
  const CommandRun wrong = Shop("explain", {"--organization=usmf", "--product=Bike", "--dimension=smell=1"});
  EXPECT_EQ(wrong.status, kExitFailure);
  EXPECT_THAT(wrong.err, HasSubstr("smell"));
}

TEST_P(PromiseCommandsTest, FlagsThatAreWrong) {
  const struct {
    std::string command;
    std::vector<std::string> arguments;
    std::string error;
  } cases[] = {
      {"allocate", {"--quantity=1"}, "--group=NAME=VALUE is required"},
      {"allocate", {"--group=channel", "--quantity=1"}, "--group takes NAME=VALUE"},
      {"allocate", {"--group=channel=Web"}, "--quantity=NUMBER is required"},
      {"allocate", {"--group=channel=Web", "--quantity=1.0000001"}, "fraction digits"},
      {"allocate", {"--group=channel=Web", "--add=pos.inbound"}, "unknown flag --add"},
      {"reallocate", {"--group=channel=Web", "--quantity=1"}, "--source_group=NAME=VALUE is required"},
      {"consume", {"--group=channel=Web", "--quantity=1", "--add=inbound"}, "must be SOURCE.MEASURE"},
      {"schedule", {}, "--day="},
      {"schedule", {"--day=2026-02-01"}, "--day takes DATE,"},
      {"schedule", {"--day=2026-02-01,pos.inbound"}, "--day takes NAME=VALUE"},
      {"allocations", {"--dimension=colorId=Blue"}, "given twice"},
      {"explain", {"--dimension=colorId=Blue"}, "given twice"},
  };
  for (const auto& test : cases) {
    const CommandRun run = Bike(test.command, test.arguments);
    EXPECT_EQ(run.status, kExitUsage) << test.error;
    EXPECT_THAT(run.err, HasSubstr(test.error));
  }
  EXPECT_THAT(Atp({"--tuple=1"}).err, HasSubstr("add --exact"));
  EXPECT_THAT(Atp({"--noreturn_negative"}).err, HasSubstr("unknown flag"));
}

}  // namespace
}  // namespace onhand::cli
