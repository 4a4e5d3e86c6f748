// `onhand reserve`, `unreserve`, `extend`, `set --expect` and `post --atomic`, over both ways.
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

class ReservationCommandsTest : public CommandTest {
 protected:
  void SetUp() override {
    CommandTest::SetUp();
    const CommandRun run =
        ShopRow("post", {"--product=T-shirt", "--dimension=colorId=red", "--quantity=pos.inbound=10", "--id=delivery"});
    ASSERT_EQ(run.status, kExitOk) << run.err;
  }

  CommandRun Reserve(std::vector<std::string> more) {
    more.insert(more.begin(), {"--product=T-shirt", "--dimension=colorId=red"});
    return ShopRow("reserve", more);
  }
};

INSTANTIATE_TEST_SUITE_P(Ways, ReservationCommandsTest, testing::Bool(), WayName);

TEST_P(ReservationCommandsTest, ReserveAndRelease) {
  const CommandRun first = Reserve({"--quantity=iv.softreservordered=4", "--id=o1"});
  EXPECT_EQ(first.status, kExitOk) << first.err;
  EXPECT_THAT(first.out, StartsWith("o1: success, reservation R"));
  EXPECT_EQ(Reserve({"--quantity=iv.softreservordered=4", "--id=o1"}).out, first.out);  // counts once
  const std::string id = Between(first.out, "reservation ", "\n");

  // The data source may be left out where only one has the measure; the reservation is the same one.
  const CommandRun same = Reserve({"--quantity=softreservordered=1", "--id=o2", "--json"});
  EXPECT_EQ(same.out, "{\"reservationId\":\"" + id +
                          "\",\"id\":\"ohre~o2\",\"processingStatus\":\"success\",\"message\":\"\","
                          "\"statusCode\":200}\n");
  const CommandRun refused = Reserve({"--quantity=iv.softreservordered=6", "--id=o3"});
  EXPECT_EQ(refused.status, kExitRejected);
  EXPECT_THAT(refused.out, StartsWith("o3: failure 500 NOT_AVAILABLE: "));
  EXPECT_EQ(Reserve({"--quantity=iv.softreservordered=6", "--id=o3", "--no-check"}).status, kExitOk);
  EXPECT_THAT(Query("T-shirt"), HasSubstr("\"availabletoreserve\":-1"));

  const std::vector<std::string> release = {"--product=T-shirt", "--dimension=colorId=red", "--reservation=" + id};
  std::vector<std::string> some = release;
  some.insert(some.end(), {"--quantity=2.5", "--id=c1"});
  EXPECT_EQ(ShopRow("unreserve", some).out, "c1: success, reservation " + id + "\n");
  std::vector<std::string> rest = release;
  rest.insert(rest.end(), {"--quantity=10", "--id=c2"});
  const CommandRun partial = ShopRow("unreserve", rest);
  EXPECT_EQ(partial.status, kExitOk);
  EXPECT_THAT(partial.out, AllOf(StartsWith("c2: partialSuccess, reservation " + id), HasSubstr("1.5")));
  rest.back() = "--id=c2";
  rest.push_back("--json");
  EXPECT_THAT(ShopRow("unreserve", rest).out, HasSubstr("\"totalInvalidOffsetQtyByReservId\":1.5"));
  EXPECT_THAT(Query("T-shirt"), HasSubstr("\"availabletoreserve\":10"));
}

