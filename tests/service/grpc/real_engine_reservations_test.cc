// Reservations, holds, carts, and counts that expect something over a socket with the real engine.

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/service/grpc/error_details.h"
#include "tests/service/grpc/real_engine_fixture.h"

namespace onhand {
namespace {

class RealEngineReservationsTest : public RealEngineFixture {
 protected:
  v1::Outcome Unreserve(const std::string& id, const std::string& color, const std::string& reservation_id,
                        int64_t micros) {
    v1::UnreserveRequest request;
    request.set_environment_id("shop");
    FillEventKey(id, color, request.add_events());
    request.mutable_events(0)->set_reservation_id(reservation_id);
    request.mutable_events(0)->set_offset_micros(micros);
    grpc::ClientContext context;
    v1::UnreserveResponse response;
    const grpc::Status status = reservations_->Unreserve(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.outcomes_size() == 1 ? response.outcomes(0) : v1::Outcome();
  }

  v1::Outcome Extend(const std::string& id, const std::string& reservation_id, int64_t ends_at_seconds) {
    v1::ExtendReservationRequest request;
    request.set_environment_id("shop");
    FillEventKey(id, "red", request.add_events());
    request.mutable_events(0)->set_reservation_id(reservation_id);
    request.mutable_events(0)->mutable_expires_at()->set_seconds(ends_at_seconds);
    grpc::ClientContext context;
    v1::ExtendReservationResponse response;
    const grpc::Status status = reservations_->ExtendReservation(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.outcomes_size() == 1 ? response.outcomes(0) : v1::Outcome();
  }

  // What is reserved of red T-shirts, in millionths.
  int64_t Reserved() {
    for (const std::string& row : QueryColors(nullptr, "iv")) {
      const size_t at = row.find("iv.softreservordered=");
      if (row.find("ColorId=red") != std::string::npos && at != std::string::npos)
        return std::stoll(row.substr(at + 21));
    }
    return 0;
  }
};

TEST_F(RealEngineReservationsTest, ReserveNoMoreThanThereIsAndRelease) {
  Post({Change("t-1", "red", 10 * kUnit)});
  v1::ReserveResponse response = Reserve({Reservation("r-1", "red", 3), Reservation("r-2", "red", 4),
                                          Reservation("r-3", "red", 4), Reservation("r-1", "red", 3)});
  ASSERT_EQ(response.outcomes_size(), 4);
  const std::string reservation_id = response.outcomes(0).reservation_id();
  EXPECT_FALSE(reservation_id.empty());
  EXPECT_EQ(response.outcomes(0).id(), "r-1");
  EXPECT_EQ(response.outcomes(0).status_code(), 200) << response.outcomes(0).ShortDebugString();
  EXPECT_EQ(response.outcomes(1).reservation_id(), reservation_id) << "equal reservations share their id";
  EXPECT_EQ(response.outcomes(2).reason(), v1::REASON_NOT_AVAILABLE);
  EXPECT_EQ(response.outcomes(2).status_code(), 500);
  EXPECT_EQ(response.outcomes(2).reservation_id(), "");
  EXPECT_EQ(response.outcomes(3).ShortDebugString(), response.outcomes(0).ShortDebugString());
  EXPECT_EQ(Reserved(), 7 * kUnit);

  v1::Outcome released = Unreserve("u-1", "red", reservation_id, 5 * kUnit);
  EXPECT_EQ(released.processing_status(), v1::PROCESSING_STATUS_SUCCESS);
  EXPECT_EQ(released.reservation_id(), reservation_id);
  EXPECT_EQ(released.invalid_offset_micros(), 0);
  released = Unreserve("u-2", "red", reservation_id, 3 * kUnit);
  EXPECT_EQ(released.processing_status(), v1::PROCESSING_STATUS_PARTIAL_SUCCESS);
  EXPECT_EQ(released.status_code(), 200);
  EXPECT_EQ(released.invalid_offset_micros(), kUnit);
  EXPECT_EQ(Reserved(), 0);

  released = Unreserve("u-3", "black", reservation_id, kUnit / 2);
  EXPECT_EQ(released.reason(), v1::REASON_UNKNOWN_RESERVATION);
  EXPECT_EQ(released.status_code(), 404);
  EXPECT_EQ(released.reservation_id(), reservation_id);
  EXPECT_EQ(released.invalid_offset_micros(), kUnit / 2);
  EXPECT_EQ(Unreserve("u-4", "red", reservation_id, 0).reason(), v1::REASON_QUANTITY_NOT_POSITIVE);
}

TEST_F(RealEngineReservationsTest, RefusedReservationsNameTheField) {
  Post({Change("t-1", "red", 10 * kUnit)});
  std::vector<v1::ReserveEvent> events(7, Reservation("r", "red", 1));
  for (size_t i = 0; i < events.size(); ++i) events[i].set_id(absl::StrCat("r-", i));
  events[0].clear_quantity();
  events[1].mutable_quantity()->set_quantity_micros(0);
  events[2].mutable_quantity()->set_measure("inbound");
  events[2].mutable_quantity()->set_data_source("pos");
  (*events[3].mutable_dimensions())["ConfigId"] = "c";
  events[4].set_ttl_seconds(0);
  events[5].mutable_expires_at()->set_seconds(kNowSeconds - 1);
  events[6].mutable_dimensions()->erase("locationId");
  const v1::ReserveResponse response = Reserve(events);
  ASSERT_EQ(response.outcomes_size(), 7);
  const struct {
    v1::Reason reason;
    int code;
    const char* field;
  } kExpected[] = {
      {v1::REASON_MALFORMED, 400, "quantity.measure"},
      {v1::REASON_QUANTITY_NOT_POSITIVE, 400, "quantity.quantity_micros"},
      {v1::REASON_NOT_RESERVABLE, 400, "quantity.measure"},
      {v1::REASON_UNCONFIGURED_DIMENSION, 400, "dimensions[\"ConfigId\"]"},
      {v1::REASON_INVALID_HOLD, 400, "ttl_seconds"},
      {v1::REASON_HOLD_END_OUT_OF_RANGE, 400, "expires_at"},
      {v1::REASON_MISSING_RESERVATION_PLACE, 500, "dimensions[\"locationId\"]"},
  };
  for (int i = 0; i < 7; ++i) {
    EXPECT_EQ(response.outcomes(i).reason(), kExpected[i].reason) << response.outcomes(i).ShortDebugString();
    EXPECT_EQ(response.outcomes(i).status_code(), kExpected[i].code);
    EXPECT_EQ(response.outcomes(i).reservation_id(), "");
    EXPECT_FALSE(response.outcomes(i).message().empty());
    EXPECT_EQ(response.outcomes(i).field(), kExpected[i].field);
  }
  EXPECT_EQ(Reserved(), 0);
}

TEST_F(RealEngineReservationsTest, WithoutTheCheckMoreCanBeReserved) {
  Post({Change("t-1", "red", kUnit)});
  v1::ReserveEvent unchecked = Reservation("r-1", "red", 100);
  unchecked.set_check_available(false);
  EXPECT_EQ(Reserve({unchecked}).outcomes(0).status_code(), 200);
  EXPECT_EQ(Reserved(), 100 * kUnit);
  v1::ReserveEvent back = Reservation("r-2", "red", -100);
  EXPECT_EQ(Reserve({back}).outcomes(0).reason(), v1::REASON_CHECKED_RELEASE);
  back.set_check_available(false);
  EXPECT_EQ(Reserve({back}).outcomes(0).status_code(), 200);
  EXPECT_EQ(Reserved(), 0);
  back.set_id("r-3");
  EXPECT_EQ(Reserve({back}).outcomes(0).reason(), v1::REASON_RELEASE_BELOW_ZERO);
}

TEST_F(RealEngineReservationsTest, HoldsEndAtTheirTime) {
  Post({Change("t-1", "red", 10 * kUnit)});
  v1::ReserveEvent by_length = Reservation("r-1", "red", 4);
  by_length.set_ttl_seconds(60);
  v1::ReserveEvent by_time = Reservation("r-2", "red", 5);
  by_time.mutable_expires_at()->set_seconds(kNowSeconds + 90);
  by_time.mutable_expires_at()->set_nanos(500'000);
  const v1::ReserveResponse response = Reserve({by_length, by_time});
  const std::string first = response.outcomes(0).reservation_id();
  const std::string second = response.outcomes(1).reservation_id();
  EXPECT_FALSE(first.empty());
  EXPECT_NE(first, second);
  EXPECT_EQ(Reserved(), 9 * kUnit);
  EXPECT_EQ(Unreserve("u-1", "red", second, 2 * kUnit).status_code(), 200);
  EXPECT_EQ(Reserved(), 7 * kUnit);

  clock_.Set((kNowSeconds + 60) * kUnit - 1);
  EXPECT_EQ(Reserved(), 7 * kUnit);
  EXPECT_EQ(Extend("x-1", second, kNowSeconds + 100).status_code(), 200);
  clock_.Set((kNowSeconds + 60) * kUnit);
  EXPECT_EQ(Reserved(), 3 * kUnit);
  EXPECT_EQ(Unreserve("u-2", "red", first, kUnit).reason(), v1::REASON_UNKNOWN_RESERVATION);
  const v1::Outcome extended = Extend("x-2", first, kNowSeconds + 200);
  EXPECT_EQ(extended.reason(), v1::REASON_UNKNOWN_RESERVATION);
  EXPECT_EQ(extended.reservation_id(), first);
  clock_.Set((kNowSeconds + 100) * kUnit - 1);
  EXPECT_EQ(Reserved(), 3 * kUnit);
  clock_.Set((kNowSeconds + 100) * kUnit);
  EXPECT_EQ(Reserved(), 0);
}

TEST_F(RealEngineReservationsTest, CartsApplyWhollyOrNotAtAll) {
  Post({Change("t-1", "red", 10 * kUnit)});
  v1::ReserveResponse response =
      Reserve({Reservation("r-1", "red", 6), Reservation("r-2", "red", 6), Reservation("r-3", "red", 1)}, true);
  ASSERT_EQ(response.outcomes_size(), 3);
  EXPECT_EQ(response.outcomes(0).reason(), v1::REASON_CART_REFUSED);
  EXPECT_EQ(response.outcomes(0).status_code(), 424);
  EXPECT_EQ(response.outcomes(1).reason(), v1::REASON_NOT_AVAILABLE);
  EXPECT_EQ(response.outcomes(2).reason(), v1::REASON_CART_REFUSED);
  EXPECT_EQ(Reserved(), 0);
  // A record that cannot be read is refused in its turn: after one that wants too much, before one that does.
  v1::ReserveEvent unreadable = Reservation("r-4", "red", 1);
  unreadable.mutable_expires_at()->set_nanos(-1);
  response = Reserve({Reservation("r-1", "red", 11), unreadable}, true);
  EXPECT_EQ(response.outcomes(0).reason(), v1::REASON_NOT_AVAILABLE);
  EXPECT_EQ(response.outcomes(1).reason(), v1::REASON_CART_REFUSED);
  response = Reserve({Reservation("r-1", "red", 1), unreadable, Reservation("r-2", "red", 11)}, true);
  EXPECT_EQ(response.outcomes(0).reason(), v1::REASON_CART_REFUSED);
  EXPECT_EQ(response.outcomes(1).reason(), v1::REASON_MALFORMED);
  EXPECT_EQ(response.outcomes(1).field(), "expires_at");
  EXPECT_EQ(response.outcomes(2).reason(), v1::REASON_CART_REFUSED);
  EXPECT_EQ(Reserved(), 0);
  response = Reserve({Reservation("r-1", "red", 6), Reservation("r-2", "red", 4)}, true);
  EXPECT_EQ(response.outcomes(0).status_code(), 200);
  EXPECT_EQ(response.outcomes(1).status_code(), 200);
  EXPECT_EQ(Reserved(), 10 * kUnit);

  v1::ReserveEvent stranger = Reservation("r-9", "red", 1);
  stranger.set_organization_id("demf");
  const grpc::Status status = TryReserve({Reservation("r-8", "red", 1), stranger}, true, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ReadDetails(status).info.reason(), "ORGANIZATIONS_IN_CART");

  const v1::PostChangesResponse changes =
      Post({Change("t-2", "blue", kUnit), Change("t-3", "blue", kUnit, "unheard"), Change("t-4", "blue", kUnit)}, true);
  EXPECT_EQ(changes.outcomes(0).reason(), v1::REASON_CART_REFUSED);
  EXPECT_EQ(changes.outcomes(1).reason(), v1::REASON_UNKNOWN_MEASURE);
  EXPECT_EQ(changes.outcomes(1).field(), "quantities[0]");
  EXPECT_EQ(changes.outcomes(2).reason(), v1::REASON_CART_REFUSED);
  EXPECT_EQ(QueryColors(), std::vector<std::string>{"T-shirt siteid=1 locationid=11 ColorId=red pos.inbound=10000000"});
}

TEST_F(RealEngineReservationsTest, CountsMayExpectWhatTheyReplace) {
  Post({Change("t-1", "red", 10 * kUnit)});
  v1::SetOnHandRequest request;
  request.set_environment_id("shop");
  request.set_inventory_system("pos");
  for (const int64_t expected : {9, 10}) {
    v1::SetEvent* event = request.add_events();
    FillEventKey(absl::StrCat("s-", expected), "red", event);
    FillQuantity("pos", "inbound", 50 * kUnit, event->add_quantities());
    FillQuantity("Pos", "Outbound", 0, event->add_expected_quantities());
    FillQuantity("pos", "inbound", expected * kUnit, event->add_expected_quantities());
  }
  v1::SetOnHandResponse response;
  {
    grpc::ClientContext context;
    const grpc::Status status = inventory_->SetOnHand(&context, request, &response);
    ASSERT_TRUE(status.ok()) << status.error_message();
  }
  ASSERT_EQ(response.outcomes_size(), 2);
  EXPECT_EQ(response.outcomes(0).reason(), v1::REASON_UNEXPECTED_QUANTITY) << response.outcomes(0).ShortDebugString();
  EXPECT_EQ(response.outcomes(0).status_code(), 409);
  ASSERT_EQ(response.outcomes(0).present_quantities_size(), 2);
  for (const v1::MeasureQuantity& present : response.outcomes(0).present_quantities()) {
    EXPECT_EQ(present.data_source(), "pos");
    EXPECT_EQ(present.quantity_micros(), present.measure() == "inbound" ? 10 * kUnit : 0);
  }
  EXPECT_EQ(response.outcomes(1).status_code(), 200);
  EXPECT_EQ(response.outcomes(1).present_quantities_size(), 0);
  EXPECT_EQ(QueryColors(), std::vector<std::string>{"T-shirt siteid=1 locationid=11 ColorId=red pos.inbound=50000000"});

  request.set_inventory_system("nobody");
  grpc::ClientContext context;
  const grpc::Status status = inventory_->SetOnHand(&context, request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ReadDetails(status).info.reason(), "UNKNOWN_DATA_SOURCE");
  EXPECT_EQ(ReadDetails(status).bad_request.field_violations(0).field(), "inventory_system");
}

}  // namespace
}  // namespace onhand
