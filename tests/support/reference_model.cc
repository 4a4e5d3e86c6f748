#include "tests/support/reference_model.h"

#include <algorithm>
#include <limits>

namespace onhand::reference {
namespace {

constexpr int64_t kFutureMaxUs = 5 * 60 * int64_t{1'000'000};

std::string Lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

Measure Lower(const Measure& measure) { return {Lower(measure.first), Lower(measure.second)}; }

// The 33 base dimensions as answers spell them.
const std::vector<std::string>& BaseNames() {
  static const auto* const names = [] {
    auto* list = new std::vector<std::string>{"siteid",      "locationid",     "ColorId",  "SizeId",   "StyleId",
                                              "ConfigId",    "BatchId",        "SerialId", "StatusId", "WMSLocationId",
                                              "WMSPalletId", "LicensePlateId", "VersionId"};
    for (int i = 1; i <= 12; ++i) list->push_back("CustomDimension" + std::to_string(i));
    for (int i = 1; i <= 8; ++i) list->push_back("ExtendedDimension" + std::to_string(i));
    return list;
  }();
  return *names;
}

std::string FindBase(const std::string& name) {
  std::string wanted = Lower(name);
  if (wanted.rfind("inventdimension", 0) == 0) wanted = "customdimension" + wanted.substr(15);
  for (const std::string& base : BaseNames()) {
    if (Lower(base) == wanted) return base;
  }
  return "";
}

bool IsBlank(const std::string& text) { return text.find_first_not_of(" \t\r\n") == std::string::npos; }

// 1–256 bytes without control characters; the tests try no other broken UTF-8 than a lone 0xFF.
bool IsText(const std::string& text) {
  if (text.empty() || text.size() > 256) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c < 0x20 || c == 0x7F || c == 0xFF) return false;
    if (c == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0) return false;
  }
  return true;
}

bool IsAllocation(const Measure& measure) {
  static const auto* const names =
      new std::set<std::string>{"@allocated", "@consumed", "@cumulative_allocated", "@cumulative_consumed"};
  return measure.first == "@iv" && names->contains(measure.second);
}

std::string ValueOf(const std::map<std::string, std::string>& tuple, const std::string& base) {
  const auto found = tuple.find(base);
  return found == tuple.end() ? "" : found->second;
}

bool Holds(const std::vector<std::string>& list, const std::string& text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

void AddOnce(std::vector<std::string>* list, const std::string& text) {
  if (!Holds(*list, text)) list->push_back(text);
}

}  // namespace

std::string Decimal::ToString() const {
  unsigned __int128 rest = millionths < 0 ? -static_cast<unsigned __int128>(millionths) : millionths;
  std::string digits;
  do {
    digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(rest % 10)));
    rest /= 10;
  } while (rest != 0);
  if (digits.size() < 7) digits.insert(0, 7 - digits.size(), '0');
  std::string whole = digits.substr(0, digits.size() - 6);
  std::string fraction = digits.substr(digits.size() - 6);
  while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
  return (millionths < 0 ? "-" : "") + whole + (fraction.empty() ? "" : "." + fraction);
}

const Source* Model::Find(const std::string& name) const {
  for (const Source& source : settings_.sources) {
    if (Lower(source.name) == Lower(name)) return &source;
  }
  return nullptr;
}

std::string Model::BaseName(const std::string& source, const std::string& name) const {
  if (const Source* owner = IsBlank(source) ? nullptr : Find(source)) {
    for (const auto& [own, base] : owner->mappings) {
      if (Lower(own) == Lower(name)) return FindBase(base);
    }
  }
  return FindBase(name);
}

bool Model::IsStored(const Settings& settings, const Measure& measure) const {
  if (IsAllocation(measure)) return true;
  for (const Source& source : settings.sources) {
    for (const std::string& name : source.measures) {
      if (Measure(Lower(source.name), Lower(name)) == measure) return true;
    }
  }
  return false;
}

