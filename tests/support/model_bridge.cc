#include "tests/support/model_bridge.h"

#include <string_view>
#include <utility>

namespace onhand::reference {
namespace {

std::vector<std::string_view> Views(const std::vector<std::string>& texts) { return {texts.begin(), texts.end()}; }

template <typename EventType>
EventType WithKey(const Event& event) {
  EventType out;
  out.id = event.id;
  out.organization_id = event.organization;
  out.product_id = event.product;
  out.dimension_data_source = event.dimension_source;
  for (const auto& [name, value] : event.dimensions) out.dimensions.push_back({name, value});
  return out;
}

template <typename List>
void Fill(const Quantities& quantities, List* out) {
  for (const auto& [source, measure, millionths] : quantities) out->push_back({source, measure, Quantity{millionths}});
}

template <typename List>
void Fill(const std::vector<Named>& groups, List* out) {
  for (const auto& [name, value] : groups) out->push_back({name, value});
}

SetEvent ToSet(const Event& event) {
  SetEvent set = WithKey<SetEvent>(event);
  Fill(event.quantities, &set.quantities);
  set.modified_at_us = event.modified_us;
  Fill(event.expected, &set.expected_quantities);
  return set;
}

ReserveEvent ToReserve(const Event& event) {
  ReserveEvent reserve = WithKey<ReserveEvent>(event);
  reserve.quantity_data_source = event.quantity_source;
  reserve.modifier = event.modifier;
  if (event.quantity) reserve.quantity = Quantity{*event.quantity};
  Fill(event.quantities, &reserve.quantities);
  reserve.check_available = event.check;
  reserve.ends_at_us = event.ends_us;
  reserve.ttl_seconds = event.ttl_seconds;
  return reserve;
}

AllocationEvent ToAllocation(const Event& event) {
  AllocationEvent allocation = WithKey<AllocationEvent>(event);
  allocation.operation = event.kind == Kind::kAllocate     ? AllocationOperation::kAllocate
                         : event.kind == Kind::kUnallocate ? AllocationOperation::kUnallocate
                         : event.kind == Kind::kReallocate ? AllocationOperation::kReallocate
                                                           : AllocationOperation::kConsume;
  Fill(event.groups, &allocation.groups);
  Fill(event.source_groups, &allocation.source_groups);
  allocation.quantity = Quantity{event.quantity.value_or(0)};
  for (const auto& [source, measure, subtract] : event.physical) {
    allocation.physical_measures.push_back({source, measure, subtract});
  }
  return allocation;
}

ScheduleEvent ToSchedule(const Event& event) {
  ScheduleEvent schedule = WithKey<ScheduleEvent>(event);
  for (const auto& [date, quantities] : event.dates) {
    DatedQuantities dated{.date = date, .quantities = {}};
    Fill(quantities, &dated.quantities);
    schedule.quantities_by_date.push_back(std::move(dated));
  }
  return schedule;
}

std::vector<MeasureRef> Refs(const std::vector<Measure>& measures) {
  std::vector<MeasureRef> list;
  for (const auto& [source, measure] : measures) list.push_back({source, measure});
  return list;
}

CalculatedMeasure ToCalculated(const Calculated& calculated) {
  return {
      .name = calculated.name, .additions = Refs(calculated.additions), .subtractions = Refs(calculated.subtractions)};
}

}  // namespace

const std::string& ReservationIds::IdOf(const std::string& name) const {
  const auto found = ids_.find(name);
  return found == ids_.end() ? name : found->second;
}

std::string ReservationIds::Learn(const std::string& name, const std::string& id) {
  if (id.empty()) return "has no reservation id";
  const auto named = ids_.emplace(name, id).first;
  if (named->second != id) return "should have the reservation id " + named->second + ", has " + id;
  const auto identified = names_.emplace(id, name).first;
  return identified->second == name ? "" : "shares its reservation id with '" + identified->second + "'";
}

Family FamilyOf(Kind kind) {
  switch (kind) {
    case Kind::kChange:
      return Family::kChange;
    case Kind::kSet:
      return Family::kSet;
    case Kind::kReserve:
      return Family::kReserve;
    case Kind::kUnreserve:
      return Family::kUnreserve;
    case Kind::kExtend:
      return Family::kExtend;
    case Kind::kSchedule:
      return Family::kSchedule;
    default:
      return Family::kAllocation;
  }
}

EngineBatch::EngineBatch(const std::vector<Event>& events, const ReservationIds& ids) {
  for (const Event& event : events) {
    switch (FamilyOf(event.kind)) {
      case Family::kChange:
        changes_.push_back(WithKey<ChangeEvent>(event));
        Fill(event.quantities, &changes_.back().quantities);
        batch_ = absl::Span<const ChangeEvent>(changes_);
        break;
      case Family::kSet:
        sets_.push_back(ToSet(event));
        batch_ = SetBatch{events[0].inventory_system, sets_};
        break;
      case Family::kReserve:
        reserves_.push_back(ToReserve(event));
        batch_ = absl::Span<const ReserveEvent>(reserves_);
        break;
      case Family::kUnreserve:
        unreserves_.push_back(WithKey<UnreserveEvent>(event));
        unreserves_.back().reservation_id = ids.IdOf(event.reservation);
        unreserves_.back().offset = Quantity{event.quantity.value_or(0)};
        batch_ = absl::Span<const UnreserveEvent>(unreserves_);
        break;
      case Family::kExtend:
        extends_.push_back(WithKey<ExtendEvent>(event));
        extends_.back().reservation_id = ids.IdOf(event.reservation);
        extends_.back().ends_at_us = event.ends_us;
        extends_.back().ttl_seconds = event.ttl_seconds;
        batch_ = absl::Span<const ExtendEvent>(extends_);
        break;
      case Family::kAllocation:
        allocations_.push_back(ToAllocation(event));
        batch_ = absl::Span<const AllocationEvent>(allocations_);
        break;
      case Family::kSchedule:
        schedules_.push_back(ToSchedule(event));
        batch_ = absl::Span<const ScheduleEvent>(schedules_);
        break;
    }
  }
}

IndexQuery ToIndexQuery(const Question& question) {
  IndexQuery query{.version = question.version == 2 ? QueryVersion::kV2 : QueryVersion::kV1,
                   .dimension_data_source = question.dimension_source,
                   .organization_ids = Views(question.organizations),
                   .product_ids = Views(question.products),
                   .group_by = Views(question.group_by),
                   .return_negative = question.return_negative,
                   .page_number = question.page_number,
                   .page_size = question.page_size,
                   .atp = {.wanted = question.promises, .from = question.from, .to = question.to}};
  for (const auto& [name, values] : question.filters) query.filters.push_back({name, Views(values)});
  return query;
}

ExactQuery ToExactQuery(const Question& question) {
  ExactQuery query{.version = question.version == 2 ? QueryVersion::kV2 : QueryVersion::kV1,
                   .dimension_data_source = question.dimension_source,
                   .organization_ids = Views(question.organizations),
                   .product_ids = Views(question.products),
                   .keys = Views(question.keys),
                   .group_by = Views(question.group_by),
                   .return_negative = question.return_negative,
                   .atp = {.wanted = question.promises, .from = question.from, .to = question.to}};
  for (const auto& tuple : question.tuples) query.tuples.push_back(Views(tuple));
  return query;
}

AllocationQuery ToAllocationQuery(const BucketQuestion& question) {
  AllocationQuery query{.organization_id = question.organization,
                        .product_id = question.product,
                        .dimension_data_source = question.dimension_source};
  Fill(question.dimensions, &query.dimensions);
  Fill(question.groups, &query.groups);
  return query;
}

ExplainQuery ToExplainQuery(const BucketQuestion& question) {
  ExplainQuery query{.organization_id = question.organization,
                     .product_id = question.product,
                     .dimension_data_source = question.dimension_source};
  Fill(question.dimensions, &query.dimensions);
  return query;
}

Configuration ToConfiguration(const Settings& settings, int idempotency_retention_days) {
  Configuration configuration;
  configuration.partition_rule = settings.by_product ? PartitionRule::kByProduct : PartitionRule::kByLocation;
  configuration.read_only_data_sources = settings.read_only;
  configuration.idempotency_retention_days = idempotency_retention_days;
  if (settings.has_index_set) configuration.index_sets = {{.number = 1, .dimensions = {"ColorId"}}};
  for (const Source& source : settings.sources) {
    DataSource out{.name = source.name, .physical_measures = source.measures};
    for (const auto& [own, base] : source.mappings) out.dimension_mappings.push_back({own, base});
    for (const Calculated& calculated : source.calculated) {
      out.calculated_measures.push_back(ToCalculated(calculated));
    }
    for (const auto& [measure, available] : source.reservable) {
      out.reservation_mappings.push_back({measure, {available.first, available.second}});
    }
    configuration.data_sources.push_back(std::move(out));
  }
  configuration.reservation = {.enabled = settings.reservations,
                               .ignore_unconfigured_dimensions = settings.ignore_unconfigured,
                               .dimensions = settings.reservation_dimensions};
  configuration.schedule.enabled = settings.schedules;
  configuration.schedule.v2 = settings.one_period;
  configuration.schedule.period_days = settings.period_days;
  for (const auto& [measure, days] : settings.schedule_measures) {
    configuration.schedule.measures.push_back({.measure = {measure.first, measure.second}, .period_days = days});
  }
  configuration.allocation.enabled = settings.allocations;
  configuration.allocation.groups = settings.groups;
  if (settings.available_to_allocate) {
    configuration.allocation.available = ToCalculated(*settings.available_to_allocate);
  }
  return configuration;
}

}  // namespace onhand::reference
