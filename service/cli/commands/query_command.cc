// `onhand query`.

#include "service/cli/commands/command.h"
#include "service/cli/commands/query_flags.h"
#include "service/cli/commands/query_table.h"

namespace onhand::cli {

int RunQuery(absl::Span<const std::string> arguments, const CommandIo& io) {
  constexpr std::string_view kCommand = "query";
  QueryFlags flags;
  FlagSet set("onhand query --environment=ID --organization=ID [flags]",
              "Asks what is on hand: one row for each product and each combination of the dimensions grouped by, with "
              "physical and calculated measures. Measures that were never posted are left empty.");
  flags.AddSubject(&set);
  flags.AddReturnNegative(&set);
  flags.AddExactAndOutput(&set);
  set.Epilog(
      "Examples:\n"
      "  onhand query --environment=demo --organization=online-retail --product=85123A\n"
      "  onhand query --environment=shop --organization=usmf --site=1 --location=11 --location=12 \\\n"
      "      --filter=colorId=red --group_by=colorId,sizeId\n"
      "  onhand query --environment=shop --organization=usmf --exact --keys=siteId,locationId,colorId \\\n"
      "      --tuple=1,11,red --tuple=1,12,blue --json\n"
      "\nExit status: 0 answered, 1 the query cannot be answered, 2 wrong flags.\n");
  std::vector<std::string> positional;
  if (const auto status = ParseOrExit(set, kCommand, arguments, 0, 0, &positional, io)) return *status;
  if (absl::Status status = flags.Check(); !status.ok()) return Fail(kCommand, status, io);
  const absl::StatusOr<std::unique_ptr<Backend>> backend = flags.connection.Connect(false);
  if (!backend.ok()) return Fail(kCommand, backend.status(), io);
  const absl::StatusOr<QueryAnswer> answer = flags.Ask(AtpRange(), backend->get());
  if (!answer.ok()) return Fail(kCommand, answer.status(), io);
  if (!answer->issues.empty()) return FailWithIssues(kCommand, "the query cannot be answered", answer->issues, io);
  io.out << (flags.json ? flags.Json(*answer) : QueryTable(*answer) + flags.MoreLine(*answer));
  return kExitOk;
}

}  // namespace onhand::cli
