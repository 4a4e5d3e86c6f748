#include "storage/records/bucket.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "tests/storage/testing/bytes.h"
#include "tests/storage/testing/status_testing.h"

namespace onhand::storage {
namespace {

constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
constexpr int64_t kLeast = std::numeric_limits<int64_t>::min();

std::string Encoded(const Bucket& bucket) {
  std::string out = "before";
  EncodeBucket(bucket, &out);
  EXPECT_EQ(out.substr(0, 6), "before");
  return out.substr(6);
}

TEST(BucketTest, ComesBack) {
  for (const Bucket& bucket : {Bucket(), Bucket{1, 2, 3, 4}, Bucket{kMost, kLeast, -1, 0}}) {
    EXPECT_EQ(ValueOf(DecodeBucket(Encoded(bucket))), bucket);
  }
}

TEST(BucketTest, DamageNeverCrashesAndCutsAreSeen) {
  const std::string bytes = Encoded({300, -5, kMost, 77});
  ForEachTruncation(bytes, [](std::string_view cut) {
    EXPECT_EQ(DecodeBucket(cut).status().code(), absl::StatusCode::kDataLoss) << ToHex(cut);
  });
  ForEachDamage(bytes, [](std::string_view damaged) {
    const absl::StatusOr<Bucket> bucket = DecodeBucket(damaged);
    if (bucket.ok()) EXPECT_EQ(ValueOf(DecodeBucket(Encoded(*bucket))), *bucket);
  });
}

TEST(BucketTest, SaysWhatIsWrong) {
  const auto wrong = [](const char* hex, const char* text) {
    ONHAND_EXPECT_STATUS(DecodeBucket(FromHex(hex)), absl::StatusCode::kDataLoss, text);
  };
  wrong("", "bucket is empty");
  wrong("02 00 00 00 00", "unknown version");
  wrong("01 00 00 00", "cut off");
  wrong("01 00 00 00 00 00", "too many");
}

TEST(BucketTest, NumbersAreAdded) {
  Bucket bucket{10, 20, 30, 40};
  ONHAND_ASSERT_OK(AddToBucket({-1, 2, 3, 4}, &bucket));
  EXPECT_EQ(bucket, (Bucket{9, 22, 33, 44}));
}

TEST(BucketTest, AnOverflowOfAnyNumberChangesNothing) {
  const Bucket full{kMost, kLeast, kMost, kLeast};
  for (const Bucket& added : {Bucket{1, 0, 0, 0}, Bucket{0, -1, 0, 0}, Bucket{0, 0, 1, 0}, Bucket{0, 0, 0, -1}}) {
    Bucket bucket = full;
    ONHAND_EXPECT_STATUS(AddToBucket(added, &bucket), absl::StatusCode::kOutOfRange, "bucket leaves the range");
    EXPECT_EQ(bucket, full);
  }
}

}  // namespace
}  // namespace onhand::storage
