// Questions: which rows, grouped how, and what they add up to.

#include <algorithm>

#include "tests/support/reference_model.h"
#include "tests/support/reference_names.h"

namespace onhand::reference {

std::set<std::string> Model::Faults(const Question& question) const {
  if (!settings_.has_index_set) return {"NO_INDEX_SET"};
  std::set<std::string> faults;
  if (!IsBlank(question.dimension_source) && !IsSource(question.dimension_source)) {
    faults.insert("UNKNOWN_DATA_SOURCE");
  }
  if (question.promises) {
    if (!settings_.schedules) faults.insert("SCHEDULE_OFF");
    std::optional<int> days[2];
    for (const std::string* date : {&question.from, &question.to}) {
      if (date->empty()) continue;
      const std::optional<int> day = ParseDay(*date);
      if (!day) faults.insert({"INVALID_DATE", "INVALID_DATE_RANGE"});
      days[date == &question.to] = day;
    }
    if (days[0] && days[1] && *days[0] > *days[1]) faults.insert("INVALID_DATE_RANGE");
  }
  for (const std::string& name : question.group_by) {
    if (BaseName(question.dimension_source, name).empty()) faults.insert("UNKNOWN_GROUP_BY");
  }
  std::map<std::string, size_t> given;  // base name -> number of values
  for (const auto& [name, values] : question.filters) {
    const std::string base = BaseName(question.dimension_source, name);
    if (base.empty()) faults.insert("UNKNOWN_DIMENSION");
    given[base] = values.size();
  }
  std::vector<std::string> keys;
  for (const std::string& name : question.keys) {
    const bool organization = question.version == 2 && Lower(name) == "organizationid";
    keys.push_back(organization ? "organizationid" : BaseName(question.dimension_source, name));
    if (keys.back().empty()) faults.insert("UNKNOWN_DIMENSION");
  }
  const std::set<std::string> organizations(question.organizations.begin(), question.organizations.end());
  if (question.exact && question.version == 2) {
    if (!Contains(keys, "organizationid")) faults.insert({"ORGANIZATION_COUNT", "MISSING_FILTER", "INVALID_TUPLE"});
    if (!question.organizations.empty()) faults.insert("ORGANIZATION_COUNT");
  } else if (organizations.empty() || (question.version == 1 && organizations.size() > 1)) {
    faults.insert({"ORGANIZATION_COUNT", "MISSING_FILTER"});
  }
  if (std::set<std::string>(question.products.begin(), question.products.end()).size() > 5000)
    faults.insert("TOO_MANY_PRODUCTS");
  if (question.exact) {
    for (const auto& tuple : question.tuples) {
      if (tuple.size() != question.keys.size()) faults.insert("INVALID_TUPLE");
    }
    if (question.version == 1 && std::set(question.tuples.begin(), question.tuples.end()).size() > 10000)
      faults.insert("TOO_MANY_COMBINATIONS");
    if (!settings_.by_product && !(Contains(keys, "siteid") && Contains(keys, "locationid"))) {
      faults.insert({"MISSING_FILTER", "INVALID_TUPLE"});
    }
    if (settings_.by_product && question.products.empty()) faults.insert("MISSING_FILTER");
    return faults;
  }
  if (question.products.empty() && (settings_.by_product || given["siteid"] == 0 || given["locationid"] == 0)) {
    faults.insert("MISSING_FILTER");
  }
  if (!settings_.by_product && question.version == 1 && given["siteid"] * given["locationid"] > 10000) {
    faults.insert("TOO_MANY_COMBINATIONS");
  }
  if (question.page_number.value_or(1) < 1 || question.page_size.value_or(1) < 1) faults.insert("INVALID_PAGE");
  return faults;
}

bool Model::Matches(const Question& question, const RowKey& key) const {
  const auto& [organization, product, tuple] = key;
  if (!question.products.empty() && !Contains(question.products, product)) return false;
  if (!question.organizations.empty() && !Contains(question.organizations, organization)) return false;
  for (const auto& [name, values] : question.filters) {
    if (!values.empty() && !Contains(values, ValueOf(tuple, BaseName(question.dimension_source, name)))) return false;
  }
  if (!question.exact) return true;
  for (const std::vector<std::string>& values : question.tuples) {
    bool all = true;
    for (size_t i = 0; i < values.size(); ++i) {
      const bool by_organization = Lower(question.keys[i]) == "organizationid";
      const std::string base = BaseName(question.dimension_source, question.keys[i]);
      all &= (by_organization ? organization : ValueOf(tuple, base)) == values[i];
    }
    if (all) return true;
  }
  return false;
}

std::vector<std::string> Model::Grouping(const Question& question) const {
  std::vector<std::string> wanted;
  for (const std::string& name : question.group_by) AddOnce(&wanted, BaseName(question.dimension_source, name));
  for (const std::string& name : question.keys) {
    if (Lower(name) != "organizationid") AddOnce(&wanted, BaseName(question.dimension_source, name));
  }
  for (const auto& [name, values] : question.filters) {
    const std::string base = BaseName(question.dimension_source, name);
    if (!values.empty() && (base == "siteid" || base == "locationid")) AddOnce(&wanted, base);
  }
  if (!settings_.by_product) AddOnce(&wanted, "siteid");
  if (!settings_.by_product || question.page_size) AddOnce(&wanted, "locationid");

  std::vector<std::string> grouping;
  for (const char* first : {"siteid", "locationid"}) {
    if (Contains(wanted, first)) grouping.push_back(first);
  }
  for (const std::string& base : wanted) AddOnce(&grouping, base);
  return grouping;
}

// The stored values and the calculated ones that have any operand among them.
Values Model::Calculate(const Values& stored) const {
  Values values = stored;
  const auto add = [&](const Measure& measure, const Calculated& calculated) {
    const auto is_stored = [&](const Measure& operand) { return stored.contains(Lower(operand)); };
    if (std::any_of(calculated.additions.begin(), calculated.additions.end(), is_stored) ||
        std::any_of(calculated.subtractions.begin(), calculated.subtractions.end(), is_stored)) {
      values[Lower(measure)] = Evaluate(&calculated, stored);
    }
  };
  for (const Source& source : settings_.sources) {
    for (const Calculated& calculated : source.calculated) add({source.name, calculated.name}, calculated);
  }
  if (const Calculated* ata = AvailableToAllocate()) add({"@iv", "@available_to_allocate"}, *ata);
  return values;
}

Answer Model::Ask(const Question& question) const {
  Answer answer;
  answer.reasons = Faults(question);
  if (!answer.reasons.empty()) return answer;
  answer.dimension_names = Grouping(question);

  // What each matching key has: stock, and with promises asked for also what is scheduled.
  struct Found {
    Values stock;
    std::map<int, Values> scheduled;
  };
  std::map<RowKey, Found> found;
  for (const auto& [key, row] : state_.rows) {
    if (Matches(question, key)) found[key].stock = ValuesOf(row);
  }
  if (const auto keys = state_.schedules.find(settings_.one_period);
      question.promises && keys != state_.schedules.end()) {
    for (const auto& [key, days] : keys->second) {
      const std::map<int, Values> scheduled = Scheduled(key);
      if (!Matches(question, key) || scheduled.empty()) continue;
      found[key].scheduled = scheduled;
    }
  }

  std::set<std::string> warehouses;
  for (const auto& [key, what] : found) warehouses.insert(ValueOf(std::get<Tuple>(key), "locationid"));
  std::set<std::string> page = warehouses;
  if (question.page_size || question.page_number) {
    const auto count = static_cast<__int128>(warehouses.size());
    const __int128 size = question.page_size ? *question.page_size : std::max<__int128>(count, 1);
    const __int128 first = (static_cast<__int128>(question.page_number.value_or(1)) - 1) * size;
    page.clear();
    __int128 place = 0;
    for (const std::string& warehouse : warehouses) {
      if (place >= first && place < first + size) page.insert(warehouse);
      ++place;
    }
    if (first + size < count) answer.next_page = question.page_number.value_or(1) + 1;
  }

  using GroupKey = std::tuple<std::string, std::string, std::vector<std::string>>;
  std::map<GroupKey, Found> groups;
  for (const auto& [key, what] : found) {
    const auto& [organization, product, tuple] = key;
    if (!page.contains(ValueOf(tuple, "locationid"))) continue;
    std::vector<std::string> values;
    for (const std::string& base : answer.dimension_names) values.push_back(ValueOf(tuple, base));
    Found& group = groups[{organization, product, values}];
    for (const auto& [measure, value] : what.stock) group.stock[measure] += value;
    for (const auto& [day, quantities] : what.scheduled) {
      for (const auto& [measure, value] : quantities) group.scheduled[day][measure] += value;
    }
  }
  for (const auto& [key, group] : groups) {
    AnswerRow row{std::get<0>(key), std::get<1>(key), std::get<2>(key), {}, {}, {}};
    row.values = Calculate(group.stock);
    // Where something is scheduled, schedule measures and their operands are there, as 0 where they were never posted.
    for (const auto& [measure, unused] : settings_.schedule_measures) {
      if (group.scheduled.empty()) break;
      const Calculated& calculated = *FindCalculated(measure);
      row.values.emplace(Lower(measure), Decimal{0});
      for (const Measure& operand : calculated.additions) row.values.emplace(Lower(operand), Decimal{0});
      for (const Measure& operand : calculated.subtractions) row.values.emplace(Lower(operand), Decimal{0});
    }
    if (question.promises) Promise(question, group.stock, group.scheduled, &row);
    const bool negative =
        std::any_of(row.values.begin(), row.values.end(), [](const auto& value) { return value.second < Decimal{0}; });
    if (question.return_negative || question.promises || !negative) answer.rows.push_back(std::move(row));
  }
  if (question.version == 2 && Contains(answer.dimension_names, "locationid")) {
    const size_t place = answer.dimension_names[0] == "locationid" ? 0 : 1;
    std::stable_sort(answer.rows.begin(), answer.rows.end(),
                     [&](const AnswerRow& a, const AnswerRow& b) { return a.dimensions[place] < b.dimensions[place]; });
  }
  return answer;
}

}  // namespace onhand::reference
