// `onhand import`.

#include <iostream>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "service/cli/commands/command.h"
#include "service/cli/files/byte_source.h"
#include "service/cli/import/batch_poster.h"
#include "service/cli/import/event_source.h"
#include "service/cli/import/import_format.h"
#include "service/cli/import/importer.h"
#include "service/cli/import/rejects_file.h"
#include "service/cli/mapping/mapping.h"
#include "service/cli/mapping/opening_stock.h"
#include "service/cli/terminal/progress.h"
#include "service/cli/terminal/table.h"
#include "service/json/json_writer.h"

namespace onhand::cli {
namespace {

constexpr std::string_view kCommand = "import";
constexpr size_t kMappingBytesMax = 1 << 20;

struct ImportFlags {
  std::string file;
  std::string environment;
  std::string format;
  std::string as = "changes";
  std::string mapping;
  bool opening_stock = false;
  std::string rejects;
  bool create_environment = false;
  int64_t batch_size = 512;
  int64_t batches_under_way = 8;
  bool quiet = false;
  bool json = false;
  ConnectionFlags connection;

  void AddTo(FlagSet* flags) {
    flags->Group("What to import");
    AddEnvironmentFlag(flags, &environment);
    flags->Switch("create_environment", "Make the environment first if there is none.", &create_environment);
    flags->Text("format", "csv|ndjson", "Left out: told by the name (.csv, .ndjson, .jsonl, each also with .gz).",
                &format);
    flags->Text("mapping", "FILE",
                "What the columns of a CSV mean (docs/import.md). Without it the heading must be that "
                "of `onhand export`.",
                &mapping);
    flags->Text("as", "changes|set", "changes: quantities are added. set: they overwrite (set on-hand).", &as);
    flags->Switch("opening_stock",
                  "Read the file once before, and post the smallest opening stock with which no row "
                  "ever falls below zero. The mapping says of which measures (openingStock).",
                  &opening_stock);
    flags->Text("rejects", "FILE",
                "Where rejected lines go, as CSV with line, reason, original. Left out: FILE.rejects.", &rejects);
    flags->Group("How");
    flags->Integer("batch_size", "N", "Events a call.", 1, kBulkRecordCountMax, &batch_size);
    flags->Integer("batches_under_way", "N", "Calls that wait for their answer at a time.", 1, 64, &batches_under_way);
    flags->Group("Output");
    flags->Switch("quiet", "No progress.", &quiet);
    flags->Switch("json", "Print the totals as JSON.", &json);
    connection.AddTo(flags);
  }

