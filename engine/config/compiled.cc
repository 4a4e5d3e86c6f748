#include "engine/config/compiled.h"

#include <algorithm>
#include <unordered_set>

#include "engine/config/effective.h"
#include "storage/base/check.h"

namespace onhand {
namespace {

using NumberMap = std::unordered_map<std::string_view, MeasureNumber>;

NumberMap MakeNumberMap(const std::vector<std::string>& dictionary) {
  NumberMap numbers;
  for (size_t i = 0; i < dictionary.size(); ++i) numbers.emplace(dictionary[i], static_cast<MeasureNumber>(i));
  return numbers;
}

MeasureNumber NumberOf(const NumberMap& numbers, const MeasureRef& ref) {
  const std::string name = DictionaryName(ref.data_source, ref.measure);
  const auto it = numbers.find(name);
  ONHAND_CHECK(it != numbers.end());
  return it->second;
}

std::vector<MeasureNumber> NumbersOf(const NumberMap& numbers, const std::vector<MeasureRef>& refs) {
  std::vector<MeasureNumber> out;
  for (const MeasureRef& ref : refs) out.push_back(NumberOf(numbers, ref));
  return out;
}

CompiledSource CompileSource(const DataSource& source, bool read_only, const NumberMap& numbers,
                             std::vector<CompiledColumn>* columns) {
  CompiledSource compiled{.name = source.name, .read_only = read_only, .dimensions = {}, .measures = {}};
  for (const DimensionMapping& mapping : source.dimension_mappings) {
    const auto dimension = FindBaseDimension(mapping.base_name);
    ONHAND_CHECK(dimension.has_value());
    compiled.dimensions.emplace(mapping.custom_name, *dimension);
  }
  for (const std::string& name : source.physical_measures) {
    const MeasureNumber number = NumberOf(numbers, {source.name, name});
    const auto kind =
        IsAllocationMeasure(source.name, name) ? CompiledMeasure::Kind::kAllocation : CompiledMeasure::Kind::kPhysical;
    compiled.measures.emplace(name, CompiledMeasure{kind, number, std::nullopt});
    columns->push_back({.name = {source.name, name, false}, .additions = {number}, .subtractions = {}});
  }
  for (const CalculatedMeasure& measure : source.calculated_measures) {
    compiled.measures.emplace(measure.name, CompiledMeasure{CompiledMeasure::Kind::kCalculated, 0, std::nullopt});
    columns->push_back({.name = {source.name, measure.name, true},
                        .additions = NumbersOf(numbers, measure.additions),
                        .subtractions = NumbersOf(numbers, measure.subtractions)});
  }
  return compiled;
}

}  // namespace

CompiledConfiguration::CompiledConfiguration(std::shared_ptr<const ConfigurationVersion> configuration,
                                             const std::vector<std::string>& dictionary)
    : version_(std::move(configuration)), measure_names_(dictionary) {
  const Configuration& typed = version_->configuration;
  const NumberMap numbers = MakeNumberMap(dictionary);
  const std::vector<DataSource> effective = EffectiveSources(typed);
  for (const DataSource& source : effective) {
    const bool read_only = std::any_of(typed.read_only_data_sources.begin(), typed.read_only_data_sources.end(),
                                       [&](const std::string& name) { return NamesEqual(name, source.name); });
    sources_.emplace(source.name, CompileSource(source, read_only, numbers, &columns_));
  }
  std::sort(columns_.begin(), columns_.end(), [](const CompiledColumn& a, const CompiledColumn& b) {
    return std::tie(a.name.data_source, a.name.measure) < std::tie(b.name.data_source, b.name.measure);
  });
  std::vector<MeasureColumn> names;
  names.reserve(columns_.size());
  for (const CompiledColumn& column : columns_) names.push_back(column.name);
  column_names_ = MeasureColumns(std::move(names));
  uses_.resize(measure_names_.size());
  for (size_t i = 0; i < columns_.size(); ++i) {
    const auto column = static_cast<uint32_t>(i);
    for (MeasureNumber measure : columns_[i].additions) uses_[measure].push_back({column, 1});
    for (MeasureNumber measure : columns_[i].subtractions) uses_[measure].push_back({column, -1});
  }
  for (const IndexSet& set : typed.index_sets) {
    std::vector<BaseDimension> dimensions;
    for (const std::string& name : set.dimensions) {
      if (const auto dimension = FindBaseDimension(name)) dimensions.push_back(*dimension);
    }
    index_sets_.push_back(std::move(dimensions));
  }
  CompileReservations(effective);
  CompileSchedule();
  CompileAllocation();
}

std::optional<uint32_t> CompiledConfiguration::FindColumn(std::string_view data_source,
                                                          std::string_view measure) const {
  for (size_t i = 0; i < columns_.size(); ++i) {
    if (NamesEqual(columns_[i].name.data_source, data_source) && NamesEqual(columns_[i].name.measure, measure)) {
      return static_cast<uint32_t>(i);
    }
  }
  return std::nullopt;
}

void CompiledConfiguration::CompileReservations(const std::vector<DataSource>& sources) {
  for (const DataSource& source : sources) {
    CompiledSource& compiled = sources_.find(source.name)->second;
    for (const ReservationMapping& mapping : source.reservation_mappings) {
      const auto measure = compiled.measures.find(mapping.measure);
      ONHAND_CHECK(measure != compiled.measures.end());
      measure->second.available_column = FindColumn(mapping.available.data_source, mapping.available.measure);
      ONHAND_CHECK(measure->second.available_column.has_value());
    }
  }
  for (const std::string& name : version_->configuration.reservation.dimensions) {
    const auto dimension = FindBaseDimension(name);
    ONHAND_CHECK(dimension.has_value());
    reservation_dimensions_[static_cast<size_t>(*dimension)] = true;
  }
  // The partition dimensions always belong to a reservation (spec 2.8).
  if (by_location()) {
    reservation_dimensions_[static_cast<size_t>(BaseDimension::kSiteId)] = true;
    reservation_dimensions_[static_cast<size_t>(BaseDimension::kLocationId)] = true;
  }
}

void CompiledConfiguration::CompileSchedule() {
  const ScheduleConfiguration& typed = version_->configuration.schedule;
  schedule_.variant = typed.v2 ? storage::ScheduleVariant::kPeriod : storage::ScheduleVariant::kPerMeasure;
  schedule_.period_days_of_measure.resize(measure_names_.size(), 0);
  for (const ScheduleMeasure& measure : typed.measures) {
    const auto column = FindColumn(measure.measure.data_source, measure.measure.measure);
    ONHAND_CHECK(column.has_value());
    const int period_days = typed.v2 ? typed.period_days : measure.period_days;
    CompiledScheduleMeasure compiled{.column = *column, .period_days = period_days, .operand_columns = {}};
    schedule_.period_days = std::max(schedule_.period_days, period_days);
    for (const std::vector<MeasureNumber>* operands : {&columns_[*column].additions, &columns_[*column].subtractions}) {
      for (MeasureNumber operand : *operands) {
        int& longest = schedule_.period_days_of_measure[operand];
        longest = std::max(longest, period_days);
        for (size_t i = 0; i < columns_.size(); ++i) {
          const CompiledColumn& physical = columns_[i];
          if (!physical.name.calculated && physical.additions.front() == operand) {
            compiled.operand_columns.push_back(static_cast<uint32_t>(i));
          }
        }
      }
    }
    std::sort(compiled.operand_columns.begin(), compiled.operand_columns.end());
    schedule_.measures.push_back(std::move(compiled));
  }
  std::sort(schedule_.measures.begin(), schedule_.measures.end(),
            [](const auto& a, const auto& b) { return a.column < b.column; });
}

void CompiledConfiguration::CompileAllocation() {
  allocation_.groups = version_->configuration.allocation.groups;
  const CompiledSource* system = FindSource(kSystemSource);
  ONHAND_CHECK(system != nullptr);
  const auto number = [&](std::string_view name) { return system->measures.find(name)->second.number; };
  allocation_.allocated = number("@allocated");
  allocation_.consumed = number("@consumed");
  allocation_.cumulative_allocated = number("@cumulative_allocated");
  allocation_.cumulative_consumed = number("@cumulative_consumed");
  allocation_.available_column = FindColumn(kSystemSource, kAvailableToAllocate);
}

const CompiledSource* CompiledConfiguration::SourceOf(MeasureNumber number) const {
  for (const auto& [name, source] : sources_) {
    for (const auto& [measure, compiled] : source.measures) {
      if (compiled.kind != CompiledMeasure::Kind::kCalculated && compiled.number == number) return &source;
    }
  }
  return nullptr;
}

const CompiledSource* CompiledConfiguration::FindSource(std::string_view name) const {
  const auto it = sources_.find(name);
  return it == sources_.end() ? nullptr : &it->second;
}

std::optional<BaseDimension> CompiledConfiguration::FindDimension(const CompiledSource* source, std::string_view name) {
  if (source != nullptr) {
    const auto it = source->dimensions.find(name);
    if (it != source->dimensions.end()) return it->second;
  }
  return FindBaseDimension(name);
}

std::string DictionaryName(std::string_view data_source, std::string_view measure) {
  std::string name(data_source);
  name += '.';
  name += measure;
  return name;
}

std::vector<std::string> MissingMeasures(const Configuration& configuration,
                                         const std::vector<std::string>& dictionary) {
  const std::unordered_set<std::string_view> known(dictionary.begin(), dictionary.end());
  std::vector<std::string> missing;
  for (const DataSource& source : EffectiveSources(configuration)) {
    for (const std::string& measure : source.physical_measures) {
      std::string name = DictionaryName(source.name, measure);
      if (!known.contains(name)) missing.push_back(std::move(name));
    }
  }
  return missing;
}

}  // namespace onhand
