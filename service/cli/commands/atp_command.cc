// `onhand atp`.

#include "service/cli/commands/atp_text.h"
#include "service/cli/commands/command.h"
#include "service/cli/commands/query_flags.h"

namespace onhand::cli {

int RunAtp(absl::Span<const std::string> arguments, const CommandIo& io) {
  constexpr std::string_view kCommand = "atp";
  QueryFlags flags;
  std::string from;
  std::string to;
  FlagSet set(
      "onhand atp --environment=ID --organization=ID [flags]",
      "Asks what is available to promise: for each day of the schedule period the most that can be promised for "
      "it, from what is on hand and what is scheduled. A table by day and a chart for each schedule measure. "
      "Rows with negative numbers are always there, and so are those that have schedules and no stock.");
  flags.AddSubject(&set);
  set.Text("from", "DATE", "First day of the answer, 2026-02-01. Left out: today (UTC).", &from);
  set.Text("to", "DATE", "Last day of the answer. Left out: the last of the schedule period.", &to);
  flags.AddExactAndOutput(&set);
  set.Epilog(
      "Examples:\n"
      "  onhand atp --environment=shop --organization=usmf --product=Bike --group_by=colorId\n"
      "  onhand atp --environment=shop --organization=usmf --product=Bike --site=1 --location=11 \\\n"
      "      --from=2026-02-01 --to=2026-02-28 --json\n"
      "\nExit status: 0 answered, 1 the query cannot be answered, 2 wrong flags.\n");
  std::vector<std::string> positional;
  if (const auto status = ParseOrExit(set, kCommand, arguments, 0, 0, &positional, io)) return *status;
  if (absl::Status status = flags.Check(); !status.ok()) return Fail(kCommand, status, io);
  const absl::StatusOr<std::unique_ptr<Backend>> backend = flags.connection.Connect(false);
  if (!backend.ok()) return Fail(kCommand, backend.status(), io);
  const absl::StatusOr<QueryAnswer> answer = flags.Ask({.wanted = true, .from = from, .to = to}, backend->get());
  if (!answer.ok()) return Fail(kCommand, answer.status(), io);
  if (!answer->issues.empty()) return FailWithIssues(kCommand, "the query cannot be answered", answer->issues, io);
  io.out << (flags.json ? flags.Json(*answer) : AtpText(*answer) + flags.MoreLine(*answer));
  return kExitOk;
}

}  // namespace onhand::cli
