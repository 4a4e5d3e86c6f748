#include "engine/config/effective.h"

#include <algorithm>
#include <array>

#include "engine/model/name.h"

namespace onhand {
namespace {

constexpr std::array<std::string_view, 4> kAllocationMeasures = {"@allocated", "@consumed", "@cumulative_allocated",
                                                                 "@cumulative_consumed"};

void FoldRefs(std::vector<MeasureRef>* refs) {
  for (MeasureRef& ref : *refs) ref = {FoldName(ref.data_source), FoldName(ref.measure)};
}

void FoldCalculated(CalculatedMeasure* measure) {
  measure->name = FoldName(measure->name);
  FoldRefs(&measure->additions);
  FoldRefs(&measure->subtractions);
}

void FoldSource(DataSource* source) {
  source->name = FoldName(source->name);
  for (std::string& measure : source->physical_measures) measure = FoldName(measure);
  for (CalculatedMeasure& measure : source->calculated_measures) FoldCalculated(&measure);
  for (ReservationMapping& mapping : source->reservation_mappings) {
    mapping.measure = FoldName(mapping.measure);
    mapping.available = {FoldName(mapping.available.data_source), FoldName(mapping.available.measure)};
  }
}

DataSource& SystemSourceOf(std::vector<DataSource>* sources) {
  for (DataSource& source : *sources) {
    if (source.name == kSystemSource) return source;
  }
  sources->push_back({.name = std::string(kSystemSource)});
  return sources->back();
}

}  // namespace

bool IsAllocationMeasure(std::string_view data_source, std::string_view measure) {
  return NamesEqual(data_source, kSystemSource) &&
         std::any_of(kAllocationMeasures.begin(), kAllocationMeasures.end(),
                     [&](std::string_view name) { return NamesEqual(name, measure); });
}

std::vector<DataSource> EffectiveSources(const Configuration& configuration) {
  std::vector<DataSource> sources = configuration.data_sources;
  for (DataSource& source : sources) FoldSource(&source);
  DataSource& system = SystemSourceOf(&sources);
  for (std::string_view name : kAllocationMeasures) {
    if (std::find(system.physical_measures.begin(), system.physical_measures.end(), name) ==
        system.physical_measures.end()) {
      system.physical_measures.emplace_back(name);
    }
  }
  if (configuration.allocation.available.has_value()) {
    const bool defined = std::any_of(system.calculated_measures.begin(), system.calculated_measures.end(),
                                     [](const CalculatedMeasure& m) { return m.name == kAvailableToAllocate; });
    if (!defined) {
      CalculatedMeasure available = *configuration.allocation.available;
      available.name = std::string(kAvailableToAllocate);
      FoldCalculated(&available);
      system.calculated_measures.push_back(std::move(available));
    }
  }
  return sources;
}

}  // namespace onhand
