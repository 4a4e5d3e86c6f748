// Records to reserve, to release and to extend: spec 1.7, 1.8; decisions T7, V6, X1, E2, E6.
#include "service/json/reserve_decoder.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/service/json/decoder_fixture.h"

namespace onhand {
namespace {

using ::testing::HasSubstr;

class ReserveDecoderTest : public DecoderFixture {
 protected:
  std::string Reserve(std::string_view text) { return Refusal(text, &reserve_, DecodeReserveEvent); }
  std::string Unreserve(std::string_view text) { return Refusal(text, &unreserve_, DecodeUnreserveEvent); }
  std::string Extend(std::string_view text) { return Refusal(text, &extend_, DecodeExtendEvent); }

  ReserveEvent reserve_;
  UnreserveEvent unreserve_;
  ExtendEvent extend_;
};

TEST_F(ReserveDecoderTest, ReadsTheDocumentedReservation) {
  ASSERT_EQ(Reserve(R"({
    "id": "reserve-0",
    "organizationId": "SCM_IV",
    "productId": "iv_contoso_product",
    "quantity": 1,
    "quantityDataSource": "iv",
    "modifier": "softReservOrdered",
    "ifCheckAvailForReserv": true,
    "dimensions": {
        "siteId": "iv_contoso_site",
        "locationId": "iv_contoso_location",
        "colorId": "red",
        "sizeId": "small"
    }
})"),
            "");
  EXPECT_EQ(reserve_.id, "reserve-0");
  EXPECT_EQ(reserve_.organization_id, "SCM_IV");
  EXPECT_EQ(reserve_.product_id, "iv_contoso_product");
  EXPECT_EQ(reserve_.quantity, Quantity{1'000'000});
  EXPECT_EQ(reserve_.quantity_data_source, "iv");
  EXPECT_EQ(reserve_.modifier, "softReservOrdered");
  EXPECT_TRUE(reserve_.check_available);
  ASSERT_EQ(reserve_.dimensions.size(), 4u);
  EXPECT_EQ(reserve_.dimensions[3].name, "sizeId");
  EXPECT_EQ(reserve_.dimensions[3].value, "small");
  EXPECT_TRUE(reserve_.quantities.empty());
  EXPECT_FALSE(reserve_.ends_at_us.has_value());
  EXPECT_FALSE(reserve_.ttl_seconds.has_value());
}

TEST_F(ReserveDecoderTest, ReadsNamesInAnyCaseAndNumbersInText) {
  ASSERT_EQ(Reserve(R"({"ID":"a","organizationid":"o","PRODUCTID":"p","DimensionDataSource":"pos","Quantity":"-2.5",
      "MODIFIER":"softreserved","ifcheckavailforreserv":false,"Quantities":{"iv":{"SoftReserved":"-25e-1"}},
      "TtlSeconds":"90","note":[{}]})"),
            "");
  EXPECT_EQ(reserve_.dimension_data_source, "pos");
  EXPECT_EQ(reserve_.quantity, Quantity{-2'500'000});
  EXPECT_FALSE(reserve_.check_available);
  ASSERT_EQ(reserve_.quantities.size(), 1u);
  EXPECT_EQ(reserve_.quantities[0].data_source, "iv");
  EXPECT_EQ(reserve_.quantities[0].measure, "SoftReserved");
  EXPECT_EQ(reserve_.quantities[0].quantity.micros, -2'500'000);
  EXPECT_EQ(reserve_.ttl_seconds, 90);
}

