#include "service/json/query_decoder.h"

#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/json/json_reader.h"

namespace onhand {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class QueryDecoderTest : public ::testing::Test {
 protected:
  const JsonValue& Read(std::string_view text) {
    JsonError error;
    text_ = std::string(text);
    document_ = JsonDocument::Read(text_, {}, &error);
    EXPECT_NE(document_, nullptr) << error.message;
    return document_->top();
  }
  std::vector<std::string> Index(std::string_view text) {
    index_ = {};
    std::vector<Issue> issues;
    DecodeIndexQuery(Read(text), &index_, &issues);
    return Paths(issues);
  }
  std::vector<std::string> Exact(std::string_view text, QueryVersion version) {
    exact_ = {};
    exact_.version = version;
    std::vector<Issue> issues;
    DecodeExactQuery(Read(text), &exact_, &issues);
    return Paths(issues);
  }
  static std::vector<std::string> Paths(const std::vector<Issue>& issues) {
    std::vector<std::string> paths;
    for (const Issue& issue : issues) {
      EXPECT_FALSE(issue.message.empty());
      EXPECT_EQ(issue.reason, Reason::kMalformed);
      paths.push_back(issue.path);
    }
    return paths;
  }

  std::string text_;
  std::unique_ptr<JsonDocument> document_;
  IndexQuery index_;
  ExactQuery exact_;
};

TEST_F(QueryDecoderTest, ReadsAnIndexQuery) {
  EXPECT_THAT(Index(R"({"dimensionDataSource":"pos","filters":{"organizationId":["usmf"],"ProductID":["T-shirt","x"],
      "siteId":["1"],"locationId":[],"colorId":null,},"groupByValues":["colorId","sizeId"],"returnNegative":true,
      "QueryATP":false,"ATPFromDate":"2022-02-01"})"),
              IsEmpty());
  EXPECT_EQ(index_.dimension_data_source, "pos");
  EXPECT_THAT(index_.organization_ids, ElementsAre("usmf"));
  EXPECT_THAT(index_.product_ids, ElementsAre("T-shirt", "x"));
  ASSERT_EQ(index_.filters.size(), 2u);
  EXPECT_EQ(index_.filters[0].name, "siteId");
  EXPECT_THAT(index_.filters[0].values, ElementsAre("1"));
  EXPECT_EQ(index_.filters[1].name, "locationId");
  EXPECT_THAT(index_.filters[1].values, IsEmpty());
  EXPECT_THAT(index_.group_by, ElementsAre("colorId", "sizeId"));
  EXPECT_TRUE(index_.return_negative);
}

TEST_F(QueryDecoderTest, TakesAnEmptyQueryAsOneWithoutFilters) {
  EXPECT_THAT(Index("{}"), IsEmpty());
  EXPECT_FALSE(index_.return_negative);
  EXPECT_THAT(index_.organization_ids, IsEmpty());
}

TEST_F(QueryDecoderTest, ReportsEveryMistypedFieldOfAnIndexQuery) {
  EXPECT_THAT(Index("[]"), ElementsAre(""));
  EXPECT_THAT(Index(R"({"dimensionDataSource":1,"filters":{"organizationId":"usmf","siteId":["1",2],"colorId":{}},
      "groupByValues":"colorId","returnNegative":"yes","QueryATP":1})"),
              ElementsAre("/dimensionDataSource", "/groupByValues", "/returnNegative", "/QueryATP",
                          "/filters/organizationId", "/filters/siteId/1", "/filters/colorId"));
  EXPECT_THAT(Index(R"({"filters":[]})"), ElementsAre("/filters"));
}

