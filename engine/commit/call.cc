#include "engine/commit/call.h"

#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/validate/validate.h"
#include "storage/keys/receipt_key.h"

namespace onhand {
namespace {

Issue FeatureOff(std::string_view feature, std::string_view flag) {
  return {Reason::kFeatureOff, "",
          std::string(feature) + " is switched off by " + std::string(flag) + " in the configuration"};
}

// The switch that refuses the whole batch (decisions C5).
std::optional<Issue> CheckFeature(const Configuration& configuration, const EventBatch& batch) {
  const bool reservation = std::holds_alternative<absl::Span<const ReserveEvent>>(batch) ||
                           std::holds_alternative<absl::Span<const UnreserveEvent>>(batch) ||
                           std::holds_alternative<absl::Span<const ExtendEvent>>(batch);
  if (reservation && !configuration.reservation.enabled) {
    return FeatureOff("soft reservation", "reservConfiguration.isReservEnabled");
  }
  if (std::holds_alternative<absl::Span<const AllocationEvent>>(batch) && !configuration.allocation.enabled) {
    return FeatureOff("allocation", "allocationConfiguration.isAllocationEnabled");
  }
  if (std::holds_alternative<absl::Span<const ScheduleEvent>>(batch) && !configuration.schedule.enabled) {
    return FeatureOff("the change schedule", "scheduleConfiguration.isScheduleEnabled");
  }
  return std::nullopt;
}

// What refuses the call as a whole.
std::optional<Issue> CheckCall(const CompiledConfiguration& configuration, const WriteCall& call) {
  const size_t count = call.event_count();
  if (count > static_cast<size_t>(kBulkRecordCountMax)) {
    return Issue{
        Reason::kTooManyRecords, "",
        absl::StrCat("a call carries at most ", kBulkRecordCountMax, " records, not ", count, "; nothing was applied")};
  }
  if (auto issue = CheckFeature(configuration.version()->configuration, call.batch)) return issue;
  const auto* sets = std::get_if<SetBatch>(&call.batch);
  if (sets != nullptr && configuration.FindSource(sets->inventory_system) == nullptr) {
    return Issue{Reason::kUnknownDataSource, "",
                 "inventory system '" + std::string(sets->inventory_system) + "' is not a configured data source"};
  }
  if (!call.options.atomic) return std::nullopt;
  for (size_t i = 1; i < count; ++i) {
    const std::string_view first = EventAt(call.batch, 0).organization_id;
    const std::string_view other = EventAt(call.batch, i).organization_id;
    if (first == other) continue;
    return Issue{Reason::kOrganizationsInCart, absl::StrCat("/", i, "/organizationId"),
                 "a cart is for one organization, not for '" + std::string(first) + "' and '" + std::string(other) +
                     "'; nothing was applied"};
  }
  return std::nullopt;
}

// Which validation is an event's.
struct Validator {
  const CompiledConfiguration& configuration;
  uint64_t hash_seed;
  const EventBatch& batch;

  std::optional<Issue> operator()(const ChangeEvent& event, ValidEvent* valid) const {
    return ValidateChange(configuration, event, hash_seed, valid);
  }
  std::optional<Issue> operator()(const SetEvent& event, ValidEvent* valid) const {
    return ValidateSet(configuration, std::get<SetBatch>(batch).inventory_system, event, hash_seed, valid);
  }
  std::optional<Issue> operator()(const ReserveEvent& event, ValidEvent* valid) const {
    return ValidateReserve(configuration, event, hash_seed, valid);
  }
  std::optional<Issue> operator()(const UnreserveEvent& event, ValidEvent* valid) const {
    return ValidateUnreserve(configuration, event, hash_seed, valid);
  }
  std::optional<Issue> operator()(const ExtendEvent& event, ValidEvent* valid) const {
    return ValidateExtend(configuration, event, hash_seed, valid);
  }
  std::optional<Issue> operator()(const AllocationEvent& event, ValidEvent* valid) const {
    return ValidateAllocation(configuration, event, hash_seed, valid);
  }
  std::optional<Issue> operator()(const ScheduleEvent& event, ValidEvent* valid) const {
    return ValidateSchedule(configuration, event, hash_seed, valid);
  }
  std::optional<Issue> operator()(const AdjustEvent& event, ValidEvent* valid) const {
    return ValidateAdjust(configuration, std::get<AdjustBatch>(batch).apply_now, event, hash_seed, valid);
  }
};

}  // namespace

Outcome RefuseEvent(const EventBatch& batch, size_t position, Issue issue) {
  Outcome outcome = Outcome::Refuse(std::move(issue));
  if (const auto* unreserves = std::get_if<absl::Span<const UnreserveEvent>>(&batch)) {
    outcome.reservation_id = (*unreserves)[position].reservation_id;
    // An offset that is no quantity counts as 0 (decisions E6).
    const int64_t offset_micros = (*unreserves)[position].offset.micros;
    outcome.invalid_offset_micros = offset_micros < -kQuantityMicrosMax ? 0 : offset_micros;
  } else if (const auto* extensions = std::get_if<absl::Span<const ExtendEvent>>(&batch)) {
    outcome.reservation_id = (*extensions)[position].reservation_id;
  }
  return outcome;
}

void ValidateWriteCall(std::shared_ptr<const CompiledConfiguration> configuration, uint64_t hash_seed,
                       WriteCall* call) {
  call->validated_with = std::move(configuration);
  call->valid.clear();
  call->results = EventResults{};
  if (std::optional<Issue> issue = CheckCall(*call->validated_with, *call)) {
    call->results.issues.push_back(*std::move(issue));
    return;
  }
  call->results.outcomes.resize(call->event_count());
  call->valid.reserve(call->event_count());
  const Validator validate{*call->validated_with, hash_seed, call->batch};
  VisitEvents(call->batch, [&](const auto& events) {
    for (uint32_t i = 0; i < events.size(); ++i) {
      ValidEvent& valid = call->valid.emplace_back();
      valid.position = i;
      if (std::optional<Issue> issue = validate(events[i], &valid)) {
        call->results.outcomes[i] = RefuseEvent(call->batch, i, *std::move(issue));
        call->valid.pop_back();
        continue;
      }
      valid.receipt = storage::ReceiptHash(static_cast<uint8_t>(valid.kind), valid.identity, valid.id, hash_seed);
    }
  });
}

}  // namespace onhand
