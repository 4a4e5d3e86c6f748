// What an event and the settings alone decide: names, forms, and the content that two events of one id must share.

#include <algorithm>
#include <limits>

#include "tests/support/reference_model.h"
#include "tests/support/reference_names.h"

namespace onhand::reference {
namespace {

constexpr int64_t kNoQuantity = std::numeric_limits<int64_t>::min();
constexpr int64_t kTtlSecondsMax = 31'536'000;
constexpr size_t kDimensionsMax = 8;  // besides site and location, of a reservation or an allocation

// Which of these a reserve is told whose two forms leave open what is meant is left open.
const std::set<std::string>& UnclearQuantity() {
  static const auto* const reasons = new std::set<std::string>{
      "NO_QUANTITY", "MALFORMED", "QUANTITY_FORMS_DISAGREE", "REPEATED_MEASURE", "UNKNOWN_MEASURE", "INVALID_QUANTITY"};
  return *reasons;
}

std::string Text(const std::string& text) { return std::to_string(text.size()) + ":" + text + ";"; }
std::string Text(const Measure& measure) { return Text(measure.first) + Text(measure.second); }

}  // namespace

std::string Model::BaseName(const std::string& source, const std::string& name) const {
  if (const Source* owner = IsBlank(source) ? nullptr : Find(source)) {
    for (const auto& [own, base] : owner->mappings) {
      if (Lower(own) == Lower(name)) return FindBase(base);
    }
  }
  return FindBase(name);
}

Model::Decoded Model::DecodeKey(const Event& event) const {
  Decoded decoded;
  auto& faults = decoded.faults;
  if (!IsText(event.id)) faults.insert("INVALID_ID");
  if (!IsText(event.organization)) faults.insert("INVALID_ORGANIZATION");
  if (!IsText(event.product)) faults.insert("INVALID_PRODUCT");
  if (!IsBlank(event.dimension_source) && !IsSource(event.dimension_source)) faults.insert("UNKNOWN_DATA_SOURCE");
  decoded.key = {event.organization, event.product, DecodeDimensions(event, &decoded)};
  return decoded;
}

Model::Decoded Model::Decode(const Event& event) const {
  Decoded decoded = DecodeKey(event);
  auto& faults = decoded.faults;
  switch (event.kind) {
    case Kind::kChange:
    case Kind::kSet:
      DecodeQuantities(event, &decoded);
      break;
    case Kind::kReserve:
      DecodeReserve(event, &decoded);
      break;
    case Kind::kUnreserve:
      decoded.quantity = event.quantity.value_or(0);
      if (decoded.quantity <= 0) faults.insert("QUANTITY_NOT_POSITIVE");
      if (decoded.quantity == kNoQuantity) faults.insert("INVALID_QUANTITY");
      decoded.content += Text(event.reservation) + std::to_string(decoded.quantity);
      break;
    case Kind::kExtend:
      if (!event.ends_us && !event.ttl_seconds) faults.insert("INVALID_HOLD");
      DecodeEnd(event, &decoded);
      decoded.content += Text(event.reservation);
      break;
    case Kind::kSchedule:
      DecodeSchedule(event, &decoded);
      break;
    default:
      DecodeAllocation(event, &decoded);
      break;
  }
  return decoded;
}

Model::Tuple Model::DecodeDimensions(const Event& event, Decoded* decoded) const {
  const bool reserve = event.kind == Kind::kReserve;
  const bool release = event.kind == Kind::kUnreserve || event.kind == Kind::kExtend;
  std::set<std::string> reservable;
  if (!settings_.by_product) reservable = {"siteid", "locationid"};
  for (const std::string& name : settings_.reservation_dimensions) reservable.insert(FindBase(name));

  Tuple tuple;
  for (const auto& [name, value] : event.dimensions) {
    const std::string base = BaseName(event.dimension_source, name);
    if (base.empty()) decoded->faults.insert("UNKNOWN_DIMENSION");
    if ((reserve || release) && !base.empty() && !reservable.contains(base)) {
      // Ignored, or never part of a reservation; nothing of it is looked at.
      if (reserve && !settings_.ignore_unconfigured) decoded->faults.insert("UNCONFIGURED_DIMENSION");
      decoded->foreign |= release && !settings_.ignore_unconfigured;
      continue;
    }
    if (!value.empty() && !IsText(value)) decoded->faults.insert("INVALID_DIMENSION_VALUE");
    if (base.empty() || value.empty()) continue;
    const auto [place, fresh] = tuple.emplace(base, value);
    if (!fresh && place->second != value) decoded->faults.insert("CONFLICTING_DIMENSIONS");
  }
  if (!settings_.by_product && !(tuple.contains("siteid") && tuple.contains("locationid"))) {
    decoded->faults.insert(reserve ? "MISSING_RESERVATION_PLACE" : "MISSING_PARTITION_DIMENSION");
  }
  for (const auto& [base, value] : tuple) decoded->content += Text(base) + Text(value);
  decoded->content += "|";
  return tuple;
}

// What forbids to write a measure.
std::set<std::string> Model::MeasureFaults(const std::string& source_name, const std::string& measure_name) const {
  const Measure measure = Lower(Measure(source_name, measure_name));
  if (IsAllocation(measure)) return {"ALLOCATION_MEASURE"};
  if (IsStored(settings_, measure)) return {};
  if (FindCalculated(measure) != nullptr) return {"CALCULATED_MEASURE"};
  if (!IsSource(source_name)) return {"UNKNOWN_DATA_SOURCE"};
  return {"UNKNOWN_MEASURE"};
}

void Model::DecodeQuantities(const Event& event, Decoded* decoded) const {
  const auto read = [&](const Quantities& quantities, std::map<Measure, int64_t>* out) {
    for (const auto& [source, name, millionths] : quantities) {
      const Measure measure = Lower(Measure(source, name));
      decoded->faults.merge(MeasureFaults(source, name));
      if (millionths == kNoQuantity) decoded->faults.insert("INVALID_QUANTITY");
      if (!out->emplace(measure, millionths).second) decoded->faults.insert("REPEATED_MEASURE");
    }
    for (const auto& [measure, millionths] : *out) decoded->content += Text(measure) + std::to_string(millionths) + ";";
    decoded->content += "|";
  };
  if (event.quantities.empty()) decoded->faults.insert("NO_QUANTITY");
  read(event.quantities, &decoded->quantities);
  if (event.kind == Kind::kChange) return;
  read(event.expected, &decoded->expected);
  for (const auto& [measure, millionths] : decoded->quantities) {
    if (Lower(event.inventory_system) != measure.first) decoded->faults.insert("DATA_SOURCE_MISMATCH");
  }
  if (event.modified_us) decoded->content += std::to_string(*event.modified_us);
}

void Model::DecodeEnd(const Event& event, Decoded* decoded) const {
  if (event.ends_us && event.ttl_seconds) decoded->faults.insert("INVALID_HOLD");
  if (event.ttl_seconds && (*event.ttl_seconds < 1 || *event.ttl_seconds > kTtlSecondsMax)) {
    decoded->faults.insert("INVALID_HOLD");
  }
  if (event.ends_us) decoded->content += "until " + std::to_string(*event.ends_us);
  if (event.ttl_seconds) decoded->content += "for " + std::to_string(*event.ttl_seconds);
  decoded->content += "|";
}

void Model::DecodeReserve(const Event& event, Decoded* decoded) const {
  std::string source = event.quantity_source;
  std::string name = event.modifier;
  std::optional<int64_t> quantity = event.quantity;
  if (event.quantities.size() > 1) decoded->faults.insert(UnclearQuantity().begin(), UnclearQuantity().end());
  if (event.quantities.size() == 1) {
    const auto& [their_source, their_name, their_quantity] = event.quantities[0];
    const bool disagrees = (!IsBlank(source) && Lower(source) != Lower(their_source)) ||
                           (!IsBlank(name) && Lower(name) != Lower(their_name)) ||
                           (quantity && *quantity != their_quantity);
    if (disagrees) decoded->faults.insert("QUANTITY_FORMS_DISAGREE");
    source = their_source;
    name = their_name;
    quantity = their_quantity;
  }
  if (IsBlank(name) || !quantity) decoded->faults.insert(UnclearQuantity().begin(), UnclearQuantity().end());
  decoded->quantity = quantity.value_or(1);
  if (decoded->quantity == 0) decoded->faults.insert("QUANTITY_NOT_POSITIVE");
  if (decoded->quantity == kNoQuantity) decoded->faults.insert("INVALID_QUANTITY");
  if (decoded->quantity < 0 && (event.ends_us || event.ttl_seconds)) decoded->faults.insert("INVALID_HOLD");
  DecodeEnd(event, decoded);

  if (IsBlank(source)) {
    int owners = 0;
    for (const Source& owner : settings_.sources) {
      if (!IsStored(settings_, Lower(Measure(owner.name, name)))) continue;
      source = owner.name;
      ++owners;
    }
    if (owners > 1) decoded->faults.insert("AMBIGUOUS_DATA_SOURCE");
    if (owners == 0) decoded->faults.insert({"UNKNOWN_MEASURE", "CALCULATED_MEASURE", "ALLOCATION_MEASURE"});
    if (owners != 1) return;
  }
  decoded->measure = Lower(Measure(source, name));
  const std::set<std::string> faults = MeasureFaults(source, name);
  decoded->faults.insert(faults.begin(), faults.end());
  if (faults.empty()) {
    const Source& owner = *Find(source);
    const bool mapped = std::any_of(owner.reservable.begin(), owner.reservable.end(), [&](const auto& mapping) {
      return Lower(mapping.first) == decoded->measure.second;
    });
    if (!mapped) decoded->faults.insert("NOT_RESERVABLE");
  }
  decoded->content +=
      Text(decoded->measure) + std::to_string(decoded->quantity) + (event.check ? " checked" : " unchecked");
}

bool Model::DecodeGroups(const std::vector<Named>& groups, Path* path) const {
  std::map<std::string, std::string> given;
  for (const auto& [name, value] : groups) {
    if (!IsText(value) || !given.emplace(Lower(name), value).second) return false;
  }
  for (const std::string& group : settings_.groups) {
    const auto found = given.find(Lower(group));
    if (found == given.end()) break;
    path->push_back(found->second);
  }
  return !path->empty() && path->size() == groups.size();
}

void Model::DecodeAllocation(const Event& event, Decoded* decoded) const {
  auto& faults = decoded->faults;
  if (!DecodeGroups(event.groups, &decoded->path)) faults.insert("INVALID_GROUPS");
  const bool reallocate = event.kind == Kind::kReallocate;
  if (reallocate && !DecodeGroups(event.source_groups, &decoded->source_path)) faults.insert("INVALID_GROUPS");
  if (reallocate && decoded->path == decoded->source_path) faults.insert("SAME_GROUPS");
  decoded->quantity = event.quantity.value_or(0);
  if (decoded->quantity <= 0) faults.insert({"QUANTITY_NOT_POSITIVE", "NO_QUANTITY"});
  if (decoded->quantity == kNoQuantity) faults.insert("INVALID_QUANTITY");
  Tuple others = std::get<Tuple>(decoded->key);
  others.erase("siteid");
  others.erase("locationid");
  if (others.size() > kDimensionsMax) faults.insert("TOO_MANY_DIMENSIONS");
  if (event.kind == Kind::kConsume) {
    std::map<Measure, bool> physical;
    for (const auto& [source, name, subtract] : event.physical) {
      faults.merge(MeasureFaults(source, name));
      if (!physical.emplace(Lower(Measure(source, name)), subtract).second) faults.insert("REPEATED_MEASURE");
    }
    decoded->physical.assign(physical.begin(), physical.end());
  }
  decoded->content += std::to_string(decoded->quantity) + " to ";
  for (const std::string& value : decoded->path) decoded->content += Text(value);
  decoded->content += " from ";
  for (const std::string& value : decoded->source_path) decoded->content += Text(value);
  for (const auto& [measure, subtract] : decoded->physical) decoded->content += (subtract ? "-" : "+") + Text(measure);
}

void Model::DecodeSchedule(const Event& event, Decoded* decoded) const {
  for (const auto& [date, quantities] : event.dates) {
    if (quantities.empty()) continue;
    const std::optional<int> day = ParseDay(date);
    if (!day || decoded->days.contains(*day)) decoded->faults.insert("INVALID_DATE");
    for (const auto& [source, name, millionths] : quantities) {
      const Measure measure = Lower(Measure(source, name));
      const std::set<std::string> faults = MeasureFaults(source, name);
      decoded->faults.insert(faults.begin(), faults.end());
      if (faults.empty() && PeriodOfOperand(measure) == 0) decoded->faults.insert("MEASURE_NOT_SCHEDULED");
      if (millionths == kNoQuantity) decoded->faults.insert("INVALID_QUANTITY");
      if (day && !decoded->days[*day].emplace(measure, millionths).second) decoded->faults.insert("REPEATED_MEASURE");
    }
  }
  if (std::all_of(event.dates.begin(), event.dates.end(), [](const auto& date) { return date.second.empty(); })) {
    decoded->faults.insert("NO_QUANTITY");
  }
  for (const auto& [day, quantities] : decoded->days) {
    decoded->content += std::to_string(day) + "=";
    for (const auto& [measure, millionths] : quantities) {
      decoded->content += Text(measure) + std::to_string(millionths) + ";";
    }
  }
}

}  // namespace onhand::reference
