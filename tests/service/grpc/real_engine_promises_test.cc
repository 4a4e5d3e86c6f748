// Allocation, schedules and explanations over a socket with the real engine, and what happens while features are off.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/service/grpc/error_details.h"
#include "tests/service/grpc/real_engine_fixture.h"

namespace onhand {
namespace {

class RealEnginePromisesTest : public RealEngineFixture {
 protected:
  void Configure(const std::function<void(v1::Configuration*)>& change) {
    v1::GetConfigurationRequest get;
    get.set_environment_id("shop");
    v1::GetConfigurationResponse got;
    grpc::ClientContext get_context;
    ASSERT_TRUE(configuration_->GetConfiguration(&get_context, get, &got).ok());
    v1::ReplaceConfigurationRequest replace;
    replace.set_environment_id("shop");
    *replace.mutable_configuration() = got.configuration();
    change(replace.mutable_configuration());
    v1::ReplaceConfigurationResponse replaced;
    grpc::ClientContext context;
    const grpc::Status status = configuration_->ReplaceConfiguration(&context, replace, &replaced);
    ASSERT_TRUE(status.ok()) << status.error_message();
  }

  v1::QueryAllocationRequest BucketQuery(const std::string& color) {
    v1::QueryAllocationRequest request;
    request.set_environment_id("shop");
    v1::AllocationQuery* query = request.mutable_query();
    query->set_organization_id("usmf");
    query->set_product_id("T-shirt");
    (*query->mutable_dimensions())["siteId"] = "1";
    (*query->mutable_dimensions())["locationId"] = "11";
    if (!color.empty()) (*query->mutable_dimensions())["ColorId"] = color;
    return request;
  }

