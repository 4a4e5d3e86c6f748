#include "service/grpc/event_messages.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "onhand/v1/inventory.pb.h"
#include "onhand/v1/reservation.pb.h"

namespace onhand {
namespace {

v1::PostChangesRequest Changes(const std::vector<std::string>& ids) {
  v1::PostChangesRequest request;
  for (const std::string& id : ids) {
    v1::ChangeEvent* event = request.add_events();
    event->set_id(id);
    v1::MeasureQuantity* quantity = event->add_quantities();
    quantity->set_data_source("pos");
    quantity->set_measure("inbound");
  }
  return request;
}

TEST(DecodeTime, JudgesSecondsAndNanos) {
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
    google::protobuf::Timestamp time;
    time.set_seconds(c.seconds);
    time.set_nanos(c.nanos);
    std::optional<int64_t> micros;
    const std::optional<Issue> issue = DecodeTime(time, "/expiresAt", "expires_at", &micros);
    ASSERT_EQ(issue.has_value(), !c.valid) << c.seconds;
    if (c.valid) {
      EXPECT_EQ(micros, c.micros);
      google::protobuf::Timestamp back;
      EncodeTime(*micros, &back);
      EXPECT_EQ(back.seconds(), c.seconds);
      EXPECT_EQ(back.nanos(), c.nanos / 1000 * 1000);
    } else {
      EXPECT_EQ(issue->reason, Reason::kMalformed);
      EXPECT_EQ(issue->path, "/expiresAt");
      EXPECT_FALSE(micros.has_value());
    }
  }
}

std::vector<std::string> Ids(const std::vector<ChangeEvent>& events) {
  std::vector<std::string> ids;
  for (const ChangeEvent& event : events) ids.emplace_back(event.id);
  return ids;
}

DecodedEvents<ChangeEvent> SomeDecoded() {
  DecodedEvents<ChangeEvent> decoded;
  for (const char* id : {"a", "b", "c", "d"}) decoded.events.emplace_back().id = id;
  decoded.refused = {{0, {Reason::kMalformed, "/a", "odd"}}, {2, {Reason::kMalformed, "/c", "odd too"}}};
  return decoded;
}

TEST(MergeOutcomes, PutsWhatWasRefusedWhileDecodingInPlace) {
  DecodedEvents<ChangeEvent> decoded = SomeDecoded();
  PrepareEvents(false, &decoded);
  EXPECT_EQ(Ids(decoded.events), (std::vector<std::string>{"b", "d"}));
  const std::vector<Outcome> merged =
      MergeOutcomes(false, decoded.refused, {Outcome{}, Outcome::Refuse({Reason::kIdReused, "/id", "used before"})});
  ASSERT_EQ(merged.size(), 4u);
  EXPECT_EQ(merged[0].path, "/a");
  EXPECT_FALSE(merged[1].refused());
  EXPECT_EQ(merged[2].path, "/c");
  EXPECT_EQ(merged[3].reason, Reason::kIdReused);
}

TEST(MergeOutcomes, OfACartTheEngineSaysWhichRecordIsTheFirst) {
  DecodedEvents<ChangeEvent> decoded = SomeDecoded();
  PrepareEvents(true, &decoded);
  EXPECT_EQ(Ids(decoded.events), (std::vector<std::string>{"", "b", "", "d"}));
  const Outcome other = Outcome::Refuse({Reason::kCartRefused, "", "another one"});
  // The engine refused the first for its missing id.
  std::vector<Outcome> merged = MergeOutcomes(
      true, decoded.refused, {Outcome::Refuse({Reason::kInvalidId, "/id", "empty"}), other, other, other});
  ASSERT_EQ(merged.size(), 4u);
  EXPECT_EQ(merged[0].reason, Reason::kMalformed);
  EXPECT_EQ(merged[0].message, "odd");
  for (int i = 1; i < 4; ++i) EXPECT_EQ(merged[i], other);
  // Record 1 was refused before the engine came to record 2.
  decoded.refused.erase(decoded.refused.begin());
  const Outcome scarce = Outcome::Refuse({Reason::kNotAvailable, "/quantity", "scarce"});
  merged = MergeOutcomes(true, decoded.refused, {other, scarce, other, other});
  EXPECT_EQ(merged, (std::vector<Outcome>{other, scarce, other, other}));
}

TEST(MergeOutcomes, WithoutRefusedRecordsTheyAreTheEngines) {
  Outcome outcome;
  outcome.reservation_id = "r";
  EXPECT_EQ(MergeOutcomes(true, {}, {outcome}), std::vector<Outcome>{outcome});
}

TEST(EncodeOutcomes, TellsWhatBecameOfEachEvent) {
  const v1::PostChangesRequest request = Changes({"a", "b", "c"});
  Outcome superseded;
  superseded.message = "superseded by a newer count";
  const std::vector<Outcome> outcomes = {
      Outcome::Refuse({Reason::kInvalidQuantity, "/quantities/pos/inbound", "too large"}), superseded,
      Outcome::Refuse({Reason::kIdReused, "/id", "used before"})};
  v1::PostChangesResponse response;
  EncodeOutcomes(request.events(), outcomes, response.mutable_outcomes());
  ASSERT_EQ(response.outcomes_size(), 3);
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
  EXPECT_EQ(response.outcomes(1).field(), "");
  EXPECT_EQ(response.outcomes(1).message(), "superseded by a newer count");
  EXPECT_EQ(response.outcomes(2).id(), "c");
  EXPECT_EQ(response.outcomes(2).reason(), v1::REASON_ID_REUSED);
  EXPECT_EQ(response.outcomes(2).status_code(), 409);
  EXPECT_EQ(response.outcomes(2).field(), "id");
}

TEST(EncodeOutcomes, ReservationsAndPresentQuantities) {
  v1::UnreserveRequest request;
  for (const char* id : {"given-1", "given-2"}) request.add_events()->set_reservation_id(id);
  Outcome partial;
  partial.status = ProcessingStatus::kPartialSuccess;
  partial.reservation_id = "answered";
  partial.invalid_offset_micros = 1'500'000;
  Outcome refused = Outcome::Refuse({Reason::kUnexpectedQuantity, "/expectedQuantities/pos/inbound", "it is 3"});
  refused.present_quantities = {{"pos", "inbound", 3'000'000}};
  v1::UnreserveResponse response;
  EncodeOutcomes(request.events(), {partial, refused}, response.mutable_outcomes());
  ASSERT_EQ(response.outcomes_size(), 2);
  EXPECT_EQ(response.outcomes(0).processing_status(), v1::PROCESSING_STATUS_PARTIAL_SUCCESS);
  EXPECT_EQ(response.outcomes(0).reservation_id(), "answered");
  EXPECT_EQ(response.outcomes(0).invalid_offset_micros(), 1'500'000);
  EXPECT_EQ(response.outcomes(0).present_quantities_size(), 0);
  EXPECT_EQ(response.outcomes(1).reservation_id(), "given-2");
  ASSERT_EQ(response.outcomes(1).present_quantities_size(), 1);
  EXPECT_EQ(response.outcomes(1).present_quantities(0).data_source(), "pos");
  EXPECT_EQ(response.outcomes(1).present_quantities(0).measure(), "inbound");
  EXPECT_EQ(response.outcomes(1).present_quantities(0).quantity_micros(), 3'000'000);
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
