// `onhand generate`.

#include <iostream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/cli/commands/command.h"
#include "service/cli/files/atomic_file.h"
#include "service/cli/import/event_text.h"
#include "service/cli/import/importer.h"
#include "service/cli/terminal/progress.h"
#include "service/cli/terminal/table.h"
#include "service/generator/retailer.h"

namespace onhand::cli {
namespace {

constexpr std::string_view kCommand = "generate";
constexpr size_t kBufferBytes = 256 << 10;

struct GenerateFlags {
  int64_t seed = 1;
  int64_t events = 1'000'000;
  int64_t organizations = RetailerOptions().organization_count;
  int64_t sites = RetailerOptions().sites_per_organization;
  int64_t stores = RetailerOptions().stores_per_site;
  int64_t products = RetailerOptions().product_count;
  std::string id_prefix = RetailerOptions().id_prefix;
  std::string format = "ndjson";
  std::string out = "-";
  std::string environment;
  std::string rejects = "onhand-generate.rejects";
  bool create_environment = false;
  bool quiet = false;
  ConnectionFlags connection;

  void AddTo(FlagSet* flags) {
    flags->Group("The retailer");
    flags->Integer("seed", "N", "Another seed makes other events; the same one the same events on every machine.", 0,
                   INT64_MAX, &seed);
    flags->Integer("events", "N", "How many.", 0, INT64_MAX, &events);
    flags->Integer("organizations", "N", "Organizations.", 1, 1000, &organizations);
    flags->Integer("sites", "N", "Sites of an organization.", 1, 1000, &sites);
    flags->Integer("stores", "N", "Stores of a site.", 1, 1000, &stores);
    flags->Integer("products", "N", "Products; most come in several colours, sizes and styles.", 1, 1'000'000,
                   &products);
    flags->Text("id_prefix", "TEXT", "Beginning of the events' ids; another one makes the same events count again.",
                &id_prefix);
    flags->Group("Where to");
    flags->Text("format", "ndjson|csv|post", "A file for `onhand import`, or post straight into --environment.",
                &format);
    flags->Text("out", "FILE", "The file; - is the standard output.", &out);
    flags->Text("environment", "ID", "With --format=post: which environment.", &environment);
    flags->Switch("create_environment", "With --format=post: make the environment first if there is none.",
                  &create_environment);
    flags->Text("rejects", "FILE", "With --format=post: where refused events go.", &rejects);
    flags->Switch("quiet", "No progress.", &quiet);
    connection.AddTo(flags);
  }

  RetailerOptions retailer() const {
    return {.seed = static_cast<uint64_t>(seed),
            .organization_count = static_cast<uint32_t>(organizations),
            .sites_per_organization = static_cast<uint32_t>(sites),
            .stores_per_site = static_cast<uint32_t>(stores),
            .product_count = static_cast<uint32_t>(products),
            .id_prefix = id_prefix};
  }
};

absl::Status CheckFlags(const GenerateFlags& flags) {
  if (flags.format != "ndjson" && flags.format != "csv" && flags.format != "post") {
    return absl::InvalidArgumentError(absl::StrCat("--format takes ndjson, csv or post, not \"", flags.format, "\""));
  }
  if (flags.organizations * flags.sites * flags.stores > 1'000'000) {
    return absl::InvalidArgumentError("organizations × sites × stores may be at most 1,000,000");
  }
  if (flags.id_prefix.size() > 200) return absl::InvalidArgumentError("--id_prefix may have at most 200 bytes");
  if (flags.format == "post") return CheckEnvironmentFlag(flags.environment);
  if (!flags.environment.empty()) return absl::InvalidArgumentError("--environment goes with --format=post");
  return absl::OkStatus();
}

absl::Status WriteFile(const GenerateFlags& flags, const CommandIo& io) {
  absl::StatusOr<std::unique_ptr<AtomicFile>> file = AtomicFile::Create(flags.out);
  if (!file.ok()) return file.status();
  Retailer retailer(flags.retailer());
  Progress progress(ChooseProgressStyle(flags.quiet), "events", &io.err, SteadyNowMicros);
  std::string buffer;
  if (flags.format == "csv") AppendRetailerHeading(&buffer);
  for (int64_t i = 0; i < flags.events; ++i) {
    const EventRecord& event = retailer.Next();
    flags.format == "csv" ? AppendRetailerRecord(event, &buffer) : AppendJsonEvent(event, &buffer);
    progress.Update(i, static_cast<double>(i) / static_cast<double>(flags.events));
    if (buffer.size() < kBufferBytes) continue;
    if (absl::Status status = (*file)->Write(buffer); !status.ok()) return status;
    buffer.clear();
  }
  if (absl::Status status = (*file)->Write(buffer); !status.ok()) return status;
  return (*file)->Commit();
}

int Post(const GenerateFlags& flags, const CommandIo& io) {
  absl::StatusOr<std::unique_ptr<Backend>> backend = flags.connection.Connect(flags.create_environment);
  if (!backend.ok()) return Fail(kCommand, backend.status(), io);
  if (flags.create_environment) {
    const absl::Status status = (*backend)->CreateEnvironment(flags.environment);
    if (!status.ok() && !absl::IsAlreadyExists(status)) return Fail(kCommand, status, io);
  }
  const std::unique_ptr<EventSource> source = GenerateEvents(flags.retailer(), flags.events);
  RejectsFile rejects(flags.rejects);
  PosterOptions options;
  options.environment = flags.environment;
  Progress progress(ChooseProgressStyle(flags.quiet), "events", &io.err, SteadyNowMicros);
  ImportCounts counts;
  absl::Status status = RunImport(backend->get(), options, source.get(), &rejects, &progress, &counts);
  progress.Finish();
  if (absl::Status finished = rejects.Finish(); status.ok()) status = finished;
  if (!status.ok()) return Fail(kCommand, status, io);
  io.out << WithThousands(counts.posted.applied) << " events applied in " << DurationText(progress.elapsed_s()) << "\n";
  if (rejects.count() == 0) return kExitOk;
  io.out << WithThousands(rejects.count()) << " refused, see " << rejects.path() << "\n";
  return kExitRejected;
}

}  // namespace

int RunGenerate(absl::Span<const std::string> arguments, const CommandIo& io) {
  GenerateFlags flags;
  FlagSet set("onhand generate [flags]",
              "Makes up the change events of a retailer: opening stock, sales in baskets, returns, deliveries; few "
              "products and stores do most of the trade. No row ever falls below zero. Deterministic for a seed.");
  flags.AddTo(&set);
  set.Epilog(
      "Examples:\n"
      "  onhand generate --events=1000000 --out=events.ndjson\n"
      "  onhand generate --events=5000000 --seed=7 --format=post --environment=big --create_environment\n"
      "\nExit status: 0 done, 1 failed, 2 wrong flags, 3 events were refused.\n");
  std::vector<std::string> positional;
  if (const auto status = ParseOrExit(set, kCommand, arguments, 0, 0, &positional, io)) return *status;
  if (absl::Status status = CheckFlags(flags); !status.ok()) return Fail(kCommand, status, io);
  if (flags.format == "post") return Post(flags, io);
  const absl::Status status = WriteFile(flags, io);
  return status.ok() ? kExitOk : Fail(kCommand, status, io);
}

}  // namespace onhand::cli
