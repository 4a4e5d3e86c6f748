// Records and queries of allocation: spec 4.2, decisions L1, L5, L6.
#include "service/json/allocation_decoder.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/service/json/decoder_fixture.h"

namespace onhand {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// "name=value" of each.
template <typename List>
std::vector<std::string> Texts(const List& groups) {
  std::vector<std::string> texts;
  for (const GroupValue& group : groups) texts.push_back(std::string(group.group) + "=" + std::string(group.value));
  return texts;
}

class AllocationDecoderTest : public DecoderFixture {
 protected:
  std::string Event(AllocationOperation operation, std::string_view text) {
    return Refusal(text, &event_, [operation](const JsonValue& record, AllocationEvent* event, Issue* issue) {
      return DecodeAllocationEvent(operation, record, event, issue);
    });
  }
  std::string Allocate(std::string_view members) { return Event(AllocationOperation::kAllocate, Record(members)); }
  std::string Query(std::string_view text) { return Refusal(text, &query_, DecodeAllocationQuery); }

  AllocationEvent event_;
  AllocationQuery query_;
};

TEST_F(AllocationDecoderTest, ReadsEachOperation) {
  const std::string record = Record(R"("dimensionDataSource":"iv","Dimensions":{"siteId":"1"},"Quantity":"2.5",
      "groups":{"channel":"Online","customerGroup":"VIP"},"sourceGroups":{"channel":"Shop"},
      "physicalMeasures":{"pos":{"inbound":"Subtraction","Outbound":"ADDITION"}})");
  for (const AllocationOperation operation : {AllocationOperation::kAllocate, AllocationOperation::kUnallocate,
                                              AllocationOperation::kReallocate, AllocationOperation::kConsume}) {
    ASSERT_EQ(Event(operation, record), "");
    EXPECT_EQ(event_.operation, operation);
    EXPECT_EQ(event_.dimension_data_source, "iv");
    EXPECT_EQ(event_.dimensions.size(), 1u);
    EXPECT_EQ(event_.quantity.micros, 2'500'000);
    EXPECT_THAT(Texts(event_.groups), ElementsAre("channel=Online", "customerGroup=VIP"));
    // Members that an operation does not have are unknown to it.
    EXPECT_EQ(event_.source_groups.size(), operation == AllocationOperation::kReallocate ? 1u : 0u);
    EXPECT_EQ(event_.physical_measures.size(), operation == AllocationOperation::kConsume ? 2u : 0u);
  }
  EXPECT_EQ(event_.physical_measures[0].measure, "inbound");
  EXPECT_TRUE(event_.physical_measures[0].subtract);
  EXPECT_EQ(event_.physical_measures[1].data_source, "pos");
  EXPECT_EQ(event_.physical_measures[1].measure, "Outbound");
  EXPECT_FALSE(event_.physical_measures[1].subtract);
}

// Decisions L1.
TEST_F(AllocationDecoderTest, TakesTargetGroupsForGroups) {
  EXPECT_EQ(Allocate(R"("quantity":1,"targetGroups":{"channel":"Online"})"), "");
  EXPECT_THAT(Texts(event_.groups), ElementsAre("channel=Online"));
  EXPECT_EQ(Allocate(R"("quantity":1,"groups":{"a":"1","B":"2"},"targetGroups":{"b":"2","A":"1"})"), "");
  EXPECT_THAT(Texts(event_.groups), ElementsAre("a=1", "B=2"));
  for (const char* other :
       {R"({"a":"1"})", R"({"a":"1","b":"3"})", R"({"a":"1","c":"2"})", "{}", R"({"a":"1","b":"2","c":"3"})"}) {
    EXPECT_EQ(Allocate(R"("quantity":1,"groups":{"a":"1","b":"2"},"targetGroups":)" + std::string(other)),
              "/targetGroups INVALID_GROUPS: groups and targetGroups are both given and differ.")
        << other;
  }
  EXPECT_EQ(Allocate(R"("quantity":1,"groups":null,"targetGroups":{"a":"1"})"), "");
  EXPECT_THAT(Texts(event_.groups), ElementsAre("a=1"));
}

TEST_F(AllocationDecoderTest, LeavesTheGroupsToTheEngine) {
  EXPECT_EQ(Allocate(R"("quantity":-1)"), "");
  EXPECT_THAT(event_.groups, IsEmpty());
  EXPECT_EQ(Allocate(R"("quantity":0,"groups":{"channel":"","region":null})"), "");
  EXPECT_THAT(Texts(event_.groups), ElementsAre("channel="));
}

TEST_F(AllocationDecoderTest, RefusesMissingAndMistypedFields) {
  const struct {
    AllocationOperation operation;
    std::string_view members;
    std::string_view refusal;
  } kCases[] = {
      {AllocationOperation::kAllocate, "", "/quantity NO_QUANTITY: quantity is missing: the event has no quantity."},
      {AllocationOperation::kAllocate, R"("quantity":{})", "/quantity MALFORMED: quantity must be a number"},
      {AllocationOperation::kAllocate, R"("quantity":"x")", "/quantity INVALID_QUANTITY: "},
      {AllocationOperation::kAllocate, R"("groups":[],"quantity":1)", "/groups MALFORMED: groups must be an object"},
      {AllocationOperation::kAllocate, R"("groups":{"channel":1},"quantity":1)",
       "/groups/channel MALFORMED: groups/channel must be a string, not a number."},
      {AllocationOperation::kAllocate, R"("targetGroups":"x","quantity":1)", "/targetGroups MALFORMED: "},
      {AllocationOperation::kReallocate, R"("sourceGroups":{"a":[]},"quantity":1)", "/sourceGroups/a MALFORMED: "},
      {AllocationOperation::kConsume, R"("quantity":1,"physicalMeasures":[])",
       "/physicalMeasures MALFORMED: physicalMeasures must be an object"},
      {AllocationOperation::kConsume, R"("quantity":1,"physicalMeasures":{"pos":"Addition"})",
       "/physicalMeasures/pos MALFORMED: "},
      {AllocationOperation::kConsume, R"("quantity":1,"physicalMeasures":{"pos":{"inbound":-1}})",
       "/physicalMeasures/pos/inbound MALFORMED: physicalMeasures/pos/inbound must be a string, not a number."},
      {AllocationOperation::kConsume, R"("quantity":1,"physicalMeasures":{"pos":{"inbound":"Minus"}})",
       "/physicalMeasures/pos/inbound MALFORMED: physicalMeasures/pos/inbound must be \"Addition\" or "
       "\"Subtraction\", not \"Minus\"."},
  };
  for (const auto& c : kCases) {
    EXPECT_THAT(Event(c.operation, Record(c.members)), HasSubstr(std::string(c.refusal))) << c.members;
    EXPECT_EQ(event_.id, "a");
  }
}

TEST_F(AllocationDecoderTest, ReadsAQuery) {
  EXPECT_EQ(Query(R"({"productId":"p","organizationId":"o","dimensions":{"siteId":"1","colorId":""},"groups":{}})"),
            "");
  EXPECT_EQ(query_.product_id, "p");
  EXPECT_EQ(query_.organization_id, "o");
  ASSERT_EQ(query_.dimensions.size(), 2u);
  EXPECT_EQ(query_.dimensions[1].name, "colorId");
  EXPECT_THAT(query_.groups, IsEmpty());
  EXPECT_EQ(Query(R"({"productId":"p","organizationId":"o","dimensionDataSource":"pos","targetGroups":{"a":"1"}})"),
            "");
  EXPECT_EQ(query_.dimension_data_source, "pos");
  EXPECT_THAT(Texts(query_.groups), ElementsAre("a=1"));
  EXPECT_EQ(Query("{}"), "/organizationId MALFORMED: organizationId is missing.");
  EXPECT_EQ(Query(R"({"organizationId":"o"})"), "/productId MALFORMED: productId is missing.");
  EXPECT_THAT(Query(R"({"organizationId":"o","productId":"p","groups":{"a":5}})"), HasSubstr("/groups/a MALFORMED"));
}

}  // namespace
}  // namespace onhand
