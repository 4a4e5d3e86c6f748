#include "storage/records/receipt.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/storage/testing/bytes.h"
#include "tests/storage/testing/status_testing.h"

namespace onhand::storage {
namespace {

Receipt Example() {
  Receipt receipt;
  for (size_t i = 0; i < receipt.content_hash.size(); ++i) receipt.content_hash[i] = static_cast<uint8_t>(i * 17);
  receipt.sequence = 300;
  receipt.committed_at_us = -1;
  receipt.result = std::string("\0result", 7);
  return receipt;
}

std::string Encoded(const Receipt& receipt) {
  std::string out;
  EncodeReceipt(receipt, &out);
  return out;
}

TEST(ReceiptTest, ComesBack) {
  EXPECT_EQ(ValueOf(DecodeReceipt(Encoded(Receipt()))), Receipt());
  EXPECT_EQ(ValueOf(DecodeReceipt(Encoded(Example()))), Example());
}

TEST(ReceiptTest, DamageNeverCrashesAndCutsBeforeTheResultAreSeen) {
  const std::string bytes = Encoded(Example());
  const size_t before_result = bytes.size() - Example().result.size();
  ForEachTruncation(bytes, [&](std::string_view cut) {
    EXPECT_EQ(DecodeReceipt(cut).ok(), cut.size() >= before_result) << ToHex(cut);
  });
  ForEachDamage(bytes, [](std::string_view damaged) {
    const absl::StatusOr<Receipt> receipt = DecodeReceipt(damaged);
    if (receipt.ok()) EXPECT_EQ(ValueOf(DecodeReceipt(Encoded(*receipt))), *receipt);
  });
}

TEST(ReceiptTest, SaysWhatIsWrong) {
  ONHAND_EXPECT_STATUS(DecodeReceipt(""), absl::StatusCode::kDataLoss, "empty");
  ONHAND_EXPECT_STATUS(DecodeReceipt("\x02" + Encoded(Example()).substr(1)), absl::StatusCode::kDataLoss, "version");
  ONHAND_EXPECT_STATUS(DecodeReceipt("\x01 short"), absl::StatusCode::kDataLoss, "cut off");
}

}  // namespace
}  // namespace onhand::storage
