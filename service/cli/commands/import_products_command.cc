// `onhand import products`.

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "engine/product_catalog.h"
#include "service/cli/commands/command.h"
#include "service/cli/files/byte_source.h"
#include "service/cli/import/import_format.h"
#include "service/cli/import/product_importer.h"
#include "service/cli/import/product_source.h"
#include "service/cli/import/rejects_file.h"
#include "service/cli/terminal/progress.h"
#include "service/cli/terminal/table.h"
#include "service/json/json_writer.h"

namespace onhand::cli {
namespace {

constexpr std::string_view kCommand = "import products";

struct ProductImportFlags {
  std::string file;
  std::string environment;
  std::string format;
  std::string rejects;
  bool create_environment = false;
  int64_t batch_size = 512;
  bool quiet = false;
  bool json = false;
  ConnectionFlags connection;

  void AddTo(FlagSet* flags) {
    flags->Group("What to import");
    AddEnvironmentFlag(flags, &environment);
    flags->Switch("create_environment", "Make the environment first if there is none.", &create_environment);
    flags->Text("format", "csv|ndjson", "Left out: told by the name (.csv, .ndjson, .jsonl, each also with .gz).",
                &format);
    flags->Text("rejects", "FILE",
                "Where rejected lines go, as CSV with line, reason, original. Left out: FILE.rejects.", &rejects);
    flags->Group("How");
    flags->Integer("batch_size", "N", "Products a call.", 1, kProductRecordsMax, &batch_size);
    flags->Group("Output");
    flags->Switch("quiet", "No progress.", &quiet);
    flags->Switch("json", "Print the totals as JSON.", &json);
    connection.AddTo(flags);
  }
};

absl::StatusOr<std::unique_ptr<ProductSource>> OpenProducts(const ProductImportFlags& flags) {
  absl::StatusOr<std::unique_ptr<ByteSource>> bytes = OpenByteSource(flags.file);
  if (!bytes.ok()) return bytes.status();
  if (flags.format == "ndjson") return OpenJsonProducts(*std::move(bytes));
  absl::StatusOr<std::unique_ptr<ProductSource>> source = OpenCsvProducts(*std::move(bytes));
  if (source.ok()) return source;
  return absl::Status(source.status().code(), absl::StrCat(flags.file, ": ", source.status().message()));
}

// Asked for before anything is read, so that a server or an environment that is not there is told at once.
absl::Status OpenEnvironment(const ProductImportFlags& flags, Backend* backend) {
  if (flags.create_environment) {
    const absl::Status status = backend->CreateEnvironment(flags.environment);
    if (!status.ok() && !absl::IsAlreadyExists(status)) return status;
  }
  return backend->GetConfiguration(flags.environment).status();
}

void PrintProductTotals(const ProductImportFlags& flags, const ProductImportCounts& counts, int64_t rejected,
                        double elapsed_s, const CommandIo& io) {
  if (flags.json) {
    std::string rejects = "null";
    if (rejected > 0) {
      rejects.clear();
      AppendJsonString(flags.rejects, &rejects);
    }
    io.out << "{\"records\":" << counts.records << ",\"put\":" << counts.put << ",\"rejected\":" << rejected
           << ",\"rejectsFile\":" << rejects << ",\"batchesRepeated\":" << counts.batches_repeated
           << ",\"seconds\":" << absl::StrFormat("%.3f", elapsed_s) << "}\n";
    return;
  }
  io.out << flags.file << ": " << WithThousands(counts.records) << " records in "
         << absl::StrFormat("%.1f s", elapsed_s) << "\n  " << WithThousands(counts.put)
         << " products are in the catalogue as the file has them\n";
  if (rejected > 0) io.out << "  " << WithThousands(rejected) << " rejected, see " << flags.rejects << "\n";
}

}  // namespace

int RunImportProducts(absl::Span<const std::string> arguments, const CommandIo& io) {
  ProductImportFlags flags;
  FlagSet set("onhand import products FILE --environment=ID [flags]",
              "Puts the products of a file, or of the standard input (FILE is -), into the catalogue. Reads CSV and "
              "JSON lines, packed with gzip or not. Each product is replaced whole, so that whatever interrupts an "
              "import, the same command again brings it to its end.");
  flags.AddTo(&set);
  set.Epilog(
      "CSV has a heading with itemNumber and any of company, productName, productSearchName, productType,\n"
      "productDescription, inventoryUnitSymbol, salesUnitSymbol, purchaseUnitSymbol, and a column\n"
      "attribute:NAME[:TYPE[:AREA]] for each attribute.\n"
      "\nExamples:\n"
      "  onhand import products products.csv --environment=shop\n"
      "  onhand products list --environment=shop --json | onhand import products - --format=ndjson --environment=copy\n"
      "\nExit status: 0 all put, 1 failed, 2 wrong flags or heading, 3 lines were rejected.\n");
  std::vector<std::string> positional;
  if (const auto status = ParseOrExit(set, kCommand, arguments, 1, 1, &positional, io)) return *status;
  flags.file = positional[0];
  if (absl::Status status = CheckEnvironmentFlag(flags.environment); !status.ok()) return Fail(kCommand, status, io);
  absl::StatusOr<std::string> format = ChooseImportFormat(flags.file, flags.format);
  if (!format.ok()) return Fail(kCommand, format.status(), io);
  flags.format = *std::move(format);
  if (flags.rejects.empty()) flags.rejects = flags.file == "-" ? "onhand-import.rejects" : flags.file + ".rejects";

  const absl::StatusOr<std::unique_ptr<ProductSource>> source = OpenProducts(flags);
  if (!source.ok()) return Fail(kCommand, source.status(), io);
  const absl::StatusOr<std::unique_ptr<Backend>> backend = flags.connection.Connect(flags.create_environment);
  if (!backend.ok()) return Fail(kCommand, backend.status(), io);
  if (absl::Status status = OpenEnvironment(flags, backend->get()); !status.ok()) return Fail(kCommand, status, io);

  const ProductImportOptions options{
      .environment = flags.environment, .batch_size = static_cast<int>(flags.batch_size), .sleep = nullptr};
  RejectsFile rejects(flags.rejects);
  Progress progress(ChooseProgressStyle(flags.quiet), "products", &io.err, SteadyNowMicros);
  ProductImportCounts counts;
  absl::Status status = RunProductImport((*backend)->products(), options, source->get(), &rejects, &progress, &counts);
  progress.Finish();
  if (absl::Status finished = rejects.Finish(); status.ok()) status = finished;
  if (!status.ok()) {
    const std::string advice =
        counts.put == 0 ? "" : absl::StrCat("; ", WithThousands(counts.put), " products are put already");
    Fail(kCommand, absl::Status(status.code(), absl::StrCat(status.message(), advice)), io);
    return kExitFailure;
  }
  PrintProductTotals(flags, counts, rejects.count(), progress.elapsed_s(), io);
  return rejects.count() > 0 ? kExitRejected : kExitOk;
}

}  // namespace onhand::cli
