// ProductService and queries that search for products, over a socket with the real engine.

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "onhand/v1/product.grpc.pb.h"
#include "tests/service/grpc/error_details.h"
#include "tests/service/grpc/real_engine_fixture.h"

namespace onhand {
namespace {

class RealEngineProductsTest : public RealEngineFixture {
 protected:
  void SetUp() override {
    RealEngineFixture::SetUp();
    products_ = v1::ProductService::NewStub(channel_);
  }

  static v1::Product Named(const std::string& item_number, const std::string& name) {
    v1::Product product;
    product.set_item_number(item_number);
    product.set_product_name(name);
    return product;
  }
  grpc::Status Put(const std::vector<v1::Product>& products, v1::PutProductsResponse* response = nullptr) {
    v1::PutProductsRequest request;
    request.set_environment_id("SHOP");
    for (const v1::Product& product : products) *request.add_products() = product;
    v1::PutProductsResponse unused;
    grpc::ClientContext context;
    return products_->PutProducts(&context, request, response == nullptr ? &unused : response);
  }
  static v1::ProductSearch NameContains(const std::string& text) {
    v1::ProductSearch search;
    v1::ProductCondition* condition = search.mutable_product_filter()->add_conditions();
    condition->set_field(v1::PRODUCT_FIELD_PRODUCT_NAME);
    condition->set_condition_operator(v1::CONDITION_OPERATOR_CONTAINS);
    condition->add_values(text);
    return search;
  }
  grpc::Status Search(v1::SearchProductsRequest request, std::string* items = nullptr) {
    request.set_environment_id("shop");
    v1::SearchProductsResponse response;
    grpc::ClientContext context;
    grpc::Status status = products_->SearchProducts(&context, request, &response);
    if (items == nullptr) return status;
    items->clear();
    for (const std::string& item : response.item_numbers()) absl::StrAppend(items, item, " ");
    if (response.more()) items->append("...");
    return status;
  }
  std::string List(const std::string& after = "") {
    v1::ListProductsRequest request;
    request.set_environment_id("shop");
    request.set_after(after);
    grpc::ClientContext context;
    const auto reader = products_->ListProducts(&context, request);
    std::string items;
    v1::ListProductsResponse response;
    while (reader->Read(&response)) {
      for (const v1::Product& product : response.products()) absl::StrAppend(&items, product.item_number(), " ");
    }
    const grpc::Status status = reader->Finish();
    EXPECT_TRUE(status.ok()) << status.error_message();
    return items;
  }
  void SwitchOff() {
    v1::GetConfigurationRequest get;
    get.set_environment_id("shop");
    v1::GetConfigurationResponse got;
    grpc::ClientContext get_context;
    ASSERT_TRUE(configuration_->GetConfiguration(&get_context, get, &got).ok());
    v1::ReplaceConfigurationRequest replace;
    replace.set_environment_id("shop");
    *replace.mutable_configuration() = got.configuration();
    replace.mutable_configuration()->set_product_search_enabled(false);
    v1::ReplaceConfigurationResponse replaced;
    grpc::ClientContext replace_context;
    const grpc::Status status = configuration_->ReplaceConfiguration(&replace_context, replace, &replaced);
    ASSERT_TRUE(status.ok()) << status.error_message();
  }

