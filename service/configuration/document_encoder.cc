#include "service/configuration/document_encoder.h"

#include <algorithm>
#include <initializer_list>
#include <set>
#include <vector>

#include "engine/model/name.h"
#include "service/json/json_writer.h"

namespace onhand {
namespace {

const JsonValue kNone;

// Writes one object, and remembers what it wrote, so that members kept from a document can follow.
class ObjectWriter {
 public:
  explicit ObjectWriter(std::string* out) : out_(*out) { out_.push_back('{'); }
  ObjectWriter(const ObjectWriter&) = delete;
  ObjectWriter& operator=(const ObjectWriter&) = delete;
  ~ObjectWriter() { out_.push_back('}'); }

  // The name and a colon; the value is the caller's to write.
  std::string* Member(std::string_view name) {
    if (!written_.empty()) out_.push_back(',');
    written_.insert(FoldName(name));
    AppendJsonString(name, &out_);
    out_.push_back(':');
    return &out_;
  }
  void String(std::string_view name, std::string_view value) { AppendJsonString(value, Member(name)); }
  void Flag(std::string_view name, bool value) { Member(name)->append(value ? "true" : "false"); }
  void Integer(std::string_view name, int64_t value) { Member(name)->append(std::to_string(value)); }
  void Strings(std::string_view name, const std::vector<std::string>& values) {
    Member(name)->push_back('[');
    for (size_t i = 0; i < values.size(); ++i) {
      if (i > 0) out_.push_back(',');
      AppendJsonString(values[i], &out_);
    }
    out_.push_back(']');
  }
  // Members of `kept` that were not written and are not among `known`, which are those that mean something.
  void Unknown(const JsonValue& kept, std::initializer_list<std::string_view> known) {
    for (const JsonMember& member : kept.members()) {
      const bool is_known =
          std::any_of(known.begin(), known.end(), [&](std::string_view name) { return NamesEqual(name, member.name); });
      if (!is_known && !written_.contains(FoldName(member.name))) AppendJson(member.value, 0, Member(member.name));
    }
  }

