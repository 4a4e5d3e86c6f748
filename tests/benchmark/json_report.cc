#include "tests/benchmark/json_report.h"

#include <string_view>

#include "absl/strings/str_cat.h"

namespace onhand::benchmark {
namespace {

constexpr size_t kP99 = 2;

void WriteSpread(const std::string& key, const Spread& spread, JsonWriter* json) {
  json->Key(key).BeginObject();
  json->Key("median").Number(spread.median);
  json->Key("min").Number(spread.min);
  json->Key("max").Number(spread.max);
  json->EndObject();
}

void WriteLatencies(std::string_view key, const LatencySpreads& latencies, JsonWriter* json) {
  if (latencies[0].median == 0) return;
  json->Key(key).BeginObject();
  for (size_t i = 0; i < latencies.size(); ++i) WriteSpread(std::string(kPercentileNames[i]), latencies[i], json);
  json->EndObject();
}

void WriteEntrant(const EntrantResult& entrant, const std::string& unit, JsonWriter* json) {
  static constexpr std::string_view kRoles[] = {"onhand", "reference", "peer"};
  json->BeginObject();
  json->Key("name").Text(entrant.label);
  json->Key("role").Text(kRoles[static_cast<size_t>(entrant.role)]);
  if (!entrant.measured()) {
    json->Key("left_out").Text(entrant.left_out);
    json->EndObject();
    return;
  }
  json->Key("description").Text(entrant.description);
  json->Key("callers").Number(entrant.callers);
  WriteSpread(absl::StrCat(unit, "_per_s"), entrant.throughput, json);
  json->Key("rounds").BeginArray();
  for (const double value : entrant.rounds) json->Number(value);
  json->EndArray();
  WriteSpread("process_cpu_us", entrant.cpu_us, json);
  WriteLatencies("closed_loop_us", entrant.closed, json);
  WriteLatencies("open_loop_us", entrant.open, json);
  WriteSpread("open_loop_operations_per_s", entrant.open_rate, json);
  json->Key("acknowledged").Number(static_cast<double>(entrant.units));
  json->Key("audit").Text(entrant.audit);
  json->EndObject();
}

void WriteBrief(const EntrantResult& entrant, const std::string& unit, JsonWriter* json) {
  json->BeginObject();
  json->Key(absl::StrCat(unit, "_per_s")).Number(entrant.throughput.median);
  json->Key("p50_us").Number(MiddleLatencyUs(entrant));
  if (entrant.open[kP99].median > 0) json->Key("open_p99_us").Number(entrant.open[kP99].median);
  json->EndObject();
}

void WriteRatios(const WorkloadReport& report, JsonWriter* json) {
  json->Key("ratios").BeginObject();
  const EntrantResult& ours = report.entrants.front();
  for (const EntrantResult& entrant : report.entrants) {
    if (&entrant == &ours || !entrant.measured()) continue;
    json->Key(entrant.label).BeginObject();
    json->Key("throughput").Number(Ratio(ours.throughput.median, entrant.throughput.median));
    json->Key("p50").Number(Ratio(MiddleLatencyUs(ours), MiddleLatencyUs(entrant)));
    if (ours.open[kP99].median > 0 && entrant.open[kP99].median > 0) {
      json->Key("p99").Number(Ratio(ours.open[kP99].median, entrant.open[kP99].median));
    }
    json->EndObject();
  }
  json->EndObject();
}

}  // namespace

void WriteVerdicts(const std::vector<Verdict>& verdicts, JsonWriter* json) {
  json->Key("targets").BeginArray();
  for (const Verdict& verdict : verdicts) {
    json->BeginObject();
    json->Key("what").Text(verdict.what);
    json->Key("value").Number(verdict.value);
    json->Key("gate").Number(verdict.gate);
    json->Key("stretch").Number(verdict.stretch);
    json->Key("at_most").Bool(verdict.at_most);
    json->Key("gate_met").Bool(verdict.gate_met);
    json->Key("stretch_met").Bool(verdict.stretch_met);
    json->EndObject();
  }
  json->EndArray();
}

std::string FullJson(const WorkloadReport& report) {
  JsonWriter json(true);
  json.BeginObject();
  json.Key("workload").Text(report.workload);
  json.Key("transport").Text(report.transport);
  json.Key("help").Text(report.help);
  json.Key("unit").Text(report.unit);
  json.Key("rows").Number(static_cast<double>(report.rows));
  json.Key("seconds").Number(report.seconds);
  json.Key("rounds").Number(report.rounds);
  json.Key("open_loop_share").Number(report.open_share);
  json.Key("noise").Number(report.noise);
  WriteSpread("fdatasync_us", report.sync_us, &json);
  json.Key("sound").Bool(report.sound());
  json.Key("entrants").BeginArray();
  for (const EntrantResult& entrant : report.entrants) WriteEntrant(entrant, report.unit, &json);
  json.EndArray();
  WriteRatios(report, &json);
  WriteVerdicts(report.verdicts, &json);
  json.EndObject();
  return json.Take() + "\n";
}

std::string SummaryJson(const WorkloadReport& report) {
  JsonWriter json;
  json.BeginObject();
  json.Key("workload").Text(report.workload);
  json.Key("transport").Text(report.transport);
  json.Key("onhand");
  WriteBrief(report.entrants.front(), report.unit, &json);
  json.Key("peers").BeginObject();
  for (const EntrantResult& entrant : report.entrants) {
    if (entrant.role == Role::kOurs || !entrant.measured()) continue;
    json.Key(entrant.label);
    WriteBrief(entrant, report.unit, &json);
  }
  json.EndObject();
  WriteRatios(report, &json);
  json.Key("noise").Number(report.noise);
  json.Key("sound").Bool(report.sound());
  json.EndObject();
  return json.Take();
}

}  // namespace onhand::benchmark
