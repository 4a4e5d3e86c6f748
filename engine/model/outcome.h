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
  kNoQuantity,          // Q1
  kInvalidQuantity,     // Q1
  kDataSourceMismatch,  // S3
  // 409
  kIdReused,  // I2
  // 403
  kReadOnlyDataSource,  // N5
  // 400, state and time
  kTimeInFuture,      // S2
  kQuantityOverflow,  // Q2
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
  // Of configurations.
  kInvalidConfiguration,   // 400, C2
  kConfigurationConflict,  // 409, C3
};

// The stable name: "UNKNOWN_DIMENSION", …
std::string_view ReasonName(Reason reason);
// The code in the envelope: 200 for kNone, else 400, 403 or 409.
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

// Of one event.
struct Outcome {
  ProcessingStatus status = ProcessingStatus::kSuccess;
  Reason reason = Reason::kNone;
  std::string path;     // of the field that refused it; "" otherwise
  std::string message;  // "" on plain success; "superseded by a newer count" (S2); else what and why

  int status_code() const { return ReasonStatusCode(reason); }
  bool refused() const { return status == ProcessingStatus::kFailure; }
  static Outcome Refuse(Issue issue) {
    return {ProcessingStatus::kFailure, issue.reason, std::move(issue.path), std::move(issue.message)};
  }
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

// Of one call with events.
struct EventResults {
  // Not OK: the call could not be carried out, or (UNAVAILABLE) it is unknown whether it was; send it again with the
  // same ids. INVALID_ARGUMENT: more than 512 records; nothing was applied.
  absl::Status status;
  std::vector<Outcome> outcomes;  // one an event, in order; empty if status is not OK
};

}  // namespace onhand

#endif  // ONHAND_ENGINE_MODEL_OUTCOME_H_
