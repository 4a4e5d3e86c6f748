// File: call.h
//
// What every call does around its work: look whether it is still wanted, be timed, run on a thread that may block.
#ifndef ONHAND_SERVICE_GRPC_CALL_H_
#define ONHAND_SERVICE_GRPC_CALL_H_

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/engine.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"
#include "grpcpp/support/status.h"
#include "service/grpc/call_error.h"
#include "service/grpc/calls_in_flight.h"
#include "service/metrics/metrics.h"
#include "storage/base/worker_pool.h"

namespace onhand {

// What the services share. Everything outlives them.
struct ServiceContext {
  Engine* engine = nullptr;
  Metrics* metrics = nullptr;
  Caller caller;                        // what callers may do
  WorkerPool* submit_pool = nullptr;    // decodes and submits events; short tasks
  WorkerPool* blocking_pool = nullptr;  // queries, configurations, environments
  int answers_max = 64;                 // query answers held for slow readers at once
  std::atomic<int> answers_held = 0;
  CallsInFlight calls;
};

// An error if the call is cancelled or its deadline has passed: then nothing must be applied.
std::optional<grpc::Status> CheckWanted(const grpc::ServerContextBase& context);

// Reports one request to the metrics. `operation` is a literal.
class CallTimer {
 public:
  CallTimer(Metrics* metrics, std::string_view operation)
      : metrics_(metrics), operation_(operation), start_(std::chrono::steady_clock::now()) {}
  // `refused`: answered, but at least one event was refused.
  void Done(const grpc::Status& status, bool refused = false) const;
  // Counts events by what became of them. Returns whether any was refused.
  bool CountEvents(const std::vector<Outcome>& outcomes) const;

 private:
  Metrics* metrics_;
  std::string_view operation_;
  std::chrono::steady_clock::time_point start_;
};

// Answers a unary call with what `work` (grpc::Status()) returns on the blocking pool. Request and response live until
// then. RESOURCE_EXHAUSTED if too many wait.
template <typename Work>
grpc::ServerUnaryReactor* RunBlocking(grpc::CallbackServerContext* context, ServiceContext* services,
                                      std::string_view operation, Work work) {
  auto* reactor = new CountedReactor(&services->calls);
  const CallTimer timer(services->metrics, operation);
  const bool begun = reactor->begun();
  const bool taken =
      begun && services->blocking_pool->TryRun([context, reactor, timer, work = std::move(work)]() mutable {
        const std::optional<grpc::Status> unwanted = CheckWanted(*context);
        grpc::Status status = unwanted ? *unwanted : work();
        timer.Done(status);
        reactor->Finish(std::move(status));
      });
  if (!taken) {
    grpc::Status status = begun ? ServerBusy() : ServerStopping();
    timer.Done(status);
    reactor->Finish(std::move(status));
  }
  return reactor;
}

// The environment of a request, or an error.
struct FoundEnvironment {
  std::shared_ptr<Environment> environment;  // null: `error` says why
  grpc::Status error;
};
FoundEnvironment FindEnvironment(ServiceContext* services, std::string_view environment_id);

}  // namespace onhand

#endif  // ONHAND_SERVICE_GRPC_CALL_H_
