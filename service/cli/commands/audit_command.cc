// `onhand audit`.

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/audit.h"
#include "service/cli/commands/command.h"
#include "service/cli/terminal/progress.h"
#include "service/cli/terminal/table.h"
#include "service/json/json_writer.h"

namespace onhand::cli {
namespace {

constexpr std::string_view kCommand = "audit";

std::string Number(uint64_t number) { return WithThousands(static_cast<int64_t>(number)); }

std::string Quoted(const std::string& text) {
  std::string quoted;
  AppendJsonString(text, &quoted);
  return quoted;
}

std::string Json(const AuditReport& report) {
  std::string json = absl::StrCat("{\"sequence\":", report.sequence, ",\"logBegin\":", report.log_begin,
                                  ",\"logRecords\":", report.log_records, ",\"checks\":[");
  const char* comma = "";
  for (const AuditCheck& check : report.checks) {
    absl::StrAppend(&json, comma, "{\"name\":", Quoted(check.name), ",\"compared\":", check.compared,
                    ",\"findings\":", check.findings, "}");
    comma = ",";
  }
  absl::StrAppend(&json, "],\"findings\":[");
  comma = "";
  for (const AuditFinding& finding : report.findings) {
    absl::StrAppend(&json, comma, "{\"check\":", Quoted(finding.check), ",\"place\":", Quoted(finding.place),
                    ",\"what\":", Quoted(finding.what), "}");
    comma = ",";
  }
  return absl::StrCat(json, "],\"findingsTotal\":", report.findings_total, "}\n");
}

std::string Text(const AuditReport& report) {
  std::vector<std::vector<std::string>> rows;
  for (const AuditCheck& check : report.checks) {
    rows.push_back({check.name, Number(check.compared), check.findings == 0 ? "" : Number(check.findings)});
  }
  std::string text = RenderTable({{"check"}, {"compared", true}, {"findings", true}}, rows);
  for (const AuditFinding& finding : report.findings) {
    absl::StrAppend(&text, "\n", finding.check, ": ", finding.place, "\n  ", finding.what, "\n");
  }
  if (report.findings_total > report.findings.size()) {
    absl::StrAppend(&text, "\nand ", Number(report.findings_total - report.findings.size()), " more\n");
  }
  const std::string result =
      report.findings_total == 0 ? "everything adds up" : absl::StrCat(Number(report.findings_total), " findings");
  absl::StrAppend(&text, "\nup to record ", report.sequence, ", with the log from record ", report.log_begin,
                  " on: ", result, "\n");
  return text;
}

}  // namespace

int RunAudit(absl::Span<const std::string> arguments, const CommandIo& io) {
  std::string environment;
  int64_t memory_mib = 256;
  int64_t findings_max = 100;
  bool json = false;
  bool quiet = false;
  ConnectionFlags connection;
  FlagSet set("onhand audit --environment=ID [flags]",
              "Holds an environment's tables, commit log and memory against each other and says what does not add up. "
              "Callers of the server go on meanwhile. docs/audit.md says what is compared and how to read a finding.");
  set.Group("What");
  AddEnvironmentFlag(&set, &environment);
  set.Integer("memory_mib", "MIB", "About how much memory is used at a time; less means more walks over the log.", 1,
              16'384, &memory_mib);
  set.Integer("findings", "COUNT", "How many findings are printed; all are counted.", 1, 10'000, &findings_max);
  set.Group("Output");
  set.Switch("json", "Print the report as JSON.", &json);
  set.Switch("quiet", "No progress on the standard error.", &quiet);
  connection.AddTo(&set);
  set.Epilog(
      "Example:\n  onhand audit --environment=shop\n"
      "\nExit status: 0 everything adds up, 1 the audit did not get through, 2 wrong flags, 4 something does not add "
      "up.\n");
  std::vector<std::string> positional;
  if (const auto status = ParseOrExit(set, kCommand, arguments, 0, 0, &positional, io)) return *status;
  if (absl::Status status = CheckEnvironmentFlag(environment); !status.ok()) return Fail(kCommand, status, io);
  const absl::StatusOr<std::unique_ptr<Backend>> backend = connection.Connect(false);
  if (!backend.ok()) return Fail(kCommand, backend.status(), io);

  Progress progress(ChooseProgressStyle(quiet), "entries", &io.err, SteadyNowMicros);
  AuditOptions options;
  options.memory_bytes = static_cast<uint64_t>(memory_mib) << 20;
  options.findings_max = static_cast<int>(findings_max);
  options.progress = [&progress](const AuditProgress& state) {
    const double fraction = static_cast<double>(state.done) / static_cast<double>(std::max<uint64_t>(state.total, 1));
    progress.UpdateSlow(static_cast<int64_t>(state.done), std::min(fraction, 1.0));
    return true;
  };
  const absl::StatusOr<AuditReport> report = (*backend)->Audit(environment, options);
  progress.Finish();
  if (!report.ok()) return Fail(kCommand, report.status(), io);
  io.out << (json ? Json(*report) : Text(*report));
  return report->findings_total == 0 ? kExitOk : kExitFindings;
}

}  // namespace onhand::cli
