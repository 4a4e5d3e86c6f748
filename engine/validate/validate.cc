#include "engine/validate/validate.h"

#include <cstring>
#include <string>

#include "engine/model/json_pointer.h"
#include "engine/validate/dimension_rules.h"
#include "engine/validate/identity_rules.h"
#include "engine/validate/quantity_rules.h"
#include "storage/records/hash128.h"

namespace onhand {
namespace {

void AppendInt64(int64_t value, std::string* out) {
  char bytes[sizeof(value)];
  std::memcpy(bytes, &value, sizeof(value));
  out->append(bytes, sizeof(bytes));
}

// What must be equal for two events of one scope to be the same (decisions I2).
storage::Hash128 HashContent(const ValidEvent& event, uint64_t seed) {
  thread_local std::string content;
  content.assign(event.row_key);
  for (const ValidQuantity& quantity : event.quantities) {
    AppendInt64(quantity.measure, &content);
    AppendInt64(quantity.micros, &content);
  }
  if (event.modified_at_us.has_value()) AppendInt64(*event.modified_at_us, &content);
  return storage::HashBytes(content, seed);
}

std::optional<Issue> ResolveEvent(const CompiledConfiguration& configuration, const ChangeEvent& event,
                                  ValidEvent* valid) {
  if (auto issue = CheckIdentity(event)) return issue;
  valid->id = event.id;
  valid->identity.organization = event.organization_id;
  valid->identity.product = event.product_id;
  if (auto issue = ResolveDimensions(configuration, event.dimension_data_source, event.dimensions, &valid->identity)) {
    return issue;
  }
  if (auto issue = ResolveQuantities(configuration, event.quantities, valid)) return issue;
  storage::AppendRowKey(valid->identity, &valid->row_key);
  return std::nullopt;
}

}  // namespace

std::optional<Issue> ValidateChange(const CompiledConfiguration& configuration, const ChangeEvent& event,
                                    uint64_t hash_seed, ValidEvent* valid) {
  valid->kind = storage::EntryKind::kChange;
  if (auto issue = ResolveEvent(configuration, event, valid)) return issue;
  valid->content_hash = HashContent(*valid, hash_seed);
  return std::nullopt;
}

std::optional<Issue> ValidateSet(const CompiledConfiguration& configuration, std::string_view inventory_system,
                                 const SetEvent& event, uint64_t hash_seed, ValidEvent* valid) {
  valid->kind = storage::EntryKind::kSet;
  if (auto issue = ResolveEvent(configuration, event.event, valid)) return issue;
  for (const MeasureQuantity& quantity : event.event.quantities) {
    if (NamesEqual(quantity.data_source, inventory_system)) continue;
    return Issue{Reason::kDataSourceMismatch, PointerTo("/quantities", quantity.data_source),
                 "data source '" + std::string(quantity.data_source) + "' is not '" + std::string(inventory_system) +
                     "', whose on-hand is being set"};
  }
  valid->modified_at_us = event.modified_at_us;
  valid->content_hash = HashContent(*valid, hash_seed);
  return std::nullopt;
}

}  // namespace onhand
