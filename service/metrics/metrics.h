// File: metrics.h
//
// What the service counts and times, as Prometheus text. Names start with onhand_; every metric says what it is in its
// HELP line. Operations are in snake case: post_changes, set_on_hand, index_query, exact_query, get_configuration,
// replace_configuration, list_partitions, clean_up_partitions, create_environment, list_environments,
// delete_environment, ingest, reserve, unreserve, extend_reservation, allocate, unallocate, reallocate, consume,
// change_schedule, allocation_query, explain, start_reservation_resync, start_log_extract, get_job, list_jobs,
// delete_job, read_job_result, adjust, list_adjustment_lines, list_adjustment_aggregates, set_aggregate_statuses,
// push_adjustments; "unknown" for requests that lead nowhere.
#ifndef ONHAND_SERVICE_METRICS_METRICS_H_
#define ONHAND_SERVICE_METRICS_METRICS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "engine/engine.h"

namespace onhand {

// Thread-safe; recording takes well under a microsecond and never blocks on I/O.
class Metrics : public EngineObserver {
 public:
  Metrics();
  ~Metrics() override;

  // One request was answered after `seconds`. `protocol` is "http" or "grpc"; `result` is "ok", "refused" (understood,
  // but at least one event of it was refused), "invalid" (the caller's fault: 4xx, INVALID_ARGUMENT, …) or "failed"
  // (ours: 5xx, INTERNAL, UNAVAILABLE, …).
  void RecordRequest(std::string_view protocol, std::string_view operation, std::string_view result, double seconds);

  // `count` events of one operation came out the same way: "OK", or the ReasonName() of their refusal.
  void RecordEvents(std::string_view operation, std::string_view outcome_reason, int64_t count);

  // From the engine: size and duration of synced writes.
  void OnCommit(const CommitReport& report) override;

  // Prometheus text format 0.0.4. With an engine: also the statistics of every open environment, labelled by its id.
  std::string Render(Engine* engine);

 private:
  struct State;
  const std::unique_ptr<State> state_;
};

}  // namespace onhand

#endif  // ONHAND_SERVICE_METRICS_METRICS_H_