  std::unique_ptr<v1::ProductService::Stub> products_;
};

TEST_F(RealEngineProductsTest, PutGetSearchListDelete) {
  v1::Product cable = Named("M0030", "Speaker cable");
  v1::ProductAttribute* length = cable.add_attributes();
  length->set_attribute_name("Length");
  length->set_attribute_area(v1::ATTRIBUTE_AREA_PRODUCT);
  length->set_value("10");
  v1::Product wrong = Named("M1", "x");
  wrong.add_attributes()->set_value("no name");
  v1::PutProductsResponse put;
  ASSERT_TRUE(Put({cable, wrong, Named("M0031", "Cable tie"), Named("M0032", "Lamp")}, &put).ok());
  ASSERT_EQ(put.outcomes_size(), 4);
  EXPECT_EQ(put.outcomes(0).id(), "M0030");
  EXPECT_EQ(put.outcomes(0).processing_status(), v1::PROCESSING_STATUS_SUCCESS);
  EXPECT_EQ(put.outcomes(1).processing_status(), v1::PROCESSING_STATUS_FAILURE);
  EXPECT_EQ(put.outcomes(1).reason(), v1::REASON_MALFORMED);
  EXPECT_EQ(put.outcomes(1).field(), "attributes[0].attribute_name");
  EXPECT_EQ(put.outcomes(1).status_code(), 400);

  std::string items;
  v1::SearchProductsRequest request;
  *request.mutable_search() = NameContains("CABLE");
  ASSERT_TRUE(Search(request, &items).ok());
  EXPECT_EQ(items, "M0030 M0031 ");
  request.set_limit(1);
  ASSERT_TRUE(Search(request, &items).ok());
  EXPECT_EQ(items, "M0030 ...");
  request.set_after("M0030");
  ASSERT_TRUE(Search(request, &items).ok());
  EXPECT_EQ(items, "M0031 ");
  EXPECT_EQ(List(), "M0030 M0031 M0032 ");
  EXPECT_EQ(List("M0031"), "M0032 ");

  v1::GetProductsRequest get;
  get.set_environment_id("shop");
  for (const char* item : {"M9", "M0030"}) get.add_item_numbers(item);
  v1::GetProductsResponse got;
  grpc::ClientContext get_context;
  ASSERT_TRUE(products_->GetProducts(&get_context, get, &got).ok());
  ASSERT_EQ(got.products_size(), 1);
  EXPECT_EQ(got.products(0).SerializeAsString(), cable.SerializeAsString());

  v1::DeleteProductsRequest remove;
  remove.set_environment_id("shop");
  for (const char* item : {"M0030", "M9", ""}) remove.add_item_numbers(item);
  v1::DeleteProductsResponse removed;
  grpc::ClientContext remove_context;
  ASSERT_TRUE(products_->DeleteProducts(&remove_context, remove, &removed).ok());
  ASSERT_EQ(removed.outcomes_size(), 3);
  EXPECT_EQ(removed.outcomes(0).message(), "");
  EXPECT_EQ(removed.outcomes(1).message(), "there was no such product");
  EXPECT_EQ(removed.outcomes(2).reason(), v1::REASON_INVALID_PRODUCT);
  EXPECT_EQ(List(), "M0031 M0032 ");
}

TEST_F(RealEngineProductsTest, ListsManyInPieces) {
  std::vector<v1::Product> products;
  std::string expected;
  for (int i = 100; i < 300; ++i) {
    products.push_back(Named(absl::StrCat(i), "x"));
    absl::StrAppend(&expected, i, " ");
  }
  ASSERT_TRUE(Put(products).ok());
  EXPECT_EQ(List(), expected);
}

TEST_F(RealEngineProductsTest, QueriesSearchForProducts) {
  ASSERT_TRUE(Put({Named("T-shirt", "Shirt of cotton"), Named("other", "Lamp")}).ok());
  Post({Change("t-1", "red", 1'000'000)});
  const auto query_index = [this](const v1::IndexQuery& query, std::string* rows) {
    v1::QueryIndexRequest request;
    request.set_environment_id("shop");
    *request.mutable_query() = query;
    grpc::ClientContext context;
    const auto reader = inventory_->QueryIndex(&context, request);
    rows->clear();
    v1::QueryIndexResponse part;
    while (reader->Read(&part)) {
      for (const v1::QueryRow& row : part.rows().rows()) absl::StrAppend(rows, row.product_id(), " ");
    }
    return reader->Finish();
  };
  std::string rows;
  v1::IndexQuery query;
  query.add_organization_ids("usmf");
  query.set_return_negative(true);
  *query.mutable_product_search() = NameContains("shirt");
  ASSERT_TRUE(query_index(query, &rows).ok());
  EXPECT_EQ(rows, "T-shirt ");
  *query.mutable_product_search() = NameContains("nothing of the kind");
  ASSERT_TRUE(query_index(query, &rows).ok());
  EXPECT_EQ(rows, "");

  *query.mutable_product_search() = NameContains("");
  grpc::Status status = query_index(query, &rows);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ReadDetails(status).info.reason(), "INVALID_SEARCH");
  EXPECT_EQ(ReadDetails(status).bad_request.field_violations(0).field(),
            "query.product_search.product_filter.conditions[0].values[0]");
  *query.mutable_product_search() = NameContains("shirt");
  query.add_product_ids("T-shirt");
  status = query_index(query, &rows);
  EXPECT_EQ(ReadDetails(status).bad_request.field_violations(0).field(), "query.product_ids");
  query.clear_product_ids();
  query.mutable_product_search()->mutable_product_filter()->mutable_conditions(0)->clear_field();
  status = query_index(query, &rows);
  EXPECT_EQ(ReadDetails(status).bad_request.field_violations(0).field(),
            "query.product_search.product_filter.conditions[0].field");

