// What a call is before the writer takes it: validated, and validated again where the configuration is another by then.

#include "engine/commit/call.h"

#include <memory>
#include <utility>
#include <vector>

#include "engine/engine.h"
#include "engine/model/event.h"
#include "gtest/gtest.h"
#include "tests/engine/compiled_default.h"

namespace onhand {
namespace {

ChangeEvent Change(std::string_view id, std::string_view measure) {
  ChangeEvent event{{.id = id,
                     .organization_id = "usmf",
                     .product_id = "Bike",
                     .dimension_data_source = {},
                     .dimensions = {{"siteId", "1"}, {"locationId", "11"}}},
                    {}};
  event.quantities = {{"pos", measure, {kMicrosPerUnit}}};
  return event;
}

TEST(WriteCall, WhatIsValidatedAgainIsJudgedByTheNewConfigurationAlone) {
  const std::vector<ChangeEvent> events = {Change("1", "inbound"), Change("2", "none")};
  WriteCall call;
  call.batch = absl::MakeConstSpan(events);
  ValidateWriteCall(CompileDefault(), 7, &call);
  ASSERT_EQ(call.valid.size(), 1u);
  EXPECT_EQ(call.valid[0].position, 0u);
  ASSERT_EQ(call.results.outcomes.size(), 2u);
  EXPECT_EQ(call.results.outcomes[1].reason, Reason::kUnknownMeasure);

  Configuration other = DefaultConfiguration();
  for (DataSource& source : other.data_sources) {
    if (source.name == "pos") source.physical_measures.push_back("none");
  }
  const auto compiled = Compile(std::move(other));
  ValidateWriteCall(compiled, 7, &call);
  EXPECT_EQ(call.validated_with, compiled);
  ASSERT_EQ(call.valid.size(), 2u) << "each event once";
  EXPECT_EQ(call.valid[1].position, 1u);
  EXPECT_FALSE(call.results.outcomes.at(1).refused());
}

}  // namespace
}  // namespace onhand
