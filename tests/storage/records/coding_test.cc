#include "storage/records/coding.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "tests/storage/testing/bytes.h"

namespace onhand::storage {
namespace {

std::string Varint(uint64_t value) {
  std::string out;
  PutVarint(value, &out);
  return out;
}
std::string ZigZag(int64_t value) {
  std::string out;
  PutZigZag(value, &out);
  return out;
}

constexpr uint64_t kMaxU64 = std::numeric_limits<uint64_t>::max();
constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
constexpr int64_t kMin = std::numeric_limits<int64_t>::min();

TEST(CodingTest, VarintBytes) {
  EXPECT_EQ(ToHex(Varint(0)), "00");
  EXPECT_EQ(ToHex(Varint(127)), "7f");
  EXPECT_EQ(ToHex(Varint(128)), "8001");
  EXPECT_EQ(ToHex(Varint(300)), "ac02");
  EXPECT_EQ(ToHex(Varint(kMaxU64)), "ffffffffffffffffff01");
}

TEST(CodingTest, ZigZagBytes) {
  EXPECT_EQ(ToHex(ZigZag(0)), "00");
  EXPECT_EQ(ToHex(ZigZag(-1)), "01");
  EXPECT_EQ(ToHex(ZigZag(1)), "02");
  EXPECT_EQ(ToHex(ZigZag(kMax)), "feffffffffffffffff01");
  EXPECT_EQ(ToHex(ZigZag(kMin)), "ffffffffffffffffff01");
}

TEST(CodingTest, NumbersComeBack) {
  for (int shift = 0; shift < 64; ++shift) {
    for (const uint64_t value : {uint64_t{1} << shift, (uint64_t{1} << shift) - 1, ~(uint64_t{1} << shift)}) {
      const std::string varint = Varint(value);
      Reader varint_reader(varint);
      EXPECT_EQ(varint_reader.Varint(), value);
      EXPECT_TRUE(varint_reader.done());
      const std::string zigzag = ZigZag(static_cast<int64_t>(value));
      Reader zigzag_reader(zigzag);
      EXPECT_EQ(zigzag_reader.ZigZag(), static_cast<int64_t>(value));
      EXPECT_TRUE(zigzag_reader.done());
      std::string fixed;
      PutFixed64(value, &fixed);
      PutFixed32(static_cast<uint32_t>(value), &fixed);
      EXPECT_EQ(fixed.size(), 12u);
      Reader fixed_reader(fixed);
      EXPECT_EQ(fixed_reader.Fixed64(), value);
      EXPECT_EQ(fixed_reader.Fixed32(), static_cast<uint32_t>(value));
      EXPECT_TRUE(fixed_reader.done());
    }
  }
}

TEST(CodingTest, ReadsBeyondTheEndFailForGood) {
  Reader reader(
      "\x05"
      "abc");
  EXPECT_EQ(reader.Text(), "");
  EXPECT_FALSE(reader.ok());
  EXPECT_EQ(reader.Byte(), 0);
  EXPECT_EQ(reader.Varint(), 0u);
  EXPECT_EQ(reader.Fixed32(), 0u);
  EXPECT_EQ(reader.Fixed64(), 0u);
  EXPECT_EQ(reader.Bytes(0), "");
  EXPECT_FALSE(reader.done());
}

TEST(CodingTest, VarintsThatAreTooLongFail) {
  for (const char* hex : {"ffffffffffffffffff02", "ffffffffffffffffffff01", "80", "ffffffffffffffffff80"}) {
    const std::string bytes = FromHex(hex);
    Reader reader(bytes);
    EXPECT_EQ(reader.Varint(), 0u) << hex;
    EXPECT_FALSE(reader.ok()) << hex;
  }
}

TEST(CodingTest, LengthsAndCountsBeyondTheBytesFail) {
  const std::string huge = Varint(kMaxU64) + "abc";
  Reader text(huge);
  EXPECT_EQ(text.Text(), "");
  EXPECT_FALSE(text.ok());
  Reader count(huge);
  EXPECT_EQ(count.Count(1), 0u);
  EXPECT_FALSE(count.ok());
  Reader fits(
      "\x02"
      "abcdef");
  EXPECT_EQ(fits.Count(3), 2u);
  EXPECT_TRUE(fits.ok());
  Reader over(
      "\x02"
      "abcde");
  EXPECT_EQ(over.Count(3), 0u);
  EXPECT_FALSE(over.ok());
}

}  // namespace
}  // namespace onhand::storage
