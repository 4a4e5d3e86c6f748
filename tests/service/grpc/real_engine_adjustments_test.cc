// AdjustmentService over a socket with the real engine.
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "onhand/v1/adjustment.grpc.pb.h"
#include "tests/service/grpc/error_details.h"
#include "tests/service/grpc/real_engine_fixture.h"

namespace onhand {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class RealEngineAdjustmentsTest : public RealEngineFixture {
 protected:
  void SetUp() override {
    RealEngineFixture::SetUp();
    adjustments_ = v1::AdjustmentService::NewStub(channel_);
  }

  static v1::AdjustEvent Adjust(const std::string& id, const std::string& color, int64_t units,
                                const std::string& data_source = "pos") {
    v1::AdjustEvent event;
    FillEventKey(id, color, &event);
    FillQuantity(data_source, data_source == "pos" ? "inbound" : "arrived", units * kUnit, event.mutable_quantity());
    return event;
  }
  v1::PostAdjustmentsResponse Post(const std::vector<v1::AdjustEvent>& events, bool apply_now,
                                   grpc::Status* status = nullptr) {
    grpc::ClientContext context;
    v1::PostAdjustmentsRequest request;
    request.set_environment_id("shop");
    request.set_apply_now(apply_now);
    for (const v1::AdjustEvent& event : events) *request.add_events() = event;
    v1::PostAdjustmentsResponse response;
    const grpc::Status posted = adjustments_->PostAdjustments(&context, request, &response);
    if (status == nullptr) {
      EXPECT_TRUE(posted.ok()) << posted.error_message();
    } else {
      *status = posted;
    }
    return response;
  }
  // "a red Created 3" for each line.
  std::vector<std::string> Lines(v1::AdjustmentStatus status = v1::ADJUSTMENT_STATUS_UNSPECIFIED,
                                 const std::string& organization = "", const std::string& after = "",
                                 grpc::Status* end = nullptr, int* messages = nullptr) {
    grpc::ClientContext context;
    v1::ListAdjustmentLinesRequest request;
    request.set_environment_id("shop");
    request.set_status(status);
    request.set_organization_id(organization);
    request.set_after(after);
    const auto reader = adjustments_->ListAdjustmentLines(&context, request);
    std::vector<std::string> lines;
    v1::ListAdjustmentLinesResponse response;
    while (reader->Read(&response)) {
      if (messages != nullptr) ++*messages;
      for (const v1::AdjustmentLine& line : response.lines()) {
        lines.push_back(absl::StrCat(line.id(), " ", line.subject().dimensions(2).value(), " ",
                                     v1::AdjustmentStatus_Name(line.status()), " ", line.quantity_micros() / kUnit));
        last_line_ = line;
      }
    }
    const grpc::Status ended = reader->Finish();
    if (end == nullptr) {
      EXPECT_TRUE(ended.ok()) << ended.error_message();
    } else {
      *end = ended;
    }
    return lines;
  }
  std::vector<v1::AdjustmentAggregate> Aggregates(v1::AggregateStatus status = v1::AGGREGATE_STATUS_UNSPECIFIED) {
    grpc::ClientContext context;
    v1::ListAdjustmentAggregatesRequest request;
    request.set_environment_id("shop");
    request.set_status(status);
    const auto reader = adjustments_->ListAdjustmentAggregates(&context, request);
    std::vector<v1::AdjustmentAggregate> aggregates;
    v1::ListAdjustmentAggregatesResponse response;
    while (reader->Read(&response)) {
      aggregates.insert(aggregates.end(), response.aggregates().begin(), response.aggregates().end());
    }
    EXPECT_TRUE(reader->Finish().ok());
    return aggregates;
  }
  v1::PushAdjustmentsResponse Push() {
    grpc::ClientContext context;
    v1::PushAdjustmentsRequest request;
    request.set_environment_id("shop");
    v1::PushAdjustmentsResponse response;
    EXPECT_TRUE(adjustments_->PushAdjustments(&context, request, &response).ok());
    return response;
  }
  static v1::AggregateStatusUpdate Update(const std::string& id, v1::AggregateStatus status) {
    v1::AggregateStatusUpdate update;
    update.set_aggregate_id(id);
    update.set_status(status);
    update.set_message("voucher 7");
    return update;
  }
  grpc::Status Set(const std::vector<v1::AggregateStatusUpdate>& updates, v1::SetAggregateStatusesResponse* response,
                   const std::string& environment = "shop") {
    grpc::ClientContext context;
    v1::SetAggregateStatusesRequest request;
    request.set_environment_id(environment);
    for (const v1::AggregateStatusUpdate& update : updates) *request.add_updates() = update;
    return adjustments_->SetAggregateStatuses(&context, request, response);
  }