  // "Online/VIP allocated=2000000 consumed=0 ever=2000000/0" for each bucket.
  std::vector<std::string> Buckets(const v1::QueryAllocationRequest& request) {
    grpc::ClientContext context;
    auto reader = allocation_->QueryAllocation(&context, request);
    std::vector<std::string> buckets;
    v1::QueryAllocationResponse part;
    while (reader->Read(&part)) {
      for (const v1::AllocationBucket& bucket : part.buckets().buckets()) {
        std::string text;
        for (const v1::NamedValue& group : bucket.groups()) {
          absl::StrAppend(&text, text.empty() ? "" : "/", group.value());
        }
        buckets.push_back(
            absl::StrCat(text, " allocated=", bucket.allocated_micros(), " consumed=", bucket.consumed_micros(),
                         " ever=", bucket.cumulative_allocated_micros(), "/", bucket.cumulative_consumed_micros()));
      }
    }
    const grpc::Status status = reader->Finish();
    EXPECT_TRUE(status.ok()) << status.error_message();
    return buckets;
  }
};

TEST_F(RealEnginePromisesTest, AllocationMovesQuota) {
  Post({Change("t-1", "red", 10 * kUnit)});
  const auto outcome = [](const auto& call, const auto& request, auto response) {
    grpc::ClientContext context;
    const grpc::Status status = call(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.outcomes_size() == 1 ? response.outcomes(0) : v1::Outcome();
  };
  const auto fill = [](const std::string& id, int64_t units, const std::string& region, auto* request) {
    request->set_environment_id("shop");
    auto* event = request->add_events();
    FillEventKey(id, "red", event);
    (*event->mutable_groups())["Channel"] = "Online";
    (*event->mutable_groups())["customerGroup"] = "VIP";
    (*event->mutable_groups())["region"] = region;
    event->set_quantity_micros(units * kUnit);
    return event;
  };
  const auto allocate = [&](const v1::AllocateRequest& request) {
    return outcome([&](auto... a) { return allocation_->Allocate(a...); }, request, v1::AllocateResponse());
  };
  v1::AllocateRequest allocation;
  fill("a-1", 10, "US", &allocation);
  EXPECT_EQ(allocate(allocation).status_code(), 200);
  EXPECT_EQ(Buckets(BucketQuery("red")),
            std::vector<std::string>{"Online/VIP/US allocated=10000000 consumed=0 ever=10000000/0"});
  EXPECT_TRUE(Buckets(BucketQuery("")).empty()) << "dimensions are exact";
  v1::AllocateRequest too_much;
  fill("a-2", 1, "US", &too_much);
  EXPECT_EQ(allocate(too_much).reason(), v1::REASON_NOT_AVAILABLE_TO_ALLOCATE);

  v1::ReallocateRequest reallocation;
  v1::ReallocationEvent* moved = fill("r-1", 2, "EU", &reallocation);
  *moved->mutable_source_groups() = moved->groups();
  const auto reallocate = [&] {
    return outcome([&](auto... a) { return allocation_->Reallocate(a...); }, reallocation, v1::ReallocateResponse());
  };
  EXPECT_EQ(reallocate().reason(), v1::REASON_SAME_GROUPS);
  (*moved->mutable_source_groups())["region"] = "US";
  EXPECT_EQ(reallocate().status_code(), 200);

  v1::ConsumeRequest consumption;
  v1::PhysicalMeasureChange* change = fill("c-1", 3, "US", &consumption)->add_physical_measures();
  change->set_data_source("pos");
  change->set_measure("inbound");
  change->set_subtract(true);
  EXPECT_EQ(
      outcome([&](auto... a) { return allocation_->Consume(a...); }, consumption, v1::ConsumeResponse()).status_code(),
      200);
  EXPECT_EQ(QueryColors(), std::vector<std::string>{"T-shirt siteid=1 locationid=11 ColorId=red pos.inbound=7000000"});

  v1::UnallocateRequest unallocation;
  fill("u-1", 2, "EU", &unallocation);
  const auto unallocate = [&] {
    return outcome([&](auto... a) { return allocation_->Unallocate(a...); }, unallocation, v1::UnallocateResponse());
  };
  EXPECT_EQ(unallocate().status_code(), 200);
  unallocation.mutable_events(0)->set_id("u-2");
  EXPECT_EQ(unallocate().reason(), v1::REASON_NOT_ALLOCATED);
  unallocation.mutable_events(0)->mutable_groups()->erase("customerGroup");
  const v1::Outcome hole = unallocate();
  EXPECT_EQ(hole.reason(), v1::REASON_INVALID_GROUPS);
  EXPECT_EQ(hole.field().substr(0, 6), "groups") << hole.field();
  EXPECT_EQ(Buckets(BucketQuery("red")),
            (std::vector<std::string>{"Online/VIP/EU allocated=0 consumed=0 ever=0/0",
                                      "Online/VIP/US allocated=5000000 consumed=3000000 ever=10000000/3000000"}));
  v1::QueryAllocationRequest one = BucketQuery("red");
  for (const auto& [group, value] : {std::pair{"channel", "Online"}, {"customergroup", "VIP"}, {"region", "US"}}) {
    (*one.mutable_query()->mutable_groups())[group] = value;
  }
  EXPECT_EQ(Buckets(one).size(), 1u);
}

TEST_F(RealEnginePromisesTest, SchedulesMakePromises) {
  Post({Change("t-1", "red", 10 * kUnit)});
  v1::ChangeScheduleRequest request;
  request.set_environment_id("shop");
  for (const char* date : {"2023-11-16", "2023-11-13", "16.11.2023"}) {
    v1::ScheduleEvent* event = request.add_events();
    FillEventKey(absl::StrCat("s-", date), "red", event);
    v1::DatedQuantities* day = event->add_quantities_by_date();
    day->set_date(date);
    FillQuantity("pos", "outbound", 4 * kUnit, day->add_quantities());
  }
  v1::ChangeScheduleResponse response;
  {
    grpc::ClientContext context;
    const grpc::Status status = schedules_->ChangeSchedule(&context, request, &response);
    ASSERT_TRUE(status.ok()) << status.error_message();
  }
  ASSERT_EQ(response.outcomes_size(), 3);
  EXPECT_EQ(response.outcomes(0).status_code(), 200) << response.outcomes(0).ShortDebugString();
  EXPECT_EQ(response.outcomes(1).reason(), v1::REASON_DATE_OUTSIDE_PERIOD);
  EXPECT_EQ(response.outcomes(1).field(), "quantities_by_date[0].date");
  EXPECT_EQ(response.outcomes(2).reason(), v1::REASON_INVALID_DATE);
  EXPECT_EQ(response.outcomes(2).field(), "quantities_by_date[0].date");

  v1::QueryIndexRequest query;
  query.set_environment_id("shop");
  query.mutable_query()->add_organization_ids("usmf");
  query.mutable_query()->add_product_ids("T-shirt");
  query.mutable_query()->add_group_by("ColorId");
  query.mutable_query()->mutable_atp()->set_from_date("2023-11-15");
  query.mutable_query()->mutable_atp()->set_to_date("2023-11-17");
  const auto ask = [&](v1::QueryHeader* header, v1::QueryRows* rows) {
    grpc::ClientContext context;
    auto reader = inventory_->QueryIndex(&context, query);
    v1::QueryIndexResponse part;
    while (reader->Read(&part)) {
      if (part.has_header()) *header = part.header();
      rows->MergeFrom(part.rows());
    }
    return reader->Finish();
  };
  v1::QueryHeader header;
  v1::QueryRows rows;
  grpc::Status status = ask(&header, &rows);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_TRUE(header.has_atp());
  ASSERT_EQ(rows.rows_size(), 1);
  const auto text = [&](const v1::DayValues& day) {
    std::string text = day.date();
    for (const v1::MeasureValue& value : day.values()) {
      absl::StrAppend(&text, " ", header.columns(value.column()).data_source(), ".",
                      header.columns(value.column()).measure(), "=", value.micros());
    }
    return text;
  };
  ASSERT_EQ(rows.rows(0).scheduled_size(), 1);
  EXPECT_EQ(text(rows.rows(0).scheduled(0)), "2023-11-16 iv.onhand=-4000000 pos.inbound=0 pos.outbound=4000000");
  ASSERT_EQ(rows.rows(0).promises_size(), 3);
  EXPECT_EQ(text(rows.rows(0).promises(0)), "2023-11-15 iv.onhand=6000000");
  EXPECT_EQ(text(rows.rows(0).promises(2)), "2023-11-17 iv.onhand=6000000");

  query.mutable_query()->mutable_atp()->set_from_date("2023-11-18");
  status = ask(&header, &rows);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ReadDetails(status).info.reason(), "INVALID_DATE_RANGE");
  query.mutable_query()->mutable_atp()->set_from_date("soon");
  status = ask(&header, &rows);
  EXPECT_EQ(ReadDetails(status).info.reason(), "INVALID_DATE");
  EXPECT_EQ(ReadDetails(status).bad_request.field_violations(0).field(), "query.atp.from_date");
}

TEST_F(RealEnginePromisesTest, FeaturesThatAreOff) {
  Configure([](v1::Configuration* configuration) {
    configuration->mutable_reservation()->set_enabled(false);
    configuration->mutable_schedule()->set_enabled(false);
    configuration->mutable_allocation()->set_enabled(false);
  });
  const auto expect_off = [](const grpc::Status& status) {
    EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION) << status.error_message();
    const ErrorDetails details = ReadDetails(status);
    EXPECT_EQ(details.info.reason(), "FEATURE_OFF");
    ASSERT_EQ(details.precondition.violations_size(), 1);
    EXPECT_NE(status.error_message().find("Enabled"), std::string::npos) << "names the switch";
  };
  v1::ReserveResponse reserved;
  expect_off(TryReserve({Reservation("r-1", "red", 1)}, false, &reserved));
  {
    grpc::ClientContext context;
    v1::ChangeScheduleRequest request;
    request.set_environment_id("shop");
    FillEventKey("s-1", "red", request.add_events());
    v1::ChangeScheduleResponse response;
    expect_off(schedules_->ChangeSchedule(&context, request, &response));
  }
  {
    grpc::ClientContext context;
    v1::AllocateRequest request;
    request.set_environment_id("shop");
    FillEventKey("a-1", "red", request.add_events());
    v1::AllocateResponse response;
    expect_off(allocation_->Allocate(&context, request, &response));
  }
  {
    grpc::ClientContext context;
    auto reader = allocation_->QueryAllocation(&context, BucketQuery("red"));
    v1::QueryAllocationResponse part;
    EXPECT_FALSE(reader->Read(&part));
    expect_off(reader->Finish());
  }
  v1::QueryIndexRequest query;
  query.set_environment_id("shop");
  query.mutable_query()->add_organization_ids("usmf");
  query.mutable_query()->add_product_ids("T-shirt");
  query.mutable_query()->mutable_atp();
  grpc::ClientContext context;
  auto reader = inventory_->QueryIndex(&context, query);
  v1::QueryIndexResponse part;
  EXPECT_FALSE(reader->Read(&part));
  const grpc::Status status = reader->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ReadDetails(status).info.reason(), "SCHEDULE_OFF");
  EXPECT_EQ(ReadDetails(status).bad_request.field_violations(0).field(), "query.atp");
}

