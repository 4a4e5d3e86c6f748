#include "service/grpc/event_messages.h"

#include <cstdint>
#include <limits>
#include <set>
#include <string>

#include "gtest/gtest.h"

namespace onhand {
namespace {

template <typename Message>
Message SomeEvent(const std::string& id) {
  Message event;
  event.set_id(id);
  event.set_organization_id("usmf");
  event.set_product_id("T-shirt");
  event.set_dimension_data_source("pos");
  (*event.mutable_dimensions())["siteId"] = "1";
  (*event.mutable_dimensions())["colorId"] = "red";
  v1::MeasureQuantity* quantity = event.add_quantities();
  quantity->set_data_source("pos");
  quantity->set_measure("inbound");
  quantity->set_quantity_micros(-2'500'000);
  return event;
}

TEST(DecodeChanges, ReadsEveryField) {
  v1::PostChangesRequest request;
  *request.add_events() = SomeEvent<v1::ChangeEvent>("e-1");
  const DecodedEvents<ChangeEvent> decoded = DecodeChanges(request.events());
  ASSERT_TRUE(decoded.refused.empty());
  ASSERT_EQ(decoded.events.size(), 1u);
  const ChangeEvent& event = decoded.events[0];
  EXPECT_EQ(event.id, "e-1");
  EXPECT_EQ(event.organization_id, "usmf");
  EXPECT_EQ(event.product_id, "T-shirt");
  EXPECT_EQ(event.dimension_data_source, "pos");
  ASSERT_EQ(event.dimensions.size(), 2u);
  EXPECT_EQ(event.dimensions[0].name, "colorId");  // by name
  EXPECT_EQ(event.dimensions[0].value, "red");
  EXPECT_EQ(event.dimensions[1].name, "siteId");
  EXPECT_EQ(event.dimensions[1].value, "1");
  ASSERT_EQ(event.quantities.size(), 1u);
  EXPECT_EQ(event.quantities[0].data_source, "pos");
  EXPECT_EQ(event.quantities[0].measure, "inbound");
  EXPECT_EQ(event.quantities[0].quantity.micros, -2'500'000);
}

TEST(DecodeChanges, OnlyTheLowestNumberIsNoQuantity) {
  v1::PostChangesRequest request;
  for (const int64_t micros : {std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::min() + 1,
                               std::numeric_limits<int64_t>::max()}) {
    *request.add_events() = SomeEvent<v1::ChangeEvent>("e");
    request.mutable_events()->rbegin()->mutable_quantities(0)->set_quantity_micros(micros);
  }
  const DecodedEvents<ChangeEvent> decoded = DecodeChanges(request.events());
  EXPECT_EQ(decoded.events.size(), 2u);
  ASSERT_EQ(decoded.refused.size(), 1u);
  EXPECT_EQ(decoded.refused[0].index, 0);
  EXPECT_EQ(decoded.refused[0].issue.reason, Reason::kInvalidQuantity);
  EXPECT_EQ(decoded.refused[0].issue.path, "/quantities/pos/inbound");
}

TEST(DecodeSets, ReadsTimes) {
  const struct {
    int64_t seconds;
    int32_t nanos;
    bool valid;
    int64_t micros;
  } kCases[] = {
      {0, 0, true, 0},
      {1'700'000'000, 123'456'789, true, 1'700'000'000'123'456},
      {-1, 500'000'000, true, -500'000},
      {-62'135'596'800, 0, true, -62'135'596'800'000'000},
      {253'402'300'799, 999'999'999, true, 253'402'300'799'999'999},
      {-62'135'596'801, 0, false, 0},
      {253'402'300'800, 0, false, 0},
      {std::numeric_limits<int64_t>::max(), 0, false, 0},
      {0, -1, false, 0},
      {0, 1'000'000'000, false, 0},
  };
  for (const auto& c : kCases) {
    v1::SetOnHandRequest request;
    *request.add_events() = SomeEvent<v1::SetEvent>("s-1");
    request.mutable_events(0)->mutable_modified_at()->set_seconds(c.seconds);
    request.mutable_events(0)->mutable_modified_at()->set_nanos(c.nanos);
    const DecodedEvents<SetEvent> decoded = DecodeSets(request.events());
    if (c.valid) {
      ASSERT_EQ(decoded.events.size(), 1u) << c.seconds;
      EXPECT_EQ(decoded.events[0].modified_at_us, c.micros);
    } else {
      ASSERT_EQ(decoded.refused.size(), 1u) << c.seconds;
      EXPECT_EQ(decoded.refused[0].issue.reason, Reason::kMalformed);
      EXPECT_EQ(decoded.refused[0].issue.path, "/modifiedDateTimeUTC");
    }
  }
}

TEST(DecodeSets, AbsentTimeStaysAbsent) {
  v1::SetOnHandRequest request;
  *request.add_events() = SomeEvent<v1::SetEvent>("s-1");
  const DecodedEvents<SetEvent> decoded = DecodeSets(request.events());
  ASSERT_EQ(decoded.events.size(), 1u);
  EXPECT_FALSE(decoded.events[0].modified_at_us.has_value());
  EXPECT_EQ(decoded.events[0].event.id, "s-1");
}

TEST(EncodeOutcomes, MergesWhatWasRefusedWhileDecoding) {
  v1::PostChangesRequest request;
  for (const char* id : {"a", "b", "c", "d"}) *request.add_events() = SomeEvent<v1::ChangeEvent>(id);
  const std::vector<RefusedRecord> refused = {{0, {Reason::kInvalidQuantity, "/quantities/pos/inbound", "too large"}},
                                              {2, {Reason::kMalformed, "/id", "odd"}}};
  const std::vector<Outcome> outcomes = {Outcome{}, Outcome::Refuse({Reason::kIdReused, "/id", "used before"})};
  v1::PostChangesResponse response;
  EncodeOutcomes(request.events(), refused, outcomes, response.mutable_outcomes());
  ASSERT_EQ(response.outcomes_size(), 4);
  EXPECT_EQ(response.outcomes(0).id(), "a");
  EXPECT_EQ(response.outcomes(0).processing_status(), v1::PROCESSING_STATUS_FAILURE);
  EXPECT_EQ(response.outcomes(0).reason(), v1::REASON_INVALID_QUANTITY);
  EXPECT_EQ(response.outcomes(0).status_code(), 400);
  EXPECT_EQ(response.outcomes(0).field(), "quantities[0]");
  EXPECT_EQ(response.outcomes(0).message(), "too large");
  EXPECT_EQ(response.outcomes(1).id(), "b");
  EXPECT_EQ(response.outcomes(1).processing_status(), v1::PROCESSING_STATUS_SUCCESS);
  EXPECT_EQ(response.outcomes(1).reason(), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(response.outcomes(1).status_code(), 200);
  EXPECT_EQ(response.outcomes(1).message(), "");
  EXPECT_EQ(response.outcomes(2).id(), "c");
  EXPECT_EQ(response.outcomes(2).reason(), v1::REASON_MALFORMED);
  EXPECT_EQ(response.outcomes(3).id(), "d");
  EXPECT_EQ(response.outcomes(3).reason(), v1::REASON_ID_REUSED);
  EXPECT_EQ(response.outcomes(3).status_code(), 409);
}

TEST(EncodeOutcomes, PartialSuccessAndMessages) {
  v1::SetOnHandRequest request;
  *request.add_events() = SomeEvent<v1::SetEvent>("s");
  Outcome outcome;
  outcome.status = ProcessingStatus::kPartialSuccess;
  outcome.message = "superseded by a newer count";
  v1::SetOnHandResponse response;
  EncodeOutcomes(request.events(), {}, {outcome}, response.mutable_outcomes());
  EXPECT_EQ(response.outcomes(0).processing_status(), v1::PROCESSING_STATUS_PARTIAL_SUCCESS);
  EXPECT_EQ(response.outcomes(0).message(), "superseded by a newer count");
}

// Both enums must have the same names; a reason of the engine without a counterpart would reach callers as "not
// refused".
TEST(EncodeReason, EveryReasonHasItsCounterpart) {
  std::set<std::string> engine_names;
  for (int i = 1; i < 256; ++i) {
    const Reason reason = static_cast<Reason>(i);
    const std::string name(ReasonName(reason));
    if (name == "NONE") continue;
    EXPECT_TRUE(engine_names.insert(name).second) << name;
    EXPECT_EQ(v1::Reason_Name(EncodeReason(reason)), "REASON_" + name);
  }
  EXPECT_EQ(EncodeReason(Reason::kNone), v1::REASON_UNSPECIFIED);
  for (int number = 1; number <= v1::Reason_MAX; ++number) {
    if (!v1::Reason_IsValid(number)) continue;
    const std::string name = v1::Reason_Name(static_cast<v1::Reason>(number)).substr(std::string("REASON_").size());
    EXPECT_EQ(engine_names.count(name), 1u) << name;
  }
}

}  // namespace
}  // namespace onhand
