#include "service/cli/import/product_source.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/cli/files/byte_source.h"

namespace onhand::cli {
namespace {

using ::testing::HasSubstr;

std::vector<ProductItem> ReadAll(ProductSource* source) {
  std::vector<ProductItem> items;
  while (true) {
    ProductItem item;
    const absl::StatusOr<bool> more = source->Next(&item);
    EXPECT_TRUE(more.ok()) << more.status();
    if (!more.ok() || !*more) return items;
    items.push_back(std::move(item));
  }
}

TEST(CsvProductsTest, ColumnsAreFieldsAndAttributes) {
  auto source = OpenCsvProducts(
      TextByteSource("ItemNumber, productname ,attribute:Weight Limit:PoundDomain,attribute:Colour::BatchAttribute\n"
                     "M0030,\"Cable, 10 m\",370,\n"
                     "M0031,,,red\n"));
  ASSERT_TRUE(source.ok()) << source.status();
  const std::vector<ProductItem> items = ReadAll(source->get());
  ASSERT_EQ(items.size(), 2u);
  EXPECT_EQ(items[0].line, 2);
  EXPECT_EQ(items[0].product,
            (Product{.item_number = "M0030",
                     .product_name = "Cable, 10 m",
                     .attributes = {{"Weight Limit", "PoundDomain", AttributeArea::kProduct, "370"}}}));
  EXPECT_EQ(items[1].product,
            (Product{.item_number = "M0031", .attributes = {{"Colour", "", AttributeArea::kBatch, "red"}}}));
}

TEST(CsvProductsTest, RecordsThatAreNone) {
  auto source = OpenCsvProducts(TextByteSource("itemNumber,company\nM1\nM2,\"a\"b\nM3,c\n"));
  ASSERT_TRUE(source.ok());
  const std::vector<ProductItem> items = ReadAll(source->get());
  ASSERT_EQ(items.size(), 3u);
  EXPECT_EQ(items[0].error, "the record has 1 fields, the heading 2");
  EXPECT_EQ(items[0].original, "M1");
  EXPECT_NE(items[1].error, "");
  EXPECT_EQ(items[2].error, "");
  EXPECT_EQ(items[2].product.company, "c");
}

TEST(CsvProductsTest, HeadingsThatAreNone) {
  const struct {
    const char* text;
    const char* error;
  } kCases[] = {
      {"", "the file is empty"},
      {"company\nx\n", "no column itemNumber"},
      {"itemNumber,itemnumber\n", "\"itemnumber\" is there twice"},
      {"itemNumber,productNam\n", "did you mean \"productName\"?"},
      {"itemNumber,weight\n", "is no field of a product; attributes are written attribute:NAME"},
      {"itemNumber,attribute:\n", "names no attribute"},
      {"itemNumber,attribute:a:b:c:d\n", "too many parts"},
      {"itemNumber,attribute:a:b:Wheel\n", "unknown area"},
  };
  for (const auto& test : kCases) {
    const auto source = OpenCsvProducts(TextByteSource(test.text));
    EXPECT_EQ(source.status().code(), absl::StatusCode::kInvalidArgument) << test.text;
    EXPECT_THAT(std::string(source.status().message()), HasSubstr(test.error));
  }
}

TEST(JsonProductsTest, OneALine) {
  const std::unique_ptr<ProductSource> source = OpenJsonProducts(
      TextByteSource("{\"itemNumber\":\"M1\",\"attributes\":[{\"attributeName\":\"a\",\"value\":\"1\"}]}\n\n"
                     "[1]\n{\"company\":\"x\"}\nnot JSON\n{\"itemNumber\":\"M2\"}"));
  const std::vector<ProductItem> items = ReadAll(source.get());
  ASSERT_EQ(items.size(), 5u);
  EXPECT_EQ(items[0].product.item_number, "M1");
  EXPECT_EQ(items[0].product.attributes.size(), 1u);
  EXPECT_EQ(items[1].error, "not a product: an array instead of an object");
  EXPECT_EQ(items[2].error, "/itemNumber: itemNumber is missing.");
  EXPECT_THAT(items[3].error, HasSubstr("not JSON"));
  EXPECT_EQ(items[4].product, Product{.item_number = "M2"});
  EXPECT_EQ(items[4].line, 6);
}

}  // namespace
}  // namespace onhand::cli
