#include <gtest/gtest.h>

#include <string>

#include "storage/records/crc32c.h"
#include "storage/records/hash128.h"
#include "tests/storage/testing/bytes.h"

namespace onhand::storage {
namespace {

std::string Hash(std::string_view bytes, uint64_t seed) {
  const Hash128 hash = HashBytes(bytes, seed);
  return ToHex(std::string_view(reinterpret_cast<const char*>(hash.data()), hash.size()));
}

// RFC 3720, B.4, and the usual check value.
TEST(Crc32cTest, KnownAnswers) {
  for (const auto crc : {Crc32c, Crc32cPortable}) {
    EXPECT_EQ(crc(""), 0u);
    EXPECT_EQ(crc("123456789"), 0xE3069283u);
    EXPECT_EQ(crc(std::string(32, '\0')), 0x8A9136AAu);
    EXPECT_EQ(crc(std::string(32, '\xFF')), 0x62A8AB43u);
  }
}

TEST(Crc32cTest, BothWaysAgreeAtEveryLength) {
  std::string bytes;
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(Crc32c(bytes), Crc32cPortable(bytes)) << i;
    bytes.push_back(static_cast<char>(i * 37));
  }
}

// XXH3-128 of the empty text with seed 0, from its reference implementation; the rest guards what is on disk.
TEST(Hash128Test, KnownAnswers) {
  EXPECT_EQ(Hash("", 0), "99aa06d3014798d86001c324468d497f");
  EXPECT_NE(Hash("a", 0), Hash("a", 1));
  EXPECT_NE(Hash("a", 1), Hash("b", 1));
  EXPECT_EQ(Hash("a", 1), Hash("a", 1));
}

}  // namespace
}  // namespace onhand::storage
