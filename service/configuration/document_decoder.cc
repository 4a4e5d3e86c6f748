#include "service/configuration/document_decoder.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/model/json_pointer.h"
#include "engine/model/name.h"
#include "service/json/field_reader.h"

namespace onhand {
namespace {

class Decoder {
 public:
  Decoder(Configuration* configuration, std::vector<Issue>* issues)
      : configuration_(*configuration), issues_(*issues) {}

  void Decode(const JsonValue& document) {
    if (!document.is_object()) {
      Mistyped("", "an object", document);
      return;
    }
    DecodePartition(document);
    if (const JsonValue* v = Object(document, "", "indexConfiguration")) {
      DecodeIndexSets(*v, "/indexConfiguration", &configuration_.index_sets);
    }
    if (document.Find("inventorySystemConfigurations") == nullptr) {
      Add("/inventorySystemConfigurations", "inventorySystemConfigurations is missing: it names the data sources.");
    } else if (const JsonValue* v = Object(document, "", "inventorySystemConfigurations")) {
      for (const JsonMember& source : v->members()) DecodeDataSource(source);
    }
    if (const JsonValue* v = Object(document, "", "reservConfiguration")) DecodeReservation(*v);
    if (const JsonValue* v = Object(document, "", "scheduleConfiguration")) DecodeSchedule(*v);
    if (const JsonValue* v = Object(document, "", "allocationConfiguration")) DecodeAllocation(*v);
    if (const JsonValue* v = Object(document, "", "productSearchConfiguration")) {
      configuration_.product_search_enabled = Flag(*v, "/productSearchConfiguration", "isEnabled", true);
    }
    if (const JsonValue* v = Object(document, "", "logConfiguration")) {
      configuration_.log_enabled = Flag(*v, "/logConfiguration", "isEnabled", true);
    }
    if (const JsonValue* v = document.Find("readOnlyDataSources")) {
      configuration_.read_only_data_sources = Strings(*v, "/readOnlyDataSources");
    }
    configuration_.idempotency_retention_days =
        Integer(document, "", "idempotencyRetentionDays", configuration_.idempotency_retention_days);
  }

 private:
  void Add(std::string path, std::string message) {
    issues_.push_back({Reason::kInvalidConfiguration, std::move(path), std::move(message)});
  }
  void Add(Issue issue) {
    issue.reason = Reason::kInvalidConfiguration;
    issues_.push_back(std::move(issue));
  }
  void Mistyped(std::string_view path, std::string_view expected, const JsonValue& value) {
    Add(MistypedField(path, expected, value));
  }

  // The member, or null if it is absent, or – an issue – of another type.
  const JsonValue* Typed(const JsonValue& parent, std::string_view path, std::string_view name, JsonType type) {
    const JsonValue* value = parent.Find(name);
    if (value == nullptr || value->type() == type) return value;
    Mistyped(PointerTo(path, name), JsonTypeName(type), *value);
    return nullptr;
  }
  const JsonValue* Object(const JsonValue& parent, std::string_view path, std::string_view name) {
    return Typed(parent, path, name, JsonType::kObject);
  }
  const JsonValue* Array(const JsonValue& parent, std::string_view path, std::string_view name) {
    return Typed(parent, path, name, JsonType::kArray);
  }

  bool Flag(const JsonValue& parent, std::string_view path, std::string_view name, bool absent) {
    const JsonValue* value = Typed(parent, path, name, JsonType::kBool);
    return value == nullptr ? absent : value->boolean();
  }
  // A feature is on unless its isEnabled or its own flag says false (decisions C1a).
  bool Feature(const JsonValue& parent, std::string_view path, std::string_view own_flag) {
    const bool enabled = Flag(parent, path, "isEnabled", true);
    return Flag(parent, path, own_flag, true) && enabled;
  }

  int Integer(const JsonValue& parent, std::string_view path, std::string_view name, int absent) {
    const JsonValue* value = parent.Find(name);
    return value == nullptr ? absent : Integer(*value, PointerTo(path, name), absent);
  }
  int Integer(const JsonValue& value, const std::string& path, int otherwise) {
    int64_t number = 0;
    Issue issue;
    if (!ReadInteger(value, path, &number, &issue)) {
      Add(std::move(issue));
      return otherwise;
    }
    if (number < std::numeric_limits<int>::min() || number > std::numeric_limits<int>::max()) {
      Add(path, absl::StrCat(number, " is out of range."));
      return otherwise;
    }
    return static_cast<int>(number);
  }

  std::vector<std::string> Strings(const JsonValue& value, std::string_view path) {
    std::vector<std::string_view> views;
    Issue issue;
    if (!ReadStrings(value, path, &views, &issue)) Add(std::move(issue));
    return {views.begin(), views.end()};
  }
  std::vector<std::string> Strings(const JsonValue& parent, std::string_view path, std::string_view name) {
    const JsonValue* value = parent.Find(name);
    return value == nullptr ? std::vector<std::string>() : Strings(*value, PointerTo(path, name));
  }

