#include "service/grpc/allocation_messages.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace onhand {
namespace {

template <typename Message>
void Fill(const std::string& id, Message* event) {
  event->set_id(id);
  event->set_organization_id("usmf");
  event->set_product_id("Bike");
  event->set_dimension_data_source("iv");
  (*event->mutable_dimensions())["siteId"] = "1";
  (*event->mutable_groups())["region"] = "EU";
  (*event->mutable_groups())["channel"] = "Online";
  event->set_quantity_micros(3'000'000);
}

void Expect(const AllocationEvent& event, const std::string& id, AllocationOperation operation) {
  EXPECT_EQ(event.id, id);
  EXPECT_EQ(event.organization_id, "usmf");
  EXPECT_EQ(event.product_id, "Bike");
  EXPECT_EQ(event.dimension_data_source, "iv");
  ASSERT_EQ(event.dimensions.size(), 1u);
  EXPECT_EQ(event.dimensions[0].value, "1");
  EXPECT_EQ(event.operation, operation);
  ASSERT_EQ(event.groups.size(), 2u);
  EXPECT_EQ(event.groups[0].group, "channel");  // by name
  EXPECT_EQ(event.groups[0].value, "Online");
  EXPECT_EQ(event.groups[1].group, "region");
  EXPECT_EQ(event.groups[1].value, "EU");
  EXPECT_EQ(event.quantity.micros, 3'000'000);
}

TEST(DecodeAllocations, ReadsEveryField) {
  v1::AllocateRequest request;
  Fill("a-1", request.add_events());
  for (const AllocationOperation operation : {AllocationOperation::kAllocate, AllocationOperation::kUnallocate}) {
    const std::vector<AllocationEvent> events = DecodeAllocations(operation, request.events());
    ASSERT_EQ(events.size(), 1u);
    Expect(events[0], "a-1", operation);
    EXPECT_TRUE(events[0].source_groups.empty());
    EXPECT_TRUE(events[0].physical_measures.empty());
  }
}

TEST(DecodeReallocations, ReadsEveryField) {
  v1::ReallocateRequest request;
  Fill("r-1", request.add_events());
  (*request.mutable_events(0)->mutable_source_groups())["channel"] = "Store";
  const std::vector<AllocationEvent> events = DecodeReallocations(request.events());
  ASSERT_EQ(events.size(), 1u);
  Expect(events[0], "r-1", AllocationOperation::kReallocate);
  ASSERT_EQ(events[0].source_groups.size(), 1u);
  EXPECT_EQ(events[0].source_groups[0].group, "channel");
  EXPECT_EQ(events[0].source_groups[0].value, "Store");
}

TEST(DecodeConsumptions, ReadsEveryField) {
  v1::ConsumeRequest request;
  Fill("c-1", request.add_events());
  for (const bool subtract : {true, false}) {
    v1::PhysicalMeasureChange* change = request.mutable_events(0)->add_physical_measures();
    change->set_data_source("pos");
    change->set_measure(subtract ? "inbound" : "outbound");
    change->set_subtract(subtract);
  }
  const std::vector<AllocationEvent> events = DecodeConsumptions(request.events());
  ASSERT_EQ(events.size(), 1u);
  Expect(events[0], "c-1", AllocationOperation::kConsume);
  ASSERT_EQ(events[0].physical_measures.size(), 2u);
  EXPECT_EQ(events[0].physical_measures[0].data_source, "pos");
  EXPECT_EQ(events[0].physical_measures[0].measure, "inbound");
  EXPECT_TRUE(events[0].physical_measures[0].subtract);
  EXPECT_EQ(events[0].physical_measures[1].measure, "outbound");
  EXPECT_FALSE(events[0].physical_measures[1].subtract);
}

TEST(DecodeAllocationQuery, ReadsEveryField) {
  v1::AllocationQuery message;
  message.set_organization_id("usmf");
  message.set_product_id("Bike");
  message.set_dimension_data_source("iv");
  (*message.mutable_dimensions())["siteId"] = "1";
  (*message.mutable_dimensions())["locationId"] = "11";
  (*message.mutable_groups())["channel"] = "Online";
  const AllocationQuery query = DecodeAllocationQuery(message);
  EXPECT_EQ(query.organization_id, "usmf");
  EXPECT_EQ(query.product_id, "Bike");
  EXPECT_EQ(query.dimension_data_source, "iv");
  ASSERT_EQ(query.dimensions.size(), 2u);
  EXPECT_EQ(query.dimensions[0].name, "locationId");
  EXPECT_EQ(query.dimensions[1].value, "1");
  ASSERT_EQ(query.groups.size(), 1u);
  EXPECT_EQ(query.groups[0].value, "Online");
}

TEST(EncodeAllocation, HeaderAndBuckets) {
  AllocationAnswer answer;
  answer.organization_id = "usmf";
  answer.product_id = "Bike";
  answer.dimensions = {{"siteid", "1"}, {"ColorId", "red"}};
  for (int i = 0; i < 100; ++i) {
    answer.buckets.push_back({{{"channel", "c" + std::to_string(i)}, {"region", "EU"}}, i, 2, 3, 4});
  }
  v1::AllocationHeader header;
  EncodeAllocationHeader(answer, &header);
  EXPECT_EQ(header.organization_id(), "usmf");
  EXPECT_EQ(header.product_id(), "Bike");
  ASSERT_EQ(header.dimensions_size(), 2);
  EXPECT_EQ(header.dimensions(1).name(), "ColorId");
  EXPECT_EQ(header.dimensions(1).value(), "red");

  int expected = 0;
  int messages = 0;
  for (size_t next = 0; next < answer.buckets.size(); ++messages) {
    v1::AllocationBuckets buckets;
    next = EncodeBuckets(answer, next, 200, &buckets);
    EXPECT_LT(buckets.ByteSizeLong(), 300u);
    for (const v1::AllocationBucket& bucket : buckets.buckets()) {
      EXPECT_EQ(bucket.allocated_micros(), expected);
      EXPECT_EQ(bucket.groups(0).name(), "channel");
      EXPECT_EQ(bucket.groups(0).value(), "c" + std::to_string(expected++));
      EXPECT_EQ(bucket.groups(1).value(), "EU");
      EXPECT_EQ(bucket.consumed_micros(), 2);
      EXPECT_EQ(bucket.cumulative_allocated_micros(), 3);
      EXPECT_EQ(bucket.cumulative_consumed_micros(), 4);
    }
  }
  EXPECT_EQ(expected, 100);
  EXPECT_GT(messages, 10);
}

}  // namespace
}  // namespace onhand
