// File: outcome.h
//
// What became of an event: a value, also when it was refused. Status codes and their order of precedence are
// decisions T5, T7.
#ifndef ONHAND_ENGINE_MODEL_OUTCOME_H_
#define ONHAND_ENGINE_MODEL_OUTCOME_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace onhand {

// Why an event or a request was refused. The names are stable (gRPC ErrorInfo, metrics).
enum class Reason : uint8_t {
  kNone = 0,
  // 400, form and names: what the event and the configuration alone decide.
  kMalformed,  // a field is missing or of the wrong type (found while decoding)
  kInvalidId,  // decisions I5
  kInvalidOrganization,
  kInvalidProduct,
  kInvalidDimensionValue,
  kUnknownDimension,           // N3
  kConflictingDimensions,      // N3
  kMissingPartitionDimension,  // spec 1.3: site and location under By location
  kUnknownDataSource,          // N4, S3
  kUnknownMeasure,             // N4
  kCalculatedMeasure,          // N4
  kAllocationMeasure,          // N4
  kRepeatedMeasure,
  kNoQuantity,             // Q1
  kInvalidQuantity,        // Q1
  kDataSourceMismatch,     // S3
  kUnconfiguredDimension,  // V5
  kTooManyDimensions,      // E1
  kNotReservable,          // V7: no reservation mapping
  kAmbiguousDataSource,    // V6
  kQuantityFormsDisagree,  // V6
  kQuantityNotPositive,    // V4 zero, V8, L1
  kInvalidHold,            // X1, E2: both ends, none, a negative quantity, a length out of range
  kInvalidGroups,          // L1
  kSameGroups,             // L2
  kMeasureNotScheduled,    // P2
  kInvalidDate,            // P1: form, the same day twice
  // 500, though decided by form alone (V7, T7)
  kMissingReservationPlace,
  // 409
  kIdReused,  // I2
  // 403
  kReadOnlyDataSource,  // N5
  // 404
  kUnknownReservation,  // V8, X1
  // 400, state and time
  kTimeInFuture,       // S2
  kDateOutsidePeriod,  // P1
  kHoldEndOutOfRange,  // X1
  kQuantityOverflow,   // Q2
  // 409
  kUnexpectedQuantity,  // X3
  // 500, quantity
  kNotAvailable,            // V3: more than is available to reserve
  kCheckedRelease,          // V3: a negative reservation with the check on
  kReleaseBelowZero,        // V4
  kNotAvailableToAllocate,  // L2
  kNotAllocated,            // L2: more than the bucket has
  // 424
  kCartRefused,  // E3: another record of the same cart
  // Of requests and queries, 400.
  kTooManyRecords,       // T6
  kTooManyProducts,      // R8
  kTooManyCombinations,  // R8
  kOrganizationCount,    // R8
  kMissingFilter,        // R9, R13
  kUnknownGroupBy,       // R7
  kInvalidTuple,         // R13
  kInvalidPage,          // R12
  kNoIndexSet,           // R10
  kScheduleOff,          // P5: QueryATP while the feature is off
  kInvalidDateRange,     // P4
  kOrganizationsInCart,  // E3
  kInvalidSearch,        // spec section 6: a product search that cannot be carried out
  // Of adjustment aggregates that are synced onwards.
  kUnknownAggregate,  // 404
  kStatusNotForward,  // 409
  // 403, a feature that is switched off (C5).
  kFeatureOff,
  // Of configurations.
  kInvalidConfiguration,   // 400, C2
  kConfigurationConflict,  // 409, C3
};

// The stable name: "UNKNOWN_DIMENSION", …
std::string_view ReasonName(Reason reason);
// The code in the envelope: 200 for kNone, else 400, 403, 404, 409, 424 or 500.
int ReasonStatusCode(Reason reason);

enum class ProcessingStatus : uint8_t { kSuccess, kPartialSuccess, kFailure };
// "success", "partialSuccess", "failure".
std::string_view ProcessingStatusName(ProcessingStatus status);

// What is wrong with one part of a request. `path` is a JSON pointer into the record or request in the documented
// spelling ("/dimensions/colorId", "/filters/siteId"), "" for the whole.
struct Issue {
  Reason reason = Reason::kNone;
  std::string path;
  std::string message;  // one sentence: what and why, with the numbers
  friend bool operator==(const Issue&, const Issue&) = default;
};

// A number as it is, told with a refusal (decisions E4).
struct PresentQuantity {
  std::string data_source;  // lower case
  std::string measure;      // lower case
  int64_t micros = 0;
  friend bool operator==(const PresentQuantity&, const PresentQuantity&) = default;
};

// Of one event.
struct Outcome {
  ProcessingStatus status = ProcessingStatus::kSuccess;
  Reason reason = Reason::kNone;
  std::string path;     // of the field that refused it; "" otherwise
  std::string message;  // "" on plain success; "superseded by a newer count" (S2); else what and why
  // Of a reserve, unreserve or extend: the reservation; "" of a refused reserve (T7).
  std::string reservation_id;
  int64_t invalid_offset_micros = 0;                // of an unreserve: the part that there was nothing left for (V8)
  std::vector<PresentQuantity> present_quantities;  // of a set refused by its expectation (E4)

  int status_code() const { return ReasonStatusCode(reason); }
  bool refused() const { return status == ProcessingStatus::kFailure; }
  static Outcome Refuse(Issue issue) {
    return {.status = ProcessingStatus::kFailure,
            .reason = issue.reason,
            .path = std::move(issue.path),
            .message = std::move(issue.message)};
  }
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

// Of one call with events.
struct EventResults {
  // Not OK: the call could not be carried out, or (UNAVAILABLE) it is unknown whether it was; send it again with the
  // same ids.
  absl::Status status;
  // Not empty: the call as a whole is refused and nothing was applied: more than 512 records (T6), an inventory system
  // that is not configured (S3), a feature that is off (C5), several organizations in a cart (E3).
  std::vector<Issue> issues;
  std::vector<Outcome> outcomes;  // one an event, in order; empty if the call failed or was refused

  bool answered() const { return status.ok() && issues.empty(); }
};

}  // namespace onhand

#endif  // ONHAND_ENGINE_MODEL_OUTCOME_H_