  // "dataSource.measure"; a measure's name may hold further dots.
  std::optional<MeasureRef> Ref(std::string_view text, const std::string& path) {
    const size_t dot = text.find('.');
    if (dot == std::string_view::npos || dot == 0 || dot + 1 == text.size()) {
      Add(path, absl::StrCat("\"", std::string(text), "\" is not of the form \"dataSource.measure\"."));
      return std::nullopt;
    }
    return MeasureRef{std::string(text.substr(0, dot)), std::string(text.substr(dot + 1))};
  }
  std::vector<MeasureRef> Refs(const JsonValue& parent, const std::string& path, std::string_view name) {
    std::vector<MeasureRef> refs;
    const std::vector<std::string> texts = Strings(parent, path, name);
    for (size_t i = 0; i < texts.size(); ++i) {
      if (auto ref = Ref(texts[i], PointerTo(PointerTo(path, name), i))) refs.push_back(*std::move(ref));
    }
    return refs;
  }

  // {true, true} is By location, {true, false} By product (spec 2.2).
  void DecodePartition(const JsonValue& document) {
    const JsonValue* partition = Object(document, "", "partitionConfiguration");
    if (partition != nullptr) {
      const bool use_dimensions = Flag(*partition, "/partitionConfiguration", "useDimensions", true);
      if (!Flag(*partition, "/partitionConfiguration", "useProductId", true)) {
        Add("/partitionConfiguration/useProductId", "useProductId must be true: no partition rule goes without it.");
      }
      configuration_.partition_rule = use_dimensions ? PartitionRule::kByLocation : PartitionRule::kByProduct;
    } else if (const JsonValue* v = Typed(document, "", "cachePartitionIdVersion", JsonType::kString)) {
      if (NamesEqual(v->text(), "byProductId")) configuration_.partition_rule = PartitionRule::kByProduct;
    }
  }

  void DecodeIndexSets(const JsonValue& parent, std::string_view path, std::vector<IndexSet>* sets) {
    const JsonValue* array = Array(parent, path, "indexAttributeSets");
    if (array == nullptr) return;
    const std::string array_path = PointerTo(path, "indexAttributeSets");
    for (size_t i = 0; i < array->elements().size(); ++i) {
      const JsonValue& element = array->elements()[i];
      const std::string set_path = PointerTo(array_path, i);
      if (!element.is_object()) {
        Mistyped(set_path, "an object", element);
        continue;
      }
      IndexSet& set = sets->emplace_back();
      if (element.Find("setNumber") == nullptr) {
        Add(MissingField(PointerTo(set_path, "setNumber")));
      } else {
        set.number = Integer(element, set_path, "setNumber", set.number);
      }
      set.dimensions = Strings(element, set_path, "keys");
    }
  }

  void DecodeDataSource(const JsonMember& member) {
    const std::string path = PointerTo("/inventorySystemConfigurations", member.name);
    if (!member.value.is_object()) {
      Mistyped(path, "an object", member.value);
      return;
    }
    DataSource& source = configuration_.data_sources.emplace_back();
    source.name = std::string(member.name);
    if (const JsonValue* v = Typed(member.value, path, "dataSourceName", JsonType::kString)) {
      if (!NamesEqual(v->text(), member.name)) {
        Add(PointerTo(path, "dataSourceName"), absl::StrCat("dataSourceName is \"", std::string(v->text()),
                                                            "\", but the member is named \"", source.name, "\"."));
      }
    }
    if (const JsonValue* v = Object(member.value, path, "dimensionMappings")) {
      for (const JsonMember& mapping : v->members()) {
        if (mapping.value.is_string()) {
          source.dimension_mappings.push_back({std::string(mapping.name), std::string(mapping.value.text())});
        } else {
          Mistyped(PointerTo(PointerTo(path, "dimensionMappings"), mapping.name), "a string", mapping.value);
        }
      }
    }
    source.physical_measures = Strings(member.value, path, "physicalMeasures");
    if (const JsonValue* v = Object(member.value, path, "calculatedMeasures")) {
      for (const JsonMember& measure : v->members()) {
        DecodeCalculatedMeasure(measure, PointerTo(path, "calculatedMeasures"), &source);
      }
    }
    if (const JsonValue* v = Object(member.value, path, "reservMappings")) {
      for (const JsonMember& mapping : v->members()) {
        DecodeReservationMapping(mapping, PointerTo(path, "reservMappings"), &source);
      }
    }
  }

