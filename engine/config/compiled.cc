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
    compiled.measures.emplace(name, CompiledMeasure{kind, number});
    columns->push_back({.name = {source.name, name, false}, .additions = {number}, .subtractions = {}});
  }
  for (const CalculatedMeasure& measure : source.calculated_measures) {
    compiled.measures.emplace(measure.name, CompiledMeasure{CompiledMeasure::Kind::kCalculated, 0});
    columns->push_back({.name = {source.name, measure.name, true},
                        .additions = NumbersOf(numbers, measure.additions),
                        .subtractions = NumbersOf(numbers, measure.subtractions)});
  }
  return compiled;
}

}  // namespace

CompiledConfiguration::CompiledConfiguration(std::shared_ptr<const ConfigurationVersion> configuration,
                                             const std::vector<std::string>& dictionary)
    : version_(std::move(configuration)), measure_count_(dictionary.size()) {
  const Configuration& typed = version_->configuration;
  const NumberMap numbers = MakeNumberMap(dictionary);
  for (const DataSource& source : EffectiveSources(typed)) {
    const bool read_only = std::any_of(typed.read_only_data_sources.begin(), typed.read_only_data_sources.end(),
                                       [&](const std::string& name) { return NamesEqual(name, source.name); });
    sources_.emplace(source.name, CompileSource(source, read_only, numbers, &columns_));
  }
  std::sort(columns_.begin(), columns_.end(), [](const CompiledColumn& a, const CompiledColumn& b) {
    return std::tie(a.name.data_source, a.name.measure) < std::tie(b.name.data_source, b.name.measure);
  });
  for (const IndexSet& set : typed.index_sets) {
    std::vector<BaseDimension> dimensions;
    for (const std::string& name : set.dimensions) {
      if (const auto dimension = FindBaseDimension(name)) dimensions.push_back(*dimension);
    }
    index_sets_.push_back(std::move(dimensions));
  }
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