TEST_F(RealEnginePromisesTest, ExplainTellsWhatANumberIsMadeOf) {
  Post({Change("t-1", "red", 10 * kUnit), Change("t-2", "black", 3 * kUnit)});
  v1::ReserveEvent hold = Reservation("r-2", "red", 2);
  hold.set_ttl_seconds(60);
  const v1::ReserveResponse reserved = Reserve({Reservation("r-1", "red", 1), hold});
  v1::AllocateRequest allocation;
  allocation.set_environment_id("shop");
  FillEventKey("a-1", "red", allocation.add_events());
  (*allocation.mutable_events(0)->mutable_groups())["channel"] = "Online";
  allocation.mutable_events(0)->set_quantity_micros(kUnit);
  v1::AllocateResponse allocated;
  grpc::ClientContext allocate_context;
  ASSERT_TRUE(allocation_->Allocate(&allocate_context, allocation, &allocated).ok());
  ASSERT_EQ(allocated.outcomes(0).status_code(), 200) << allocated.outcomes(0).ShortDebugString();

  v1::ExplainRequest request;
  request.set_environment_id("shop");
  request.mutable_query()->set_organization_id("usmf");
  request.mutable_query()->set_product_id("T-shirt");
  grpc::ClientContext context;
  auto reader = inventory_->Explain(&context, request);
  v1::ExplainResponse part;
  ASSERT_TRUE(reader->Read(&part));
  const v1::ExplanationHeader header = part.header();
  EXPECT_EQ(header.row_count(), 2u);
  bool found = false;
  for (const v1::ExplainedFormula& formula : header.formulas()) {
    if (formula.measure().data_source() != "iv" || formula.measure().measure() != "availabletoreserve") continue;
    found = true;
    EXPECT_EQ(formula.sum().micros(), 9 * kUnit);
    int64_t sum = 0;
    for (const v1::ExplainedOperand& operand : formula.operands()) {
      sum += operand.subtract() ? -operand.sum().micros() : operand.sum().micros();
      const bool posted = operand.measure().measure() == "inbound" ||
                          operand.measure().measure() == "softreservordered" ||
                          operand.measure().measure() == "@allocated";
      EXPECT_EQ(operand.posted(), posted) << operand.ShortDebugString();
    }
    EXPECT_EQ(sum, 9 * kUnit);
  }
  EXPECT_TRUE(found);
  std::vector<v1::ExplainedRow> rows;
  while (reader->Read(&part)) rows.push_back(part.row());
  EXPECT_TRUE(reader->Finish().ok());
  ASSERT_EQ(rows.size(), 2u);
  const v1::ExplainedRow& red = rows[1];
  ASSERT_EQ(red.dimensions_size(), 3);
  EXPECT_EQ(red.dimensions(0).name(), "siteid");
  EXPECT_EQ(red.dimensions(2).value(), "red");
  EXPECT_GT(red.sequence(), rows[0].sequence());
  found = false;
  for (const v1::ExplainedMeasure& measure : red.measures()) {
    if (measure.measure().measure() != "softreservordered") continue;
    found = true;
    EXPECT_EQ(measure.micros(), 3 * kUnit);
    EXPECT_EQ(measure.held_micros(), 2 * kUnit);
    EXPECT_EQ(measure.reservation_id(), reserved.outcomes(0).reservation_id());
  }
  EXPECT_TRUE(found);
  ASSERT_EQ(red.holds_size(), 1);
  EXPECT_EQ(red.holds(0).reservation_id(), reserved.outcomes(1).reservation_id());
  EXPECT_EQ(red.holds(0).remaining_micros(), 2 * kUnit);
  EXPECT_EQ(red.holds(0).expires_at().seconds(), kNowSeconds + 60);
  ASSERT_EQ(red.buckets_size(), 1);
  EXPECT_EQ(red.buckets(0).groups(0).value(), "Online");
  EXPECT_EQ(red.buckets(0).allocated_micros(), kUnit);

  request.mutable_query()->clear_product_id();
  (*request.mutable_query()->mutable_dimensions())["flavour"] = "sour";
  grpc::ClientContext second;
  reader = inventory_->Explain(&second, request);
  EXPECT_FALSE(reader->Read(&part));
  const grpc::Status status = reader->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_GE(ReadDetails(status).bad_request.field_violations_size(), 1);
}

}  // namespace
}  // namespace onhand
