// Rules: a bulk of 512 sales validated, and planned on rows that have been fetched.

#include <benchmark/benchmark.h>

#include <memory>
#include <vector>

#include "engine/config/compiled.h"
#include "engine/plan/plan_event.h"
#include "engine/plan/working_set.h"
#include "engine/sums/derived_sums.h"
#include "engine/validate/valid_event.h"
#include "engine/validate/validate.h"
#include "storage/base/check.h"
#include "storage/records/log_record.h"
#include "tests/benchmark/micro_events.h"
#include "tests/engine/compiled_default.h"

namespace onhand {
namespace {

using onhand::benchmark::kMicroEvents;
using onhand::benchmark::MicroEvents;

constexpr uint64_t kSeed = 0x1234567890ABCDEF;
constexpr int64_t kNowUs = 1'772'000'000'000'000;

std::vector<ValidEvent> Validate(const CompiledConfiguration& configuration, const MicroEvents& events) {
  std::vector<ValidEvent> valid(kMicroEvents);
  for (int i = 0; i < kMicroEvents; ++i) {
    ONHAND_CHECK(!ValidateChange(configuration, events.events()[i], kSeed, &valid[i]).has_value());
  }
  return valid;
}

void ValidateBulk(::benchmark::State& state) {
  const MicroEvents events;
  const std::shared_ptr<const CompiledConfiguration> configuration = CompileDefault();
  for (auto _ : state) ::benchmark::DoNotOptimize(Validate(*configuration, events));
  state.SetItemsProcessed(state.iterations() * kMicroEvents);
}
BENCHMARK(ValidateBulk);

void PlanBulk(::benchmark::State& state) {
  const MicroEvents events;
  const std::shared_ptr<const CompiledConfiguration> configuration = CompileDefault();
  const std::vector<ValidEvent> valid = Validate(*configuration, events);
  const PlanContext context{.configuration = configuration.get(), .now_us = kNowUs};
  DerivedSums sums(1000);
  for (auto _ : state) {
    WorkingSet working_set(&sums, /*by_location=*/true);
    working_set.rows.resize(kMicroEvents);
    working_set.receipts.resize(kMicroEvents);
    storage::LogRecord record{.sequence = 7, .committed_at_us = kNowUs};
    for (uint32_t i = 0; i < kMicroEvents; ++i) {
      working_set.rows[i].row_key = valid[i].row_key;
      const EventSlots slots{.row = i, .receipt = i};
      ::benchmark::DoNotOptimize(PlanEvent(valid[i], context, slots, &working_set, &record));
    }
    ONHAND_CHECK(record.entries.size() == kMicroEvents);
  }
  state.SetItemsProcessed(state.iterations() * kMicroEvents);
}
BENCHMARK(PlanBulk);

}  // namespace
}  // namespace onhand

BENCHMARK_MAIN();
