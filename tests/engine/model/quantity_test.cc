#include "engine/model/quantity.h"

#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"

namespace onhand {
namespace {

struct ParseCase {
  std::string_view text;
  QuantityError error;
  int64_t micros;
};

TEST(ParseQuantity, Table) {
  constexpr int64_t kMax = 9'223'372'036'854'775'807;
  const std::vector<ParseCase> cases = {
      {"0", QuantityError::kNone, 0},
      {"-0", QuantityError::kNone, 0},
      {"0.000000000", QuantityError::kNone, 0},
      {"0e999999999999", QuantityError::kNone, 0},
      {"1", QuantityError::kNone, 1'000'000},
      {"-3", QuantityError::kNone, -3'000'000},
      {"10", QuantityError::kNone, 10'000'000},
      {"0.1", QuantityError::kNone, 100'000},
      {"0.000001", QuantityError::kNone, 1},
      {"1e3", QuantityError::kNone, 1'000'000'000},
      {"1E+3", QuantityError::kNone, 1'000'000'000},
      {"12.5e-1", QuantityError::kNone, 1'250'000},
      {"1e-6", QuantityError::kNone, 1},
      {"1000000e-12", QuantityError::kNone, 1},
      {"1.0000000", QuantityError::kNone, 1'000'000},
      {"0.1234560", QuantityError::kNone, 123'456},
      {"9223372036854.775807", QuantityError::kNone, kMax},
      {"-9223372036854.775807", QuantityError::kNone, -kMax},
      {"0.0000000000009223372036854775807e19", QuantityError::kTooManyDigits, 0},
      {"0.1234567", QuantityError::kTooManyDigits, 0},
      {"1e-7", QuantityError::kTooManyDigits, 0},
      {"1e-999999999999", QuantityError::kTooManyDigits, 0},
      {"9223372036854.775808", QuantityError::kOutOfRange, 0},
      {"-9223372036854.775808", QuantityError::kOutOfRange, 0},
      {"9999999999999", QuantityError::kOutOfRange, 0},
      {"1e13", QuantityError::kOutOfRange, 0},
      {"1e999999999999", QuantityError::kOutOfRange, 0},
      {"", QuantityError::kNotANumber, 0},
      {"-", QuantityError::kNotANumber, 0},
      {"+1", QuantityError::kNotANumber, 0},
      {"01", QuantityError::kNotANumber, 0},
      {"1.", QuantityError::kNotANumber, 0},
      {".5", QuantityError::kNotANumber, 0},
      {"1e", QuantityError::kNotANumber, 0},
      {"1e+", QuantityError::kNotANumber, 0},
      {" 1", QuantityError::kNotANumber, 0},
      {"1 ", QuantityError::kNotANumber, 0},
      {"1,5", QuantityError::kNotANumber, 0},
      {"NaN", QuantityError::kNotANumber, 0},
      {"Infinity", QuantityError::kNotANumber, 0},
      {"0x10", QuantityError::kNotANumber, 0},
  };
  for (const ParseCase& c : cases) {
    Quantity quantity{.micros = 4711};
    EXPECT_EQ(ParseQuantity(c.text, &quantity), c.error) << c.text;
    EXPECT_EQ(quantity.micros, c.error == QuantityError::kNone ? c.micros : 4711) << c.text;
  }
}

TEST(FormatMicros, ShortestExactDecimal) {
  EXPECT_EQ(FormatMicros(0), "0");
  EXPECT_EQ(FormatMicros(3'000'000), "3");
  EXPECT_EQ(FormatMicros(-500'000), "-0.5");
  EXPECT_EQ(FormatMicros(1), "0.000001");
  EXPECT_EQ(FormatMicros(-1), "-0.000001");
  EXPECT_EQ(FormatMicros(1'250'000), "1.25");
  EXPECT_EQ(FormatMicros(kQuantityMicrosMax), "9223372036854.775807");
  EXPECT_EQ(FormatMicros(static_cast<WideMicros>(kQuantityMicrosMax) * 1000), "9223372036854775.807");
  WideMicros least = 1;
  least <<= 127;
  EXPECT_EQ(FormatMicros(least), "-170141183460469231731687303715884.105728");
}

TEST(FormatMicros, IsReadBackExactly) {
  for (int64_t micros :
       {int64_t{1}, int64_t{-999'999}, int64_t{123'456'789}, kQuantityMicrosMax, -kQuantityMicrosMax}) {
    Quantity quantity;
    ASSERT_EQ(ParseQuantity(FormatMicros(micros), &quantity), QuantityError::kNone);
    EXPECT_EQ(quantity.micros, micros);
  }
}

TEST(AddQuantities, RefusesWhatIsNoQuantity) {
  int64_t sum = 7;
  EXPECT_TRUE(AddQuantities(kQuantityMicrosMax - 1, 1, &sum));
  EXPECT_EQ(sum, kQuantityMicrosMax);
  EXPECT_FALSE(AddQuantities(kQuantityMicrosMax, 1, &sum));
  EXPECT_FALSE(AddQuantities(-kQuantityMicrosMax, -1, &sum));
  EXPECT_EQ(sum, kQuantityMicrosMax);
}

}  // namespace
}  // namespace onhand