  std::unique_ptr<v1::AdjustmentService::Stub> adjustments_;
  v1::AdjustmentLine last_line_;
};

TEST_F(RealEngineAdjustmentsTest, StagedLinesComeOnHandWithThePush) {
  v1::AdjustEvent full = Adjust("b", "blue", -2);
  full.set_external_reference_category("SO");
  full.set_external_reference_id("SO-1");
  full.set_journal_name_id("IMov");
  full.set_cost_price("12.50");
  full.set_transaction_date("2023-11-14");
  const v1::PostAdjustmentsResponse posted = Post({Adjust("a", "red", 3), full}, false);
  ASSERT_EQ(posted.outcomes_size(), 2);
  EXPECT_EQ(posted.outcomes(0).id(), "a");
  EXPECT_EQ(posted.outcomes(1).status_code(), 200);
  EXPECT_THAT(QueryColors(), IsEmpty());
  EXPECT_THAT(Lines(), ElementsAre("a red ADJUSTMENT_STATUS_CREATED 3", "b blue ADJUSTMENT_STATUS_CREATED -2"));
  EXPECT_EQ(last_line_.external_reference_category(), "SO");
  EXPECT_EQ(last_line_.external_reference_id(), "SO-1");
  EXPECT_EQ(last_line_.journal_name_id(), "IMov");
  EXPECT_EQ(last_line_.cost_price(), "12.5");
  EXPECT_EQ(last_line_.transaction_date(), "2023-11-14");
  EXPECT_EQ(last_line_.created_at().seconds(), kNowSeconds);

  const v1::PushAdjustmentsResponse pushed = Push();
  EXPECT_EQ(pushed.posted(), 2u);
  EXPECT_EQ(pushed.refused(), 0u);
  EXPECT_EQ(pushed.aggregated(), 2u);
  EXPECT_EQ(Push().posted(), 0u);
  EXPECT_THAT(QueryColors(), ElementsAre("T-shirt siteid=1 locationid=11 ColorId=blue pos.inbound=-2000000",
                                         "T-shirt siteid=1 locationid=11 ColorId=red pos.inbound=3000000"));
  EXPECT_THAT(Lines(v1::ADJUSTMENT_STATUS_CREATED), IsEmpty());
  EXPECT_THAT(Lines(v1::ADJUSTMENT_STATUS_AGGREGATED, "usmf"),
              ElementsAre("a red ADJUSTMENT_STATUS_AGGREGATED 3", "b blue ADJUSTMENT_STATUS_AGGREGATED -2"));
  EXPECT_THAT(Lines(v1::ADJUSTMENT_STATUS_AGGREGATED, "dat"), IsEmpty());
  EXPECT_THAT(Lines(v1::ADJUSTMENT_STATUS_UNSPECIFIED, "", last_line_.line_id()), IsEmpty());
  const std::vector<v1::AdjustmentAggregate> aggregates = Aggregates();
  ASSERT_EQ(aggregates.size(), 2u);
  EXPECT_EQ(aggregates[0].net().micros() + aggregates[1].net().micros(), kUnit);
  EXPECT_EQ(aggregates[0].lines(), 1u);
  EXPECT_EQ(aggregates[0].push(), 1u);
}

TEST_F(RealEngineAdjustmentsTest, WithSyncOnHandChangesAtOnceAndRepeatsLeaveOneLine) {
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(Post({Adjust("a", "red", 3)}, true).outcomes(0).status_code(), 200);
    EXPECT_THAT(QueryColors(), ElementsAre("T-shirt siteid=1 locationid=11 ColorId=red pos.inbound=3000000"));
    EXPECT_THAT(Lines(), ElementsAre("a red ADJUSTMENT_STATUS_IV_POSTED 3"));
  }
}

TEST_F(RealEngineAdjustmentsTest, LongListsComeInSeveralMessages) {
  std::vector<v1::AdjustEvent> events;
  for (int i = 0; i < 512; ++i) events.push_back(Adjust(absl::StrCat("e", i), "red", 1));
  Post(events, false);
  int messages = 0;
  const std::vector<std::string> lines = Lines(v1::ADJUSTMENT_STATUS_UNSPECIFIED, "", "", nullptr, &messages);
  ASSERT_EQ(lines.size(), 512u);
  for (int i = 0; i < 512; ++i) EXPECT_EQ(lines[i], absl::StrCat("e", i, " red ADJUSTMENT_STATUS_CREATED 1"));
  EXPECT_GT(messages, 1);
  EXPECT_EQ(Push().aggregated(), 512u);
  const std::vector<v1::AdjustmentAggregate> aggregates = Aggregates();
  ASSERT_EQ(aggregates.size(), 1u);
  EXPECT_EQ(aggregates[0].net().micros(), 512 * kUnit);
  EXPECT_EQ(aggregates[0].lines(), 512u);
}

