#include "engine/jobs/job_request.h"

#include <set>
#include <string>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace onhand {
namespace {

TEST(JobRequestTest, ALogExtractComesBack) {
  LogExtract extract{.organization_id = "usmf", .from_us = -5, .until_us = 7};
  for (int i = 0; i < 2; ++i) {
    const absl::StatusOr<LogExtract> back = DecodeLogExtract(EncodeLogExtract(extract));
    ASSERT_TRUE(back.ok()) << back.status();
    EXPECT_EQ(back->organization_id, "usmf");
    EXPECT_EQ(back->from_us, -5);
    EXPECT_EQ(back->until_us, 7);
    EXPECT_EQ(back->product_id, extract.product_id);
    EXPECT_EQ(back->site_id, extract.site_id);
    EXPECT_EQ(back->location_id, extract.location_id);
    extract.product_id = "Bike";
    extract.site_id = "";
    extract.location_id = "11";
  }
}

TEST(JobRequestTest, DamagedParametersAreDataLoss) {
  auto parameters = EncodeLogExtract({.organization_id = "usmf", .until_us = 1});
  parameters[1].value = "yesterday";
  EXPECT_EQ(DecodeLogExtract(parameters).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(DecodeLogExtract({}).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(DecodeLogExtract({{"organization", "usmf"}, {"colour", "red"}}).status().code(),
            absl::StatusCode::kDataLoss);
}

TEST(JobRequestTest, IdsAreRandomGuidsBehindTheKind) {
  std::set<std::string> ids;
  for (int i = 0; i < 100; ++i) {
    const std::string id = NewJobId(i % 2 == 0 ? JobKind::kReservationResync : JobKind::kLogExtract);
    EXPECT_THAT(id, ::testing::MatchesRegex("(ReservationResyncJob|TransactionLogJob):"
                                            "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
    EXPECT_TRUE(ids.insert(id).second);
  }
}

}  // namespace
}  // namespace onhand
