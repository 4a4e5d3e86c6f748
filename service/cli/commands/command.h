// File: command.h
//
// What all subcommands of onhand share: where they print, how they end, how they reach an environment.
#ifndef ONHAND_SERVICE_CLI_COMMANDS_COMMAND_H_
#define ONHAND_SERVICE_CLI_COMMANDS_COMMAND_H_

#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/model/outcome.h"
#include "service/cli/backend/backend.h"
#include "service/flags/flag_set.h"

namespace onhand::cli {

inline constexpr int kExitOk = 0;
inline constexpr int kExitFailure = 1;   // could not be carried out
inline constexpr int kExitUsage = 2;     // wrong flags or arguments
inline constexpr int kExitRejected = 3;  // carried out, but events were refused or lines rejected
inline constexpr int kExitFindings = 4;  // carried out, and something is damaged

struct CommandIo {
  std::ostream& out;
  std::ostream& err;
};

struct Command {
  std::string_view name;                                                     // "config get"
  std::string_view summary;                                                  // one line
  int (*run)(absl::Span<const std::string> arguments, const CommandIo& io);  // arguments behind the name
  std::string_view heading = "";                                             // not "": begins a group in the help
};

// All of them, in the order of the help.
absl::Span<const Command> Commands();

// The subcommands. Each prints its own help for --help.
int RunPost(absl::Span<const std::string> arguments, const CommandIo& io);
int RunSet(absl::Span<const std::string> arguments, const CommandIo& io);
int RunReserve(absl::Span<const std::string> arguments, const CommandIo& io);
int RunUnreserve(absl::Span<const std::string> arguments, const CommandIo& io);
int RunExtend(absl::Span<const std::string> arguments, const CommandIo& io);
int RunAllocate(absl::Span<const std::string> arguments, const CommandIo& io);
int RunUnallocate(absl::Span<const std::string> arguments, const CommandIo& io);
int RunReallocate(absl::Span<const std::string> arguments, const CommandIo& io);
int RunConsume(absl::Span<const std::string> arguments, const CommandIo& io);
int RunSchedule(absl::Span<const std::string> arguments, const CommandIo& io);
int RunAdjust(absl::Span<const std::string> arguments, const CommandIo& io);
int RunAdjustList(absl::Span<const std::string> arguments, const CommandIo& io);
int RunAdjustAggregates(absl::Span<const std::string> arguments, const CommandIo& io);
int RunAdjustStatus(absl::Span<const std::string> arguments, const CommandIo& io);
int RunAdjustPush(absl::Span<const std::string> arguments, const CommandIo& io);
int RunQuery(absl::Span<const std::string> arguments, const CommandIo& io);
int RunAtp(absl::Span<const std::string> arguments, const CommandIo& io);
int RunAllocations(absl::Span<const std::string> arguments, const CommandIo& io);
int RunExplain(absl::Span<const std::string> arguments, const CommandIo& io);
int RunImport(absl::Span<const std::string> arguments, const CommandIo& io);
int RunImportProducts(absl::Span<const std::string> arguments, const CommandIo& io);
int RunExport(absl::Span<const std::string> arguments, const CommandIo& io);
int RunGenerate(absl::Span<const std::string> arguments, const CommandIo& io);
int RunConfigGet(absl::Span<const std::string> arguments, const CommandIo& io);
int RunConfigSet(absl::Span<const std::string> arguments, const CommandIo& io);
int RunConfigCheck(absl::Span<const std::string> arguments, const CommandIo& io);
int RunEnvCreate(absl::Span<const std::string> arguments, const CommandIo& io);
int RunEnvList(absl::Span<const std::string> arguments, const CommandIo& io);
int RunEnvDelete(absl::Span<const std::string> arguments, const CommandIo& io);
int RunJobsList(absl::Span<const std::string> arguments, const CommandIo& io);
int RunJobsShow(absl::Span<const std::string> arguments, const CommandIo& io);
int RunJobsWait(absl::Span<const std::string> arguments, const CommandIo& io);
int RunJobsFetch(absl::Span<const std::string> arguments, const CommandIo& io);
int RunJobsDelete(absl::Span<const std::string> arguments, const CommandIo& io);
int RunJobsExtractLog(absl::Span<const std::string> arguments, const CommandIo& io);
int RunJobsResync(absl::Span<const std::string> arguments, const CommandIo& io);
int RunProductsList(absl::Span<const std::string> arguments, const CommandIo& io);
int RunProductsSearch(absl::Span<const std::string> arguments, const CommandIo& io);
int RunProductsDelete(absl::Span<const std::string> arguments, const CommandIo& io);
int RunBackupCreate(absl::Span<const std::string> arguments, const CommandIo& io);
int RunBackupList(absl::Span<const std::string> arguments, const CommandIo& io);
int RunBackupVerify(absl::Span<const std::string> arguments, const CommandIo& io);
int RunBackupRestore(absl::Span<const std::string> arguments, const CommandIo& io);
int RunBackupDelete(absl::Span<const std::string> arguments, const CommandIo& io);
int RunAudit(absl::Span<const std::string> arguments, const CommandIo& io);
int RunDump(absl::Span<const std::string> arguments, const CommandIo& io);
int RunVerify(absl::Span<const std::string> arguments, const CommandIo& io);

// The whole program: `arguments` without its name. Returns the exit status.
int RunProgram(absl::Span<const std::string> arguments, const CommandIo& io);

// Parses, or prints the help. A value: the command is over, with that exit status. More positional arguments than
// `positional_max`, or fewer than `positional_min`, are refused.
std::optional<int> ParseOrExit(const FlagSet& flags, std::string_view command, absl::Span<const std::string> arguments,
                               size_t positional_min, size_t positional_max, std::vector<std::string>* positional,
                               const CommandIo& io);

// One line to err, "onhand post: …"; returns the exit status.
int Fail(std::string_view command, const absl::Status& status, const CommandIo& io);
int WrongUsage(std::string_view command, std::string_view message, const CommandIo& io);
// The issues a line each; returns kExitFailure.
int FailWithIssues(std::string_view command, std::string_view what, const std::vector<Issue>& issues,
                   const CommandIo& io);

// --server, --data_dir and what belongs to them.
struct ConnectionFlags {
  std::string server = "127.0.0.1:50051";
  std::string data_dir;
  int64_t timeout_s = 60;
  bool system_role = false;
  std::string backup_dir;  // of commands that have a flag for it

  void AddTo(FlagSet* flags);
  // INVALID_ARGUMENT: flags that exclude each other. NOT_FOUND: there is no such directory (unless `may_create`).
  absl::StatusOr<std::unique_ptr<Backend>> Connect(bool may_create) const;
};

// The flag --environment, which has no default. INVALID_ARGUMENT where it is missing.
void AddEnvironmentFlag(FlagSet* flags, std::string* environment);
absl::Status CheckEnvironmentFlag(const std::string& environment);

// "name=value" at the first '=', as views into it. INVALID_ARGUMENT names `flag`.
absl::StatusOr<std::pair<std::string_view, std::string_view>> SplitAssignment(std::string_view flag,
                                                                              std::string_view text);

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_COMMANDS_COMMAND_H_