TEST_P(ReservationCommandsTest, HoldsEndAndAreExtended) {
  const CommandRun hold = Reserve({"--quantity=iv.softreservordered=4", "--ttl-seconds=900", "--id=h1"});
  EXPECT_EQ(hold.status, kExitOk) << hold.err;
  EXPECT_THAT(hold.out, StartsWith("h1: success, reservation H"));
  const std::string id = Between(hold.out, "reservation ", "\n");
  const std::string day = DayFromNow(2);
  const CommandRun extended = ShopRow("extend", {"--product=T-shirt", "--dimension=colorId=red", "--reservation=" + id,
                                                 "--expires-at=" + day + "T12:00:00.5+02:00", "--id=x1"});
  EXPECT_EQ(extended.out, "x1: success, reservation " + id + "\n") << extended.err;
  EXPECT_THAT(Shop("explain", {"--organization=usmf", "--product=T-shirt", "--json"}).out,
              HasSubstr("\"expiresAt\":\"" + day + "T10:00:00.5Z\""));

  const CommandRun unknown = ShopRow(
      "extend", {"--product=T-shirt", "--dimension=colorId=red", "--reservation=Hno", "--ttl_seconds=5", "--json"});
  EXPECT_EQ(unknown.status, kExitRejected);
  EXPECT_THAT(unknown.out, HasSubstr("\"statusCode\":404"));
  EXPECT_THAT(Reserve({"--quantity=iv.softreservordered=1", "--ttl_seconds=0"}).out, HasSubstr("INVALID_HOLD"));
  EXPECT_THAT(Reserve({"--quantity=iv.softreservordered=1", "--expires_at=2020-01-01T00:00:00Z"}).out,
              HasSubstr("HOLD_END_OUT_OF_RANGE"));
}

TEST_P(ReservationCommandsTest, CartsOfLines) {
  const std::vector<std::string> cart = {"--line=T-shirt,iv.softreservordered=9,colorId=red",
                                         "--line=\"Mug, blue\",iv.softreservordered=1", "--atomic", "--id=cart"};
  const CommandRun refused = ShopRow("reserve", cart);
  EXPECT_EQ(refused.status, kExitRejected) << refused.err;
  EXPECT_THAT(refused.out,
              AllOf(HasSubstr("cart-1: failure 424 CART_REFUSED: "), HasSubstr("cart-2: failure 500 NOT_AVAILABLE: ")));
  EXPECT_THAT(Query("T-shirt"), HasSubstr("\"availabletoreserve\":10"));

  ASSERT_EQ(ShopRow("post", {"--product=Mug, blue", "--quantity=pos.inbound=1"}).status, kExitOk);
  const CommandRun taken = ShopRow("reserve", cart);
  EXPECT_EQ(taken.status, kExitOk) << taken.out;
  EXPECT_THAT(taken.out, AllOf(HasSubstr("cart-1: success"), HasSubstr("cart-2: success")));
  EXPECT_THAT(Query("T-shirt"), HasSubstr("\"availabletoreserve\":1,"));
  EXPECT_THAT(Query("Mug, blue"), HasSubstr("\"availabletoreserve\":0"));

  // Without --atomic each line stands for itself.
  const CommandRun lines =
      ShopRow("reserve", {"--line=T-shirt,iv.softreservordered=1,colorId=red",
                          "--line=T-shirt,iv.softreservordered=1,colorId=red", "--id=l", "--json"});
  EXPECT_EQ(lines.status, kExitRejected);
  EXPECT_THAT(lines.out, AllOf(StartsWith("[{"), HasSubstr("\"id\":\"ohre~l-1\",\"processingStatus\":\"success\""),
                               HasSubstr("\"id\":\"ohre~l-2\",\"processingStatus\":\"failure\"")));
}

