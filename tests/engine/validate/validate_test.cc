#include "engine/validate/validate.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/engine/compiled_default.h"

namespace onhand {
namespace {

constexpr uint64_t kSeed = 42;

ChangeEvent Good() {
  return {{.id = "Test201",
           .organization_id = "usmf",
           .product_id = "T-shirt",
           .dimension_data_source = "pos",
           .dimensions = {{"siteId", "1"}, {"locationId", "11"}, {"posMachineId", "0001"}, {"colorId", "red"}}},
          {{"pos", "inbound", {kMicrosPerUnit}}}};
}

std::string Describe(const storage::RowIdentity& identity) {
  std::string out = std::string(identity.organization) + "/" + std::string(identity.product) + "/" +
                    std::string(identity.site) + "/" + std::string(identity.location);
  for (const storage::RowDimension& dimension : identity.dimensions) {
    out += " " + std::string(BaseDimensionName(static_cast<BaseDimension>(dimension.number))) + "=" +
           std::string(dimension.value);
  }
  return out;
}

TEST(ValidateChange, SettlesNamesAndTheRow) {
  const auto configuration = CompileDefault();
  const ChangeEvent event = Good();
  ValidEvent valid;
  ASSERT_EQ(ValidateChange(*configuration, event, kSeed, &valid), std::nullopt);
  EXPECT_EQ(Describe(valid.identity), "usmf/T-shirt/1/11 ColorId=red ExtendedDimension1=0001");
  EXPECT_EQ(valid.quantities.size(), 1u);
  EXPECT_EQ(valid.read_only_source, "");
}

struct RefusalCase {
  const char* name;
  std::function<void(ChangeEvent*)> change;
  Reason reason;
  const char* path;
};

TEST(ValidateChange, Refusals) {
  const auto configuration = CompileDefault();
  const std::string too_long(257, 'x');
  const std::vector<RefusalCase> cases = {
      {"empty id", [](ChangeEvent* e) { e->id = ""; }, Reason::kInvalidId, "/id"},
      {"long id", [&](ChangeEvent* e) { e->id = too_long; }, Reason::kInvalidId, "/id"},
      {"organization", [](ChangeEvent* e) { e->organization_id = "a\tb"; }, Reason::kInvalidOrganization,
       "/organizationId"},
      {"product", [](ChangeEvent* e) { e->product_id = "\xff"; }, Reason::kInvalidProduct, "/productId"},
      {"dimension source", [](ChangeEvent* e) { e->dimension_data_source = "shelf"; }, Reason::kUnknownDataSource,
       "/dimensionDataSource"},
      {"custom name without its source", [](ChangeEvent* e) { e->dimension_data_source = " "; },
       Reason::kUnknownDimension, "/dimensions/posMachineId"},
      {"unknown dimension",
       [](ChangeEvent* e) {
         e->dimensions.push_back({"a/b", "x"});
       },
       Reason::kUnknownDimension, "/dimensions/a~1b"},
      {"dimension value", [](ChangeEvent* e) { e->dimensions[3].value = "\n"; }, Reason::kInvalidDimensionValue,
       "/dimensions/colorId"},
      {"values that disagree",
       [](ChangeEvent* e) {
         e->dimensions.push_back({"ExtendedDimension1", "0002"});
       },
       Reason::kConflictingDimensions, "/dimensions/ExtendedDimension1"},
      {"no site", [](ChangeEvent* e) { e->dimensions[0].value = ""; }, Reason::kMissingPartitionDimension,
       "/dimensions/siteId"},
      {"no location", [](ChangeEvent* e) { e->dimensions.erase(e->dimensions.begin() + 1); },
       Reason::kMissingPartitionDimension, "/dimensions/locationId"},
      {"no quantity", [](ChangeEvent* e) { e->quantities.clear(); }, Reason::kNoQuantity, "/quantities"},
      {"data source", [](ChangeEvent* e) { e->quantities[0].data_source = "shop"; }, Reason::kUnknownDataSource,
       "/quantities/shop"},
      {"measure", [](ChangeEvent* e) { e->quantities[0].measure = "sold"; }, Reason::kUnknownMeasure,
       "/quantities/pos/sold"},
      {"calculated", [](ChangeEvent* e) { e->quantities[0].measure = "AvailQuantity"; }, Reason::kCalculatedMeasure,
       "/quantities/pos/AvailQuantity"},
      {"allocation",
       [](ChangeEvent* e) {
         e->quantities[0] = {"@iv", "@Allocated", {1}};
       },
       Reason::kAllocationMeasure, "/quantities/@iv/@Allocated"},
      {"repeated",
       [](ChangeEvent* e) {
         e->quantities.push_back({"POS", "Inbound", {1}});
       },
       Reason::kRepeatedMeasure, "/quantities"},
      {"out of range", [](ChangeEvent* e) { e->quantities[0].quantity.micros = std::numeric_limits<int64_t>::min(); },
       Reason::kInvalidQuantity, "/quantities/pos/inbound"},
  };
  for (const RefusalCase& c : cases) {
    ChangeEvent event = Good();
    c.change(&event);
    ValidEvent valid;
    const std::optional<Issue> issue = ValidateChange(*configuration, event, kSeed, &valid);
    ASSERT_TRUE(issue.has_value()) << c.name;
    EXPECT_EQ(issue->reason, c.reason) << c.name;
    EXPECT_EQ(issue->path, c.path) << c.name;
    EXPECT_FALSE(issue->message.empty()) << c.name;
  }
}

TEST(ValidateChange, SiteAndLocationAreOptionalByProduct) {
  ChangeEvent event = Good();
  event.dimensions = {{"ColorId", "red"}};
  ValidEvent valid;
  EXPECT_EQ(ValidateChange(*CompileDefault(PartitionRule::kByProduct), event, kSeed, &valid), std::nullopt);
  EXPECT_EQ(Describe(valid.identity), "usmf/T-shirt// ColorId=red");
}

// Same content or not, as decisions I2 says.
TEST(ContentHash, IsOfTheDecodedContent) {
  const auto configuration = CompileDefault();
  const auto hash = [&](const ChangeEvent& event) {
    ValidEvent valid;
    EXPECT_EQ(ValidateChange(*configuration, event, kSeed, &valid), std::nullopt);
    return valid.content_hash;
  };
  const auto reference = hash(Good());
  ChangeEvent event = Good();
  event.dimension_data_source = "";
  event.dimensions = {
      {"COLORID", "red"}, {"extendeddimension1", "0001"}, {"SITEID", "1"}, {"LocationId", "11"}, {"sizeId", ""}};
  event.quantities[0].data_source = "POS";
  EXPECT_EQ(hash(event), reference) << "names, order and empty values do not count";
  event.quantities[0].quantity.micros += 1;
  EXPECT_NE(hash(event), reference);
  event = Good();
  event.dimensions[3].value = "Red";
  EXPECT_NE(hash(event), reference);
  event = Good();
  event.quantities.push_back({"pos", "outbound", {0}});
  EXPECT_NE(hash(event), reference);
}

TEST(ContentHash, ATimestampCountsOnlyIfThere) {
  const auto configuration = CompileDefault();
  const auto hash = [&](std::optional<int64_t> modified) {
    const SetEvent event{Good(), modified, {}};
    ValidEvent valid;
    EXPECT_EQ(ValidateSet(*configuration, "POS", event, kSeed, &valid), std::nullopt);
    return valid.content_hash;
  };
  EXPECT_EQ(hash(std::nullopt), hash(std::nullopt));
  EXPECT_NE(hash(std::nullopt), hash(0));
  EXPECT_NE(hash(1), hash(2));
}

TEST(ValidateSet, AllDataSourcesMustBeTheOneThatIsSet) {
  SetEvent event{Good(), std::nullopt, {}};
  event.quantities.push_back({"iv", "ordered", {1}});
  ValidEvent valid;
  const auto issue = ValidateSet(*CompileDefault(), "pos", event, kSeed, &valid);
  ASSERT_TRUE(issue.has_value());
  EXPECT_EQ(issue->reason, Reason::kDataSourceMismatch);
  EXPECT_EQ(issue->path, "/quantities/iv");
}

}  // namespace
}  // namespace onhand
