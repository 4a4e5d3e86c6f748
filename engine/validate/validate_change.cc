#include <string>

#include "engine/model/json_pointer.h"
#include "engine/validate/content_hash.h"
#include "engine/validate/quantity_rules.h"
#include "engine/validate/target_rules.h"
#include "engine/validate/validate.h"

namespace onhand {
namespace {

std::optional<Issue> ResolveChange(const CompiledConfiguration& configuration, const ChangeEvent& event,
                                   ValidEvent* valid) {
  if (auto issue = ResolveTarget(configuration, event, valid)) return issue;
  if (event.quantities.empty()) return Issue{Reason::kNoQuantity, "/quantities", "the event has no quantity"};
  return ResolveQuantities(configuration, event.quantities, "/quantities", &valid->quantities,
                           &valid->read_only_source);
}

}  // namespace

std::optional<Issue> ValidateChange(const CompiledConfiguration& configuration, const ChangeEvent& event,
                                    uint64_t hash_seed, ValidEvent* valid) {
  valid->kind = storage::EntryKind::kChange;
  if (auto issue = ResolveChange(configuration, event, valid)) return issue;
  valid->content_hash = ContentHash(*valid).Finish(hash_seed);
  return std::nullopt;
}

std::optional<Issue> ValidateSet(const CompiledConfiguration& configuration, std::string_view inventory_system,
                                 const SetEvent& event, uint64_t hash_seed, ValidEvent* valid) {
  valid->kind = storage::EntryKind::kSet;
  if (auto issue = ResolveChange(configuration, event, valid)) return issue;
  for (const MeasureQuantity& quantity : event.quantities) {
    if (NamesEqual(quantity.data_source, inventory_system)) continue;
    return Issue{Reason::kDataSourceMismatch, PointerTo("/quantities", quantity.data_source),
                 "data source '" + std::string(quantity.data_source) + "' is not '" + std::string(inventory_system) +
                     "', whose on-hand is being set"};
  }
  SetBody body{.modified_at_us = event.modified_at_us, .expected = {}};
  if (auto issue =
          ResolveQuantities(configuration, event.expected_quantities, "/expectedQuantities", &body.expected, nullptr)) {
    return issue;
  }
  ContentHash hash(*valid);
  if (body.modified_at_us.has_value()) hash.Add(*body.modified_at_us);
  for (const ValidQuantity& quantity : body.expected) hash.Add(int64_t{-1}).Add(quantity.measure).Add(quantity.micros);
  valid->content_hash = hash.Finish(hash_seed);
  valid->body = std::move(body);
  return std::nullopt;
}

}  // namespace onhand