TEST_P(ReservationCommandsTest, CartsFromFiles) {
  const std::string csv = Write("cart.csv",
                                "id,organizationId,productId,siteId,locationId,colorId,iv.softreservordered,"
                                "ifCheckAvailForReserv,ttlSeconds\r\n"
                                "1,usmf,T-shirt,1,11,red,6,,900\r\n"
                                "2,usmf,T-shirt,1,11,red,5,true,\r\n");
  const CommandRun refused = Shop("reserve", {"--file=" + csv, "--atomic"});
  EXPECT_EQ(refused.status, kExitRejected) << refused.err;
  EXPECT_THAT(refused.out, AllOf(HasSubstr("1: failure 424"), HasSubstr("2: failure 500")));
  const CommandRun each = Shop("reserve", {"--file=" + csv});
  EXPECT_THAT(each.out, AllOf(HasSubstr("1: success, reservation H"), HasSubstr("2: failure 500")));

  const std::string lines =
      Write("cart.jsonl",
            "{\"id\":\"3\",\"organizationId\":\"usmf\",\"productId\":\"T-shirt\",\"dimensions\":{\"siteId\":\"1\","
            "\"locationId\":\"11\",\"colorId\":\"red\"},\"quantityDataSource\":\"iv\",\"modifier\":"
            "\"softreservordered\",\"quantity\":1} // one\n\n"
            "{\"id\":\"4\",\"organizationId\":\"usmf\",\"productId\":\"T-shirt\",\"dimensions\":{\"siteId\":\"1\","
            "\"locationId\":\"11\",\"colorId\":\"red\"},\"quantities\":{\"iv\":{\"softreservordered\":2}}}\n");
  const CommandRun taken = Shop("reserve", {"--file=" + lines, "--atomic", "--json"});
  EXPECT_EQ(taken.status, kExitOk) << taken.err;
  EXPECT_THAT(taken.out, AllOf(HasSubstr("ohre~3"), HasSubstr("ohre~4")));
  EXPECT_THAT(Query("T-shirt"), HasSubstr("\"availabletoreserve\":1,"));
}

TEST_P(ReservationCommandsTest, FilesLargerThanACall) {
  std::string lines;
  for (int i = 0; i < 1100; ++i) {
    lines += "{\"id\":\"" + std::to_string(i) +
             "\",\"organizationId\":\"usmf\",\"productId\":\"Pin\",\"dimensions\":{\"siteId\":\"1\",\"locationId\":"
             "\"11\"},\"quantities\":{\"pos\":{\"inbound\":1}}}\n";
  }
  const std::string file = Write("pins.ndjson", lines);
  const CommandRun cart = Shop("post", {"--file=" + file, "--atomic"});
  EXPECT_EQ(cart.status, kExitFailure);
  EXPECT_THAT(cart.err, AllOf(HasSubstr("refused, nothing was applied"), HasSubstr("512")));
  EXPECT_THAT(Query("Pin"), Not(HasSubstr("inbound")));
  const CommandRun run = Shop("post", {"--file=" + file});
  EXPECT_EQ(run.status, kExitOk) << run.err;
  EXPECT_THAT(run.out, AllOf(StartsWith("0: success\n"), HasSubstr("\n1099: success\n")));
  EXPECT_THAT(Query("Pin"), HasSubstr("\"inbound\":1100"));
}

TEST_P(ReservationCommandsTest, AFileWithAMistakeChangesNothing) {
  const std::string good =
      "{\"id\":\"1\",\"organizationId\":\"usmf\",\"productId\":\"T-shirt\",\"dimensions\":{\"siteId\":\"1\","
      "\"locationId\":\"11\"},\"quantities\":{\"pos\":{\"inbound\":1}}}";
  const struct {
    std::string name;
    std::string text;
    std::string error;
  } cases[] = {
      {"a.ndjson", good + "\n" + good + ",\n", "a.ndjson: line 2: "},
      {"b.ndjson", good + "\n\n[" + good + "]\n", "b.ndjson: line 3: it is an array instead of an object"},
      {"c.ndjson", good + "\n{\"id\":\"2\",\"organizationId\":7}\n", "c.ndjson: line 2: /organizationId: "},
      {"d.csv", "id,organizationId,productId,siteId,siteid,pos.inbound\n", "has the column siteid twice"},
      {"e.csv", "id,,productId\n", "a column without a name"},
      {"f.csv", "id,organizationId,productId,pos.inbound\n1,usmf,T-shirt\n", "f.csv: line 2: the record has 3 fields"},
      {"g.csv", "id,organizationId,productId,pos.inbound\n1,usmf,T-shirt,x\n",
       "g.csv: line 2: /quantities/pos/inbound"},
      {"h.csv", "id,organizationId,productId,.x\n", "the column .x, which means nothing"},
      {"i.csv", "id,organizationId,productId,colorId\n,,,red\n", "i.csv: line 2: id is missing"},
      {"j.txt", good, "does not tell the format"},
  };
  for (const auto& test : cases) {
    SCOPED_TRACE(test.name);
    const CommandRun run = Shop("post", {"--file=" + Write(test.name, test.text)});
    EXPECT_EQ(run.status, kExitUsage);
    EXPECT_THAT(run.err, HasSubstr(test.error));
    EXPECT_EQ(run.out, "");
  }
  EXPECT_EQ(Shop("post", {"--file=/no/such/file.csv"}).status, kExitFailure);
  EXPECT_THAT(Query("T-shirt"), HasSubstr("\"inbound\":10}"));
}

