#include "service/metrics/environment_gauges.h"

#include <iterator>
#include <memory>
#include <string>

#include "prometheus/client_metric.h"
#include "prometheus/metric_type.h"

namespace onhand {
namespace {

struct Figure {
  const char* name;
  const char* help;
  prometheus::MetricType type;
  double (*value)(const EnvironmentStatistics&);
};

constexpr prometheus::MetricType kGauge = prometheus::MetricType::Gauge;
constexpr prometheus::MetricType kCounter = prometheus::MetricType::Counter;

const Figure kFigures[] = {
    {"onhand_sequence", "Position of the last committed group in the commit log.", kGauge,
     [](const EnvironmentStatistics& s) { return static_cast<double>(s.sequence); }},
    {"onhand_rows", "On-hand rows stored.", kGauge,
     [](const EnvironmentStatistics& s) { return static_cast<double>(s.rows); }},
    {"onhand_disk_bytes", "Size of the environment's files.", kGauge,
     [](const EnvironmentStatistics& s) { return static_cast<double>(s.disk_bytes); }},
    {"onhand_memtable_bytes", "Unflushed writes of the store held in memory.", kGauge,
     [](const EnvironmentStatistics& s) { return static_cast<double>(s.memtable_bytes); }},
    {"onhand_pending_compaction_bytes", "Bytes the store still has to compact.", kGauge,
     [](const EnvironmentStatistics& s) { return static_cast<double>(s.pending_compaction_bytes); }},
    {"onhand_running_compactions", "Compactions under way.", kGauge,
     [](const EnvironmentStatistics& s) { return static_cast<double>(s.running_compactions); }},
    {"onhand_receipt_reads_total", "Times that an id was looked up among the receipts.", kCounter,
     [](const EnvironmentStatistics& s) { return static_cast<double>(s.receipt_reads); }},
    {"onhand_receipt_reads_past_filter_total",
     "Of these, times that the filter could not answer and the disk was read.", kCounter,
     [](const EnvironmentStatistics& s) { return static_cast<double>(s.receipt_reads_past_filter); }},
    {"onhand_write_stopped", "1 while the store refuses writes because compaction is behind.", kGauge,
     [](const EnvironmentStatistics& s) { return s.write_stopped ? 1.0 : 0.0; }},
};

}  // namespace

void AppendEnvironmentGauges(Engine* engine, std::vector<prometheus::MetricFamily>* families) {
  const std::vector<std::shared_ptr<Environment>> environments = engine->OpenEnvironments();

  prometheus::MetricFamily open;
  open.name = "onhand_environments_open";
  open.help = "Environments that are open now.";
  open.type = kGauge;
  open.metric.emplace_back().gauge.value = static_cast<double>(environments.size());
  families->push_back(std::move(open));

  const size_t first = families->size();
  for (const Figure& figure : kFigures) {
    prometheus::MetricFamily& family = families->emplace_back();
    family.name = figure.name;
    family.help = figure.help;
    family.type = figure.type;
  }
  for (const std::shared_ptr<Environment>& environment : environments) {
    const EnvironmentStatistics statistics = environment->Statistics();
    for (size_t i = 0; i < std::size(kFigures); ++i) {
      prometheus::ClientMetric& metric = (*families)[first + i].metric.emplace_back();
      metric.label.push_back({"environment", environment->id()});
      const double value = kFigures[i].value(statistics);
      if (kFigures[i].type == kCounter) {
        metric.counter.value = value;
      } else {
        metric.gauge.value = value;
      }
    }
  }
}

}  // namespace onhand
