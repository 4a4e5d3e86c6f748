#include "engine/validate/quantity_rules.h"

#include <algorithm>
#include <string>

#include "engine/model/json_pointer.h"
#include "engine/model/quantity.h"

namespace onhand {
namespace {

std::optional<Issue> Refuse(Reason reason, const MeasureQuantity& quantity, std::string message) {
  return Issue{reason, PointerTo(PointerTo("/quantities", quantity.data_source), quantity.measure), std::move(message)};
}

std::string MeasureName(const MeasureQuantity& quantity) {
  return "'" + std::string(quantity.data_source) + "." + std::string(quantity.measure) + "'";
}

std::optional<Issue> ResolveOne(const CompiledConfiguration& configuration, const MeasureQuantity& quantity,
                                ValidEvent* event) {
  const CompiledSource* source = configuration.FindSource(quantity.data_source);
  if (source == nullptr) {
    return Issue{Reason::kUnknownDataSource, PointerTo("/quantities", quantity.data_source),
                 "data source '" + std::string(quantity.data_source) + "' is not configured"};
  }
  const auto measure = source->measures.find(quantity.measure);
  if (measure == source->measures.end()) {
    return Refuse(Reason::kUnknownMeasure, quantity, "measure " + MeasureName(quantity) + " is not configured");
  }
  switch (measure->second.kind) {
    case CompiledMeasure::Kind::kCalculated:
      return Refuse(Reason::kCalculatedMeasure, quantity,
                    "measure " + MeasureName(quantity) + " is calculated and cannot be posted");
    case CompiledMeasure::Kind::kAllocation:
      return Refuse(Reason::kAllocationMeasure, quantity,
                    "measure " + MeasureName(quantity) + " is written by allocation alone");
    case CompiledMeasure::Kind::kPhysical:
      break;
  }
  if (quantity.quantity.micros < -kQuantityMicrosMax) {
    return Refuse(Reason::kInvalidQuantity, quantity, "the quantity of " + MeasureName(quantity) + " is out of range");
  }
  if (source->read_only) event->read_only_source = source->name;
  event->quantities.push_back({measure->second.number, quantity.quantity.micros});
  return std::nullopt;
}

}  // namespace

std::optional<Issue> ResolveQuantities(const CompiledConfiguration& configuration,
                                       absl::Span<const MeasureQuantity> quantities, ValidEvent* event) {
  if (quantities.empty()) return Issue{Reason::kNoQuantity, "/quantities", "the event has no quantity"};
  for (const MeasureQuantity& quantity : quantities) {
    if (auto issue = ResolveOne(configuration, quantity, event)) return issue;
  }
  auto& resolved = event->quantities;
  std::sort(resolved.begin(), resolved.end(),
            [](const ValidQuantity& a, const ValidQuantity& b) { return a.measure < b.measure; });
  const auto repeated =
      std::adjacent_find(resolved.begin(), resolved.end(),
                         [](const ValidQuantity& a, const ValidQuantity& b) { return a.measure == b.measure; });
  if (repeated != resolved.end()) return Issue{Reason::kRepeatedMeasure, "/quantities", "a measure is given twice"};
  return std::nullopt;
}

}  // namespace onhand