TEST_P(ReservationCommandsTest, PostAndSetTakeCsv) {
  const CommandRun posted =
      Shop("post", {"--format=csv", "--file=" + Write("events",
                                                      "id,organizationId,productId,siteId,locationId,pos.inbound,"
                                                      "pos.outbound,iv.ordered\n1,usmf,Hat,1,11,5,2,\n")});
  EXPECT_EQ(posted.out, "1: success\n") << posted.err;
  EXPECT_THAT(Query("Hat"), AllOf(HasSubstr("\"inbound\":5,\"outbound\":2"), Not(HasSubstr("ordered\":"))));
  const CommandRun counted =
      Shop("set", {"--file=" + Write("counts.csv",
                                     "id,organizationId,productId,siteId,locationId,pos.inbound,modifiedDateTimeUTC\n"
                                     "1,usmf,Hat,1,11,7,2024-05-31T18:00:00Z\n2,usmf,Hat,1,11,6,2024-05-30\n")});
  EXPECT_EQ(counted.status, kExitUsage);  // the second time is none
  EXPECT_THAT(counted.err, HasSubstr("counts.csv: line 3: /modifiedDateTimeUTC"));
}

TEST_P(ReservationCommandsTest, CompareAndSet) {
  const std::vector<std::string> row = {"--product=T-shirt", "--dimension=colorId=red", "--quantity=pos.inbound=8"};
  std::vector<std::string> wrong = row;
  wrong.insert(wrong.end(), {"--expect=pos.inbound=9", "--expect=pos.outbound=0", "--id=s1"});
  const CommandRun refused = ShopRow("set", wrong);
  EXPECT_EQ(refused.status, kExitRejected);
  EXPECT_THAT(refused.out, AllOf(StartsWith("s1: failure 409 UNEXPECTED_QUANTITY: "),
                                 HasSubstr("(present: pos.inbound=10, pos.outbound=0)")));
  wrong.push_back("--json");
  EXPECT_THAT(ShopRow("set", wrong).out, HasSubstr("\"presentQuantities\":{\"pos\":{\"inbound\":10,\"outbound\":0}}"));
  std::vector<std::string> right = row;
  right.insert(right.end(), {"--expect=pos.inbound=10", "--id=s2"});
  EXPECT_EQ(ShopRow("set", right).out, "s2: success\n");
  EXPECT_THAT(Query("T-shirt"), HasSubstr("\"inbound\":8"));
}

TEST_P(ReservationCommandsTest, AFeatureThatIsOff) {
  ChangeConfiguration("\"isReservEnabled\": true", "\"isReservEnabled\": false");
  const CommandRun run = Reserve({"--quantity=iv.softreservordered=1"});
  EXPECT_EQ(run.status, kExitFailure);
  EXPECT_THAT(run.err, AllOf(HasSubstr("onhand reserve: refused, nothing was applied"), HasSubstr("isReservEnabled")));
  EXPECT_EQ(run.out, "");
}

