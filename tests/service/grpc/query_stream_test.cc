// Queries as streams, and configuration calls, around the engine.

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "tests/service/grpc/server_fixture.h"

namespace onhand {
namespace {

using std::chrono::milliseconds;
using QueryStreamTest = ServerFixture;

TEST_F(QueryStreamTest, LargeAnswersComeInPieces) {
  engine_.shop->answer = LargeAnswer(5'000);
  std::vector<v1::QueryIndexResponse> parts;
  const grpc::Status status = Query({}, &parts);
  ASSERT_TRUE(status.ok()) << status.error_message();
  ASSERT_GT(parts.size(), 300u);
  ASSERT_TRUE(parts[0].has_header());
  EXPECT_EQ(parts[0].header().columns(0).measure(), "inbound");
  int64_t next = 0;
  for (size_t i = 1; i < parts.size(); ++i) {
    ASSERT_TRUE(parts[i].has_rows());
    EXPECT_LT(parts[i].ByteSizeLong(), 70u << 10);
    for (const v1::QueryRow& row : parts[i].rows().rows()) ASSERT_EQ(row.values(0).micros(), next++);
  }
  EXPECT_EQ(next, 5'000);
}

TEST_F(QueryStreamTest, AReaderThatLeavesOrSleepsDoesNoHarm) {
  engine_.shop->answer = LargeAnswer(10'000);
  StartServer({.answers_max = 2});
  v1::QueryIndexRequest request;
  request.set_environment_id("shop");
  request.mutable_query();
  // Two that read the header and no more.
  grpc::ClientContext contexts[2];
  std::unique_ptr<grpc::ClientReader<v1::QueryIndexResponse>> readers[2];
  v1::QueryIndexResponse part;
  for (int i = 0; i < 2; ++i) {
    readers[i] = inventory_->QueryIndex(&contexts[i], request);
    ASSERT_TRUE(readers[i]->Read(&part));
  }
  EXPECT_EQ(ReadDetails(Query({})).info.reason(), "SERVER_BUSY");
  ExpectServing();
  contexts[0].TryCancel();
  EXPECT_EQ(readers[0]->Finish().error_code(), grpc::StatusCode::CANCELLED);
  // The server hears of it in its own time.
  grpc::Status status;
  for (int i = 0; i < 100 && !(status = Query({})).ok(); ++i) std::this_thread::sleep_for(milliseconds(20));
  EXPECT_TRUE(status.ok()) << status.error_message();
  int rest = 0;
  while (readers[1]->Read(&part)) rest += part.rows().rows_size();
  EXPECT_TRUE(readers[1]->Finish().ok());
  EXPECT_EQ(rest, 10'000);
}

TEST_F(QueryStreamTest, IssuesOfAQueryBecomeFieldViolations) {
  QueryAnswer answer;
  answer.issues = {{Reason::kUnknownDimension, "/filters/colour", "There is no dimension \"colour\"."},
                   {Reason::kInvalidPage, "/pageSize", "The page size is 0; it must be at least 1."}};
  engine_.shop->answer = answer;
  v1::IndexQuery query;
  query.add_filters()->set_name("siteId");
  query.add_filters()->set_name("Colour");
  const grpc::Status status = Query(query);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  const ErrorDetails details = ReadDetails(status);
  EXPECT_EQ(details.info.reason(), "UNKNOWN_DIMENSION");
  ASSERT_EQ(details.bad_request.field_violations_size(), 2);
  EXPECT_EQ(details.bad_request.field_violations(0).field(), "query.filters[1]");
  EXPECT_EQ(details.bad_request.field_violations(1).field(), "query.page_size");

  grpc::ClientContext context;
  v1::QueryExactRequest empty;
  empty.set_environment_id("shop");
  auto reader = inventory_->QueryExact(&context, empty);
  v1::QueryExactResponse part;
  EXPECT_FALSE(reader->Read(&part));
  EXPECT_EQ(ReadDetails(reader->Finish()).info.reason(), "MISSING_FIELD");
}

TEST_F(QueryStreamTest, BucketsOfAnAllocationComeInPieces) {
  AllocationAnswer answer;
  answer.organization_id = "usmf";
  answer.product_id = "Bike";
  answer.dimensions = {{"siteid", "1"}};
  for (int i = 0; i < 5'000; ++i) answer.buckets.push_back({{{"channel", std::string(100, 'c')}}, i, 0, 0, 0});
  engine_.shop->allocation_answer = answer;
  v1::QueryAllocationRequest request;
  request.set_environment_id("shop");
  request.mutable_query()->set_product_id("Bike");
  grpc::ClientContext context;
  auto reader = allocation_->QueryAllocation(&context, request);
  v1::QueryAllocationResponse part;
  ASSERT_TRUE(reader->Read(&part));
  ASSERT_TRUE(part.has_header());
  EXPECT_EQ(part.header().product_id(), "Bike");
  int64_t next = 0;
  int parts = 0;
  for (; reader->Read(&part); ++parts) {
    EXPECT_LT(part.ByteSizeLong(), 70u << 10);
    for (const v1::AllocationBucket& bucket : part.buckets().buckets()) ASSERT_EQ(bucket.allocated_micros(), next++);
  }
  EXPECT_TRUE(reader->Finish().ok());
  EXPECT_EQ(next, 5'000);
  EXPECT_GT(parts, 5);
}

TEST_F(QueryStreamTest, ExplanationsComeRowByRow) {
  Explanation explanation;
  explanation.row_count = 3;
  explanation.formulas.push_back({{"iv", "onhand", true}, {}, 7});
  for (int row = 0; row < 3; ++row) {
    explanation.rows.push_back({{{"siteid", std::to_string(row)}}, 1, {}, {}, {}, {}});
  }
  for (int i = 0; i < 3'000; ++i) {
    explanation.rows[1].holds.push_back({std::string(100, 'h'), {"iv", "softreserved", false}, i, 0});
  }
  engine_.shop->explanation = explanation;
  v1::ExplainRequest request;
  request.set_environment_id("shop");
  request.mutable_query();
  grpc::ClientContext context;
  auto reader = inventory_->Explain(&context, request);
  v1::ExplainResponse part;
  ASSERT_TRUE(reader->Read(&part));
  EXPECT_EQ(part.header().row_count(), 3u);
  EXPECT_EQ(part.header().formulas(0).sum().micros(), 7);
  std::vector<v1::ExplainedRow> rows;
  int parts = 0;
  for (; reader->Read(&part); ++parts) {
    ASSERT_TRUE(part.has_row());
    EXPECT_LT(part.ByteSizeLong(), 70u << 10);
    if (part.row().continued()) {
      ASSERT_FALSE(rows.empty());
      rows.back().MergeFrom(part.row());
    } else {
      rows.push_back(part.row());
    }
  }
  EXPECT_TRUE(reader->Finish().ok());
  EXPECT_GT(parts, 6);
  ASSERT_EQ(rows.size(), 3u);
  for (int row = 0; row < 3; ++row) EXPECT_EQ(rows[row].dimensions(0).value(), std::to_string(row));
  ASSERT_EQ(rows[1].holds_size(), 3'000);
  EXPECT_EQ(rows[1].holds(2'999).remaining_micros(), 2'999);
}

TEST_F(QueryStreamTest, RefusedAllocationQueriesAndExplanations) {
  AllocationAnswer off;
  off.issues = {{Reason::kFeatureOff, "", "Allocation is off."}};
  engine_.shop->allocation_answer = off;
  v1::QueryAllocationRequest request;
  request.set_environment_id("shop");
  v1::QueryAllocationResponse part;
  {
    grpc::ClientContext context;
    auto reader = allocation_->QueryAllocation(&context, request);
    EXPECT_FALSE(reader->Read(&part));
    EXPECT_EQ(ReadDetails(reader->Finish()).info.reason(), "MISSING_FIELD");
  }
  request.mutable_query();
  {
    grpc::ClientContext context;
    auto reader = allocation_->QueryAllocation(&context, request);
    EXPECT_FALSE(reader->Read(&part));
    const grpc::Status status = reader->Finish();
    EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
    EXPECT_EQ(ReadDetails(status).info.reason(), "FEATURE_OFF");
  }
  Explanation unknown;
  unknown.issues = {{Reason::kUnknownDimension, "/dimensions/colour", "No."},
                    {Reason::kInvalidProduct, "/productId", "Empty."}};
  engine_.shop->explanation = unknown;
  v1::ExplainRequest explain;
  explain.set_environment_id("shop");
  explain.mutable_query();
  grpc::ClientContext context;
  auto reader = inventory_->Explain(&context, explain);
  v1::ExplainResponse explained;
  EXPECT_FALSE(reader->Read(&explained));
  const grpc::Status status = reader->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  const ErrorDetails details = ReadDetails(status);
  ASSERT_EQ(details.bad_request.field_violations_size(), 2);
  EXPECT_EQ(details.bad_request.field_violations(0).field(), "query.dimensions[\"colour\"]");
  EXPECT_EQ(details.bad_request.field_violations(1).field(), "query.product_id");
}

TEST_F(QueryStreamTest, ConfigurationErrorsTellConflictFromContradiction) {
  v1::ReplaceConfigurationRequest request;
  request.set_environment_id("shop");
  v1::ReplaceConfigurationResponse response;
  {
    grpc::ClientContext context;
    EXPECT_EQ(ReadDetails(configuration_->ReplaceConfiguration(&context, request, &response)).info.reason(),
              "MISSING_FIELD");
  }
  request.mutable_configuration();
  engine_.shop->replaced = ConfigurationResult{{{Reason::kInvalidConfiguration, "/x", "No."}}, 0};
  {
    grpc::ClientContext context;
    const grpc::Status status = configuration_->ReplaceConfiguration(&context, request, &response);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
    EXPECT_EQ(ReadDetails(status).bad_request.field_violations(0).field(), "/x");
  }
  engine_.shop->replaced = ConfigurationResult{{{Reason::kConfigurationConflict, "/y", "Has data."}}, 0};
  {
    grpc::ClientContext context;
    const grpc::Status status = configuration_->ReplaceConfiguration(&context, request, &response);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
    EXPECT_EQ(ReadDetails(status).info.reason(), "CONFIGURATION_CONFLICT");
    EXPECT_EQ(ReadDetails(status).precondition.violations(0).subject(), "/y");
  }
  engine_.shop->replaced = ConfigurationResult{{}, 8};
  {
    grpc::ClientContext context;
    EXPECT_TRUE(configuration_->ReplaceConfiguration(&context, request, &response).ok());
    EXPECT_EQ(response.version(), 8u);
  }
  engine_.shop->clean_up_status = absl::InvalidArgumentError("\"x\" is no partition id.");
  {
    grpc::ClientContext context;
    v1::CleanUpPartitionsRequest clean_up;
    clean_up.set_environment_id("shop");
    clean_up.add_partition_ids("x");
    v1::CleanUpPartitionsResponse unused;
    const grpc::Status status = configuration_->CleanUpPartitions(&context, clean_up, &unused);
    EXPECT_EQ(ReadDetails(status).info.reason(), "INVALID_PARTITION_ID");
  }
}

}  // namespace
}  // namespace onhand
