#include "tests/engine/random/partition_ids.h"

#include "engine/engine.h"
#include "tests/support/model_bridge.h"

namespace onhand {
namespace {

std::string AskEngine(bool by_product, const reference::Partition& partition) {
  auto engine =
      Engine::Open({.block_cache_bytes = 1 << 20, .write_buffer_bytes = 1 << 20, .maintenance_interval_ms = 0});
  if (!engine.ok() || !(*engine)->CreateEnvironment("scratch").ok()) return "?";
  const auto environment = (*engine)->Find("scratch");
  if (!environment.ok()) return "?";
  reference::Settings settings{.by_product = by_product};
  settings.sources = {{.name = "s", .mappings = {}, .measures = {"m"}, .calculated = {}, .reservable = {}}};
  if (!(*environment)->ReplaceConfiguration(reference::ToConfiguration(settings, 0)).ok()) return "?";
  const auto& [organization, second, third] = partition;
  reference::Event event{.id = "1", .organization = organization, .product = by_product ? second : "p"};
  if (!by_product) event.dimensions = {{"siteId", second}, {"locationId", third}};
  event.quantities = {{"s", "m", 1}};
  const std::vector<reference::Event> events = {event};
  const reference::ReservationIds no_ids;
  const reference::EngineBatch batch(events, no_ids);
  (*environment)->Apply(batch.batch(), {});
  const auto ids = (*environment)->ListPartitions();
  return ids.ok() && ids->size() == 1 ? ids->front() : "?";
}

}  // namespace

const std::string& PartitionIds::IdOf(bool by_product, const reference::Partition& partition) {
  std::string& id = ids_[{by_product, partition}];
  if (id.empty()) id = AskEngine(by_product, partition);
  return id;
}

}  // namespace onhand
