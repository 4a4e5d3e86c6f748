#include "service/grpc/configuration_messages.h"

#include "gtest/gtest.h"

namespace onhand {
namespace {

// Every member differs from its default, so that one forgotten on the way shows.
Configuration Unusual() {
  Configuration c;
  c.partition_rule = PartitionRule::kByProduct;
  DataSource pos;
  pos.name = "pos";
  pos.dimension_mappings = {{"posMachineId", "ExtendedDimension1"}, {"posColor", "ColorId"}};
  pos.physical_measures = {"inbound", "outbound"};
  pos.calculated_measures = {{"availQuantity", {{"pos", "inbound"}, {"fno", "availphysical"}}, {{"pos", "outbound"}}}};
  pos.reservation_mappings = {{"softreserved", {"iv", "availabletoreserve"}}};
  DataSource fno;
  fno.name = "fno";
  fno.physical_measures = {"availphysical"};
  c.data_sources = {pos, fno};
  c.index_sets = {{1, {"ColorId", "SizeId"}}, {2, {"Empty"}}};
  c.reservation.enabled = false;
  c.reservation.ignore_unconfigured_dimensions = true;
  c.reservation.dimensions = {"SiteId", "LocationId"};
  c.schedule.enabled = false;
  c.schedule.v2 = false;
  c.schedule.period_days = 180;
  c.schedule.measures = {{{"iv", "onhand"}, 3}};
  c.schedule.index_sets = {{4, {"StyleId"}}};
  c.allocation.enabled = false;
  c.allocation.groups = {"Channel", "Region"};
  c.allocation.available = CalculatedMeasure{"@available_to_allocate", {{"pos", "inbound"}}, {{"@iv", "@allocated"}}};
  c.product_search_enabled = false;
  c.log_enabled = false;
  c.read_only_data_sources = {"fno", "erp"};
  c.idempotency_retention_days = 90;
  c.document = "{\"somethingElse\": 1}";
  return c;
}

TEST(ConfigurationMessages, NothingIsLostOnTheWay) {
  v1::Configuration message;
  EncodeConfigurationMessage(Unusual(), &message);
  Configuration decoded;
  EXPECT_TRUE(DecodeConfigurationMessage(message, &decoded).empty());
  EXPECT_EQ(decoded, Unusual());
}

TEST(ConfigurationMessages, DefaultsAreSentToo) {
  v1::Configuration message;
  EncodeConfigurationMessage(Configuration(), &message);
  Configuration decoded = Unusual();
  EXPECT_TRUE(DecodeConfigurationMessage(message, &decoded).empty());
  EXPECT_EQ(decoded, Configuration());
}

TEST(ConfigurationMessages, EveryFieldOfTheMessageIsUsed) {
  v1::Configuration message;
  EncodeConfigurationMessage(Unusual(), &message);
  std::vector<const google::protobuf::Message*> messages = {&message};
  for (size_t i = 0; i < messages.size(); ++i) {
    const google::protobuf::Message* part = messages[i];
    const google::protobuf::Reflection* reflection = part->GetReflection();
    for (int f = 0; f < part->GetDescriptor()->field_count(); ++f) {
      const google::protobuf::FieldDescriptor* field = part->GetDescriptor()->field(f);
      if (field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) continue;
      if (!field->is_repeated()) {
        EXPECT_TRUE(reflection->HasField(*part, field)) << field->full_name();
        messages.push_back(&reflection->GetMessage(*part, field));
      } else if (reflection->FieldSize(*part, field) > 0) {
        messages.push_back(&reflection->GetRepeatedMessage(*part, field, 0));
      } else {
        ADD_FAILURE() << field->full_name() << " is empty";
      }
    }
  }
  EXPECT_GT(messages.size(), 10u);
}

TEST(ConfigurationMessages, AbsentPartsAreOff) {
  Configuration decoded;
  EXPECT_TRUE(DecodeConfigurationMessage(v1::Configuration(), &decoded).empty());
  EXPECT_EQ(decoded.partition_rule, PartitionRule::kByLocation);
  EXPECT_FALSE(decoded.reservation.enabled);
  EXPECT_FALSE(decoded.schedule.enabled);
  EXPECT_FALSE(decoded.allocation.enabled);
  EXPECT_FALSE(decoded.allocation.available.has_value());
  EXPECT_TRUE(decoded.read_only_data_sources.empty());
}

TEST(ConfigurationMessages, UnknownPartitionRuleIsRefused) {
  v1::Configuration message;
  message.set_partition_rule(static_cast<v1::PartitionRule>(9));
  Configuration decoded;
  const std::vector<Issue> issues = DecodeConfigurationMessage(message, &decoded);
  ASSERT_EQ(issues.size(), 1u);
  EXPECT_EQ(issues[0].reason, Reason::kInvalidConfiguration);
  EXPECT_EQ(issues[0].path, "configuration.partition_rule");
}

}  // namespace
}  // namespace onhand
