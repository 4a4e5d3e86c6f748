#include "tests/support/scenario_configuration.h"

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <map>

namespace onhand {
namespace {

using Words = std::vector<std::string>;

Words Rest(const Words& words, size_t first) {
  return {words.begin() + static_cast<std::ptrdiff_t>(first), words.end()};
}

// By its exact spelling; nullptr if there is none.
DataSource* FindSource(Configuration* configuration, const std::string& name) {
  for (DataSource& source : configuration->data_sources) {
    if (source.name == name) return &source;
  }
  return nullptr;
}

bool ParseMeasure(const std::string& word, MeasureRef* ref) {
  const size_t dot = word.find('.');
  if (dot == std::string::npos) return false;
  *ref = {word.substr(0, dot), word.substr(dot + 1)};
  return true;
}

// +SOURCE.MEASURE -SOURCE.MEASURE …
std::string ParseFormula(const Words& words, CalculatedMeasure* measure) {
  for (const std::string& word : words) {
    MeasureRef ref;
    if ((word[0] != '+' && word[0] != '-') || !ParseMeasure(word.substr(1), &ref)) {
      return "a formula wants +SOURCE.MEASURE, not '" + word + "'";
    }
    (word[0] == '+' ? measure->additions : measure->subtractions).push_back(ref);
  }
  return "";
}

std::string Calculate(const Words& words, DataSource* source) {
  CalculatedMeasure measure{.name = words[2]};
  if (std::string wrong = ParseFormula(Rest(words, 3), &measure); !wrong.empty()) return wrong;
  std::erase_if(source->calculated_measures, [&](const CalculatedMeasure& other) { return other.name == words[2]; });
  source->calculated_measures.push_back(std::move(measure));
  return "";
}

std::string ChangeSource(const Words& words, DataSource* source) {
  const std::string& what = words[0];
  MeasureRef ref;
  if (what == "map" && words.size() == 4) {
    source->dimension_mappings.push_back({words[2], words[3]});
  } else if (what == "measure" && words.size() >= 3) {
    source->physical_measures.insert(source->physical_measures.end(), words.begin() + 2, words.end());
  } else if (what == "no_measure" && words.size() == 3) {
    std::erase(source->physical_measures, words[2]);
  } else if (what == "calculate" && words.size() >= 3) {
    return Calculate(words, source);
  } else if (what == "reservable" && words.size() == 4 && ParseMeasure(words[3], &ref)) {
    source->reservation_mappings.push_back({words[2], ref});
  } else {
    return "'" + what + "' is no change of a configuration";
  }
  return "";
}

// SOURCE.MEASURE or SOURCE.MEASURE=DAYS.
std::string SetScheduleMeasures(const Words& words, ScheduleConfiguration* schedule) {
  schedule->v2 = words[0] == "schedule_measures";
  schedule->measures.clear();
  for (size_t i = 1; i < words.size(); ++i) {
    const size_t equals = words[i].rfind('=');
    ScheduleMeasure measure;
    if (!ParseMeasure(words[i].substr(0, equals), &measure.measure)) return "'" + words[i] + "' is no measure";
    if (equals != std::string::npos) measure.period_days = std::atoi(words[i].c_str() + equals + 1);
    schedule->measures.push_back(std::move(measure));
  }
  return "";
}

// The changes that name no data source. True if it was one, with what is wrong in `wrong`.
bool ChangeWhole(const Words& words, Configuration* configuration, std::string* wrong) {
  const auto is_on = [&] { return words.size() == 2 && words[1] == "on"; };
  const std::map<std::string, std::function<void()>> changes = {
      {"partition",
       [&] {
         configuration->partition_rule =
             words.at(1) == "by_product" ? PartitionRule::kByProduct : PartitionRule::kByLocation;
       }},
      {"index",
       [&] {
         configuration->index_sets.push_back({static_cast<int>(configuration->index_sets.size()) + 1, Rest(words, 1)});
       }},
      {"no_index", [&] { configuration->index_sets.clear(); }},
      {"blank",
       [&] {
         configuration->data_sources.clear();
         configuration->schedule.measures.clear();
         configuration->allocation.available.reset();
         configuration->read_only_data_sources.clear();
       }},
      {"read_only", [&] { configuration->read_only_data_sources = Rest(words, 1); }},
      {"source", [&] { configuration->data_sources.push_back({.name = words.at(1)}); }},
      {"no_source",
       [&] {
         std::erase_if(configuration->data_sources,
                       [&](const DataSource& source) { return source.name == words.at(1); });
       }},
      {"reserve_by", [&] { configuration->reservation.dimensions = Rest(words, 1); }},
      {"unconfigured", [&] { configuration->reservation.ignore_unconfigured_dimensions = words.at(1) == "ignored"; }},
      {"period",
       [&] {
         configuration->schedule.v2 = true;
         configuration->schedule.period_days = std::atoi(words.at(1).c_str());
       }},
      {"periods", [&] { *wrong = SetScheduleMeasures(words, &configuration->schedule); }},
      {"schedule_measures", [&] { *wrong = SetScheduleMeasures(words, &configuration->schedule); }},
      {"groups", [&] { configuration->allocation.groups = Rest(words, 1); }},
      {"to_allocate",
       [&] {
         CalculatedMeasure measure{.name = "@available_to_allocate"};
         *wrong = ParseFormula(Rest(words, 1), &measure);
         if (DataSource* const system = FindSource(configuration, "@iv")) system->calculated_measures = {measure};
         configuration->allocation.available = std::move(measure);
       }},
      {"reservations", [&] { configuration->reservation.enabled = is_on(); }},
      {"schedules", [&] { configuration->schedule.enabled = is_on(); }},
      {"allocations", [&] { configuration->allocation.enabled = is_on(); }},
      {"product_search", [&] { configuration->product_search_enabled = is_on(); }},
  };
  const auto found = changes.find(words[0]);
  if (found == changes.end()) return false;
  if (words.size() < 2 && words[0] != "no_index" && words[0] != "blank" && words[0] != "read_only" &&
      words[0] != "reserve_by" && words[0] != "groups" && words[0] != "to_allocate") {
    *wrong = "'" + words[0] + "' of what?";
    return true;
  }
  found->second();
  return true;
}

}  // namespace

std::string ChangeConfiguration(const Words& words, Configuration* configuration) {
  std::string wrong;
  if (ChangeWhole(words, configuration, &wrong)) return wrong;
  DataSource* const source = words.size() >= 2 ? FindSource(configuration, words[1]) : nullptr;
  if (source == nullptr) return "'" + words[0] + "': no such data source, or no change of a configuration";
  return ChangeSource(words, source);
}

}  // namespace onhand