Model::Decoded Model::Decode(const Event& event) const {
  Decoded decoded;
  auto& faults = decoded.faults;
  if (!IsText(event.id)) faults.insert("INVALID_ID");
  if (!IsText(event.organization)) faults.insert("INVALID_ORGANIZATION");
  if (!IsText(event.product)) faults.insert("INVALID_PRODUCT");
  if (!IsBlank(event.dimension_source) && Find(event.dimension_source) == nullptr) faults.insert("UNKNOWN_DATA_SOURCE");

  Tuple tuple;
  for (const auto& [name, value] : event.dimensions) {
    const std::string base = BaseName(event.dimension_source, name);
    if (base.empty()) faults.insert("UNKNOWN_DIMENSION");
    if (!value.empty() && !IsText(value)) faults.insert("INVALID_DIMENSION_VALUE");
    if (base.empty() || value.empty()) continue;
    const auto [place, fresh] = tuple.emplace(base, value);
    if (!fresh && place->second != value) faults.insert("CONFLICTING_DIMENSIONS");
  }
  if (!settings_.by_product && !(tuple.contains("siteid") && tuple.contains("locationid"))) {
    faults.insert("MISSING_PARTITION_DIMENSION");
  }

  if (event.quantities.empty()) faults.insert("NO_QUANTITY");
  for (const auto& [source_name, measure_name, millionths] : event.quantities) {
    const Measure measure = Lower(Measure(source_name, measure_name));
    if (event.count && Lower(event.count->inventory_system) != measure.first) faults.insert("DATA_SOURCE_MISMATCH");
    const Source* const source = Find(source_name);
    if (IsAllocation(measure)) {
      faults.insert("ALLOCATION_MEASURE");
    } else if (source == nullptr) {
      faults.insert("UNKNOWN_DATA_SOURCE");
    } else if (!IsStored(settings_, measure)) {
      const bool calculated = std::any_of(source->calculated.begin(), source->calculated.end(),
                                          [&](const Calculated& c) { return Lower(c.name) == measure.second; });
      faults.insert(calculated ? "CALCULATED_MEASURE" : "UNKNOWN_MEASURE");
    }
    if (millionths == std::numeric_limits<int64_t>::min()) faults.insert("INVALID_QUANTITY");
    if (!decoded.quantities.emplace(measure, millionths).second) faults.insert("REPEATED_MEASURE");
  }
  decoded.key = {event.organization, event.product, tuple};
  return decoded;
}

// In the order of precedence: form and names, receipt, read-only source, state and time.
Verdict Model::Apply(const Event& event, int64_t now_us, bool system_role) {
  Decoded decoded = Decode(event);
  if (!decoded.faults.empty()) return {decoded.faults, ""};

  const Tuple& tuple = std::get<Tuple>(decoded.key);
  std::string content;
  for (const auto& [base, value] : tuple) content += base + "=" + std::to_string(value.size()) + ":" + value + ";";
  for (const auto& [measure, millionths] : decoded.quantities) {
    content += measure.first + "." + measure.second + "=" + std::to_string(millionths) + ";";
  }
  const bool counts = event.count.has_value();
  if (counts && event.count->modified_us) content += "@" + std::to_string(*event.count->modified_us);
  const auto scope = std::make_tuple(counts, event.organization, event.product, ValueOf(tuple, "siteid"),
                                     ValueOf(tuple, "locationid"), event.id);
  if (const auto found = receipts_.find(scope); found != receipts_.end()) {
    if (found->second.content != content) return {{"ID_REUSED"}, ""};
    return {{}, found->second.message};
  }

  for (const auto& [measure, millionths] : decoded.quantities) {
    for (const std::string& name : settings_.read_only) {
      if (!system_role && Lower(name) == measure.first) return {{"READ_ONLY_DATA_SOURCE"}, ""};
    }
  }

  const auto present = rows_.find(decoded.key);
  Row row = present == rows_.end() ? Row() : present->second;
  std::string message;
  if (counts) {
    const int64_t time_us = event.count->modified_us.value_or(now_us);
    if (time_us > now_us + kFutureMaxUs) return {{"TIME_IN_FUTURE"}, ""};
    for (const auto& [measure, millionths] : decoded.quantities) {
      const auto number = row.find(measure);
      if (number != row.end() && number->second.counted_us > time_us) message = "superseded by a newer count";
    }
    if (message.empty()) {
      for (const auto& [measure, millionths] : decoded.quantities) row[measure] = {millionths, time_us};
      rows_[decoded.key] = row;
    }
  } else {
    for (const auto& [measure, millionths] : decoded.quantities) {
      const __int128 sum = static_cast<__int128>(row[measure].millionths) + millionths;
      if (sum > std::numeric_limits<int64_t>::max() || sum < -std::numeric_limits<int64_t>::max()) {
        return {{"QUANTITY_OVERFLOW"}, ""};
      }
      row[measure].millionths = static_cast<int64_t>(sum);
    }
    rows_[decoded.key] = row;
  }
  receipts_[scope] = {content, message};
  return {{}, message};
}

