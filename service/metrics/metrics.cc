#include "service/metrics/metrics.h"

#include <sstream>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "prometheus/counter.h"
#include "prometheus/histogram.h"
#include "prometheus/registry.h"
#include "prometheus/text_serializer.h"
#include "service/metrics/environment_gauges.h"
#include "storage/base/mutex.h"

namespace onhand {
namespace {

const prometheus::Histogram::BucketBoundaries& SecondsBuckets() {
  static const prometheus::Histogram::BucketBoundaries buckets = {
      0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
  return buckets;
}

const prometheus::Histogram::BucketBoundaries& SizeBuckets() {
  static const prometheus::Histogram::BucketBoundaries buckets = {1,   2,   4,   8,    16,   32,   64,
                                                                  128, 256, 512, 1024, 2048, 4096, 8192};
  return buckets;
}

// Label values behind a key of a map: joined by a character that no name of ours holds.
std::string Key(std::string_view a, std::string_view b, std::string_view c = {}) {
  std::string key;
  key.reserve(a.size() + b.size() + c.size() + 2);
  key.append(a).append(1, '\n').append(b).append(1, '\n').append(c);
  return key;
}

}  // namespace

// Looking a metric up in prometheus-cpp builds maps of strings; what was looked up once is kept by its labels.
struct Metrics::State {
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& requests =
      prometheus::BuildCounter()
          .Name("onhand_requests_total")
          .Help("Requests answered, by protocol, operation and result (ok, refused, invalid, failed).")
          .Register(registry);
  prometheus::Family<prometheus::Histogram>& request_seconds = prometheus::BuildHistogram()
                                                                   .Name("onhand_request_seconds")
                                                                   .Help("Time from a complete request to its answer.")
                                                                   .Register(registry);
  prometheus::Family<prometheus::Counter>& events = prometheus::BuildCounter()
                                                        .Name("onhand_events_total")
                                                        .Help("Events judged, by operation and outcome.")
                                                        .Register(registry);
  prometheus::Histogram& commit_events = prometheus::BuildHistogram()
                                             .Name("onhand_commit_events")
                                             .Help("Events applied by one synced write.")
                                             .Register(registry)
                                             .Add({}, SizeBuckets());
  prometheus::Histogram& commit_calls = prometheus::BuildHistogram()
                                            .Name("onhand_commit_calls")
                                            .Help("Calls answered by one synced write.")
                                            .Register(registry)
                                            .Add({}, SizeBuckets());
  prometheus::Histogram& commit_seconds = prometheus::BuildHistogram()
                                              .Name("onhand_commit_seconds")
                                              .Help("Duration of one synced write.")
                                              .Register(registry)
                                              .Add({}, SecondsBuckets());

  Mutex mutex;
  absl::flat_hash_map<std::string, prometheus::Counter*> counters ABSL_GUARDED_BY(mutex);
  absl::flat_hash_map<std::string, prometheus::Histogram*> histograms ABSL_GUARDED_BY(mutex);
};

Metrics::Metrics() : state_(std::make_unique<State>()) {}
Metrics::~Metrics() = default;

void Metrics::RecordRequest(std::string_view protocol, std::string_view operation, std::string_view result,
                            double seconds) {
  prometheus::Counter* counter = nullptr;
  prometheus::Histogram* histogram = nullptr;
  {
    MutexLock lock(&state_->mutex);
    auto& known_counter = state_->counters[Key(protocol, operation, result)];
    if (known_counter == nullptr) {
      known_counter = &state_->requests.Add({{"protocol", std::string(protocol)},
                                             {"operation", std::string(operation)},
                                             {"result", std::string(result)}});
    }
    auto& known_histogram = state_->histograms[Key(protocol, operation)];
    if (known_histogram == nullptr) {
      known_histogram = &state_->request_seconds.Add(
          {{"protocol", std::string(protocol)}, {"operation", std::string(operation)}}, SecondsBuckets());
    }
    counter = known_counter;
    histogram = known_histogram;
  }
  counter->Increment();
  histogram->Observe(seconds);
}

void Metrics::RecordEvents(std::string_view operation, std::string_view outcome_reason, int64_t count) {
  prometheus::Counter* counter = nullptr;
  {
    MutexLock lock(&state_->mutex);
    auto& known = state_->counters[Key(operation, outcome_reason)];
    if (known == nullptr) {
      known = &state_->events.Add({{"operation", std::string(operation)}, {"outcome", std::string(outcome_reason)}});
    }
    counter = known;
  }
  counter->Increment(static_cast<double>(count));
}

void Metrics::OnCommit(const CommitReport& report) {
  state_->commit_events.Observe(report.events);
  state_->commit_calls.Observe(report.calls);
  state_->commit_seconds.Observe(static_cast<double>(report.commit_us) * 1e-6);
}

std::string Metrics::Render(Engine* engine) {
  std::vector<prometheus::MetricFamily> families = state_->registry.Collect();
  if (engine != nullptr) AppendEnvironmentGauges(engine, &families);
  std::ostringstream out;
  prometheus::TextSerializer().Serialize(out, families);
  return std::move(out).str();
}

}  // namespace onhand