// Decisions P3: the dates are only looked at where they matter.
TEST_F(QueryDecoderTest, ReadsWhichDaysOfAvailableToPromiseAreWanted) {
  EXPECT_THAT(Index(R"({"QueryATP":true,"ATPFromDate":"2022-02-01","atptodate":"2022-02-10"})"), IsEmpty());
  EXPECT_TRUE(index_.atp.wanted);
  EXPECT_EQ(index_.atp.from, "2022-02-01");
  EXPECT_EQ(index_.atp.to, "2022-02-10");
  EXPECT_THAT(Index(R"({"queryatp":true})"), IsEmpty());
  EXPECT_TRUE(index_.atp.wanted);
  EXPECT_EQ(index_.atp.from, "");
  EXPECT_THAT(Index(R"({"QueryATP":true,"ATPFromDate":20220201,"ATPToDate":[]})"),
              ElementsAre("/ATPFromDate", "/ATPToDate"));
  EXPECT_THAT(Index(R"({"QueryATP":false,"ATPFromDate":20220201,"ATPToDate":[]})"), IsEmpty());
  EXPECT_FALSE(index_.atp.wanted);
  EXPECT_THAT(Exact(R"({"filters":{"dimensions":[],"values":[[]]},"QueryATP":true,"ATPToDate":"2022-02-10"})",
                    QueryVersion::kV1),
              IsEmpty());
  EXPECT_TRUE(exact_.atp.wanted);
  EXPECT_EQ(exact_.atp.to, "2022-02-10");
}

TEST_F(QueryDecoderTest, ReadsAnExactQuery) {
  EXPECT_THAT(Exact(R"({"filters":{"organizationId":["o"],"productId":[],"dimensions":["siteId","locationId"],
      "values":[["s1","l1"],["s2","l2"],]},"groupByValues":["colorId"]})",
                    QueryVersion::kV1),
              IsEmpty());
  EXPECT_THAT(exact_.organization_ids, ElementsAre("o"));
  EXPECT_THAT(exact_.product_ids, IsEmpty());
  EXPECT_THAT(exact_.keys, ElementsAre("siteId", "locationId"));
  EXPECT_THAT(exact_.tuples, ElementsAre(ElementsAre("s1", "l1"), ElementsAre("s2", "l2")));
  EXPECT_THAT(exact_.group_by, ElementsAre("colorId"));
}

// Decisions R13.
TEST_F(QueryDecoderTest, ReadsAnExactQueryOfVersion2) {
  EXPECT_THAT(Exact(R"({"filters":{"keys":["organizationId","siteId","locationId"],"values":["o","s","l"]}})",
                    QueryVersion::kV2),
              IsEmpty());
  EXPECT_THAT(exact_.keys, ElementsAre("organizationId", "siteId", "locationId"));
  EXPECT_THAT(exact_.tuples, ElementsAre(ElementsAre("o", "s", "l")));
  EXPECT_THAT(Exact(R"({"filters":{"organizationId":["o"],"keys":["siteId"],"values":[["1"]]}})", QueryVersion::kV2),
              ElementsAre("/filters/organizationId"));
  EXPECT_THAT(Exact(R"({"filters":{"keys":[],"values":[[]]}})", QueryVersion::kV2), IsEmpty());
  EXPECT_THAT(exact_.tuples, ElementsAre(IsEmpty()));
}

TEST_F(QueryDecoderTest, ReportsWhatAnExactQueryLacks) {
  EXPECT_THAT(Exact("{}", QueryVersion::kV1), ElementsAre("/filters"));
  EXPECT_THAT(Exact("3", QueryVersion::kV1), ElementsAre(""));
  EXPECT_THAT(Exact(R"({"filters":{}})", QueryVersion::kV1), ElementsAre("/filters/dimensions", "/filters/values"));
  EXPECT_THAT(Exact(R"({"filters":{"dimensions":["siteId"],"values":[["1"]]}})", QueryVersion::kV2),
              ElementsAre("/filters/keys"));
  EXPECT_THAT(Exact(R"({"filters":{"dimensions":["siteId"],"values":[["1"],"2"]}})", QueryVersion::kV1),
              ElementsAre("/filters/values/1"));
  EXPECT_THAT(Exact(R"({"filters":{"dimensions":["siteId"],"values":[["1"],[2]]}})", QueryVersion::kV1),
              ElementsAre("/filters/values/1/0"));
  EXPECT_THAT(Exact(R"({"filters":{"dimensions":["siteId"],"values":"1"}})", QueryVersion::kV1),
              ElementsAre("/filters/values"));
}

}  // namespace
}  // namespace onhand
