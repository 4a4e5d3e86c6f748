// File: backend.h
//
// What commands talk to: a server over gRPC (grpc_backend.h) or a data directory opened by this process
// (direct_backend.h). The engine's own types, whichever it is.
#ifndef ONHAND_SERVICE_CLI_BACKEND_BACKEND_H_
#define ONHAND_SERVICE_CLI_BACKEND_BACKEND_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/audit.h"
#include "engine/backup.h"
#include "engine/engine.h"
#include "engine/model/allocation_query.h"
#include "engine/model/configuration.h"
#include "engine/model/event.h"
#include "engine/model/explanation.h"
#include "engine/model/outcome.h"
#include "engine/model/query.h"
#include "service/cli/backend/adjustment_backend.h"
#include "service/cli/backend/job_backend.h"
#include "service/cli/backend/product_backend.h"

namespace onhand::cli {

// To be used by one thread. Statuses carry a sentence for the user. UNAVAILABLE and RESOURCE_EXHAUSTED: the same call
// may succeed later.
class Backend {
 public:
  using Completion = absl::AnyInvocable<void(EventResults) &&>;

  virtual ~Backend() = default;  // waits for what is under way

  // At most kBulkRecordCountMax events, of allocation all of one operation; durable when it returns. Of the options
  // only `atomic` may be set, for changes and reservations: who calls, the backend knows.
  virtual EventResults Apply(const std::string& environment, const EventBatch& batch, const CallOptions& options) = 0;

  // Applies changes without waiting for the answer. Batches are applied in the order of the calls. `done` runs once,
  // on any thread, perhaps before the call returns; events and what they point at must live until then.
  virtual void StreamChanges(const std::string& environment, absl::Span<const ChangeEvent> events, Completion done) = 0;

  // A query that cannot be answered says why in the answer's issues.
  virtual absl::StatusOr<QueryAnswer> Query(const std::string& environment, const IndexQuery& query) = 0;
  virtual absl::StatusOr<QueryAnswer> Query(const std::string& environment, const ExactQuery& query) = 0;
  virtual absl::StatusOr<AllocationAnswer> Query(const std::string& environment, const AllocationQuery& query) = 0;
  virtual absl::StatusOr<Explanation> Explain(const std::string& environment, const ExplainQuery& query) = 0;

  virtual absl::StatusOr<ConfigurationVersion> GetConfiguration(const std::string& environment) = 0;
  virtual absl::StatusOr<ConfigurationResult> ReplaceConfiguration(const std::string& environment,
                                                                   Configuration configuration) = 0;
  virtual absl::StatusOr<std::vector<std::string>> ListPartitions(const std::string& environment) = 0;

  // As Environment::Audit.
  virtual absl::StatusOr<AuditReport> Audit(const std::string& environment, const AuditOptions& options) = 0;

  // Live as long as this.
  virtual AdjustmentBackend* adjustments() = 0;
  virtual JobBackend* jobs() = 0;
  virtual ProductBackend* products() = 0;
  virtual Backups* backups() { return nullptr; }  // nullptr: it keeps everything in memory

  virtual absl::Status CreateEnvironment(const std::string& environment) = 0;  // ALREADY_EXISTS
  virtual absl::Status DeleteEnvironment(const std::string& environment) = 0;  // NOT_FOUND
  virtual absl::StatusOr<std::vector<std::string>> ListEnvironments() = 0;
};

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_BACKEND_BACKEND_H_