std::set<std::string> Model::Replace(Settings settings) {
  for (const auto& [key, row] : rows_) {
    const Tuple& tuple = std::get<Tuple>(key);
    bool fits = settings.by_product || (tuple.contains("siteid") && tuple.contains("locationid"));
    for (const auto& [measure, number] : row) fits &= IsStored(settings, measure);
    if (!fits) return {"CONFIGURATION_CONFLICT"};
  }
  settings_ = std::move(settings);
  return {};
}

Partition Model::PartitionOf(const RowKey& key) const {
  const auto& [organization, product, tuple] = key;
  if (settings_.by_product) return {organization, product, ""};
  return {organization, ValueOf(tuple, "siteid"), ValueOf(tuple, "locationid")};
}

std::set<Partition> Model::Partitions() const {
  std::set<Partition> partitions;
  for (const auto& [key, row] : rows_) partitions.insert(PartitionOf(key));
  return partitions;
}

void Model::CleanUp(const Partition& partition) {
  std::erase_if(rows_, [&](const auto& entry) { return PartitionOf(entry.first) == partition; });
}

std::set<std::string> Model::Faults(const Question& question) const {
  if (!settings_.has_index_set) return {"NO_INDEX_SET"};
  std::set<std::string> faults;
  if (!IsBlank(question.dimension_source) && Find(question.dimension_source) == nullptr) {
    faults.insert("UNKNOWN_DATA_SOURCE");
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
    if (!Holds(keys, "organizationid")) faults.insert({"ORGANIZATION_COUNT", "MISSING_FILTER", "INVALID_TUPLE"});
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
    if (!settings_.by_product && !(Holds(keys, "siteid") && Holds(keys, "locationid"))) {
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
  if (!question.products.empty() && !Holds(question.products, product)) return false;
  if (!question.organizations.empty() && !Holds(question.organizations, organization)) return false;
  for (const auto& [name, values] : question.filters) {
    if (!values.empty() && !Holds(values, ValueOf(tuple, BaseName(question.dimension_source, name)))) return false;
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
    if (Holds(wanted, first)) grouping.push_back(first);
  }
  for (const std::string& base : wanted) AddOnce(&grouping, base);
  return grouping;
}

std::map<Measure, Decimal> Model::Calculate(const std::map<Measure, Decimal>& stored) const {
  std::map<Measure, Decimal> values = stored;
  for (const Source& source : settings_.sources) {
    for (const Calculated& calculated : source.calculated) {
      Decimal sum;
      bool any = false;
      for (const bool add : {true, false}) {
        for (const Measure& operand : add ? calculated.additions : calculated.subtractions) {
          const auto found = stored.find(Lower(operand));
          if (found == stored.end()) continue;
          any = true;
          if (add) sum += found->second;
          if (!add) sum -= found->second;
        }
      }
      if (any) values[Lower(Measure(source.name, calculated.name))] = sum;
    }
  }
  return values;
}

Answer Model::Ask(const Question& question) const {
  Answer answer;
  answer.reasons = Faults(question);
  if (!answer.reasons.empty()) return answer;
  answer.dimension_names = Grouping(question);

  std::set<std::string> warehouses;
  for (const auto& [key, row] : rows_) {
    if (Matches(question, key)) warehouses.insert(ValueOf(std::get<Tuple>(key), "locationid"));
  }
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
  std::map<GroupKey, std::map<Measure, Decimal>> groups;
  for (const auto& [key, row] : rows_) {
    const auto& [organization, product, tuple] = key;
    if (!Matches(question, key) || !page.contains(ValueOf(tuple, "locationid"))) continue;
    std::vector<std::string> values;
    for (const std::string& base : answer.dimension_names) values.push_back(ValueOf(tuple, base));
    auto& sums = groups[{organization, product, values}];
    for (const auto& [measure, number] : row) sums[measure] += Decimal{number.millionths};
  }
  for (const auto& [key, sums] : groups) {
    AnswerRow row{std::get<0>(key), std::get<1>(key), std::get<2>(key), Calculate(sums)};
    const bool negative =
        std::any_of(row.values.begin(), row.values.end(), [](const auto& value) { return value.second < Decimal{0}; });
    if (question.return_negative || !negative) answer.rows.push_back(std::move(row));
  }
  if (question.version == 2 && Holds(answer.dimension_names, "locationid")) {
    const size_t place = answer.dimension_names[0] == "locationid" ? 0 : 1;
    std::stable_sort(answer.rows.begin(), answer.rows.end(),
                     [&](const AnswerRow& a, const AnswerRow& b) { return a.dimensions[place] < b.dimensions[place]; });
  }
  return answer;
}

}  // namespace onhand::reference
