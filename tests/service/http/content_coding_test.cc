#include "service/http/content_coding.h"

#include <random>
#include <string>

#include "gtest/gtest.h"

namespace onhand {
namespace {

TEST(Gzip, ComesBack) {
  std::mt19937 random(1);
  for (const size_t size : {size_t{0}, size_t{1}, size_t{100}, size_t{64 << 10}, size_t{3 << 20}}) {
    std::string text;
    for (size_t i = 0; i < size; ++i) text.push_back(static_cast<char>(random() % 7 == 0 ? random() : 'x'));
    const std::string compressed = Gzip(text);
    std::string out;
    EXPECT_EQ(Gunzip(compressed, size, &out), InflateResult::kOk);
    EXPECT_EQ(out, text);
    EXPECT_EQ(Gunzip(compressed + Gzip("more"), size + 4, &out), InflateResult::kOk);
    EXPECT_EQ(out, text + "more");
    if (size > 0) {
      EXPECT_EQ(Gunzip(compressed, size - 1, &out), InflateResult::kTooLarge);
      EXPECT_EQ(Gunzip(compressed.substr(0, compressed.size() / 2), size, &out), InflateResult::kBroken);
    }
    EXPECT_EQ(Gunzip(compressed + "tail", size, &out), InflateResult::kBroken);
  }
}

TEST(Gunzip, RefusesWhatIsNotGzip) {
  std::string out;
  for (const std::string text : {"", "x", "\x1f\x8b", "{\"id\":1}"})
    EXPECT_EQ(Gunzip(text, 100, &out), InflateResult::kBroken);
  std::mt19937 random(2);
  std::string compressed = Gzip(std::string(1000, 'a') + "bcdefg");
  for (int round = 0; round < 2000; ++round) {
    std::string broken = compressed;
    broken[random() % broken.size()] ^= static_cast<char>(1 << (random() % 8));
    Gunzip(broken, 2000, &out);
    EXPECT_LE(out.size(), 2000u);
  }
}

TEST(AcceptsGzip, ReadsWeights) {
  for (const std::string_view yes :
       {"gzip", "GZIP", "x-gzip", "deflate, gzip", "gzip;q=0.1", "*", "br, *;q=0.5", "gzip ; q=1.0"}) {
    EXPECT_TRUE(AcceptsGzip(yes)) << yes;
  }
  for (const std::string_view no :
       {"", "identity", "br", "gzip;q=0", "gzip;q=0.0, *", "*;q=0", "gzipped", "gzip;q=x"}) {
    EXPECT_FALSE(AcceptsGzip(no)) << no;
  }
}

}  // namespace
}  // namespace onhand
