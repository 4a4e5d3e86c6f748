#include "tests/support/engine_batch.h"

#include <string>
#include <utility>

#include "engine/model/quantity.h"

namespace onhand {
namespace {

// Reads quantities; remembers the first that is none.
class Reader {
 public:
  Quantity Read(const std::string& text) {
    Quantity quantity;
    const QuantityError error = ParseQuantity(text, &quantity);
    if (error != QuantityError::kNone && !refusal_) {
      refusal_ = ScenarioOutcome{
          .status = "failure", .code = 400, .message = text + " " + std::string(QuantityErrorText(error))};
    }
    return quantity;
  }

  template <typename List>
  void Read(const std::vector<ScenarioAmount>& amounts, List* out) {
    for (const ScenarioAmount& amount : amounts) {
      out->push_back({amount.data_source, amount.measure, Read(amount.quantity)});
    }
  }

  const std::optional<ScenarioOutcome>& refusal() const { return refusal_; }

 private:
  std::optional<ScenarioOutcome> refusal_;
};

template <typename EventType>
EventType WithKey(const ScenarioEvent& event) {
  EventType out;
  out.id = event.id;
  out.organization_id = event.organization;
  out.product_id = event.product;
  out.dimension_data_source = event.dimension_source;
  for (const auto& [name, value] : event.dimensions) out.dimensions.push_back({name, value});
  return out;
}

std::optional<int64_t> Micros(const std::optional<absl::Time>& time) {
  return time ? std::optional<int64_t>(absl::ToUnixMicros(*time)) : std::nullopt;
}

AllocationOperation OperationOf(ScenarioKind kind) {
  if (kind == ScenarioKind::kUnallocate) return AllocationOperation::kUnallocate;
  if (kind == ScenarioKind::kReallocate) return AllocationOperation::kReallocate;
  return kind == ScenarioKind::kConsume ? AllocationOperation::kConsume : AllocationOperation::kAllocate;
}

AllocationEvent ToAllocation(ScenarioKind kind, const ScenarioEvent& event, Reader* reader) {
  AllocationEvent out = WithKey<AllocationEvent>(event);
  out.operation = OperationOf(kind);
  out.quantity = reader->Read(event.quantity);
  for (const auto& [name, value] : event.groups) out.groups.push_back({name, value});
  for (const auto& [name, value] : event.source_groups) out.source_groups.push_back({name, value});
  for (const auto& [source, measure, subtract] : event.physical) {
    out.physical_measures.push_back({source, measure, subtract});
  }
  return out;
}

}  // namespace

ScenarioBatch::ScenarioBatch(const ScenarioCall& call, const std::vector<ScenarioEvent>& events) : call_(call) {
  for (const ScenarioEvent& event : events) Add(event);
}

void ScenarioBatch::Add(const ScenarioEvent& event) {
  Reader reader;
  const auto keep = [&](auto* list, auto out) {
    if (!reader.refusal()) list->push_back(std::move(out));
    refused_.push_back(reader.refusal());
  };
  switch (call_.kind) {
    case ScenarioKind::kPost: {
      auto change = WithKey<ChangeEvent>(event);
      reader.Read(event.quantities, &change.quantities);
      keep(&changes_, std::move(change));
      break;
    }
    case ScenarioKind::kSet: {
      auto set = WithKey<SetEvent>(event);
      reader.Read(event.quantities, &set.quantities);
      reader.Read(event.expected, &set.expected_quantities);
      set.modified_at_us = Micros(event.modified);
      keep(&sets_, std::move(set));
      break;
    }
    case ScenarioKind::kReserve: {
      auto reserve = WithKey<ReserveEvent>(event);
      for (const ScenarioAmount& amount : event.quantities) {
        reserve.quantity_data_source = amount.data_source;
        reserve.modifier = amount.measure;
        reserve.quantity = reader.Read(amount.quantity);
      }
      reserve.check_available = !event.unchecked;
      reserve.ends_at_us = Micros(event.ends);
      reserve.ttl_seconds = event.ttl_seconds;
      keep(&reserves_, std::move(reserve));
      break;
    }
    case ScenarioKind::kUnreserve: {
      auto unreserve = WithKey<UnreserveEvent>(event);
      unreserve.reservation_id = event.reservation_id;
      unreserve.offset = reader.Read(event.quantity);
      keep(&unreserves_, std::move(unreserve));
      break;
    }
    case ScenarioKind::kExtend: {
      auto extend = WithKey<ExtendEvent>(event);
      extend.reservation_id = event.reservation_id;
      extend.ends_at_us = Micros(event.ends);
      extend.ttl_seconds = event.ttl_seconds;
      keep(&extends_, std::move(extend));
      break;
    }
    case ScenarioKind::kSchedule: {
      auto schedule = WithKey<ScheduleEvent>(event);
      for (const auto& [date, amounts] : event.dates) {
        schedule.quantities_by_date.push_back({.date = date, .quantities = {}});
        reader.Read(amounts, &schedule.quantities_by_date.back().quantities);
      }
      keep(&schedules_, std::move(schedule));
      break;
    }
    default:
      keep(&allocations_, ToAllocation(call_.kind, event, &reader));
      break;
  }
}

EventBatch ScenarioBatch::batch() const {
  switch (call_.kind) {
    case ScenarioKind::kPost:
      return absl::Span<const ChangeEvent>(changes_);
    case ScenarioKind::kSet:
      return SetBatch{call_.inventory_system, sets_};
    case ScenarioKind::kReserve:
      return absl::Span<const ReserveEvent>(reserves_);
    case ScenarioKind::kUnreserve:
      return absl::Span<const UnreserveEvent>(unreserves_);
    case ScenarioKind::kExtend:
      return absl::Span<const ExtendEvent>(extends_);
    case ScenarioKind::kSchedule:
      return absl::Span<const ScheduleEvent>(schedules_);
    default:
      return absl::Span<const AllocationEvent>(allocations_);
  }
}

ScenarioOutcome ToScenario(const Outcome& outcome) {
  ScenarioOutcome out{.status = std::string(ProcessingStatusName(outcome.status)),
                      .code = outcome.status_code(),
                      .message = outcome.message,
                      .reservation_id = outcome.reservation_id,
                      .invalid_offset = FormatMicros(outcome.invalid_offset_micros),
                      .present = {}};
  for (const PresentQuantity& present : outcome.present_quantities) {
    out.present[present.data_source + "." + present.measure] = FormatMicros(present.micros);
  }
  return out;
}

}  // namespace onhand
