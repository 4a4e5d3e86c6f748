#include "storage/inspect/product_text.h"

#include <gtest/gtest.h>

#include <string>

#include "storage/catalog/product_record.h"
#include "storage/keys/product_key.h"
#include "tests/storage/testing/status_testing.h"

namespace onhand::storage {
namespace {

TEST(ProductTextTest, ProductsAreReadable) {
  ProductRecord record;
  record.fields = {{3, "Speaker \"cable\""}, {6, "two\nlines"}};
  record.attributes = {{1, "Weight", "Pound", "370"}, {3, "Lot", "", ""}};
  std::string value;
  EncodeProduct(record, &value);
  EXPECT_EQ(ValueOf(ProductText("M0030", value)),
            "\"M0030\" field3=\"Speaker \\\"cable\\\"\" field6=\"two\\nlines\""
            " attribute(1)=\"Weight\" type=\"Pound\" value=\"370\" attribute(3)=\"Lot\" type=\"\" value=\"\"");
  ONHAND_EXPECT_STATUS(ProductText("M0030", "\x01"), absl::StatusCode::kDataLoss, "damaged");
}

TEST(ProductTextTest, TermsAreReadable) {
  std::string text = TermPrefix(TermKind::kText, {3, {}});
  AppendTextTerm("köln", &text);
  EXPECT_EQ(ValueOf(ProductTermText(text + "M1", "")), "field3 text=\"köln\" item=\"M1\"");
  std::string numeral = TermPrefix(TermKind::kNumeral, {10, "weight"});
  AppendTextTerm("-1.50", &numeral);
  EXPECT_EQ(ValueOf(ProductTermText(numeral + "M1", "")), "attribute \"weight\" numeral=\"-1.50\" item=\"M1\"");
  std::string number = TermPrefix(TermKind::kNumber, {10, "weight"});
  AppendNumberTerm(-1.5, &number);
  EXPECT_EQ(ValueOf(ProductTermText(number + "M1", "")), "attribute \"weight\" number=-1.5 item=\"M1\"");
  EXPECT_EQ(ValueOf(ProductTermText(TermPrefix(TermKind::kGram, {2, {}}) + "1\x03\x03M1", "")),
            "field2 gram=\"1\\003\\003\" item=\"M1\"");
  ONHAND_EXPECT_STATUS(ProductTermText("Tx", ""), absl::StatusCode::kDataLoss, "not a product term key");
  ONHAND_EXPECT_STATUS(ProductTermText(text + "M1", "x"), absl::StatusCode::kDataLoss, "have no value");
}

}  // namespace
}  // namespace onhand::storage