TEST_F(ReserveDecoderTest, TakesNullForAbsentAndLeavesWhatIsNeededToTheEngine) {
  EXPECT_EQ(Reserve(Record(R"("dimensions":null,"quantity":null,"quantities":null,"modifier":null,
      "quantityDataSource":null,"ifCheckAvailForReserv":null,"expiresAt":null,"ttlSeconds":null)")),
            "");
  EXPECT_TRUE(reserve_.check_available);
  EXPECT_FALSE(reserve_.quantity.has_value());
  EXPECT_EQ(Reserve(Record("")), "");
}

TEST_F(ReserveDecoderTest, RefusesWhatIsMistypedOfAReservation) {
  const struct {
    std::string_view members;
    std::string_view refusal;
  } kCases[] = {
      {R"("dimensions":[])", "/dimensions MALFORMED: dimensions must be an object, not an array."},
      {R"("quantityDataSource":1)", "/quantityDataSource MALFORMED: quantityDataSource must be a string"},
      {R"("modifier":{})", "/modifier MALFORMED: modifier must be a string, not an object."},
      {R"("quantity":true)", "/quantity MALFORMED: quantity must be a number, not a boolean."},
      {R"("quantity":"one")", "/quantity INVALID_QUANTITY: quantity: \"one\" is not a number."},
      {R"("quantity":0.0000001)",
       "/quantity INVALID_QUANTITY: quantity: \"0.0000001\" has more than 6 fraction digits."},
      {R"("quantities":[])", "/quantities MALFORMED: quantities must be an object"},
      {R"("quantities":{"iv":{"softreserved":[]}})", "/quantities/iv/softreserved MALFORMED: "},
      {R"("ifCheckAvailForReserv":"true")",
       "/ifCheckAvailForReserv MALFORMED: ifCheckAvailForReserv must be true or false, not a string."},
      {R"("expiresAt":1709208000)", "/expiresAt MALFORMED: expiresAt must be a string, not a number."},
      {R"("ttlSeconds":true)", "/ttlSeconds MALFORMED: ttlSeconds must be a number, not a boolean."},
  };
  for (const auto& c : kCases) EXPECT_THAT(Reserve(Record(c.members)), HasSubstr(std::string(c.refusal))) << c.members;
  EXPECT_EQ(reserve_.id, "a");
  EXPECT_EQ(Reserve(R"({"id":5,"organizationId":"o"})"), "/id MALFORMED: id must be a string, not a number.");
  EXPECT_EQ(reserve_.id, "");
}

TEST_F(ReserveDecoderTest, ReadsTheEndOfAHold) {
  EXPECT_EQ(Reserve(Record(R"("expiresAt":"2024-02-29T13:00:00.25+01:00")")), "");
  EXPECT_EQ(reserve_.ends_at_us, 1'709'208'000'250'000);
  EXPECT_FALSE(reserve_.ttl_seconds.has_value());
  for (const char* seconds : {"90", "90.0", "9e1", "\"90\""}) {
    EXPECT_EQ(Reserve(Record("\"ttlSeconds\":" + std::string(seconds))), "") << seconds;
    EXPECT_EQ(reserve_.ttl_seconds, 90) << seconds;
  }
  // Ranges, and that not both are given, are the engine's to judge.
  EXPECT_EQ(Reserve(Record(R"("expiresAt":"2024-02-29T12:00:00Z","ttlSeconds":-5)")), "");
  EXPECT_EQ(reserve_.ttl_seconds, -5);
}

TEST_F(ReserveDecoderTest, RefusesAnEndThatIsNone) {
  for (const char* text : {"2024-02-29T12:00:00", "2024-02-29", "tomorrow", ""}) {
    EXPECT_EQ(Reserve(Record("\"expiresAt\":\"" + std::string(text) + "\"")),
              "/expiresAt INVALID_HOLD: expiresAt must be a time with a zone as in RFC 3339 (2024-02-29T12:00:00Z), "
              "not \"" +
                  std::string(text) + "\".");
  }
  for (const char* seconds : {"1.5", "0.0000001", "1e300", "\"soon\"", "\"\""}) {
    EXPECT_THAT(Reserve(Record("\"ttlSeconds\":" + std::string(seconds))),
                HasSubstr("/ttlSeconds INVALID_HOLD: ttlSeconds must be a whole number of seconds, not \""));
  }
}

TEST_F(ReserveDecoderTest, ReadsTheDocumentedRelease) {
  ASSERT_EQ(Unreserve(R"({
    "id": "unreserve-0",
    "organizationId": "SCM_IV",
    "productId": "iv_contoso_product",
    "reservationId": "RESERVATION_ID",
    "dimensions": {
        "siteid":"iv_contoso_site",
        "locationid":"iv_contoso_location",
        "ColorId": "red",
        "SizeId": "small"
    },
    "OffsetQty": 1
})"),
            "");
  EXPECT_EQ(unreserve_.id, "unreserve-0");
  EXPECT_EQ(unreserve_.reservation_id, "RESERVATION_ID");
  EXPECT_EQ(unreserve_.offset.micros, 1'000'000);
  EXPECT_EQ(unreserve_.dimensions.size(), 4u);
  EXPECT_EQ(Unreserve(Record(R"("RESERVATIONID":"r","offsetqty":"2.5")")), "");
  EXPECT_EQ(unreserve_.offset.micros, 2'500'000);
}

// Decisions T7, E6: what the envelope of a refused release repeats.
TEST_F(ReserveDecoderTest, KeepsWhatCanBeReadOfARefusedRelease) {
  const struct {
    std::string_view record;
    std::string_view refusal;
    std::string_view reservation_id;
    int64_t offset_micros;
  } kCases[] = {
      {R"({"reservationId":"r","OffsetQty":5})", "/id MALFORMED: id is missing.", "r", 5'000'000},
      {R"({"id":"a","reservationId":"r","OffsetQty":"5","productId":1})", "/organizationId MALFORMED: ", "r",
       5'000'000},
      {R"({"id":"a","organizationId":"o","productId":"p","OffsetQty":3})",
       "/reservationId MALFORMED: reservationId is missing.", "", 3'000'000},
      {R"({"id":"a","organizationId":"o","productId":"p","reservationId":7,"OffsetQty":3})",
       "/reservationId MALFORMED: reservationId must be a string, not a number.", "", 3'000'000},
      {R"({"id":"a","organizationId":"o","productId":"p","reservationId":"r"})",
       "/OffsetQty NO_QUANTITY: OffsetQty is missing: the event has no quantity.", "r", 0},
      {R"({"id":"a","organizationId":"o","productId":"p","reservationId":"r","OffsetQty":[]})",
       "/OffsetQty MALFORMED: OffsetQty must be a number, not an array.", "r", 0},
      {R"({"id":"a","organizationId":"o","productId":"p","reservationId":"r","OffsetQty":1e99})",
       "/OffsetQty INVALID_QUANTITY: OffsetQty: \"1e99\" is beyond", "r", 0},
      {R"({"id":"a","organizationId":"o","productId":"p","reservationId":"r","OffsetQty":0.1234567})",
       "/OffsetQty INVALID_QUANTITY: ", "r", 0},
  };
  for (const auto& c : kCases) {
    EXPECT_THAT(Unreserve(c.record), HasSubstr(std::string(c.refusal))) << c.record;
    EXPECT_EQ(unreserve_.reservation_id, c.reservation_id) << c.record;
    EXPECT_EQ(unreserve_.offset.micros, c.offset_micros) << c.record;
  }
}

TEST_F(ReserveDecoderTest, ReadsAnExtension) {
  EXPECT_EQ(Extend(Record(R"("reservationId":"r","dimensions":{"siteId":"1"},"ttlSeconds":60)")), "");
  EXPECT_EQ(extend_.reservation_id, "r");
  EXPECT_EQ(extend_.ttl_seconds, 60);
  EXPECT_EQ(extend_.dimensions.size(), 1u);
  EXPECT_EQ(Extend(Record(R"("reservationId":"r","expiresAt":"1970-01-01T00:00:01Z")")), "");
  EXPECT_EQ(extend_.ends_at_us, 1'000'000);
  EXPECT_EQ(Extend(Record(R"("reservationId":"r")")), "");  // the engine asks for an end
  EXPECT_THAT(Extend(Record(R"("ttlSeconds":60)")), HasSubstr("/reservationId MALFORMED: reservationId is missing."));
  EXPECT_THAT(Extend(R"({"id":"a","reservationId":"kept","organizationId":3})"),
              HasSubstr("/organizationId MALFORMED"));
  EXPECT_EQ(extend_.reservation_id, "kept");
  EXPECT_THAT(Extend(Record(R"("reservationId":"r","expiresAt":"soon")")), HasSubstr("/expiresAt INVALID_HOLD"));
}

}  // namespace
}  // namespace onhand
