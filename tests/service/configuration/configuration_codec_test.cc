#include "service/configuration/configuration_codec.h"

#include <string>
#include <vector>

#include "engine/engine.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace onhand {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  const size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  if (at != std::string::npos) text.replace(at, from.size(), to);
  return text;
}

// The shape of spec 2.2, with members that mean nothing here, a comment and a trailing comma.
constexpr char kDocument[] = R"({
  "environmentId": "old-id",
  "configurationVersion": 31,
  "isUninstalled": false,
  "entityVersion": 2,
  "defaultDimensions": {},
  "indexConfiguration": {
    "version": 0,
    "partitionKeyAttributes": {"setNumber": 0, "keys": ["siteid", "locationid"]},
    "indexAttributeSets": [{"setNumber": 2, "keys": ["colorid"]}, {"setNumber": 3, "keys": ["sizeid", "styleid"]},]
  },
  "inventorySystemConfigurations": {
    "iv": {
      "dataSourceName": "iv",
      "dimensionMappings": {},
      "physicalMeasures": ["onhand", "total on order"],
      "calculatedMeasures": {},
      "reservMappings": {}
    },
    "@iv": {
      "dataSourceName": "@iv",
      "physicalMeasures": ["@softreserved"],
      "calculatedMeasures": {
        "@available_to_reserve": {
          "additionModifiers": ["iv.onhand"],
          "subtractionModifiers": ["@iv.@softreserved"]
        }
      },
      "reservMappings": {"@softreserved": "@iv.@available_to_reserve"},
      "note": [1.50, {"x": null}]
    },
    "pos": {"dimensionMappings": {"PosColorId": "ColorId"}, "physicalMeasures": ["inbound"]}
  },
  "partitionConfiguration": {"useProductId": true, "useDimensions": false},
  "finOpsConfiguration": {"isEnabled": true, "isSetup": false}, // kept
  "scheduleConfiguration": {
    "indexAttributeSets": [{"setNumber": 1, "keys": ["colorid", "sizeid"]}],
    "atpCalculatedMeasures": {"@iv": {"@available_to_reserve": 7}},
    "version": 2, "schedulePeriodInDays": 30, "isScheduleEnabled": true, "isScheduleV2": true
  },
  "reservConfiguration": {"isReservEnabled": true, "version": 1, "keys": ["siteid", "locationid"]},
  "allocationConfiguration": {
    "groups": ["channel", "customerGroup"],
    "groupsOrder": {"channel": "g0", "customerGroup": "g1"},
    "availableToAllocateCalculation": {"iv.onhand": "addition", "@iv.@allocated": "Subtraction"}
  },
  "productSearchConfiguration": {"isEnabled": false},
  "logConfiguration": {},
  "readOnlyDataSources": [],
  "idempotencyRetentionDays": 7
})";

TEST(DecodeConfiguration, ReadsEveryMember) {
  const DecodedConfiguration decoded = DecodeConfiguration(kDocument);
  ASSERT_THAT(decoded.issues, IsEmpty());
  Configuration expected;
  expected.partition_rule = PartitionRule::kByProduct;
  expected.data_sources = {
      {.name = "iv", .physical_measures = {"onhand", "total on order"}},
      {.name = "@iv",
       .physical_measures = {"@softreserved"},
       .calculated_measures = {{.name = "@available_to_reserve",
                                .additions = {{"iv", "onhand"}},
                                .subtractions = {{"@iv", "@softreserved"}}}},
       .reservation_mappings = {{"@softreserved", {"@iv", "@available_to_reserve"}}}},
      {.name = "pos", .dimension_mappings = {{"PosColorId", "ColorId"}}, .physical_measures = {"inbound"}},
  };
  expected.index_sets = {{.number = 2, .dimensions = {"colorid"}}, {.number = 3, .dimensions = {"sizeid", "styleid"}}};
  expected.reservation = {
      .enabled = true, .ignore_unconfigured_dimensions = true, .dimensions = {"siteid", "locationid"}};
  expected.schedule = {.enabled = true,
                       .v2 = true,
                       .period_days = 30,
                       .measures = {{{"@iv", "@available_to_reserve"}, 7}},
                       .index_sets = {{.number = 1, .dimensions = {"colorid", "sizeid"}}}};
  expected.allocation.groups = {"channel", "customerGroup"};
  expected.allocation.available = CalculatedMeasure{
      .name = "@available_to_allocate", .additions = {{"iv", "onhand"}}, .subtractions = {{"@iv", "@allocated"}}};
  expected.product_search_enabled = false;
  expected.read_only_data_sources = {};
  expected.idempotency_retention_days = 7;
  expected.document = kDocument;
  EXPECT_EQ(decoded.configuration, expected);
}

