#include "tests/support/scenario_configuration.h"

#include <algorithm>

namespace onhand {
namespace {

using Words = std::vector<std::string>;

// By its exact spelling; nullptr if there is none.
DataSource* FindSource(Configuration* configuration, const std::string& name) {
  for (DataSource& source : configuration->data_sources) {
    if (source.name == name) return &source;
  }
  return nullptr;
}

std::string Calculate(const Words& words, DataSource* source) {
  CalculatedMeasure measure{.name = words[2]};
  for (size_t i = 3; i < words.size(); ++i) {
    const size_t dot = words[i].find('.');
    const char sign = words[i][0];
    if (dot == std::string::npos || (sign != '+' && sign != '-')) return "calculate wants +SOURCE.MEASURE";
    const MeasureRef ref{words[i].substr(1, dot - 1), words[i].substr(dot + 1)};
    (sign == '+' ? measure.additions : measure.subtractions).push_back(ref);
  }
  source->calculated_measures.push_back(std::move(measure));
  return "";
}

std::string ChangeSource(const Words& words, DataSource* source) {
  const std::string& what = words[0];
  if (what == "map" && words.size() == 4) {
    source->dimension_mappings.push_back({words[2], words[3]});
  } else if (what == "measure" && words.size() >= 3) {
    source->physical_measures.insert(source->physical_measures.end(), words.begin() + 2, words.end());
  } else if (what == "no_measure" && words.size() == 3) {
    std::erase(source->physical_measures, words[2]);
  } else if (what == "calculate" && words.size() >= 3) {
    return Calculate(words, source);
  } else {
    return "'" + what + "' is no change of a configuration";
  }
  return "";
}

}  // namespace

std::string ChangeConfiguration(const Words& words, Configuration* configuration) {
  const std::string& what = words[0];
  if (what == "partition" && words.size() == 2) {
    configuration->partition_rule = words[1] == "by_product" ? PartitionRule::kByProduct : PartitionRule::kByLocation;
  } else if (what == "index") {
    configuration->index_sets.push_back(
        {static_cast<int>(configuration->index_sets.size()) + 1, Words(words.begin() + 1, words.end())});
  } else if (what == "no_index") {
    configuration->index_sets.clear();
  } else if (what == "blank") {
    configuration->data_sources.clear();
    configuration->schedule.measures.clear();
    configuration->allocation.available.reset();
    configuration->read_only_data_sources.clear();
  } else if (what == "read_only") {
    configuration->read_only_data_sources = Words(words.begin() + 1, words.end());
  } else if (what == "source" && words.size() == 2) {
    configuration->data_sources.push_back({.name = words[1]});
  } else if (what == "no_source" && words.size() == 2) {
    std::erase_if(configuration->data_sources, [&](const DataSource& source) { return source.name == words[1]; });
  } else {
    DataSource* const source = words.size() >= 2 ? FindSource(configuration, words[1]) : nullptr;
    if (source == nullptr) return "'" + what + "': no such data source, or no change of a configuration";
    return ChangeSource(words, source);
  }
  return "";
}

}  // namespace onhand