TEST_P(ReservationCommandsTest, FlagsThatAreWrong) {
  const struct {
    std::string command;
    std::vector<std::string> arguments;
    std::string error;
  } cases[] = {
      {"reserve", {}, "--organization=ID is required"},
      {"reserve", {"--organization=o"}, "--product=ID is required"},
      {"reserve", {"--organization=o", "--product=p"}, "--quantity="},
      {"reserve", {"--organization=o", "--product=p", "--quantity=iv.=1"}, "must be SOURCE.MEASURE"},
      {"reserve", {"--organization=o", "--product=p", "--quantity=iv.x=much"}, "\"much\""},
      {"reserve", {"--organization=o", "--line=p,iv.x=1", "--product=p"}, "takes the place of"},
      {"reserve", {"--organization=o", "--line=p"}, "--line takes PRODUCT,"},
      {"reserve", {"--organization=o", "--line=\"p,iv.x=1"}, "--line=\"p,iv.x=1: "},
      {"reserve", {"--organization=o", "--dimension=a=1", "--line=p,iv.x=1,A=2"}, "A is given twice"},
      {"reserve", {"--data={}", "--file=x.csv"}, "exclude each other"},
      {"reserve", {"--data={}", "--no_check"}, "cannot be given beside it"},
      {"reserve", {"--file=x.csv", "--ttl_seconds=5"}, "cannot be given beside it"},
      {"reserve", {"--format=csv"}, "--format is for --file"},
      {"reserve", {"--file=x.csv", "--format=xml"}, "csv or ndjson"},
      {"reserve", {"--organization=o", "--product=p", "--quantity=x=1", "--ttl_seconds=soon"}, "whole number"},
      {"reserve",
       {"--organization=o", "--product=p", "--quantity=x=1", "--ttl_seconds=5", "--expires_at=x"},
       "exclude each other"},
      {"reserve",
       {"--organization=o", "--product=p", "--quantity=x=1", "--expires_at=2024-05-31T18:00:00"},
       "not a time with a zone"},
      {"unreserve", {"--organization=o", "--product=p", "--quantity=1"}, "--reservation=ID is required"},
      {"unreserve", {"--organization=o", "--product=p", "--reservation=R"}, "--quantity=NUMBER is required"},
      {"unreserve", {"--data={}", "--reservation=R"}, "cannot be given beside it"},
      {"extend", {"--organization=o", "--product=p", "--reservation=R"}, "--ttl_seconds=N is required"},
      {"set", {"--data={}", "--expect=pos.inbound=1"}, "cannot be given beside it"},
      {"set", {"--organization=o", "--product=p", "--quantity=a.b=1", "--expect=1"}, "--expect takes NAME=VALUE"},
  };
  for (const auto& test : cases) {
    const CommandRun run = Shop(test.command, test.arguments);
    EXPECT_EQ(run.status, kExitUsage) << test.error;
    EXPECT_THAT(run.err, HasSubstr(test.error));
  }
  // Over gRPC there is one form of a quantity only; on a directory the engine refuses the record.
  const CommandRun both =
      Shop("reserve", {"--data={\"id\":\"1\",\"organizationId\":\"usmf\",\"productId\":\"T-shirt\",\"dimensions\":"
                       "{\"siteId\":\"1\",\"locationId\":\"11\"},\"quantityDataSource\":\"iv\",\"modifier\":"
                       "\"softreservordered\",\"quantity\":1,\"quantities\":{\"iv\":{\"softreservordered\":2}}}"});
  EXPECT_EQ(both.status, GetParam() ? kExitUsage : kExitRejected);
  EXPECT_THAT(both.out + both.err, HasSubstr(GetParam() ? "are both given and differ" : "QUANTITY_FORMS_DISAGREE"));
}

}  // namespace
}  // namespace onhand::cli
