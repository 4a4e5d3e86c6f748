#include "storage/records/dictionary.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/storage/testing/bytes.h"
#include "tests/storage/testing/status_testing.h"

namespace onhand::storage {
namespace {

std::string Encoded(const std::vector<std::string>& names) {
  std::string out;
  EncodeDictionary(names, &out);
  return out;
}

TEST(DictionaryTest, ComesBack) {
  for (const std::vector<std::string>& names :
       {std::vector<std::string>{}, {"pos.inbound", "", "iv.ü"}, std::vector<std::string>(65536, "a.b")}) {
    EXPECT_EQ(ValueOf(DecodeDictionary(Encoded(names))), names);
  }
}

TEST(DictionaryTest, DamageNeverCrashesAndCutsAreSeen) {
  const std::string bytes = Encoded({"pos.inbound", "iv.ordered"});
  ForEachTruncation(bytes, [](std::string_view cut) {
    EXPECT_EQ(DecodeDictionary(cut).status().code(), absl::StatusCode::kDataLoss) << ToHex(cut);
  });
  ForEachDamage(bytes, [](std::string_view damaged) { DecodeDictionary(damaged).status().IgnoreError(); });
}

TEST(DictionaryTest, SaysWhatIsWrong) {
  ONHAND_EXPECT_STATUS(DecodeDictionary(""), absl::StatusCode::kDataLoss, "empty");
  ONHAND_EXPECT_STATUS(DecodeDictionary(FromHex("0200")), absl::StatusCode::kDataLoss, "unknown version");
  ONHAND_EXPECT_STATUS(DecodeDictionary(FromHex("010000")), absl::StatusCode::kDataLoss, "too many");
  ONHAND_EXPECT_STATUS(DecodeDictionary(Encoded(std::vector<std::string>(65537, ""))), absl::StatusCode::kDataLoss,
                       "more names than numbers");
}

}  // namespace
}  // namespace onhand::storage