  v1::QueryExactRequest exact;
  exact.set_environment_id("shop");
  exact.mutable_query()->add_organization_ids("usmf");
  exact.mutable_query()->set_return_negative(true);
  for (const char* key : {"siteId", "locationId"}) exact.mutable_query()->add_keys(key);
  v1::DimensionTuple* tuple = exact.mutable_query()->add_tuples();
  for (const char* value : {"1", "11"}) tuple->add_values(value);
  *exact.mutable_query()->mutable_product_search() = NameContains("shirt");
  grpc::ClientContext context;
  const auto reader = inventory_->QueryExact(&context, exact);
  int exact_rows = 0;
  v1::QueryExactResponse part;
  while (reader->Read(&part)) exact_rows += part.rows().rows_size();
  EXPECT_TRUE(reader->Finish().ok());
  EXPECT_EQ(exact_rows, 1);
}

TEST_F(RealEngineProductsTest, WrongCallsSayWhatIsWrong) {
  grpc::Status status = Put(std::vector<v1::Product>(513, Named("1", "x")));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ReadDetails(status).info.reason(), "TOO_MANY_RECORDS");
  EXPECT_EQ(ReadDetails(status).bad_request.field_violations(0).field(), "products");
  EXPECT_EQ(List(), "");
  v1::SearchProductsRequest request;
  for (const int limit : {0, 5'001, -1}) {
    request.set_limit(limit);
    status = Search(request);
    EXPECT_EQ(ReadDetails(status).bad_request.field_violations(0).field(), "limit");
  }
  request.clear_limit();
  *request.mutable_search() = NameContains("x");
  request.mutable_search()->mutable_product_filter()->mutable_conditions(0)->clear_values();
  status = Search(request);
  EXPECT_EQ(ReadDetails(status).bad_request.field_violations(0).field(), "search.product_filter.conditions[0].values");
  v1::PutProductsRequest nowhere;
  nowhere.set_environment_id("nowhere");
  v1::PutProductsResponse response;
  grpc::ClientContext context;
  EXPECT_EQ(products_->PutProducts(&context, nowhere, &response).error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(RealEngineProductsTest, TheSwitchRefusesAllOfIt) {
  SwitchOff();
  const auto off = [](const grpc::Status& status) {
    return status.error_code() == grpc::StatusCode::FAILED_PRECONDITION &&
           ReadDetails(status).info.reason() == "FEATURE_OFF" &&
           status.error_message().find("productSearchConfiguration.isEnabled") != std::string::npos;
  };
  EXPECT_TRUE(off(Put({})));
  EXPECT_TRUE(off(Search({})));
  v1::ListProductsRequest list;
  list.set_environment_id("shop");
  grpc::ClientContext list_context;
  EXPECT_TRUE(off(products_->ListProducts(&list_context, list)->Finish()));
  v1::QueryIndexRequest query;
  query.set_environment_id("shop");
  query.mutable_query()->mutable_product_search();
  grpc::ClientContext query_context;
  EXPECT_TRUE(off(inventory_->QueryIndex(&query_context, query)->Finish()));
  grpc::ClientContext import_context;
  const auto stream = products_->ImportProducts(&import_context);
  v1::ImportProductsRequest batch;
  batch.set_environment_id("shop");
  stream->Write(batch);
  v1::ImportProductsResponse answer;
  EXPECT_FALSE(stream->Read(&answer));
  EXPECT_TRUE(off(stream->Finish()));
}

TEST_F(RealEngineProductsTest, ImportAcknowledgesBatchByBatch) {
  grpc::ClientContext context;
  const auto stream = products_->ImportProducts(&context);
  std::thread writer([&] {
    for (int batch = 0; batch < 20; ++batch) {
      v1::ImportProductsRequest request;
      if (batch == 0) request.set_environment_id("shop");
      request.set_batch_number(batch);
      for (int i = 0; i < 10; ++i) *request.add_products() = Named(absl::StrCat("p", 100 + batch * 10 + i), "x");
      if (batch == 7) request.mutable_products(3)->clear_item_number();
      ASSERT_TRUE(stream->Write(request));
    }
    stream->WritesDone();
  });
  v1::ImportProductsResponse response;
  int expected = 0;
  while (stream->Read(&response)) {
    EXPECT_EQ(response.batch_number(), expected);
    ASSERT_EQ(response.outcomes_size(), 10);
    EXPECT_EQ(response.outcomes(3).status_code(), expected == 7 ? 400 : 200);
    ++expected;
  }
  writer.join();
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_EQ(expected, 20);
  EXPECT_EQ(engine_->Find("shop").value()->products().count(), 199u);
}

TEST_F(RealEngineProductsTest, ImportEndsAtABatchThatIsWrong) {
  const auto import = [this](v1::ImportProductsRequest second) {
    grpc::ClientContext context;
    const auto stream = products_->ImportProducts(&context);
    v1::ImportProductsRequest first;
    first.set_environment_id("shop");
    first.set_batch_number(1);
    *first.add_products() = Named("first", "x");
    EXPECT_TRUE(stream->Write(first));
    v1::ImportProductsResponse response;
    EXPECT_TRUE(stream->Read(&response));
    second.set_batch_number(2);
    stream->Write(second);
    EXPECT_FALSE(stream->Read(&response));
    return stream->Finish();
  };
  v1::ImportProductsRequest other;
  other.set_environment_id("other");
  grpc::Status status = import(other);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ReadDetails(status).info.metadata().at("batch_number"), "2");
  v1::ImportProductsRequest many;
  for (int i = 0; i < 513; ++i) *many.add_products() = Named("many", "x");
  status = import(many);
  EXPECT_EQ(ReadDetails(status).info.reason(), "TOO_MANY_RECORDS");
  v1::ImportProductsRequest none;  // no message: once it was taken for the end of the stream, and all was OK
  *none.add_products() = Named(
      "Gr\xF6\xDF"
      "e",
      "x");
  status = import(none);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ReadDetails(status).info.metadata().at("message_number"), "2");
  EXPECT_EQ(List(), "first ");
}

// A stream that is idle ends when the server drains, and one with a batch under way after its acknowledgement.
TEST_F(RealEngineProductsTest, ImportEndsWhenTheServerStops) {
  grpc::ClientContext context;
  const auto stream = products_->ImportProducts(&context);
  v1::ImportProductsRequest batch;
  batch.set_environment_id("shop");
  *batch.add_products() = Named("1", "x");
  ASSERT_TRUE(stream->Write(batch));
  v1::ImportProductsResponse response;
  ASSERT_TRUE(stream->Read(&response));
  const absl::Time begin = absl::Now();
  server_->Drain(absl::Seconds(30));
  EXPECT_LT(absl::Now() - begin, absl::Seconds(10)) << "the idle stream held up the drain";
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(RealEngineProductsTest, ImportWhoseClientGoesAwayEnds) {
  {
    grpc::ClientContext context;
    const auto stream = products_->ImportProducts(&context);
    v1::ImportProductsRequest batch;
    batch.set_environment_id("shop");
    for (int i = 0; i < 500; ++i) *batch.add_products() = Named(absl::StrCat(i), "x");
    for (int i = 0; i < 3; ++i) stream->Write(batch);
    context.TryCancel();
    EXPECT_FALSE(stream->Finish().ok());
  }
  // The server is there for others, and does not wait for the stream that was given up.
  EXPECT_TRUE(Put({Named("z", "x")}).ok());
  server_->Drain(absl::Seconds(30));
}

}  // namespace
}  // namespace onhand
