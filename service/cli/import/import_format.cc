#include "service/cli/import/import_format.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace onhand::cli {
namespace {

// "csv", "ndjson" or "".
std::string FormatOfName(const std::string& file) {
  std::string name = absl::AsciiStrToLower(file);
  if (absl::EndsWith(name, ".gz")) name.resize(name.size() - 3);
  if (absl::EndsWith(name, ".csv")) return "csv";
  if (absl::EndsWith(name, ".ndjson") || absl::EndsWith(name, ".jsonl")) return "ndjson";
  return "";
}

}  // namespace

absl::StatusOr<std::string> ChooseImportFormat(const std::string& file, const std::string& format) {
  const std::string chosen = format.empty() ? FormatOfName(file) : format;
  if (chosen == "csv" || chosen == "ndjson") return chosen;
  if (chosen.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("the name ", file, " does not tell the format: give --format=csv or --format=ndjson"));
  }
  return absl::InvalidArgumentError(absl::StrCat("--format takes csv or ndjson, not \"", chosen, "\""));
}

}  // namespace onhand::cli
