// Every RPC over a socket with the real engine, in memory: what is posted is what is found.

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/service/grpc/error_details.h"
#include "tests/service/grpc/real_engine_fixture.h"

namespace onhand {
namespace {

using RealEngineTest = RealEngineFixture;

TEST_F(RealEngineTest, PostThenQuery) {
  const v1::PostChangesResponse response =
      Post({Change("t-1", "red", 2'500'000), Change("t-2", "black", 3'000'000, "outbound"),
            Change("t-1", "red", 2'500'000)});
  ASSERT_EQ(response.outcomes_size(), 3);
  for (const v1::Outcome& outcome : response.outcomes()) {
    EXPECT_EQ(outcome.processing_status(), v1::PROCESSING_STATUS_SUCCESS) << outcome.ShortDebugString();
    EXPECT_EQ(outcome.status_code(), 200);
  }
  EXPECT_EQ(QueryColors(),
            (std::vector<std::string>{"T-shirt siteid=1 locationid=11 ColorId=black pos.outbound=3000000",
                                      "T-shirt siteid=1 locationid=11 ColorId=red pos.inbound=2500000"}));
}

TEST_F(RealEngineTest, RefusalsNameTheField) {
  std::vector<v1::ChangeEvent> events(8, Change("t", "red", 1));
  for (size_t i = 0; i < events.size(); ++i) events[i].set_id(absl::StrCat("t-", i));
  events[1].set_id("t-0");
  events[1].mutable_quantities(0)->set_quantity_micros(2);
  events[2].clear_organization_id();
  (*events[3].mutable_dimensions())["flavour"] = "sour";
  events[4].mutable_quantities(0)->set_data_source("nobody");
  *events[5].add_quantities() = events[5].quantities(0);
  events[5].mutable_quantities(1)->set_measure("unheard");
  events[6].mutable_quantities(0)->set_data_source("fno");
  events[6].mutable_quantities(0)->set_measure("arrived");
  events[7].mutable_quantities(0)->set_quantity_micros(std::numeric_limits<int64_t>::min());
  const v1::PostChangesResponse response = Post(events);
  ASSERT_EQ(response.outcomes_size(), 8);
  const struct {
    v1::Reason reason;
    int code;
    const char* field;
  } kExpected[] = {
      {v1::REASON_UNSPECIFIED, 200, ""},
      {v1::REASON_ID_REUSED, 409, "id"},
      {v1::REASON_INVALID_ORGANIZATION, 400, "organization_id"},
      {v1::REASON_UNKNOWN_DIMENSION, 400, "dimensions[\"flavour\"]"},
      {v1::REASON_UNKNOWN_DATA_SOURCE, 400, "quantities[0].data_source"},
      {v1::REASON_UNKNOWN_MEASURE, 400, "quantities[1]"},
      {v1::REASON_READ_ONLY_DATA_SOURCE, 403, "quantities[0].data_source"},
      {v1::REASON_INVALID_QUANTITY, 400, "quantities[0]"},
  };
  for (int i = 0; i < 8; ++i) {
    EXPECT_EQ(response.outcomes(i).reason(), kExpected[i].reason) << response.outcomes(i).ShortDebugString();
    EXPECT_EQ(response.outcomes(i).status_code(), kExpected[i].code);
    EXPECT_EQ(response.outcomes(i).field(), kExpected[i].field) << response.outcomes(i).ShortDebugString();
    EXPECT_EQ(response.outcomes(i).message().empty(), i == 0);
  }
}

TEST_F(RealEngineTest, SetOnHandOverwrites) {
  Post({Change("t-1", "red", 37'000'000)});
  v1::SetOnHandRequest request;
  request.set_environment_id("shop");
  request.set_inventory_system("POS");
  for (const auto& [id, micros, seconds] :
       {std::tuple{"s-1", 100'000'000, kNowSeconds}, {"s-2", 5'000'000, kNowSeconds - 60}}) {
    v1::SetEvent* event = request.add_events();
    ASSERT_TRUE(event->ParseFromString(Change(id, "red", micros).SerializeAsString()));  // the same first six fields
    event->mutable_modified_at()->set_seconds(seconds);
  }
  *request.add_events() = request.events(0);
  request.mutable_events(2)->set_id("s-3");
  request.mutable_events(2)->mutable_modified_at()->set_seconds(kNowSeconds + 301);
  grpc::ClientContext context;
  v1::SetOnHandResponse response;
  const grpc::Status status = inventory_->SetOnHand(&context, request, &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  ASSERT_EQ(response.outcomes_size(), 3);
  EXPECT_EQ(response.outcomes(0).message(), "");
  EXPECT_EQ(response.outcomes(1).processing_status(), v1::PROCESSING_STATUS_SUCCESS);
  EXPECT_EQ(response.outcomes(1).message(), "superseded by a newer count");
  EXPECT_EQ(response.outcomes(2).reason(), v1::REASON_TIME_IN_FUTURE);
  EXPECT_EQ(response.outcomes(2).field(), "modified_at");
  EXPECT_EQ(QueryColors(),
            std::vector<std::string>{"T-shirt siteid=1 locationid=11 ColorId=red pos.inbound=100000000"});
}

TEST_F(RealEngineTest, IngestIsPostChanges) {
  grpc::ClientContext context;
  auto stream = inventory_->Ingest(&context);
  std::thread writer([&] {
    for (int batch = 0; batch < 50; ++batch) {
      v1::IngestRequest request;
      if (batch == 0) request.set_environment_id("shop");
      request.set_batch_number(batch);
      // Every batch repeats the last event of the one before.
      for (int i = 0; i <= 100; ++i)
        *request.add_events() = Change(absl::StrCat("i-", batch * 100 + i), "red", 1'000'000);
      ASSERT_TRUE(stream->Write(request));
    }
    stream->WritesDone();
  });
  v1::IngestResponse response;
  int expected = 0;
  while (stream->Read(&response)) {
    EXPECT_EQ(response.batch_number(), expected++);
    for (const v1::Outcome& outcome : response.outcomes()) EXPECT_EQ(outcome.status_code(), 200);
  }
  writer.join();
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_EQ(expected, 50);
  EXPECT_EQ(QueryColors(),
            std::vector<std::string>{"T-shirt siteid=1 locationid=11 ColorId=red pos.inbound=5001000000"});
}

TEST_F(RealEngineTest, ExactQueryAndWideSums) {
  constexpr int64_t kLargest = 9'223'372'036'854'775'807;
  Post({Change("t-1", "red", kLargest), Change("t-2", "black", kLargest)});
  v1::QueryExactRequest request;
  request.set_environment_id("shop");
  v1::ExactQuery* query = request.mutable_query();
  query->add_organization_ids("usmf");
  query->add_product_ids("T-shirt");
  query->add_keys("siteId");
  query->add_keys("locationId");
  v1::DimensionTuple* tuple = query->add_tuples();
  tuple->add_values("1");
  tuple->add_values("11");
  query->set_return_negative(true);
  grpc::ClientContext context;
  auto reader = inventory_->QueryExact(&context, request);
  v1::QueryExactResponse part;
  ASSERT_TRUE(reader->Read(&part));
  ASSERT_TRUE(part.has_header());
  const v1::QueryHeader header = part.header();
  ASSERT_TRUE(reader->Read(&part));
  ASSERT_EQ(part.rows().rows_size(), 1);
  bool found = false;
  for (const v1::MeasureValue& value : part.rows().rows(0).values()) {
    if (header.columns(value.column()).measure() != "inbound") continue;
    EXPECT_EQ(value.wide_micros(), "18446744073709551614");
    found = true;
  }
  EXPECT_TRUE(found);
  EXPECT_FALSE(reader->Read(&part));
  EXPECT_TRUE(reader->Finish().ok());

  query->mutable_tuples(0)->add_values("red");
  grpc::ClientContext second;
  reader = inventory_->QueryExact(&second, request);
  EXPECT_FALSE(reader->Read(&part));
  const ErrorDetails details = ReadDetails(reader->Finish());
  EXPECT_EQ(details.info.reason(), "INVALID_TUPLE");
  EXPECT_EQ(details.bad_request.field_violations(0).field(), "query.tuples[0]");
}

TEST_F(RealEngineTest, PagesOfVersionTwo) {
  std::vector<v1::ChangeEvent> events;
  for (int i = 0; i < 5; ++i) {
    events.push_back(Change(absl::StrCat("t-", i), "red", 1'000'000));
    (*events.back().mutable_dimensions())["locationId"] = absl::StrCat(11 + i);
  }
  Post(events);
  const std::vector<std::vector<std::string>> kPages = {{"11", "12"}, {"13", "14"}, {"15"}};
  int64_t page = 1;
  for (const std::vector<std::string>& expected : kPages) {
    v1::QueryIndexRequest request;
    request.set_environment_id("shop");
    request.mutable_query()->set_version(v1::QUERY_VERSION_V2);
    request.mutable_query()->add_organization_ids("usmf");
    request.mutable_query()->add_product_ids("T-shirt");
    request.mutable_query()->set_page_number(page);
    request.mutable_query()->set_page_size(2);
    grpc::ClientContext context;
    auto reader = inventory_->QueryIndex(&context, request);
    v1::QueryIndexResponse part;
    ASSERT_TRUE(reader->Read(&part));
    const v1::QueryHeader header = part.header();
    EXPECT_EQ(header.has_next_page_number(), page < 3);
    page = header.next_page_number();
    const auto location = std::find(header.dimension_names().begin(), header.dimension_names().end(), "locationid");
    ASSERT_NE(location, header.dimension_names().end());
    std::vector<std::string> locations;
    while (reader->Read(&part)) {
      for (const v1::QueryRow& row : part.rows().rows()) {
        locations.push_back(row.dimension_values(static_cast<int>(location - header.dimension_names().begin())));
        EXPECT_EQ(row.organization_id(), "usmf");
      }
    }
    EXPECT_TRUE(reader->Finish().ok());
    EXPECT_EQ(locations, expected);
  }
}

TEST_F(RealEngineTest, QueriesThatCannotBeAnswered) {
  v1::QueryIndexRequest request;
  request.set_environment_id("shop");
  v1::IndexQuery* query = request.mutable_query();
  query->add_organization_ids("usmf");
  query->add_product_ids("T-shirt");
  query->add_group_by("colorId");
  query->add_group_by("flavour");
  v1::DimensionFilter* filter = query->add_filters();
  filter->set_name("nonsense");
  filter->add_values("1");
  grpc::ClientContext context;
  auto reader = inventory_->QueryIndex(&context, request);
  v1::QueryIndexResponse part;
  EXPECT_FALSE(reader->Read(&part));
  const grpc::Status status = reader->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  const ErrorDetails details = ReadDetails(status);
  std::vector<std::string> fields;
  for (const auto& violation : details.bad_request.field_violations()) fields.push_back(violation.field());
  EXPECT_NE(std::find(fields.begin(), fields.end(), "query.filters[0]"), fields.end()) << status.error_message();
}

TEST_F(RealEngineTest, ConfigurationGoesBothWays) {
  v1::GetConfigurationRequest get;
  get.set_environment_id("shop");
  v1::GetConfigurationResponse got;
  {
    grpc::ClientContext context;
    ASSERT_TRUE(configuration_->GetConfiguration(&context, get, &got).ok());
  }
  EXPECT_EQ(got.version(), 1u);
  EXPECT_GT(got.configuration().data_sources_size(), 3);

  v1::ReplaceConfigurationRequest replace;
  replace.set_environment_id("shop");
  *replace.mutable_configuration() = got.configuration();
  replace.mutable_configuration()->add_data_sources()->set_name("kiosk");
  replace.mutable_configuration()->mutable_data_sources()->rbegin()->add_physical_measures("sold");
  v1::ReplaceConfigurationResponse replaced;
  {
    grpc::ClientContext context;
    const grpc::Status status = configuration_->ReplaceConfiguration(&context, replace, &replaced);
    ASSERT_TRUE(status.ok()) << status.error_message();
  }
  EXPECT_EQ(replaced.version(), 2u);
  v1::ChangeEvent sale = Change("k-1", "red", 1'000'000, "sold");
  sale.mutable_quantities(0)->set_data_source("Kiosk");
  EXPECT_EQ(Post({sale}).outcomes(0).status_code(), 200);

  // Its measure is in use now.
  *replace.mutable_configuration() = got.configuration();
  {
    grpc::ClientContext context;
    const grpc::Status status = configuration_->ReplaceConfiguration(&context, replace, &replaced);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
    const ErrorDetails details = ReadDetails(status);
    EXPECT_EQ(details.info.reason(), "CONFIGURATION_CONFLICT");
    EXPECT_GE(details.precondition.violations_size(), 1);
  }
  // And a contradiction.
  v1::CalculatedMeasure* measure = replace.mutable_configuration()->mutable_data_sources(0)->add_calculated_measures();
  measure->set_name("odd");
  measure->add_additions()->set_data_source("nobody");
  {
    grpc::ClientContext context;
    const grpc::Status status = configuration_->ReplaceConfiguration(&context, replace, &replaced);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
    EXPECT_EQ(ReadDetails(status).info.reason(), "INVALID_CONFIGURATION");
    EXPECT_GE(ReadDetails(status).bad_request.field_violations_size(), 1);
  }
}

TEST_F(RealEngineTest, PartitionsAreListedAndCleanedUp) {
  Post({Change("t-1", "red", 1'000'000)});
  v1::ListPartitionsRequest list;
  list.set_environment_id("shop");
  v1::ListPartitionsResponse partitions;
  {
    grpc::ClientContext context;
    ASSERT_TRUE(configuration_->ListPartitions(&context, list, &partitions).ok());
  }
  ASSERT_EQ(partitions.partition_ids_size(), 1);
  v1::CleanUpPartitionsRequest clean_up;
  clean_up.set_environment_id("shop");
  clean_up.add_partition_ids("no id at all");
  v1::CleanUpPartitionsResponse cleaned_up;
  {
    grpc::ClientContext context;
    const grpc::Status status = configuration_->CleanUpPartitions(&context, clean_up, &cleaned_up);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT) << status.error_message();
    EXPECT_EQ(ReadDetails(status).info.reason(), "INVALID_PARTITION_ID");
  }
  clean_up.set_partition_ids(0, partitions.partition_ids(0));
  {
    grpc::ClientContext context;
    const grpc::Status status = configuration_->CleanUpPartitions(&context, clean_up, &cleaned_up);
    EXPECT_TRUE(status.ok()) << status.error_message();
  }
  EXPECT_TRUE(QueryColors().empty());
  EXPECT_EQ(Post({Change("t-1", "red", 1'000'000)}).outcomes(0).status_code(), 200);
  EXPECT_TRUE(QueryColors().empty()) << "the id is still remembered";
}

TEST_F(RealEngineTest, EnvironmentsComeAndGo) {
  EXPECT_EQ(CreateEnvironment("SHOP").error_code(), grpc::StatusCode::ALREADY_EXISTS);
  EXPECT_EQ(ReadDetails(CreateEnvironment("shop")).info.reason(), "ENVIRONMENT_EXISTS");
  const grpc::Status invalid = CreateEnvironment("../etc");
  EXPECT_EQ(invalid.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ReadDetails(invalid).info.reason(), "INVALID_ENVIRONMENT_ID");
  EXPECT_EQ(ReadDetails(CreateEnvironment("")).info.reason(), "MISSING_FIELD");
  EXPECT_TRUE(CreateEnvironment("another").ok());
  v1::ListEnvironmentsResponse listed;
  {
    grpc::ClientContext context;
    ASSERT_TRUE(environments_->ListEnvironments(&context, {}, &listed).ok());
  }
  ASSERT_EQ(listed.environment_ids_size(), 2);
  EXPECT_EQ(listed.environment_ids(0), "another");
  EXPECT_EQ(listed.environment_ids(1), "shop");

  // A stream that is open, but idle, does not keep its environment.
  grpc::ClientContext ingest_context;
  auto stream = inventory_->Ingest(&ingest_context);
  v1::IngestRequest batch;
  batch.set_environment_id("shop");
  *batch.add_events() = Change("t-1", "red", 1);
  ASSERT_TRUE(stream->Write(batch));
  v1::IngestResponse acknowledgement;
  ASSERT_TRUE(stream->Read(&acknowledgement));

  v1::DeleteEnvironmentRequest request;
  v1::DeleteEnvironmentResponse deleted;
  request.set_environment_id("Shop");
  {
    grpc::ClientContext context;
    EXPECT_TRUE(environments_->DeleteEnvironment(&context, request, &deleted).ok());
  }
  {
    grpc::ClientContext context;
    EXPECT_EQ(environments_->DeleteEnvironment(&context, request, &deleted).error_code(), grpc::StatusCode::NOT_FOUND);
  }
  stream->Write(batch);
  EXPECT_FALSE(stream->Read(&acknowledgement));
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::NOT_FOUND);
  grpc::Status status;
  QueryColors(&status);
  EXPECT_EQ(ReadDetails(status).info.reason(), "ENVIRONMENT_NOT_FOUND");
}

}  // namespace
}  // namespace onhand