  bool counts() const { return as == "set"; }
};

absl::Status CheckFlags(ImportFlags* flags) {
  if (absl::Status status = CheckEnvironmentFlag(flags->environment); !status.ok()) return status;
  if (flags->as != "changes" && flags->as != "set") {
    return absl::InvalidArgumentError(absl::StrCat("--as takes changes or set, not \"", flags->as, "\""));
  }
  absl::StatusOr<std::string> format = ChooseImportFormat(flags->file, flags->format);
  if (!format.ok()) return format.status();
  flags->format = *std::move(format);
  if (flags->format == "ndjson" && !flags->mapping.empty()) {
    return absl::InvalidArgumentError("--mapping is for CSV; JSON lines hold events as they are");
  }
  if (flags->opening_stock && (flags->mapping.empty() || flags->counts() || flags->file == "-")) {
    return absl::InvalidArgumentError(
        "--opening_stock needs --mapping and a file that can be read twice, and goes with "
        "--as=changes");
  }
  if (flags->rejects.empty()) flags->rejects = flags->file == "-" ? "onhand-import.rejects" : flags->file + ".rejects";
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<EventSource>> OpenSource(const ImportFlags& flags, std::optional<Mapping> mapping) {
  absl::StatusOr<std::unique_ptr<ByteSource>> bytes = OpenByteSource(flags.file);
  if (!bytes.ok()) return bytes.status();
  if (flags.format == "ndjson") return OpenJsonEvents(*std::move(bytes), flags.counts());
  absl::StatusOr<std::unique_ptr<EventSource>> source = OpenCsvEvents(*std::move(bytes), std::move(mapping));
  if (source.ok()) return source;
  return absl::Status(source.status().code(), absl::StrCat(flags.file, ": ", source.status().message()));
}

// The first pass: what must have been there before the file began.
absl::StatusOr<std::vector<EventRecord>> FindOpeningStock(const ImportFlags& flags, const Mapping& mapping,
                                                          Progress* progress) {
  absl::StatusOr<std::unique_ptr<EventSource>> source = OpenSource(flags, mapping);
  if (!source.ok()) return source.status();
  OpeningStock stock(*mapping.opening_stock);
  SourceItem item;
  for (int64_t count = 1;; ++count) {
    const absl::StatusOr<bool> more = (*source)->Next(&item);
    if (!more.ok()) return more.status();
    if (!*more) return stock.Events();
    progress->Update(count, (*source)->fraction());
    if (item.error.empty() && !item.skipped) stock.Add(item.event);
  }
}

void PrintTotals(const ImportFlags& flags, const ImportCounts& counts, int64_t opening, int64_t rejected,
                 double elapsed_s, const CommandIo& io) {
  if (flags.json) {
    std::string rejects = "null";
    if (rejected > 0) {
      rejects.clear();
      AppendJsonString(flags.rejects, &rejects);
    }
    io.out << "{\"records\":" << counts.records - opening << ",\"openingStock\":" << opening
           << ",\"applied\":" << counts.posted.applied << ",\"superseded\":" << counts.posted.superseded
           << ",\"skipped\":" << counts.skipped << ",\"rejected\":" << rejected << ",\"rejectsFile\":" << rejects
           << ",\"batchesRepeated\":" << counts.posted.batches_repeated
           << ",\"seconds\":" << absl::StrFormat("%.3f", elapsed_s) << "}\n";
    return;
  }
  const int64_t records = counts.records - opening;
  io.out << flags.file << ": " << WithThousands(records) << " records in " << absl::StrFormat("%.1f s", elapsed_s);
  if (elapsed_s > 0) {
    io.out << " (" << WithThousands(static_cast<int64_t>(static_cast<double>(records) / elapsed_s)) << "/s)";
  }
  io.out << "\n";
  if (flags.opening_stock) io.out << "  " << WithThousands(opening) << " events of opening stock before them\n";
  io.out << "  " << WithThousands(counts.posted.applied)
         << " events applied, now or in an earlier run: their ids make each count once\n";
  if (counts.posted.superseded > 0) {
    io.out << "  " << WithThousands(counts.posted.superseded) << " of them superseded by a newer count\n";
  }
  if (counts.skipped > 0) io.out << "  " << WithThousands(counts.skipped) << " records without a quantity skipped\n";
  if (rejected > 0) io.out << "  " << WithThousands(rejected) << " rejected, see " << flags.rejects << "\n";
}

// Asks for it before anything is read, so that a server or an environment that is not there is told at once.
absl::Status FindEnvironment(const ImportFlags& flags, Backend* backend) {
  if (flags.create_environment) {
    const absl::Status status = backend->CreateEnvironment(flags.environment);
    if (!status.ok() && !absl::IsAlreadyExists(status)) return status;
  }
  return backend->GetConfiguration(flags.environment).status();
}

std::string Advice(const absl::Status& status, const ImportCounts& counts) {
  if (counts.posted.applied == 0 || absl::IsInvalidArgument(status)) return "";
  return absl::StrCat("; ", WithThousands(counts.posted.applied),
                      " events are applied, and the same command again goes on where this one ended");
}

}  // namespace

int RunImport(absl::Span<const std::string> arguments, const CommandIo& io) {
  ImportFlags flags;
  FlagSet set("onhand import FILE --environment=ID [flags]",
              "Posts the events of a file, or of the standard input (FILE is -), in batches. Reads CSV and JSON lines, "
              "packed with gzip or not. Ids make it safe to repeat: whatever interrupts an import, the same command "
              "again brings it to its end, and each event counts once.");
  flags.AddTo(&set);
  set.Epilog(
      "Examples:\n"
      "  onhand import events.ndjson --environment=shop\n"
      "  onhand import sales.csv.gz --environment=shop --mapping=sales.mapping.json --opening_stock\n"
      "  onhand import count.csv --environment=shop --as=set\n"
      "\nA rejected line is written to the file of --rejects with its number and what is wrong with it; the others "
      "are\n"
      "posted all the same.\n"
      "\nExit status: 0 all posted, 1 failed, 2 wrong flags or a mapping that does not fit, 3 lines were rejected.\n");
  std::vector<std::string> positional;
  if (const auto status = ParseOrExit(set, kCommand, arguments, 1, 1, &positional, io)) return *status;
  flags.file = positional[0];
  if (absl::Status status = CheckFlags(&flags); !status.ok()) return Fail(kCommand, status, io);

  std::optional<Mapping> mapping;
  if (!flags.mapping.empty()) {
    const absl::StatusOr<std::string> text = ReadWholeFile(flags.mapping, kMappingBytesMax);
    if (!text.ok()) return Fail(kCommand, text.status(), io);
    DecodedMapping decoded = DecodeMapping(*text);
    if (!decoded.issues.empty()) {
      FailWithIssues(kCommand, absl::StrCat("the mapping ", flags.mapping, " is wrong"), decoded.issues, io);
      return kExitUsage;
    }
    mapping = std::move(decoded.mapping);
    if (flags.opening_stock && !mapping->opening_stock.has_value()) {
      return WrongUsage(kCommand, absl::StrCat("--opening_stock: the mapping ", flags.mapping, " has no openingStock"),
                        io);
    }
  }
  absl::StatusOr<std::unique_ptr<EventSource>> source = OpenSource(flags, mapping);
  if (!source.ok()) return Fail(kCommand, source.status(), io);
  absl::StatusOr<std::unique_ptr<Backend>> backend = flags.connection.Connect(flags.create_environment);
  if (!backend.ok()) return Fail(kCommand, backend.status(), io);
  if (absl::Status status = FindEnvironment(flags, backend->get()); !status.ok()) return Fail(kCommand, status, io);

  const ProgressStyle style = ChooseProgressStyle(flags.quiet);
  Progress whole(ProgressStyle::kQuiet, "records", &io.err, SteadyNowMicros);  // for the time it all took
  RejectsFile rejects(flags.rejects);
  const PosterOptions options{.environment = flags.environment,
                              .counts = flags.counts(),
                              .batch_size = static_cast<int>(flags.batch_size),
                              .batches_under_way = static_cast<int>(flags.batches_under_way),
                              .sleep = nullptr};
  ImportCounts counts;
  int64_t opening = 0;
  if (flags.opening_stock) {
    Progress progress(style, "records looked at for opening stock", &io.err, SteadyNowMicros);
    absl::StatusOr<std::vector<EventRecord>> events = FindOpeningStock(flags, *mapping, &progress);
    progress.Finish();
    if (!events.ok()) return Fail(kCommand, events.status(), io);
    opening = static_cast<int64_t>(events->size());
    Progress quiet(ProgressStyle::kQuiet, "events", &io.err, SteadyNowMicros);
    const std::unique_ptr<EventSource> list = ListEvents(*std::move(events));
    const absl::Status status = RunImport(backend->get(), options, list.get(), &rejects, &quiet, &counts);
    if (!status.ok()) return Fail(kCommand, status, io);
  }
  Progress progress(style, "records", &io.err, SteadyNowMicros);
  absl::Status status = RunImport(backend->get(), options, source->get(), &rejects, &progress, &counts);
  progress.Finish();
  if (absl::Status finished = rejects.Finish(); status.ok()) status = finished;
  if (!status.ok()) {
    Fail(kCommand, absl::Status(status.code(), absl::StrCat(status.message(), Advice(status, counts))), io);
    return kExitFailure;
  }
  PrintTotals(flags, counts, opening, rejects.count(), whole.elapsed_s(), io);
  return rejects.count() > 0 ? kExitRejected : kExitOk;
}

}  // namespace onhand::cli
