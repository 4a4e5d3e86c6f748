// `onhand export`.

#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "service/cli/commands/command.h"
#include "service/cli/export/exporter.h"
#include "service/cli/export/row_writer.h"
#include "service/cli/files/atomic_file.h"
#include "service/cli/terminal/progress.h"
#include "service/cli/terminal/table.h"
#include "service/json/json_writer.h"

namespace onhand::cli {
namespace {

constexpr std::string_view kCommand = "export";

struct ExportFlags {
  ExportOptions what;
  std::string out = "-";
  std::string format;
  bool quiet = false;
  bool json = false;
  ConnectionFlags connection;

  void AddTo(FlagSet* flags) {
    flags->Group("What to export");
    AddEnvironmentFlag(flags, &what.environment);
    flags->Texts("organization", "ID", "Only this organization.", &what.organization_ids);
    flags->Texts("site", "ID", "Only this site.", &what.site_ids);
    flags->Texts("location", "ID", "Only this location.", &what.location_ids);
    flags->Texts("product", "ID", "Only this product.", &what.product_ids);
    flags->Group("Where to");
    flags->Text("out", "FILE",
                "File that appears when it is whole, replacing one of that name; - is the standard output.", &out);
    flags->Text("format", "csv|ndjson", "Left out: told by the name of the file; csv where it does not tell.", &format);
    flags->Text("id_prefix", "TEXT",
                "Beginning of the rows' ids. Left out: export- and the time, so that the rows of two "
                "exports are different counts.",
                &what.id_prefix);
    flags->Group("Output");
    flags->Switch("quiet", "No progress.", &quiet);
    flags->Switch("json", "Print the totals as JSON (with --out).", &json);
    connection.AddTo(flags);
  }
};

std::string SpoolPath(const std::string& out) {
  if (out != "-") return absl::StrCat(out, ".rows-", getpid());
  const char* folder = std::getenv("TMPDIR");
  return absl::StrCat(folder == nullptr || *folder == '\0' ? "/tmp" : folder, "/onhand-export.rows-", getpid());
}

absl::Status CheckFlags(ExportFlags* flags) {
  if (absl::Status status = CheckEnvironmentFlag(flags->what.environment); !status.ok()) return status;
  if (flags->format.empty()) {
    flags->format = absl::EndsWithIgnoreCase(flags->out, ".ndjson") || absl::EndsWithIgnoreCase(flags->out, ".jsonl")
                        ? "ndjson"
                        : "csv";
  }
  if (flags->format != "csv" && flags->format != "ndjson") {
    return absl::InvalidArgumentError(absl::StrCat("--format takes csv or ndjson, not \"", flags->format, "\""));
  }
  if (flags->what.id_prefix.empty()) {
    flags->what.id_prefix =
        absl::StrCat("export-", absl::FormatTime("%Y%m%dT%H%M%E3SZ", absl::Now(), absl::UTCTimeZone()));
  }
  return absl::OkStatus();
}

}  // namespace

int RunExport(absl::Span<const std::string> arguments, const CommandIo& io) {
  ExportFlags flags;
  FlagSet set(
      "onhand export --environment=ID [flags]",
      "Writes all on-hand rows, each with all its dimensions and measures, as CSV or JSON lines. `onhand import "
      "--as=set` reads the file back; calculated measures are there for people (derived:…) and passed over "
      "then. Each partition is read at one moment; events posted meanwhile may be in later ones.");
  flags.AddTo(&set);
  set.Epilog(
      "Examples:\n"
      "  onhand export --environment=demo --out=on-hand.csv\n"
      "  onhand export --environment=demo --location='United Kingdom' --format=ndjson | head\n"
      "  onhand import on-hand.csv --environment=copy --as=set\n"
      "\nExit status: 0 written, 1 failed (no file is left or replaced), 2 wrong flags.\n");
  std::vector<std::string> positional;
  if (const auto status = ParseOrExit(set, kCommand, arguments, 0, 0, &positional, io)) return *status;
  if (absl::Status status = CheckFlags(&flags); !status.ok()) return Fail(kCommand, status, io);
  absl::StatusOr<std::unique_ptr<Backend>> backend = flags.connection.Connect(false);
  if (!backend.ok()) return Fail(kCommand, backend.status(), io);
  absl::StatusOr<std::unique_ptr<AtomicFile>> file = AtomicFile::Create(flags.out);
  if (!file.ok()) return Fail(kCommand, file.status(), io);
  std::unique_ptr<RowWriter> writer;
  if (flags.format == "ndjson") {
    writer = NewJsonRowWriter(file->get());
  } else {
    absl::StatusOr<std::unique_ptr<RowWriter>> csv = NewCsvRowWriter(SpoolPath(flags.out), file->get());
    if (!csv.ok()) return Fail(kCommand, csv.status(), io);
    writer = *std::move(csv);
  }
  Progress progress(ChooseProgressStyle(flags.quiet), "rows", &io.err, SteadyNowMicros);
  int64_t row_count = 0;
  absl::Status status = RunExport(backend->get(), flags.what, writer.get(), &progress, &row_count);
  progress.Finish();
  if (status.ok()) status = (*file)->Commit();
  if (!status.ok()) {
    Fail(kCommand, status, io);
    return kExitFailure;
  }
  if (flags.out == "-") return kExitOk;
  if (flags.json) {
    std::string name;
    AppendJsonString(flags.out, &name);
    io.out << "{\"rows\":" << row_count << ",\"file\":" << name << "}\n";
  } else {
    io.out << flags.out << ": " << WithThousands(row_count) << " rows\n";
  }
  return kExitOk;
}

}  // namespace onhand::cli
