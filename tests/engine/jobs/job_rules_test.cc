#include "engine/jobs/job_rules.h"

#include <optional>
#include <string>
#include <vector>

#include "engine/model/configuration.h"
#include "engine/model/outcome.h"
#include "gtest/gtest.h"

namespace onhand {
namespace {

Configuration TwoSources() {
  Configuration configuration;
  configuration.data_sources.resize(2);
  configuration.data_sources[0].name = "Pos";
  configuration.data_sources[1].name = "iv";
  return configuration;
}

LogExtract Extract() { return {.organization_id = "usmf", .from_us = 1, .until_us = 2}; }

TEST(JobRulesTest, AResyncNamesConfiguredSourcesInAnyCase) {
  std::vector<std::string> names;
  EXPECT_EQ(CheckResync(TwoSources(), {}, &names), std::nullopt);
  EXPECT_TRUE(names.empty());
  EXPECT_EQ(CheckResync(TwoSources(), {"POS", "iv", "pos", "@IV"}, &names), std::nullopt);
  EXPECT_EQ(names, (std::vector<std::string>{"pos", "iv", "@iv"}));
  const std::optional<Issue> issue = CheckResync(TwoSources(), {"iv", "shop"}, &names);
  ASSERT_TRUE(issue.has_value());
  EXPECT_EQ(*issue, (Issue{Reason::kUnknownDataSource, "/1", "data source 'shop' is not configured"}));
}

TEST(JobRulesTest, SwitchedOffFeaturesAreNamed) {
  Configuration configuration = TwoSources();
  configuration.reservation.enabled = false;
  configuration.log_enabled = false;
  std::vector<std::string> names;
  const std::optional<Issue> resync = CheckResync(configuration, {"shop"}, &names);
  ASSERT_TRUE(resync.has_value());
  EXPECT_EQ(resync->reason, Reason::kFeatureOff);
  EXPECT_NE(resync->message.find("reservConfiguration.isReservEnabled"), std::string::npos);
  const std::optional<Issue> log = CheckLogExtract(configuration, {});
  ASSERT_TRUE(log.has_value());
  EXPECT_EQ(log->reason, Reason::kFeatureOff);
  EXPECT_NE(log->message.find("logConfiguration.isEnabled"), std::string::npos);
}

TEST(JobRulesTest, AnExtractIsCheckedFieldByField) {
  const Configuration configuration = TwoSources();
  EXPECT_EQ(CheckLogExtract(configuration, Extract()), std::nullopt);
  struct Wrong {
    void (*spoil)(LogExtract*);
    Reason reason;
    const char* path;
  };
  const Wrong wrongs[] = {
      {[](LogExtract* e) { e->organization_id.clear(); }, Reason::kInvalidOrganization, "/organizationId"},
      {[](LogExtract* e) { e->product_id = ""; }, Reason::kInvalidProduct, "/productId"},
      {[](LogExtract* e) { e->site_id = "a\nb"; }, Reason::kInvalidDimensionValue, "/dimensions/siteId"},
      {[](LogExtract* e) { e->location_id = std::string(257, 'x'); }, Reason::kInvalidDimensionValue,
       "/dimensions/locationId"},
      {[](LogExtract* e) { e->from_us = e->until_us; }, Reason::kInvalidDateRange, "/UtcToDate"},
  };
  for (const Wrong& wrong : wrongs) {
    LogExtract extract = Extract();
    wrong.spoil(&extract);
    const std::optional<Issue> issue = CheckLogExtract(configuration, extract);
    ASSERT_TRUE(issue.has_value()) << wrong.path;
    EXPECT_EQ(issue->reason, wrong.reason) << wrong.path;
    EXPECT_EQ(issue->path, wrong.path);
  }
  LogExtract unspecified = Extract();
  unspecified.site_id = "";
  unspecified.location_id = "";
  EXPECT_EQ(CheckLogExtract(configuration, unspecified), std::nullopt);
}

}  // namespace
}  // namespace onhand
