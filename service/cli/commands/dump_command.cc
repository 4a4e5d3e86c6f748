// `onhand dump`.

#include <utility>

#include "absl/strings/str_cat.h"
#include "service/cli/commands/command.h"
#include "storage/inspect/dump.h"

namespace onhand::cli {

int RunDump(absl::Span<const std::string> arguments, const CommandIo& io) {
  constexpr std::string_view kCommand = "dump";
  std::string data_dir;
  std::string environment;
  int64_t limit = 0;
  std::string families;
  for (const std::string_view family : storage::DumpFamilies()) {
    absl::StrAppend(&families, families.empty() ? "" : ", ", std::string(family));
  }
  FlagSet set("onhand dump [FAMILY…] --data_dir=DIR --environment=ID [flags]",
              absl::StrCat("Prints the records of an environment's database as text, a line each: key and value in "
                           "readable form, damaged ones in hex with what is wrong. Reads only: rows, places and "
                           "receipts are shown as far as they were written back, up to the record that meta "
                           "record written_back names; the log has what came after. Families: ",
                           families, "; none = all."));
  set.Text("data_dir", "DIR", "The data directory. Required.", &data_dir);
  set.Text("environment", "ID", "Which environment. Required.", &environment);
  set.Integer("limit", "N", "Lines a family; 0 = all.", 0, INT64_MAX, &limit);
  set.Epilog(
      "Example:\n  onhand dump rows log --data_dir=var/data --environment=demo --limit=20\n"
      "\nExit status: 0 printed, 1 failed, 2 wrong flags or an unknown family.\n");
  std::vector<std::string> positional;
  if (const auto status = ParseOrExit(set, kCommand, arguments, 0, 100, &positional, io)) return *status;
  if (data_dir.empty()) return WrongUsage(kCommand, "--data_dir=DIR is required: dump reads files, not a server", io);
  if (environment.empty()) return WrongUsage(kCommand, "--environment=ID is required", io);
  storage::DumpOptions options;
  options.data_dir = data_dir;
  options.environment = environment;
  options.families = std::move(positional);
  options.limit = static_cast<uint64_t>(limit);
  const absl::Status status = storage::Dump(options, io.out);
  io.out.flush();
  return status.ok() ? kExitOk : Fail(kCommand, status, io);
}

}  // namespace onhand::cli
