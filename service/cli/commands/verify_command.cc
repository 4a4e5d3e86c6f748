// `onhand verify`.

#include <utility>

#include "absl/strings/str_cat.h"
#include "service/cli/commands/command.h"
#include "service/cli/terminal/progress.h"
#include "service/cli/terminal/table.h"
#include "storage/inspect/verify.h"

namespace onhand::cli {
namespace {

constexpr std::string_view kCommand = "verify";

// What an operator does next, by what was found.
constexpr std::string_view kNext =
    "What to do next (docs/damage.md has it in full):\n"
    "  1. Leave the folder as it is, or copy it away: a server that opens it may remove files.\n"
    "  2. Look at the disk (dmesg, smartctl): it has changed bytes that were written.\n"
    "  3. Restore the last backup that is whole: `onhand backup list`, `onhand backup verify`, `onhand backup "
    "restore`.\n"
    "  4. Post again what came after it. Events have ids: one that is in the backup is answered and not applied "
    "twice.\n";

std::string Said(const storage::VerifyLine& line) {
  if (line.findings_total == 0) return line.note.empty() ? "whole" : line.note;
  return line.findings_total == 1 ? "DAMAGED" : absl::StrCat("DAMAGED in ", line.findings_total, " places");
}

std::string Number(uint64_t number) { return WithThousands(static_cast<int64_t>(number)); }

void PrintLines(const std::string& heading, const std::vector<storage::VerifyLine>& lines, const CommandIo& io) {
  const bool files = heading == "file";
  std::vector<TableColumn> columns = {{heading}};
  if (files) columns.push_back({"holds"});
  columns.insert(columns.end(), {{"bytes", true}, {"records", true}, {"found"}});
  std::vector<std::vector<std::string>> rows;
  for (const storage::VerifyLine& line : lines) {
    std::vector<std::string>& row = rows.emplace_back();
    row.push_back(line.name);
    if (files) row.push_back(line.holds);
    row.insert(row.end(), {Number(line.bytes), Number(line.records), Said(line)});
  }
  io.out << RenderTable(columns, rows) << "\n";
}

void PrintFindings(const std::vector<storage::VerifyLine>& lines, const CommandIo& io) {
  for (const storage::VerifyLine& line : lines) {
    for (const std::string& finding : line.findings) io.out << line.name << ": " << finding << "\n";
    if (line.findings_total > line.findings.size()) {
      io.out << line.name << ": and " << line.findings_total - line.findings.size() << " more\n";
    }
  }
}

void Print(const storage::VerifyReport& report, const CommandIo& io) {
  io.out << "environment " << report.environment << "\n\n";
  PrintLines("file", report.files, io);
  if (!report.tables.empty()) PrintLines("table", report.tables, io);
  PrintFindings(report.files, io);
  PrintFindings(report.tables, io);
  if (report.findings_total() == 0) {
    io.out << "environment " << report.environment << " is whole\n";
  } else {
    io.out << "environment " << report.environment << " is DAMAGED in " << Number(report.findings_total())
           << (report.findings_total() == 1 ? " place" : " places") << "\n";
  }
}

}  // namespace

int RunVerify(absl::Span<const std::string> arguments, const CommandIo& io) {
  std::string data_dir;
  std::string environment;
  bool quiet = false;
  FlagSet set("onhand verify --data_dir=DIR [--environment=ID] [flags]",
              "Reads every byte of every file of an environment and says what is damaged: table files block by block, "
              "the write-ahead log, the MANIFEST, the commit log's own checksums and numbers, every record of every "
              "table. Reads only and takes no lock. A server that has the environment open may go on, but what it "
              "changes meanwhile can look damaged: look again then.");
  set.Text("data_dir", "DIR", "The data directory. Required.", &data_dir);
  set.Text("environment", "ID", "Only this environment; left out: all of them.", &environment);
  set.Switch("quiet", "No progress.", &quiet);
  set.Epilog(
      "Example:\n  onhand verify --data_dir=var/data --environment=demo\n"
      "\nExit status: 0 everything is whole, 1 it could not be looked at, 2 wrong flags, 4 damage was found.\n");
  std::vector<std::string> positional;
  if (const auto status = ParseOrExit(set, kCommand, arguments, 0, 0, &positional, io)) return *status;
  if (data_dir.empty()) return WrongUsage(kCommand, "--data_dir=DIR is required: verify reads files, not a server", io);
  std::vector<std::string> environments = {environment};
  if (environment.empty()) {
    absl::StatusOr<std::vector<std::string>> all = storage::EnvironmentsToVerify(data_dir);
    if (!all.ok()) return Fail(kCommand, all.status(), io);
    environments = *std::move(all);
    if (environments.empty()) io.out << "there is no environment in " << data_dir << "\n";
  }
  bool damaged = false;
  for (size_t i = 0; i < environments.size(); ++i) {
    Progress progress(ChooseProgressStyle(quiet), "", &io.err, SteadyNowMicros);
    storage::VerifyRequest request;
    request.data_dir = data_dir;
    request.environment = environments[i];
    request.progress = [&](double fraction) {
      progress.UpdateSlow(0, (static_cast<double>(i) + fraction) / static_cast<double>(environments.size()));
      return true;
    };
    absl::StatusOr<storage::VerifyReport> report = storage::Verify(request);
    progress.Finish();
    if (!report.ok()) return Fail(kCommand, report.status(), io);
    if (i > 0) io.out << "\n";
    Print(*report, io);
    damaged = damaged || report->findings_total() > 0;
  }
  if (damaged) io.out << "\n" << kNext;
  io.out.flush();
  return damaged ? kExitFindings : kExitOk;
}

}  // namespace onhand::cli
