#include "engine/validate/target_rules.h"

#include "engine/validate/dimension_rules.h"
#include "engine/validate/identity_rules.h"

namespace onhand {
namespace {

std::optional<Issue> ResolveIdentity(const EventKey& event, ValidEvent* valid) {
  if (auto issue = CheckIdentity(event)) return issue;
  valid->id = event.id;
  valid->identity.organization = event.organization_id;
  valid->identity.product = event.product_id;
  return std::nullopt;
}

}  // namespace

std::optional<Issue> ResolveTarget(const CompiledConfiguration& configuration, const EventKey& event,
                                   ValidEvent* valid) {
  if (auto issue = ResolveIdentity(event, valid)) return issue;
  if (auto issue = ResolveDimensions(configuration, event.dimension_data_source, event.dimensions, &valid->identity)) {
    return issue;
  }
  storage::AppendRowKey(valid->identity, &valid->row_key);
  return std::nullopt;
}

std::optional<Issue> ResolveReservationTarget(const CompiledConfiguration& configuration, const EventKey& event,
                                              Reason missing_place, ValidEvent* valid,
                                              std::optional<std::string_view>* foreign) {
  if (auto issue = ResolveIdentity(event, valid)) return issue;
  absl::InlinedVector<DimensionValue, 6> configured;
  if (auto issue =
          ReservationDimensions(configuration, event.dimension_data_source, event.dimensions, &configured, foreign)) {
    return issue;
  }
  if (auto issue =
          ResolveDimensions(configuration, event.dimension_data_source, configured, &valid->identity, missing_place)) {
    return issue;
  }
  if (auto issue = CheckDimensionCount(valid->identity)) return issue;
  storage::AppendRowKey(valid->identity, &valid->row_key);
  return std::nullopt;
}

}  // namespace onhand
