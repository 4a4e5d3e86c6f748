// The wire: a bulk of 512 sales from JSON and from protobuf to the engine's events.

#include <benchmark/benchmark.h>
#include <google/protobuf/arena.h>

#include <memory>
#include <string>
#include <vector>

#include "engine/model/event.h"
#include "engine/model/outcome.h"
#include "engine/model/quantity.h"
#include "onhand/v1/inventory.pb.h"
#include "service/grpc/change_messages.h"
#include "service/json/event_decoder.h"
#include "service/json/json_reader.h"
#include "service/json/json_value.h"
#include "storage/base/check.h"
#include "tests/benchmark/micro_events.h"

namespace onhand {
namespace {

using onhand::benchmark::kMicroEvents;
using onhand::benchmark::MicroEvents;

std::string Wire(const MicroEvents& events) {
  v1::PostChangesRequest request;
  request.set_environment_id("bench");
  for (const ChangeEvent& event : events.events()) {
    v1::ChangeEvent* const message = request.add_events();
    message->set_id(std::string(event.id));
    message->set_organization_id(std::string(event.organization_id));
    message->set_product_id(std::string(event.product_id));
    for (const DimensionValue& dimension : event.dimensions) {
      (*message->mutable_dimensions())[std::string(dimension.name)] = std::string(dimension.value);
    }
    v1::MeasureQuantity* const quantity = message->add_quantities();
    quantity->set_data_source("pos");
    quantity->set_measure("outbound");
    quantity->set_quantity_micros(kMicrosPerUnit);
  }
  return request.SerializeAsString();
}

void Tell(size_t bytes, ::benchmark::State* state) {
  state->counters["bytes"] = static_cast<double>(bytes);
  state->SetItemsProcessed(state->iterations() * kMicroEvents);
}

void JsonParseBulk(::benchmark::State& state) {
  const std::string text = MicroEvents().Json();
  JsonError error;
  for (auto _ : state) ::benchmark::DoNotOptimize(JsonDocument::Read(text, {}, &error));
  Tell(text.size(), &state);
}
BENCHMARK(JsonParseBulk);

void JsonDecodeBulk(::benchmark::State& state) {
  const std::string text = MicroEvents().Json();
  JsonError error;
  for (auto _ : state) {
    const std::unique_ptr<JsonDocument> document = JsonDocument::Read(text, {}, &error);
    std::vector<ChangeEvent> events(document->top().elements().size());
    Issue issue;
    size_t i = 0;
    for (const JsonValue& record : document->top().elements()) {
      ONHAND_CHECK(DecodeChangeEvent(record, &events[i++], &issue));
    }
    ONHAND_CHECK(i == kMicroEvents);
    ::benchmark::DoNotOptimize(events.data());
  }
  Tell(text.size(), &state);
}
BENCHMARK(JsonDecodeBulk);

void ProtoParseBulk(::benchmark::State& state) {
  const std::string wire = Wire(MicroEvents());
  for (auto _ : state) {
    v1::PostChangesRequest request;
    ONHAND_CHECK(request.ParseFromString(wire));
    ::benchmark::DoNotOptimize(request);
  }
  Tell(wire.size(), &state);
}
BENCHMARK(ProtoParseBulk);

void ProtoParseBulkOnArena(::benchmark::State& state) {
  const std::string wire = Wire(MicroEvents());
  for (auto _ : state) {
    google::protobuf::Arena arena;
    auto* const request = google::protobuf::Arena::CreateMessage<v1::PostChangesRequest>(&arena);
    ONHAND_CHECK(request->ParseFromString(wire));
    ::benchmark::DoNotOptimize(*request);
  }
  Tell(wire.size(), &state);
}
BENCHMARK(ProtoParseBulkOnArena);

void ProtoDecodeBulk(::benchmark::State& state) {
  const std::string wire = Wire(MicroEvents());
  for (auto _ : state) {
    v1::PostChangesRequest request;
    ONHAND_CHECK(request.ParseFromString(wire));
    const std::vector<ChangeEvent> events = DecodeChanges(request.events());
    ONHAND_CHECK(events.size() == kMicroEvents);
    ::benchmark::DoNotOptimize(events.data());
  }
  Tell(wire.size(), &state);
}
BENCHMARK(ProtoDecodeBulk);

}  // namespace
}  // namespace onhand

BENCHMARK_MAIN();
