// File: adjustment_backend.h
//
// The adjustment lines of environments, as commands reach them (see backend.h): over gRPC or in this process.
#ifndef ONHAND_SERVICE_CLI_BACKEND_ADJUSTMENT_BACKEND_H_
#define ONHAND_SERVICE_CLI_BACKEND_ADJUSTMENT_BACKEND_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/adjustment_book.h"

namespace onhand::cli {

// To be used by one thread. Statuses carry a sentence for the user.
class AdjustmentBackend {
 public:
  virtual ~AdjustmentBackend() = default;

  // Hands on each one, in their order; false ends the list. `organization` "" = all.
  using TakeLine = std::function<bool(const AdjustmentLine& line)>;
  virtual absl::Status ListLines(const std::string& environment, const std::string& organization,
                                 std::optional<AdjustmentStatus> status, const TakeLine& take) = 0;
  using TakeAggregate = std::function<bool(const AggregatedAdjustment& aggregate)>;
  virtual absl::Status ListAggregates(const std::string& environment, const std::string& organization,
                                      std::optional<AdjustmentSyncStatus> status, const TakeAggregate& take) = 0;

  // At most kBulkRecordCountMax; one outcome for each.
  virtual absl::StatusOr<std::vector<Outcome>> SetStatuses(const std::string& environment,
                                                           absl::Span<const AdjustmentSyncUpdate> updates) = 0;
  virtual absl::StatusOr<AdjustmentPushReport> Push(const std::string& environment) = 0;
};

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_BACKEND_ADJUSTMENT_BACKEND_H_