// Decisions C1: what we do not use is returned, number spelling included.
TEST(EncodeConfiguration, ReturnsTheDocumentItCameFrom) {
  const ConfigurationVersion version{5, DecodeConfiguration(kDocument).configuration};
  const std::string text = EncodeConfiguration("shop", version);
  for (const char* part :
       {"\"environmentId\": \"shop\"", "\"configurationVersion\": 5", "\"entityVersion\": 2", "1.50",
        "\"finOpsConfiguration\": {", "\"isSetup\": false", "\"version\": 2", "\"keys\": [\"sizeid\", \"styleid\"]"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
  EXPECT_THAT(text, Not(HasSubstr("old-id")));
  EXPECT_THAT(text, Not(HasSubstr("31")));
  EXPECT_THAT(text, Not(HasSubstr("// kept")));
  // What came out means the same as what went in, again and again.
  Configuration again = DecodeConfiguration(text).configuration;
  EXPECT_EQ(EncodeConfiguration("shop", {5, again}), text);
  again.document = kDocument;
  EXPECT_EQ(again, version.configuration);
}

TEST(EncodeConfiguration, KeepsUnknownMembersWhenTheTypedConfigurationHasMovedOn) {
  ConfigurationVersion version{6, DecodeConfiguration(kDocument).configuration};
  version.configuration.reservation.enabled = false;
  version.configuration.data_sources.pop_back();
  const std::string text = EncodeConfiguration("shop", version);
  for (const char* part : {"\"finOpsConfiguration\": {", "1.50", "\"entityVersion\": 2", "\"isReservEnabled\": false",
                           "\"configurationVersion\": 6"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
  EXPECT_THAT(text, Not(HasSubstr("\"pos\"")));
  Configuration again = DecodeConfiguration(text).configuration;
  again.document = kDocument;
  EXPECT_EQ(again, version.configuration);
}

TEST(EncodeConfiguration, WritesTheDefaultConfigurationWhole) {
  const Configuration configuration = DefaultConfiguration();
  ASSERT_EQ(configuration.document, "");
  EXPECT_THAT(CheckConfiguration(configuration), IsEmpty());
  const std::string text = EncodeConfiguration("shop", {1, configuration});
  DecodedConfiguration decoded = DecodeConfiguration(text);
  EXPECT_THAT(decoded.issues, IsEmpty());
  EXPECT_EQ(decoded.configuration.document, text);
  decoded.configuration.document.clear();
  EXPECT_EQ(decoded.configuration, configuration);
}

TEST(EncodeConfiguration, WritesWhatIsNotTheDefault) {
  Configuration configuration;
  configuration.partition_rule = PartitionRule::kByProduct;
  configuration.data_sources = {{.name = "a/b~\"c", .physical_measures = {"x.y", "z"}}};
  configuration.data_sources[0].calculated_measures = {
      {.name = "sum", .additions = {{"pos", "x.y"}}, .subtractions = {}}};
  configuration.schedule = {
      .enabled = false, .v2 = false, .period_days = 9, .measures = {{{"a", "m"}, 3}, {{"a", "n"}, 4}}};
  configuration.allocation.enabled = false;
  configuration.product_search_enabled = false;
  configuration.log_enabled = false;
  configuration.read_only_data_sources = {"x", "y"};
  configuration.idempotency_retention_days = 0;
  DecodedConfiguration decoded = DecodeConfiguration(EncodeConfiguration("e", {3, configuration}));
  EXPECT_THAT(decoded.issues, IsEmpty());
  decoded.configuration.document.clear();
  EXPECT_EQ(decoded.configuration, configuration);
}

std::vector<std::string> IssuePaths(const std::string& document) {
  std::vector<std::string> paths;
  for (const Issue& issue : DecodeConfiguration(document).issues) {
    EXPECT_EQ(issue.reason, Reason::kInvalidConfiguration);
    EXPECT_FALSE(issue.message.empty());
    paths.push_back(issue.path);
  }
  return paths;
}

TEST(DecodeConfiguration, PointsAtWhatIsWrong) {
  EXPECT_THAT(IssuePaths("{"), ElementsAre(""));
  EXPECT_THAT(IssuePaths(R"({"a":{"b":1,"B":2}})"), ElementsAre("/a/B"));
  EXPECT_THAT(IssuePaths("[]"), ElementsAre(""));
  EXPECT_THAT(IssuePaths("{}"), ElementsAre("/inventorySystemConfigurations"));
  const struct {
    const char* from;
    const char* to;
    const char* path;
  } kCases[] = {
      {"\"onhand\", \"total on order\"", "\"onhand\", 7", "/inventorySystemConfigurations/iv/physicalMeasures/1"},
      {"\"dataSourceName\": \"iv\"", "\"dataSourceName\": \"vi\"", "/inventorySystemConfigurations/iv/dataSourceName"},
      {"[\"iv.onhand\"]", "[\"onhand\"]",
       "/inventorySystemConfigurations/@iv/calculatedMeasures/@available_to_reserve/additionModifiers/0"},
      {"[\"@iv.@softreserved\"]", "\"@iv.@softreserved\"",
       "/inventorySystemConfigurations/@iv/calculatedMeasures/@available_to_reserve/subtractionModifiers"},
      {"\"@softreserved\": \"@iv.@available_to_reserve\"", "\"@softreserved\": 1",
       "/inventorySystemConfigurations/@iv/reservMappings/@softreserved"},
      {"\"PosColorId\": \"ColorId\"", "\"PosColorId\": [\"ColorId\"]",
       "/inventorySystemConfigurations/pos/dimensionMappings/PosColorId"},
      {"{\"setNumber\": 2, \"keys\"", "{\"keys\"", "/indexConfiguration/indexAttributeSets/0/setNumber"},
      {"\"setNumber\": 2", "\"setNumber\": \"2\"", "/indexConfiguration/indexAttributeSets/0/setNumber"},
      {"\"setNumber\": 2", "\"setNumber\": 99999999999", "/indexConfiguration/indexAttributeSets/0/setNumber"},
      {"[\"colorid\"]", "\"colorid\"", "/indexConfiguration/indexAttributeSets/0/keys"},
      {"\"useProductId\": true", "\"useProductId\": false", "/partitionConfiguration/useProductId"},
      {"\"useDimensions\": false", "\"useDimensions\": 0", "/partitionConfiguration/useDimensions"},
      {"\"version\": 1", "\"version\": 2", "/reservConfiguration/version"},
      {"\"schedulePeriodInDays\": 30", "\"schedulePeriodInDays\": 1.5", "/scheduleConfiguration/schedulePeriodInDays"},
      {"\"@available_to_reserve\": 7", "\"@available_to_reserve\": \"7\"",
       "/scheduleConfiguration/atpCalculatedMeasures/@iv/@available_to_reserve"},
      {"\"channel\": \"g0\"", "\"channel\": \"g1\"", "/allocationConfiguration/groupsOrder/channel"},
      {"\"iv.onhand\": \"addition\"", "\"iv.onhand\": \"plus\"",
       "/allocationConfiguration/availableToAllocateCalculation/iv.onhand"},
      {"\"readOnlyDataSources\": []", "\"readOnlyDataSources\": {}", "/readOnlyDataSources"},
      {"\"idempotencyRetentionDays\": 7", "\"idempotencyRetentionDays\": true", "/idempotencyRetentionDays"},
      {"\"logConfiguration\": {}", "\"logConfiguration\": []", "/logConfiguration"},
  };
  for (const auto& c : kCases) EXPECT_THAT(IssuePaths(Replaced(kDocument, c.from, c.to)), ElementsAre(c.path)) << c.to;
}

// Decisions C1a: either flag switches a feature off.
TEST(DecodeConfiguration, TurnsAFeatureOffByEitherFlag) {
  for (const char* flag : {"isReservEnabled", "isEnabled"}) {
    const std::string text = std::string(R"({"inventorySystemConfigurations":{},"reservConfiguration":{")") + flag +
                             R"(":false},"scheduleConfiguration":{"isEnabled":false},
                              "allocationConfiguration":{"isAllocationEnabled":false}})";
    const Configuration configuration = DecodeConfiguration(text).configuration;
    EXPECT_FALSE(configuration.reservation.enabled) << flag;
    EXPECT_FALSE(configuration.schedule.enabled);
    EXPECT_FALSE(configuration.allocation.enabled);
    EXPECT_TRUE(configuration.log_enabled);
  }
}

TEST(DecodeConfiguration, TakesThePartitionRuleFromEitherPlace) {
  const auto rule = [](const std::string& members) {
    return DecodeConfiguration("{\"inventorySystemConfigurations\":{}" + members + "}").configuration.partition_rule;
  };
  EXPECT_EQ(rule(""), PartitionRule::kByLocation);
  EXPECT_EQ(rule(R"(,"cachePartitionIdVersion":"ByProductId")"), PartitionRule::kByProduct);
  EXPECT_EQ(rule(R"(,"cachePartitionIdVersion":"ByLocationAndProductIdMod64")"), PartitionRule::kByLocation);
  EXPECT_EQ(rule(R"(,"cachePartitionIdVersion":"byProductId","partitionConfiguration":{"useDimensions":true})"),
            PartitionRule::kByLocation);
}

// CheckConfiguration speaks of the document too: its pointers lead to members that the document has.
TEST(CheckConfiguration, PointsIntoTheDocument) {
  const auto first_path = [](const std::string& document) {
    const DecodedConfiguration decoded = DecodeConfiguration(document);
    EXPECT_THAT(decoded.issues, IsEmpty());
    const std::vector<Issue> issues = CheckConfiguration(decoded.configuration);
    return issues.empty() ? std::string() : issues.front().path;
  };
  EXPECT_EQ(first_path(kDocument), "");
  EXPECT_EQ(first_path(Replaced(kDocument, "[\"iv.onhand\"]", "[\"iv.nothing\"]")),
            "/inventorySystemConfigurations/@iv/calculatedMeasures/@available_to_reserve/additionModifiers/0");
  EXPECT_EQ(first_path(Replaced(kDocument, "[\"colorid\"]", "[\"colour\"]")),
            "/indexConfiguration/indexAttributeSets/0/keys/0");
  EXPECT_EQ(first_path(Replaced(kDocument, "\"iv.onhand\": \"addition\"", "\"iv.other\": \"addition\"")),
            "/allocationConfiguration/availableToAllocateCalculation/iv.other");
}

}  // namespace
}  // namespace onhand