  void DecodeCalculatedMeasure(const JsonMember& member, std::string_view parent_path, DataSource* source) {
    const std::string path = PointerTo(parent_path, member.name);
    if (!member.value.is_object()) {
      Mistyped(path, "an object", member.value);
      return;
    }
    source->calculated_measures.push_back({.name = std::string(member.name),
                                           .additions = Refs(member.value, path, "additionModifiers"),
                                           .subtractions = Refs(member.value, path, "subtractionModifiers")});
  }

  void DecodeReservationMapping(const JsonMember& member, std::string_view parent_path, DataSource* source) {
    const std::string path = PointerTo(parent_path, member.name);
    if (!member.value.is_string()) {
      Mistyped(path, "a string", member.value);
      return;
    }
    if (auto ref = Ref(member.value.text(), path)) {
      source->reservation_mappings.push_back({std::string(member.name), *std::move(ref)});
    }
  }

  void DecodeReservation(const JsonValue& value) {
    ReservationConfiguration& reservation = configuration_.reservation;
    reservation.enabled = Feature(value, "/reservConfiguration", "isReservEnabled");
    const int version = Integer(value, "/reservConfiguration", "version", 0);
    if (version != 0 && version != 1) {
      Add("/reservConfiguration/version", absl::StrCat("version must be 0 (dimensions that are not configured are "
                                                       "refused) or 1 (ignored), not ",
                                                       version, "."));
    }
    reservation.ignore_unconfigured_dimensions = version == 1;
    reservation.dimensions = Strings(value, "/reservConfiguration", "keys");
  }

  void DecodeSchedule(const JsonValue& value) {
    const std::string path = "/scheduleConfiguration";
    ScheduleConfiguration& schedule = configuration_.schedule;
    schedule.enabled = Feature(value, path, "isScheduleEnabled");
    schedule.v2 = Flag(value, path, "isScheduleV2", true);
    schedule.period_days = Integer(value, path, "schedulePeriodInDays", schedule.period_days);
    DecodeIndexSets(value, path, &schedule.index_sets);
    const JsonValue* sources = Object(value, path, "atpCalculatedMeasures");
    if (sources == nullptr) return;
    for (const JsonMember& source : sources->members()) {
      const std::string source_path = PointerTo(PointerTo(path, "atpCalculatedMeasures"), source.name);
      if (!source.value.is_object()) {
        Mistyped(source_path, "an object", source.value);
        continue;
      }
      for (const JsonMember& measure : source.value.members()) {
        ScheduleMeasure& scheduled = schedule.measures.emplace_back();
        scheduled.measure = {std::string(source.name), std::string(measure.name)};
        scheduled.period_days = Integer(measure.value, PointerTo(source_path, measure.name), scheduled.period_days);
      }
    }
  }

  void DecodeAllocation(const JsonValue& value) {
    const std::string path = "/allocationConfiguration";
    AllocationConfiguration& allocation = configuration_.allocation;
    allocation.enabled = Feature(value, path, "isAllocationEnabled");
    allocation.groups = Strings(value, path, "groups");
    if (const JsonValue* v = Object(value, path, "groupsOrder")) CheckGroupsOrder(*v);
    const JsonValue* formula = Object(value, path, "availableToAllocateCalculation");
    if (formula == nullptr) return;
    CalculatedMeasure& available = allocation.available.emplace();
    available.name = "@available_to_allocate";
    for (const JsonMember& operand : formula->members()) {
      const std::string operand_path = PointerTo(PointerTo(path, "availableToAllocateCalculation"), operand.name);
      const bool addition = NamesEqual(operand.value.text(), "addition");
      if (!operand.value.is_string() || (!addition && !NamesEqual(operand.value.text(), "subtraction"))) {
        Add(operand_path, "must be \"addition\" or \"subtraction\".");
        continue;
      }
      if (auto ref = Ref(operand.name, operand_path)) {
        (addition ? available.additions : available.subtractions).push_back(*std::move(ref));
      }
    }
  }

  // groupsOrder repeats what the order of `groups` says: "g0" is the topmost. A document in which they differ is
  // ambiguous.
  void CheckGroupsOrder(const JsonValue& order) {
    const std::vector<std::string>& groups = configuration_.allocation.groups;
    for (const JsonMember& member : order.members()) {
      size_t rank = 0;
      while (rank < groups.size() && !NamesEqual(groups[rank], member.name)) ++rank;
      if (rank == groups.size() || !NamesEqual(member.value.text(), absl::StrCat("g", rank))) {
        Add(PointerTo("/allocationConfiguration/groupsOrder", member.name),
            "groupsOrder does not agree with the order of groups.");
      }
    }
  }

  Configuration& configuration_;
  std::vector<Issue>& issues_;
};

}  // namespace

void DecodeDocument(const JsonValue& document, Configuration* configuration, std::vector<Issue>* issues) {
  Decoder(configuration, issues).Decode(document);
}

}  // namespace onhand
