#include "tests/engine/refusals/refusal_fixture.h"

#include <map>
#include <utility>
#include <vector>

namespace onhand {
namespace {

// The codes of decisions T7, E3, E4, C5, said a second time.
int CodeOf(Reason reason) {
  static const auto* const codes = new std::map<Reason, int>{
      {Reason::kMissingReservationPlace, 500},
      {Reason::kIdReused, 409},
      {Reason::kReadOnlyDataSource, 403},
      {Reason::kUnknownReservation, 404},
      {Reason::kUnexpectedQuantity, 409},
      {Reason::kNotAvailable, 500},
      {Reason::kCheckedRelease, 500},
      {Reason::kReleaseBelowZero, 500},
      {Reason::kNotAvailableToAllocate, 500},
      {Reason::kNotAllocated, 500},
      {Reason::kCartRefused, 424},
      {Reason::kFeatureOff, 403},
  };
  const auto found = codes->find(reason);
  return found == codes->end() ? 400 : found->second;
}

template <typename Event>
Event WithKey() {
  Event event;
  event.id = "new";
  event.organization_id = "usmf";
  event.product_id = "Bike";
  event.dimensions = {{"siteId", "1"}, {"locationId", "11"}};
  return event;
}

Configuration WithErp() {
  Configuration configuration = DefaultConfiguration();
  configuration.read_only_data_sources = {"erp"};
  configuration.schedule.period_days = 7;
  for (DataSource& source : configuration.data_sources) {
    if (source.name != "erp") continue;
    source.physical_measures = {"free", "softreserved"};
    source.calculated_measures = {
        {.name = "expected", .additions = {{"erp", "free"}}, .subtractions = {{"erp", "softreserved"}}}};
    source.reservation_mappings = {{"softreserved", {"erp", "expected"}}};
  }
  configuration.schedule.measures.push_back({.measure = {"erp", "expected"}, .period_days = 7});
  return configuration;
}

}  // namespace

void RefusalFixture::SetUp() {
  auto engine = Engine::Open(
      {.block_cache_bytes = 1 << 20, .write_buffer_bytes = 1 << 20, .maintenance_interval_ms = 0, .clock = &clock_});
  ASSERT_TRUE(engine.ok()) << engine.status();
  engine_ = *std::move(engine);
  ASSERT_TRUE(engine_->CreateEnvironment("shop").ok());
  environment_ = *engine_->Find("shop");
  Configure(WithErp());

  ChangeEvent stock = Change();
  stock.id = "stock";
  stock.quantities = {{"pos", "inbound", {10 * kMicrosPerUnit}}, {"fno", "arrived", {5 * kMicrosPerUnit}}};
  ExpectApplied(One(stock));
  AllocationEvent allocation = Allocation(AllocationOperation::kAllocate);
  allocation.id = "stock";
  allocation.quantity = {3 * kMicrosPerUnit};
  ExpectApplied(One(allocation));
  reservation_ = Book("reserved", "iv", 2, false);
  hold_ = Book("held", "iv", 1, true);
  read_only_reservation_ = Book("erp", "erp", 2, false);
  read_only_hold_ = Book("erp-held", "erp", 1, true);
}

void RefusalFixture::Configure(Configuration configuration) {
  const auto result = environment_->ReplaceConfiguration(std::move(configuration));
  ASSERT_TRUE(result.ok()) << result.status();
  ASSERT_TRUE(result->issues.empty()) << result->issues[0].path << " " << result->issues[0].message;
}

std::string RefusalFixture::Book(std::string_view id, std::string_view source, int64_t units, bool hold) {
  ReserveEvent event = Reserve();
  event.id = id;
  event.quantity_data_source = source;
  event.quantity = Quantity{units * kMicrosPerUnit};
  event.check_available = false;
  if (hold) event.ttl_seconds = 60;
  const EventResults results = Send(One(event), true);
  EXPECT_FALSE(results.outcomes[0].refused()) << results.outcomes[0].message;
  return results.outcomes[0].reservation_id;
}

ChangeEvent RefusalFixture::Change() {
  auto event = WithKey<ChangeEvent>();
  event.quantities = {{"pos", "inbound", {kMicrosPerUnit}}};
  return event;
}

SetEvent RefusalFixture::Set() {
  auto event = WithKey<SetEvent>();
  event.quantities = {{"pos", "inbound", {12 * kMicrosPerUnit}}};
  return event;
}

ReserveEvent RefusalFixture::Reserve() {
  auto event = WithKey<ReserveEvent>();
  event.quantity_data_source = "iv";
  event.modifier = "softreserved";
  event.quantity = Quantity{kMicrosPerUnit};
  return event;
}

UnreserveEvent RefusalFixture::Unreserve() {
  auto event = WithKey<UnreserveEvent>();
  event.reservation_id = reservation_;
  event.offset = {kMicrosPerUnit};
  return event;
}

ExtendEvent RefusalFixture::Extend() {
  auto event = WithKey<ExtendEvent>();
  event.reservation_id = hold_;
  event.ttl_seconds = 3600;
  return event;
}

AllocationEvent RefusalFixture::Allocation(AllocationOperation operation) {
  auto event = WithKey<AllocationEvent>();
  event.operation = operation;
  event.groups = {{"channel", "Web"}};
  event.quantity = {kMicrosPerUnit};
  if (operation == AllocationOperation::kReallocate) {
    event.groups = {{"channel", "Phone"}};
    event.source_groups = {{"channel", "Web"}};
  }
  return event;
}

ScheduleEvent RefusalFixture::Schedule() {
  auto event = WithKey<ScheduleEvent>();
  event.quantities_by_date = {{kToday, {{"pos", "inbound", {kMicrosPerUnit}}}}};
  return event;
}

EventResults RefusalFixture::Send(const EventBatch& batch, bool system_role) {
  EventResults results = environment_->Apply(batch, {.caller = {.system_role = system_role}});
  EXPECT_TRUE(results.answered()) << results.status << (results.issues.empty() ? "" : results.issues[0].message);
  EXPECT_EQ(results.outcomes.size(), 1u);
  results.outcomes.resize(1);
  return results;
}

std::string RefusalFixture::Everything() {
  std::string text;
  const auto answer = environment_->Query(IndexQuery{.version = QueryVersion::kV2,
                                                     .organization_ids = {"usmf"},
                                                     .product_ids = {"Bike", "Tent"},
                                                     .group_by = {"ColorId", "SizeId"},
                                                     .atp = {.wanted = true}});
  EXPECT_TRUE(answer.ok() && answer->issues.empty());
  const auto add = [&](const std::vector<MeasureValue>& values) {
    for (const MeasureValue& value : values)
      text += std::to_string(value.column) + "=" + FormatMicros(value.micros) + " ";
    text += "\n";
  };
  for (const ResultRow& row : answer->rows) {
    for (const std::string& value : row.dimension_values) text += value + ",";
    add(row.values);
    for (const DayValues& day : row.scheduled) add(day.values);
  }
  AllocationQuery query{.organization_id = "usmf", .product_id = "Bike"};
  query.dimensions = {{"siteId", "1"}, {"locationId", "11"}};
  const auto buckets = environment_->Query(query);
  EXPECT_TRUE(buckets.ok() && buckets->issues.empty());
  for (const AllocationBucket& bucket : buckets->buckets) text += FormatMicros(bucket.allocated_micros) + "\n";
  return text;
}

void RefusalFixture::ExpectRefused(const EventBatch& batch, Reason reason, bool system_role) {
  SCOPED_TRACE(ReasonName(reason));
  const std::string before = Everything();
  const uint64_t sequence = environment_->Statistics().sequence;
  const Outcome outcome = Send(batch, system_role).outcomes[0];
  EXPECT_EQ(ReasonName(outcome.reason), ReasonName(reason)) << outcome.message;
  EXPECT_EQ(outcome.status, ProcessingStatus::kFailure);
  EXPECT_EQ(outcome.status_code(), CodeOf(reason));
  EXPECT_NE(outcome.message, "");
  EXPECT_EQ(environment_->Statistics().sequence, sequence) << "something was written";
  EXPECT_EQ(Everything(), before) << "something changed";
}

void RefusalFixture::ExpectApplied(const EventBatch& batch, bool system_role) {
  const Outcome outcome = Send(batch, system_role).outcomes[0];
  EXPECT_EQ(outcome.status, ProcessingStatus::kSuccess) << ReasonName(outcome.reason) << " " << outcome.message;
  EXPECT_EQ(outcome.status_code(), 200);
}

void RefusalFixture::ExpectCallRefused(const EventBatch& batch, Reason reason, bool atomic) {
  SCOPED_TRACE(ReasonName(reason));
  const uint64_t sequence = environment_->Statistics().sequence;
  const EventResults results = environment_->Apply(batch, {.atomic = atomic});
  ASSERT_TRUE(results.status.ok()) << results.status;
  ASSERT_EQ(results.issues.size(), 1u);
  EXPECT_EQ(ReasonName(results.issues[0].reason), ReasonName(reason)) << results.issues[0].message;
  EXPECT_EQ(ReasonStatusCode(results.issues[0].reason), CodeOf(reason));
  EXPECT_NE(results.issues[0].message, "");
  EXPECT_TRUE(results.outcomes.empty());
  EXPECT_EQ(environment_->Statistics().sequence, sequence) << "something was written";
}

}  // namespace onhand
