#include "service/grpc/field_path.h"

#include "gtest/gtest.h"

namespace onhand {
namespace {

google::protobuf::RepeatedPtrField<v1::MeasureQuantity> Quantities() {
  v1::ChangeEvent event;
  for (const auto& [source, measure] : {std::pair{"iv", "ordered"}, {"POS", "Inbound"}, {"a/b", "x~y"}}) {
    v1::MeasureQuantity* quantity = event.add_quantities();
    quantity->set_data_source(source);
    quantity->set_measure(measure);
  }
  return event.quantities();
}

TEST(EventFieldPath, NamesTheFieldOfTheMessage) {
  const struct {
    const char* pointer;
    const char* path;
  } kCases[] = {
      {"", ""},
      {"/id", "id"},
      {"/organizationId", "organization_id"},
      {"/productId", "product_id"},
      {"/dimensionDataSource", "dimension_data_source"},
      {"/modifiedDateTimeUTC", "modified_at"},
      {"/dimensions", "dimensions"},
      {"/dimensions/colorId", "dimensions[\"colorId\"]"},
      {"/quantities", "quantities"},
      {"/quantities/pos", "quantities[1].data_source"},
      {"/quantities/pos/inbound", "quantities[1]"},
      {"/quantities/a~1b/x~0y", "quantities[2]"},
      {"/quantities/nowhere/inbound", "quantities"},
      {"/unheardOf/1", "/unheardOf/1"},
      {"no pointer", "no pointer"},
  };
  for (const auto& c : kCases) EXPECT_EQ(EventFieldPath(c.pointer, Quantities()), c.path) << c.pointer;
}

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

}  // namespace
}  // namespace onhand
