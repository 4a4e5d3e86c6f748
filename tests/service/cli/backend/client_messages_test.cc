#include "service/cli/backend/client_messages.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "gtest/gtest.h"
#include "service/grpc/call_error.h"
#include "service/grpc/event_messages.h"

namespace onhand::cli {
namespace {

TEST(ClientMessagesTest, OutcomesComeBackAsTheServerHadThem) {
  Outcome partial;
  partial.status = ProcessingStatus::kPartialSuccess;
  partial.reservation_id = "R1";
  partial.invalid_offset_micros = 5;
  Outcome refused = Outcome::Refuse({Reason::kUnexpectedQuantity, "", "it is 3"});
  refused.present_quantities = {{"pos", "inbound", 3}, {"pos", "outbound", -4}};
  for (const Outcome& outcome : {Outcome(), partial, refused}) {
    v1::Outcome message;
    EncodeOutcome(outcome, &message);
    EXPECT_EQ(DecodeOutcome(message), outcome);
  }
}

TEST(ClientMessagesTest, EveryReasonOfTheProtocolComesBack) {
  int count = 0;
  for (int i = 1; i <= static_cast<int>(Reason::kConfigurationConflict); ++i) {
    const Reason reason = static_cast<Reason>(i);
    if (EncodeReason(reason) == v1::REASON_UNSPECIFIED) continue;
    EXPECT_EQ(DecodeReason(EncodeReason(reason)), reason) << ReasonName(reason);
    ++count;
  }
  EXPECT_GT(count, 50);
  EXPECT_EQ(DecodeReason(static_cast<v1::Reason>(9999)), Reason::kMalformed);
}

TEST(ClientMessagesTest, RefusalsOfWholeCalls) {
  const std::vector<Issue> off =
      DecodeRefusal(RefusedCall("shop", {{Reason::kFeatureOff, "isAllocationEnabled", "allocation is switched off"}}));
  ASSERT_EQ(off.size(), 1u);
  EXPECT_EQ(off[0], (Issue{Reason::kFeatureOff, "isAllocationEnabled", "allocation is switched off"}));

  const std::vector<Issue> two = DecodeRefusal(InvalidArgument(
      "shop", {{Reason::kMissingFilter, "query.filters", "no site"}, {Reason::kMissingFilter, "", "no location"}}));
  ASSERT_EQ(two.size(), 2u);
  EXPECT_EQ(two[1].message, "no location");
}

TEST(ClientMessagesTest, FailuresAreNoRefusals) {
  EXPECT_TRUE(DecodeRefusal(FailedCall("shop", absl::UnavailableError("down"))).empty());
  EXPECT_TRUE(DecodeRefusal(FailedCall("shop", absl::NotFoundError("no shop"))).empty());
  EXPECT_TRUE(DecodeRefusal(MissingField("environment_id", "it is empty")).empty());
  EXPECT_TRUE(DecodeRefusal(grpc::Status(grpc::StatusCode::UNAVAILABLE, "no connection")).empty());
  EXPECT_TRUE(DecodeRefusal(grpc::Status(grpc::StatusCode::INTERNAL, "x", "not a google.rpc.Status")).empty());
}

}  // namespace
}  // namespace onhand::cli
