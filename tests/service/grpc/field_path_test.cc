#include "service/grpc/field_path.h"

#include "gtest/gtest.h"

namespace onhand {
namespace {

TEST(IndexQueryFieldPath, NamesTheFieldOfTheMessage) {
  v1::IndexQuery query;
  query.add_filters()->set_name("siteId");
  query.add_filters()->set_name("colorId");
  const struct {
    const char* pointer;
    const char* path;
  } kCases[] = {
      {"", "query"},
      {"/filters", "query.filters"},
      {"/filters/organizationId", "query.organization_ids"},
      {"/filters/productId/7", "query.product_ids[7]"},
      {"/filters/COLORID", "query.filters[1]"},
      {"/filters/colorId/2", "query.filters[1].values[2]"},
      {"/filters/sizeId", "query.filters"},
      {"/groupByValues", "query.group_by"},
      {"/groupByValues/3", "query.group_by[3]"},
      {"/dimensionDataSource", "query.dimension_data_source"},
      {"/returnNegative", "query.return_negative"},
      {"/QueryATP", "query.atp"},
      {"/ATPFromDate", "query.atp.from_date"},
      {"/ATPToDate", "query.atp.to_date"},
      {"/pageNumber", "query.page_number"},
      {"/pageSize", "query.page_size"},
      {"/else", "/else"},
  };
  for (const auto& c : kCases) EXPECT_EQ(IndexQueryFieldPath(c.pointer, query), c.path) << c.pointer;
}

TEST(ExactQueryFieldPath, NamesTheFieldOfTheMessage) {
  const struct {
    const char* pointer;
    const char* path;
  } kCases[] = {
      {"", "query"},
      {"/filters", "query"},
      {"/filters/organizationId", "query.organization_ids"},
      {"/filters/productId", "query.product_ids"},
      {"/filters/dimensions", "query.keys"},
      {"/filters/dimensions/1", "query.keys[1]"},
      {"/filters/keys/0", "query.keys[0]"},
      {"/filters/values", "query.tuples"},
      {"/filters/values/4", "query.tuples[4]"},
      {"/filters/values/4/1", "query.tuples[4].values[1]"},
      {"/groupByValues/0", "query.group_by[0]"},
      {"/filters/what", "/filters/what"},
  };
  for (const auto& c : kCases) EXPECT_EQ(ExactQueryFieldPath(c.pointer), c.path) << c.pointer;
}

TEST(ProductQueryFieldPath, NamesTheFieldOfTheMessage) {
  const struct {
    const char* pointer;
    const char* path;
  } kCases[] = {
      {"", "query"},
      {"/organizationId", "query.organization_id"},
      {"/productId", "query.product_id"},
      {"/dimensionDataSource", "query.dimension_data_source"},
      {"/dimensions", "query.dimensions"},
      {"/dimensions/a~1b", "query.dimensions[\"a/b\"]"},
      {"/groups", "query.groups"},
      {"/groups/channel", "query.groups[\"channel\"]"},
      {"/else", "/else"},
  };
  for (const auto& c : kCases) EXPECT_EQ(ProductQueryFieldPath(c.pointer), c.path) << c.pointer;
}

}  // namespace
}  // namespace onhand