TEST_F(RealEngineAdjustmentsTest, StatusesOnlyGoForward) {
  Post({Adjust("a", "red", 3), Adjust("b", "blue", 1), Adjust("c", "blue", -1)}, false);
  Push();
  std::string red;
  std::string none;
  for (const v1::AdjustmentAggregate& aggregate : Aggregates()) {
    (aggregate.status() == v1::AGGREGATE_STATUS_CREATED ? red : none) = aggregate.aggregate_id();
  }
  ASSERT_NE(red, "");
  ASSERT_NE(none, "");
  v1::SetAggregateStatusesResponse response;
  ASSERT_TRUE(
      Set({Update(red, v1::AGGREGATE_STATUS_FNO_TRANS_CREATED), Update(red, v1::AGGREGATE_STATUS_FNO_SYNC_ENQUEUED),
           Update(none, v1::AGGREGATE_STATUS_FNO_SYNC_ENQUEUED),
           Update("nothing", v1::AGGREGATE_STATUS_FNO_SYNC_ENQUEUED), Update(red, v1::AGGREGATE_STATUS_UNSPECIFIED),
           Update(red, v1::AGGREGATE_STATUS_FNO_TRANS_POSTED)},
          &response)
          .ok());
  ASSERT_EQ(response.outcomes_size(), 6);
  EXPECT_EQ(response.outcomes(0).status_code(), 200);
  EXPECT_EQ(response.outcomes(0).id(), red);
  EXPECT_EQ(response.outcomes(1).status_code(), 409);
  EXPECT_EQ(response.outcomes(1).reason(), v1::REASON_STATUS_NOT_FORWARD);
  EXPECT_EQ(response.outcomes(1).field(), "status");
  EXPECT_EQ(response.outcomes(2).status_code(), 409);
  EXPECT_EQ(response.outcomes(3).status_code(), 404);
  EXPECT_EQ(response.outcomes(3).reason(), v1::REASON_UNKNOWN_AGGREGATE);
  EXPECT_EQ(response.outcomes(3).field(), "aggregate_id");
  EXPECT_EQ(response.outcomes(4).status_code(), 400);
  EXPECT_EQ(response.outcomes(5).status_code(), 200);
  const std::vector<v1::AdjustmentAggregate> posted = Aggregates(v1::AGGREGATE_STATUS_FNO_TRANS_POSTED);
  ASSERT_EQ(posted.size(), 1u);
  EXPECT_EQ(posted[0].aggregate_id(), red);
  EXPECT_EQ(posted[0].message(), "voucher 7");
  ASSERT_EQ(Aggregates(v1::AGGREGATE_STATUS_DO_NOT_SYNC).size(), 1u);
}

TEST_F(RealEngineAdjustmentsTest, Refusals) {
  v1::AdjustEvent text = Adjust("t", "red", 1);
  text.set_cost_price("much");
  v1::AdjustEvent bare = Adjust("q", "red", 1);
  bare.clear_quantity();
  const v1::PostAdjustmentsResponse posted =
      Post({Adjust("a", "red", 1), Adjust("f", "red", 1, "fno"), text, bare, Adjust("a", "red", 2)}, true);
  ASSERT_EQ(posted.outcomes_size(), 5);
  EXPECT_EQ(posted.outcomes(0).status_code(), 200);
  EXPECT_EQ(posted.outcomes(1).status_code(), 403);
  EXPECT_EQ(posted.outcomes(1).field(), "quantity.data_source");
  EXPECT_EQ(posted.outcomes(2).status_code(), 400);
  EXPECT_EQ(posted.outcomes(2).field(), "cost_price");
  EXPECT_EQ(posted.outcomes(3).status_code(), 400);
  EXPECT_EQ(posted.outcomes(3).field(), "quantity.quantity_micros");
  EXPECT_EQ(posted.outcomes(4).status_code(), 409);
  EXPECT_THAT(Lines(), ElementsAre("a red ADJUSTMENT_STATUS_IV_POSTED 1"));

  grpc::Status status;
  Post(std::vector<v1::AdjustEvent>(513), false, &status);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  Lines(v1::ADJUSTMENT_STATUS_UNSPECIFIED, "", "here", &status);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  const ErrorDetails details = ReadDetails(status);
  ASSERT_EQ(details.bad_request.field_violations_size(), 1);
  EXPECT_EQ(details.bad_request.field_violations(0).field(), "after");
  v1::SetAggregateStatusesResponse response;
  EXPECT_EQ(Set(std::vector<v1::AggregateStatusUpdate>(513), &response).error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(Set({}, &response, "nowhere").error_code(), grpc::StatusCode::NOT_FOUND);
}

}  // namespace
}  // namespace onhand