 private:
  std::string& out_;
  std::set<std::string> written_;
};

const JsonValue& Find(const JsonValue& kept, std::string_view name) {
  const JsonValue* value = kept.Find(name);
  return value == nullptr ? kNone : *value;
}

std::string Text(const MeasureRef& ref) { return ref.data_source + "." + ref.measure; }

std::vector<std::string> Texts(const std::vector<MeasureRef>& refs) {
  std::vector<std::string> texts;
  for (const MeasureRef& ref : refs) texts.push_back(Text(ref));
  return texts;
}

void EncodeIndexSets(const std::vector<IndexSet>& sets, std::string* out) {
  out->push_back('[');
  for (size_t i = 0; i < sets.size(); ++i) {
    if (i > 0) out->push_back(',');
    ObjectWriter set(out);
    set.Integer("setNumber", sets[i].number);
    set.Strings("keys", sets[i].dimensions);
  }
  out->push_back(']');
}

void EncodeIndex(const Configuration& configuration, const JsonValue& kept, std::string* out) {
  ObjectWriter index(out);
  index.Integer("version", 0);
  {
    ObjectWriter partition(index.Member("partitionKeyAttributes"));
    partition.Integer("setNumber", 0);
    partition.Strings("keys", {"siteid", "locationid"});
  }
  EncodeIndexSets(configuration.index_sets, index.Member("indexAttributeSets"));
  index.Unknown(kept, {});
}

void EncodeDataSource(const DataSource& source, const JsonValue& kept, std::string* out) {
  ObjectWriter object(out);
  object.String("dataSourceName", source.name);
  {
    ObjectWriter mappings(object.Member("dimensionMappings"));
    for (const DimensionMapping& mapping : source.dimension_mappings) {
      mappings.String(mapping.custom_name, mapping.base_name);
    }
  }
  object.Strings("physicalMeasures", source.physical_measures);
  {
    ObjectWriter measures(object.Member("calculatedMeasures"));
    for (const CalculatedMeasure& measure : source.calculated_measures) {
      ObjectWriter formula(measures.Member(measure.name));
      formula.Strings("additionModifiers", Texts(measure.additions));
      formula.Strings("subtractionModifiers", Texts(measure.subtractions));
    }
  }
  {
    ObjectWriter mappings(object.Member("reservMappings"));
    for (const ReservationMapping& mapping : source.reservation_mappings) {
      mappings.String(mapping.measure, Text(mapping.available));
    }
  }
  object.Unknown(kept, {});
}

void EncodeReservation(const ReservationConfiguration& reservation, const JsonValue& kept, std::string* out) {
  ObjectWriter object(out);
  object.Flag("isReservEnabled", reservation.enabled);
  object.Integer("version", reservation.ignore_unconfigured_dimensions ? 1 : 0);
  object.Strings("keys", reservation.dimensions);
  object.Unknown(kept, {"isEnabled"});
}

void EncodeScheduleMeasures(const std::vector<ScheduleMeasure>& measures, std::string* out) {
  ObjectWriter sources(out);
  std::set<std::string> done;
  for (const ScheduleMeasure& first : measures) {
    if (!done.insert(FoldName(first.measure.data_source)).second) continue;
    ObjectWriter source(sources.Member(first.measure.data_source));
    for (const ScheduleMeasure& measure : measures) {
      if (!NamesEqual(measure.measure.data_source, first.measure.data_source)) continue;
      source.Integer(measure.measure.measure, measure.period_days);
    }
  }
}

void EncodeSchedule(const ScheduleConfiguration& schedule, const JsonValue& kept, std::string* out) {
  ObjectWriter object(out);
  object.Flag("isScheduleEnabled", schedule.enabled);
  object.Flag("isScheduleV2", schedule.v2);
  object.Integer("schedulePeriodInDays", schedule.period_days);
  EncodeScheduleMeasures(schedule.measures, object.Member("atpCalculatedMeasures"));
  EncodeIndexSets(schedule.index_sets, object.Member("indexAttributeSets"));
  object.Unknown(kept, {"isEnabled"});
}

void EncodeAllocation(const AllocationConfiguration& allocation, const JsonValue& kept, std::string* out) {
  ObjectWriter object(out);
  object.Flag("isAllocationEnabled", allocation.enabled);
  object.Strings("groups", allocation.groups);
  {
    ObjectWriter order(object.Member("groupsOrder"));
    for (size_t i = 0; i < allocation.groups.size(); ++i) {
      order.String(allocation.groups[i], "g" + std::to_string(i));
    }
  }
  if (allocation.available.has_value()) {
    ObjectWriter formula(object.Member("availableToAllocateCalculation"));
    for (const MeasureRef& ref : allocation.available->additions) formula.String(Text(ref), "addition");
    for (const MeasureRef& ref : allocation.available->subtractions) formula.String(Text(ref), "subtraction");
  }
  object.Unknown(kept, {"isEnabled", "availableToAllocateCalculation"});
}

void EncodeEnabled(bool enabled, const JsonValue& kept, std::string* out) {
  ObjectWriter object(out);
  object.Flag("isEnabled", enabled);
  object.Unknown(kept, {});
}

}  // namespace

void EncodeKeptDocument(std::string_view environment_id, uint64_t number, const JsonValue& kept, std::string* out) {
  ObjectWriter document(out);
  document.String("environmentId", environment_id);
  document.Integer("configurationVersion", static_cast<int64_t>(number));
  document.Unknown(kept, {});
}

void EncodeDocument(std::string_view environment_id, const ConfigurationVersion& version, const JsonValue& kept,
                    std::string* out) {
  const Configuration& configuration = version.configuration;
  ObjectWriter document(out);
  document.String("environmentId", environment_id);
  document.Integer("configurationVersion", static_cast<int64_t>(version.number));
  {
    ObjectWriter partition(document.Member("partitionConfiguration"));
    partition.Flag("useProductId", true);
    partition.Flag("useDimensions", configuration.partition_rule == PartitionRule::kByLocation);
    partition.Unknown(Find(kept, "partitionConfiguration"), {});
  }
  EncodeIndex(configuration, Find(kept, "indexConfiguration"), document.Member("indexConfiguration"));
  {
    const JsonValue& kept_sources = Find(kept, "inventorySystemConfigurations");
    ObjectWriter sources(document.Member("inventorySystemConfigurations"));
    for (const DataSource& source : configuration.data_sources) {
      EncodeDataSource(source, Find(kept_sources, source.name), sources.Member(source.name));
    }
  }
  EncodeReservation(configuration.reservation, Find(kept, "reservConfiguration"),
                    document.Member("reservConfiguration"));
  EncodeSchedule(configuration.schedule, Find(kept, "scheduleConfiguration"), document.Member("scheduleConfiguration"));
  EncodeAllocation(configuration.allocation, Find(kept, "allocationConfiguration"),
                   document.Member("allocationConfiguration"));
  EncodeEnabled(configuration.product_search_enabled, Find(kept, "productSearchConfiguration"),
                document.Member("productSearchConfiguration"));
  EncodeEnabled(configuration.log_enabled, Find(kept, "logConfiguration"), document.Member("logConfiguration"));
  document.Strings("readOnlyDataSources", configuration.read_only_data_sources);
  document.Integer("idempotencyRetentionDays", configuration.idempotency_retention_days);
  // The physical partitioning that another rule stood for.
  document.Unknown(kept, {"cachePartitionIdVersion"});
}

}  // namespace onhand
