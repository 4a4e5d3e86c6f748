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
#include "engine/engine.h"
#include "engine/model/configuration.h"
#include "engine/model/event.h"
#include "engine/model/outcome.h"
#include "engine/model/query.h"

namespace onhand::cli {

// To be used by one thread. Statuses carry a sentence for the user. UNAVAILABLE and RESOURCE_EXHAUSTED: the same call
// may succeed later.
class Backend {
 public:
  using Completion = absl::AnyInvocable<void(EventResults) &&>;

  virtual ~Backend() = default;  // waits for what is under way

  // At most kBulkRecordCountMax events; durable when they return.
  virtual EventResults PostChanges(const std::string& environment, absl::Span<const ChangeEvent> events) = 0;
  virtual EventResults SetOnHand(const std::string& environment, const std::string& inventory_system,
                                 absl::Span<const SetEvent> events) = 0;

  // The same as PostChanges without waiting for the answer. Batches are applied in the order of the calls. `done` runs
  // once, on any thread, perhaps before the call returns; events and what they point at must live until then.
  virtual void StreamChanges(const std::string& environment, absl::Span<const ChangeEvent> events, Completion done) = 0;

  // A query that cannot be answered says why in the answer's issues.
  virtual absl::StatusOr<QueryAnswer> Query(const std::string& environment, const IndexQuery& query) = 0;
  virtual absl::StatusOr<QueryAnswer> Query(const std::string& environment, const ExactQuery& query) = 0;

  virtual absl::StatusOr<ConfigurationVersion> GetConfiguration(const std::string& environment) = 0;
  virtual absl::StatusOr<ConfigurationResult> ReplaceConfiguration(const std::string& environment,
                                                                   Configuration configuration) = 0;
  virtual absl::StatusOr<std::vector<std::string>> ListPartitions(const std::string& environment) = 0;

  virtual absl::Status CreateEnvironment(const std::string& environment) = 0;  // ALREADY_EXISTS
  virtual absl::Status DeleteEnvironment(const std::string& environment) = 0;  // NOT_FOUND
  virtual absl::StatusOr<std::vector<std::string>> ListEnvironments() = 0;
};

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_BACKEND_BACKEND_H_
