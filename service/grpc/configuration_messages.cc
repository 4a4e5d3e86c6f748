#include "service/grpc/configuration_messages.h"

#include <string>

#include "absl/strings/str_cat.h"

namespace onhand {
namespace {

using google::protobuf::RepeatedPtrField;

void Encode(const MeasureRef& ref, v1::MeasureRef* message) {
  message->set_data_source(ref.data_source);
  message->set_measure(ref.measure);
}

MeasureRef Decode(const v1::MeasureRef& message) { return {message.data_source(), message.measure()}; }

void Encode(const CalculatedMeasure& measure, v1::CalculatedMeasure* message) {
  message->set_name(measure.name);
  for (const MeasureRef& ref : measure.additions) Encode(ref, message->add_additions());
  for (const MeasureRef& ref : measure.subtractions) Encode(ref, message->add_subtractions());
}

CalculatedMeasure Decode(const v1::CalculatedMeasure& message) {
  CalculatedMeasure measure;
  measure.name = message.name();
  for (const v1::MeasureRef& ref : message.additions()) measure.additions.push_back(Decode(ref));
  for (const v1::MeasureRef& ref : message.subtractions()) measure.subtractions.push_back(Decode(ref));
  return measure;
}

void Encode(const std::vector<std::string>& texts, RepeatedPtrField<std::string>* message) {
  message->Assign(texts.begin(), texts.end());
}

std::vector<std::string> Decode(const RepeatedPtrField<std::string>& message) {
  return {message.begin(), message.end()};
}

void Encode(const std::vector<IndexSet>& sets, RepeatedPtrField<v1::IndexSet>* message) {
  for (const IndexSet& set : sets) {
    v1::IndexSet* out = message->Add();
    out->set_number(set.number);
    Encode(set.dimensions, out->mutable_dimensions());
  }
}

std::vector<IndexSet> Decode(const RepeatedPtrField<v1::IndexSet>& message) {
  std::vector<IndexSet> sets;
  for (const v1::IndexSet& set : message) sets.push_back({set.number(), Decode(set.dimensions())});
  return sets;
}

void Encode(const DataSource& source, v1::DataSource* message) {
  message->set_name(source.name);
  for (const DimensionMapping& mapping : source.dimension_mappings) {
    v1::DimensionMapping* out = message->add_dimension_mappings();
    out->set_custom_name(mapping.custom_name);
    out->set_base_name(mapping.base_name);
  }
  Encode(source.physical_measures, message->mutable_physical_measures());
  for (const CalculatedMeasure& measure : source.calculated_measures) {
    Encode(measure, message->add_calculated_measures());
  }
  for (const ReservationMapping& mapping : source.reservation_mappings) {
    v1::ReservationMapping* out = message->add_reservation_mappings();
    out->set_measure(mapping.measure);
    Encode(mapping.available, out->mutable_available());
  }
}

DataSource Decode(const v1::DataSource& message) {
  DataSource source;
  source.name = message.name();
  for (const v1::DimensionMapping& mapping : message.dimension_mappings()) {
    source.dimension_mappings.push_back({mapping.custom_name(), mapping.base_name()});
  }
  source.physical_measures = Decode(message.physical_measures());
  for (const v1::CalculatedMeasure& measure : message.calculated_measures()) {
    source.calculated_measures.push_back(Decode(measure));
  }
  for (const v1::ReservationMapping& mapping : message.reservation_mappings()) {
    source.reservation_mappings.push_back({mapping.measure(), Decode(mapping.available())});
  }
  return source;
}

void Encode(const ScheduleConfiguration& schedule, v1::ScheduleConfiguration* message) {
  message->set_enabled(schedule.enabled);
  message->set_v2(schedule.v2);
  message->set_period_days(schedule.period_days);
  for (const ScheduleMeasure& measure : schedule.measures) {
    v1::ScheduleMeasure* out = message->add_measures();
    Encode(measure.measure, out->mutable_measure());
    out->set_period_days(measure.period_days);
  }
  Encode(schedule.index_sets, message->mutable_index_sets());
}

ScheduleConfiguration Decode(const v1::ScheduleConfiguration& message) {
  ScheduleConfiguration schedule;
  schedule.enabled = message.enabled();
  schedule.v2 = message.v2();
  schedule.period_days = message.period_days();
  for (const v1::ScheduleMeasure& measure : message.measures()) {
    schedule.measures.push_back({Decode(measure.measure()), measure.period_days()});
  }
  schedule.index_sets = Decode(message.index_sets());
  return schedule;
}

}  // namespace

void EncodeConfigurationMessage(const Configuration& configuration, v1::Configuration* message) {
  message->set_partition_rule(configuration.partition_rule == PartitionRule::kByProduct
                                  ? v1::PARTITION_RULE_BY_PRODUCT
                                  : v1::PARTITION_RULE_BY_LOCATION);
  for (const DataSource& source : configuration.data_sources) Encode(source, message->add_data_sources());
  Encode(configuration.index_sets, message->mutable_index_sets());

  v1::ReservationConfiguration* reservation = message->mutable_reservation();
  reservation->set_enabled(configuration.reservation.enabled);
  reservation->set_ignore_unconfigured_dimensions(configuration.reservation.ignore_unconfigured_dimensions);
  Encode(configuration.reservation.dimensions, reservation->mutable_dimensions());

  Encode(configuration.schedule, message->mutable_schedule());

  v1::AllocationConfiguration* allocation = message->mutable_allocation();
  allocation->set_enabled(configuration.allocation.enabled);
  Encode(configuration.allocation.groups, allocation->mutable_groups());
  if (configuration.allocation.available) Encode(*configuration.allocation.available, allocation->mutable_available());

  message->set_product_search_enabled(configuration.product_search_enabled);
  message->set_log_enabled(configuration.log_enabled);
  Encode(configuration.read_only_data_sources, message->mutable_read_only_data_sources());
  message->set_idempotency_retention_days(configuration.idempotency_retention_days);
  message->set_document(configuration.document);
}

std::vector<Issue> DecodeConfigurationMessage(const v1::Configuration& message, Configuration* configuration) {
  std::vector<Issue> issues;
  switch (message.partition_rule()) {
    case v1::PARTITION_RULE_UNSPECIFIED:
    case v1::PARTITION_RULE_BY_LOCATION:
      configuration->partition_rule = PartitionRule::kByLocation;
      break;
    case v1::PARTITION_RULE_BY_PRODUCT:
      configuration->partition_rule = PartitionRule::kByProduct;
      break;
    default:
      issues.push_back({Reason::kInvalidConfiguration, "configuration.partition_rule",
                        absl::StrCat("Partition rule ", static_cast<int>(message.partition_rule()),
                                     " is unknown; there are 1 (by location) and 2 (by product).")});
  }
  configuration->data_sources.clear();
  for (const v1::DataSource& source : message.data_sources()) configuration->data_sources.push_back(Decode(source));
  configuration->index_sets = Decode(message.index_sets());

  configuration->reservation.enabled = message.reservation().enabled();
  configuration->reservation.ignore_unconfigured_dimensions = message.reservation().ignore_unconfigured_dimensions();
  configuration->reservation.dimensions = Decode(message.reservation().dimensions());

  configuration->schedule = Decode(message.schedule());

  configuration->allocation.enabled = message.allocation().enabled();
  configuration->allocation.groups = Decode(message.allocation().groups());
  configuration->allocation.available.reset();
  if (message.allocation().has_available()) {
    configuration->allocation.available = Decode(message.allocation().available());
  }

  configuration->product_search_enabled = message.product_search_enabled();
  configuration->log_enabled = message.log_enabled();
  configuration->read_only_data_sources = Decode(message.read_only_data_sources());
  configuration->idempotency_retention_days = message.idempotency_retention_days();
  configuration->document = message.document();
  return issues;
}

}  // namespace onhand
