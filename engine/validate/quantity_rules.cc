#include "engine/validate/quantity_rules.h"

#include <algorithm>
#include <utility>

#include "engine/model/json_pointer.h"
#include "engine/model/quantity.h"

namespace onhand {
namespace {

std::string QuotedMeasure(std::string_view data_source, std::string_view measure) {
  return "'" + std::string(data_source) + "." + std::string(measure) + "'";
}

}  // namespace

std::optional<Issue> FindWritableMeasure(const CompiledConfiguration& configuration, std::string_view data_source,
                                         std::string_view measure, std::string_view path, WritableMeasure* found) {
  const std::string source_path = PointerTo(path, data_source);
  found->source = configuration.FindSource(data_source);
  if (found->source == nullptr) {
    return Issue{Reason::kUnknownDataSource, source_path,
                 "data source '" + std::string(data_source) + "' is not configured"};
  }
  const auto refuse = [&](Reason reason, std::string_view why) {
    return Issue{reason, PointerTo(source_path, measure),
                 "measure " + QuotedMeasure(data_source, measure) + " " + std::string(why)};
  };
  const auto it = found->source->measures.find(measure);
  if (it == found->source->measures.end()) return refuse(Reason::kUnknownMeasure, "is not configured");
  found->measure = &it->second;
  switch (it->second.kind) {
    case CompiledMeasure::Kind::kCalculated:
      return refuse(Reason::kCalculatedMeasure, "is calculated and cannot be posted");
    case CompiledMeasure::Kind::kAllocation:
      return refuse(Reason::kAllocationMeasure, "is written by allocation alone");
    case CompiledMeasure::Kind::kPhysical:
      break;
  }
  return std::nullopt;
}

std::optional<Issue> CheckQuantity(Quantity quantity, std::string path) {
  if (quantity.micros >= -kQuantityMicrosMax) return std::nullopt;
  return Issue{Reason::kInvalidQuantity, std::move(path), "the quantity is out of range"};
}

std::optional<Issue> ResolveQuantities(const CompiledConfiguration& configuration,
                                       absl::Span<const MeasureQuantity> given, std::string_view path,
                                       absl::InlinedVector<ValidQuantity, 2>* quantities,
                                       std::string_view* read_only_source) {
  for (const MeasureQuantity& quantity : given) {
    WritableMeasure found;
    if (auto issue = FindWritableMeasure(configuration, quantity.data_source, quantity.measure, path, &found)) {
      return issue;
    }
    if (quantity.quantity.micros < -kQuantityMicrosMax) {
      return CheckQuantity(quantity.quantity, PointerTo(PointerTo(path, quantity.data_source), quantity.measure));
    }
    if (found.source->read_only && read_only_source != nullptr) *read_only_source = found.source->name;
    const auto at = std::lower_bound(quantities->begin(), quantities->end(), found.measure->number,
                                     [](const ValidQuantity& a, storage::MeasureNumber b) { return a.measure < b; });
    if (at != quantities->end() && at->measure == found.measure->number) {
      return Issue{Reason::kRepeatedMeasure, std::string(path),
                   "measure " + QuotedMeasure(quantity.data_source, quantity.measure) + " is given twice"};
    }
    quantities->insert(at, {found.measure->number, quantity.quantity.micros});
  }
  return std::nullopt;
}

}  // namespace onhand
