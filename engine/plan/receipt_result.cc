#include "engine/plan/receipt_result.h"

#include <algorithm>

#include "absl/status/status.h"
#include "engine/model/quantity.h"
#include "engine/plan/reservation_id.h"
#include "storage/records/coding.h"

namespace onhand {
namespace {

constexpr char kHold = '\x02';
constexpr char kPartialRelease = '\x03';

absl::Status Damaged() { return absl::DataLossError("a stored receipt holds a result of no known form"); }

}  // namespace

std::string ResultOfHold(const storage::Hash128& hold_id) {
  std::string result(1, kHold);
  result.append(hold_id.begin(), hold_id.end());
  return result;
}

std::string ResultOfPartialRelease(int64_t invalid_micros) {
  std::string result(1, kPartialRelease);
  storage::PutZigZag(invalid_micros, &result);
  return result;
}

absl::StatusOr<Outcome> OutcomeOfResult(const ValidEvent& event, const CompiledConfiguration& configuration,
                                        std::string_view result) {
  Outcome outcome;
  if (const auto* unreserve = std::get_if<UnreserveBody>(&event.body)) {
    outcome.reservation_id = unreserve->reservation_id;
  } else if (const auto* extend = std::get_if<ExtendBody>(&event.body)) {
    outcome.reservation_id = extend->reservation_id;
  } else if (std::holds_alternative<ReserveBody>(event.body) && result == kResultSuccess) {
    outcome.reservation_id =
        SharedReservationId(event.row_key, configuration.measure_name(event.quantities[0].measure));
  }
  if (result == kResultSuccess) return outcome;
  if (result == kResultSuperseded) {
    outcome.message = "superseded by a newer count";
    return outcome;
  }
  const std::string_view rest = result.substr(1);
  storage::Hash128 hold_id{};
  if (result.front() == kHold && rest.size() == hold_id.size()) {
    std::copy(rest.begin(), rest.end(), hold_id.begin());
    outcome.reservation_id = HoldReservationId(hold_id);
    return outcome;
  }
  if (result.front() != kPartialRelease) return Damaged();
  storage::Reader reader(rest);
  outcome.invalid_offset_micros = reader.ZigZag();
  if (!reader.done()) return Damaged();
  outcome.status = ProcessingStatus::kPartialSuccess;
  outcome.message =
      FormatMicros(outcome.invalid_offset_micros) + " of the offset could not be released: less was reserved";
  return outcome;
}

}  // namespace onhand
