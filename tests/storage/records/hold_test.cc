#include "storage/records/hold.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "tests/storage/testing/bytes.h"
#include "tests/storage/testing/status_testing.h"

namespace onhand::storage {
namespace {

std::string Encoded(const Hold& hold) {
  std::string out = "before";
  EncodeHold(hold, &out);
  EXPECT_EQ(out.substr(0, 6), "before");
  return out.substr(6);
}

TEST(HoldTest, ComesBack) {
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  for (const Hold& hold : {Hold{0, 1, 0}, Hold{65535, kMost, kMost}, Hold{3, 2'500'000, 1'700'000'000'000'000}}) {
    EXPECT_EQ(ValueOf(DecodeHold(Encoded(hold))), hold);
  }
}

TEST(HoldTest, DamageNeverCrashesAndCutsAreSeen) {
  const std::string bytes = Encoded({300, 2'500'000, 1'700'000'000'000'000});
  ForEachTruncation(bytes, [](std::string_view cut) {
    EXPECT_EQ(DecodeHold(cut).status().code(), absl::StatusCode::kDataLoss) << ToHex(cut);
  });
  ForEachDamage(bytes, [](std::string_view damaged) {
    const absl::StatusOr<Hold> hold = DecodeHold(damaged);
    if (hold.ok()) EXPECT_EQ(ValueOf(DecodeHold(Encoded(*hold))), *hold);
  });
}

TEST(HoldTest, SaysWhatIsWrong) {
  const auto wrong = [](const char* hex, const char* text) {
    ONHAND_EXPECT_STATUS(DecodeHold(FromHex(hex)), absl::StatusCode::kDataLoss, text);
  };
  wrong("", "hold is empty");
  wrong("02 00 02 02", "unknown version");
  wrong("01 00 02", "cut off");
  wrong("01 00 02 02 00", "too many");
  wrong("01 80 80 04 02 02", "bad measure number");
  wrong("01 00 00 02", "nothing remaining");
  wrong("01 00 01 02", "nothing remaining");
  wrong("01 00 02 01", "before 1970");
}

TEST(HoldDeathTest, WhatIsNoHoldIsNotWritten) {
  std::string out;
  EXPECT_DEATH(EncodeHold({0, 0, 1}, &out), "remaining");
  EXPECT_DEATH(EncodeHold({0, 1, -1}, &out), "ends_at");
}

}  // namespace
}  // namespace onhand::storage
