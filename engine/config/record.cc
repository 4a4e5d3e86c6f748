#include "engine/config/record.h"

#include "absl/status/status.h"
#include "onhand/storage/v1/configuration_record.pb.h"

namespace onhand {
namespace {

namespace pb = ::onhand::storage::v1;

pb::MeasureRef ToProto(const MeasureRef& ref) {
  pb::MeasureRef out;
  out.set_data_source(ref.data_source);
  out.set_measure(ref.measure);
  return out;
}

MeasureRef FromProto(const pb::MeasureRef& ref) { return {ref.data_source(), ref.measure()}; }

pb::CalculatedMeasure ToProto(const CalculatedMeasure& measure) {
  pb::CalculatedMeasure out;
  out.set_name(measure.name);
  for (const MeasureRef& ref : measure.additions) *out.add_additions() = ToProto(ref);
  for (const MeasureRef& ref : measure.subtractions) *out.add_subtractions() = ToProto(ref);
  return out;
}

CalculatedMeasure FromProto(const pb::CalculatedMeasure& measure) {
  CalculatedMeasure out{.name = measure.name()};
  for (const pb::MeasureRef& ref : measure.additions()) out.additions.push_back(FromProto(ref));
  for (const pb::MeasureRef& ref : measure.subtractions()) out.subtractions.push_back(FromProto(ref));
  return out;
}

void ToProto(const DataSource& source, pb::DataSource* out) {
  out->set_name(source.name);
  for (const DimensionMapping& mapping : source.dimension_mappings) {
    pb::DimensionMapping* item = out->add_dimension_mappings();
    item->set_custom_name(mapping.custom_name);
    item->set_base_name(mapping.base_name);
  }
  for (const std::string& measure : source.physical_measures) out->add_physical_measures(measure);
  for (const CalculatedMeasure& measure : source.calculated_measures) {
    *out->add_calculated_measures() = ToProto(measure);
  }
  for (const ReservationMapping& mapping : source.reservation_mappings) {
    pb::ReservationMapping* item = out->add_reservation_mappings();
    item->set_measure(mapping.measure);
    *item->mutable_available() = ToProto(mapping.available);
  }
}

DataSource FromProto(const pb::DataSource& source) {
  DataSource out{.name = source.name()};
  for (const pb::DimensionMapping& mapping : source.dimension_mappings()) {
    out.dimension_mappings.push_back({mapping.custom_name(), mapping.base_name()});
  }
  for (const std::string& measure : source.physical_measures()) out.physical_measures.push_back(measure);
  for (const pb::CalculatedMeasure& measure : source.calculated_measures()) {
    out.calculated_measures.push_back(FromProto(measure));
  }
  for (const pb::ReservationMapping& mapping : source.reservation_mappings()) {
    out.reservation_mappings.push_back({mapping.measure(), FromProto(mapping.available())});
  }
  return out;
}

void ToProto(const IndexSet& set, pb::IndexSet* out) {
  out->set_number(set.number);
  for (const std::string& dimension : set.dimensions) out->add_dimensions(dimension);
}

IndexSet FromProto(const pb::IndexSet& set) {
  return {.number = set.number(), .dimensions = {set.dimensions().begin(), set.dimensions().end()}};
}

void ToProto(const ScheduleConfiguration& schedule, pb::Schedule* out) {
  out->set_enabled(schedule.enabled);
  out->set_v2(schedule.v2);
  out->set_period_days(schedule.period_days);
  for (const ScheduleMeasure& measure : schedule.measures) {
    pb::ScheduleMeasure* item = out->add_measures();
    *item->mutable_measure() = ToProto(measure.measure);
    item->set_period_days(measure.period_days);
  }
  for (const IndexSet& set : schedule.index_sets) ToProto(set, out->add_index_sets());
}

ScheduleConfiguration FromProto(const pb::Schedule& schedule) {
  ScheduleConfiguration out{.enabled = schedule.enabled(), .v2 = schedule.v2(), .period_days = schedule.period_days()};
  for (const pb::ScheduleMeasure& measure : schedule.measures()) {
    out.measures.push_back({FromProto(measure.measure()), measure.period_days()});
  }
  for (const pb::IndexSet& set : schedule.index_sets()) out.index_sets.push_back(FromProto(set));
  return out;
}

}  // namespace

std::string EncodeConfigurationRecord(const ConfigurationVersion& version) {
  const Configuration& configuration = version.configuration;
  pb::ConfigurationRecord record;
  record.set_number(version.number);
  record.set_partition_rule(configuration.partition_rule == PartitionRule::kByLocation ? pb::PARTITION_RULE_BY_LOCATION
                                                                                       : pb::PARTITION_RULE_BY_PRODUCT);
  for (const DataSource& source : configuration.data_sources) ToProto(source, record.add_data_sources());
  for (const IndexSet& set : configuration.index_sets) ToProto(set, record.add_index_sets());
  pb::Reservation* reservation = record.mutable_reservation();
  reservation->set_enabled(configuration.reservation.enabled);
  reservation->set_ignore_unconfigured_dimensions(configuration.reservation.ignore_unconfigured_dimensions);
  for (const std::string& name : configuration.reservation.dimensions) reservation->add_dimensions(name);
  ToProto(configuration.schedule, record.mutable_schedule());
  pb::Allocation* allocation = record.mutable_allocation();
  allocation->set_enabled(configuration.allocation.enabled);
  for (const std::string& group : configuration.allocation.groups) allocation->add_groups(group);
  if (configuration.allocation.available.has_value()) {
    *allocation->mutable_available() = ToProto(*configuration.allocation.available);
  }
  record.set_product_search_enabled(configuration.product_search_enabled);
  record.set_log_enabled(configuration.log_enabled);
  for (const std::string& name : configuration.read_only_data_sources) record.add_read_only_data_sources(name);
  record.set_idempotency_retention_days(configuration.idempotency_retention_days);
  record.set_document(configuration.document);
  return record.SerializeAsString();
}

absl::StatusOr<ConfigurationVersion> DecodeConfigurationRecord(std::string_view bytes) {
  pb::ConfigurationRecord record;
  if (!record.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) || record.number() == 0 ||
      record.partition_rule() == pb::PARTITION_RULE_UNSPECIFIED) {
    return absl::DataLossError("the stored configuration record is damaged");
  }
  ConfigurationVersion version{.number = record.number(), .configuration = {}};
  Configuration& configuration = version.configuration;
  configuration.partition_rule = record.partition_rule() == pb::PARTITION_RULE_BY_LOCATION ? PartitionRule::kByLocation
                                                                                           : PartitionRule::kByProduct;
  for (const pb::DataSource& source : record.data_sources()) configuration.data_sources.push_back(FromProto(source));
  for (const pb::IndexSet& set : record.index_sets()) configuration.index_sets.push_back(FromProto(set));
  configuration.reservation = {
      .enabled = record.reservation().enabled(),
      .ignore_unconfigured_dimensions = record.reservation().ignore_unconfigured_dimensions(),
      .dimensions = {record.reservation().dimensions().begin(), record.reservation().dimensions().end()}};
  configuration.schedule = FromProto(record.schedule());
  configuration.allocation = {.enabled = record.allocation().enabled(),
                              .groups = {record.allocation().groups().begin(), record.allocation().groups().end()},
                              .available = {}};
  if (record.allocation().has_available()) {
    configuration.allocation.available = FromProto(record.allocation().available());
  }
  configuration.product_search_enabled = record.product_search_enabled();
  configuration.log_enabled = record.log_enabled();
  configuration.read_only_data_sources = {record.read_only_data_sources().begin(),
                                          record.read_only_data_sources().end()};
  configuration.idempotency_retention_days = record.idempotency_retention_days();
  configuration.document = record.document();
  return version;
}

}  // namespace onhand
