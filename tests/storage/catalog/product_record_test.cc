#include "storage/catalog/product_record.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/storage/testing/bytes.h"
#include "tests/storage/testing/status_testing.h"

namespace onhand::storage {
namespace {

ProductRecord Cable() {
  ProductRecord record;
  record.fields = {{1, "USMF"}, {3, "Speaker cable"}, {9, "ea"}};
  record.attributes = {{1, "Length", "Metre", "10"}, {3, "Batch", "", ""}};
  return record;
}

std::string Encoded(const ProductRecord& record) {
  std::string bytes;
  EncodeProduct(record, &bytes);
  return bytes;
}

TEST(ProductRecordTest, WhatWasEncodedIsDecoded) {
  EXPECT_EQ(ValueOf(DecodeProduct(Encoded(Cable()))), Cable());
  EXPECT_EQ(ValueOf(DecodeProduct(Encoded({}))), ProductRecord());
}

TEST(ProductRecordTest, DamageIsDataLoss) {
  const std::string bytes = Encoded(Cable());
  ForEachTruncation(bytes, [](std::string_view cut) { EXPECT_TRUE(absl::IsDataLoss(DecodeProduct(cut).status())); });
  EXPECT_TRUE(absl::IsDataLoss(DecodeProduct(bytes + "x").status()));
  // Other texts are other products; whatever is decoded has the form that encoding asks for.
  ForEachDamage(bytes, [](std::string_view damaged) {
    const absl::StatusOr<ProductRecord> record = DecodeProduct(damaged);
    if (record.ok()) EXPECT_EQ(Encoded(*record).size(), damaged.size());
  });
  ONHAND_EXPECT_STATUS(DecodeProduct("\x02"), absl::StatusCode::kDataLoss, "version 2");
  ONHAND_EXPECT_STATUS(DecodeProduct(FromHex("01 02 03 01 61 01 01 62 00")), absl::StatusCode::kDataLoss, "damaged");
  ONHAND_EXPECT_STATUS(DecodeProduct(FromHex("01 01 02 01 61 00")), absl::StatusCode::kDataLoss, "damaged");
  ONHAND_EXPECT_STATUS(DecodeProduct(FromHex("01 00 01 04 01 61 00 00")), absl::StatusCode::kDataLoss, "damaged");
}

}  // namespace
}  // namespace onhand::storage
