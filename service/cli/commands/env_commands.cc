// `onhand env create|list|delete`.

#include <utility>

#include "absl/strings/str_cat.h"
#include "service/cli/commands/command.h"
#include "service/json/json_writer.h"

namespace onhand::cli {

int RunEnvCreate(absl::Span<const std::string> arguments, const CommandIo& io) {
  constexpr std::string_view kCommand = "env create";
  bool if_missing = false;
  bool json = false;
  ConnectionFlags connection;
  FlagSet set("onhand env create ID [flags]",
              "Makes an environment with the default configuration. Ids are the same in any case.");
  set.Group("How");
  set.Switch("if_missing", "Do nothing if there is one already.", &if_missing);
  set.Switch("json", "Print {\"environment\", \"created\"}.", &json);
  connection.AddTo(&set);
  set.Epilog(
      "Example:\n  onhand env create shop --if_missing\n"
      "\nExit status: 0 made, 1 there is one already, or failed, 2 wrong flags.\n");
  std::vector<std::string> positional;
  if (const auto status = ParseOrExit(set, kCommand, arguments, 1, 1, &positional, io)) return *status;
  absl::StatusOr<std::unique_ptr<Backend>> backend = connection.Connect(true);
  if (!backend.ok()) return Fail(kCommand, backend.status(), io);
  const absl::Status status = (*backend)->CreateEnvironment(positional[0]);
  const bool existed = if_missing && absl::IsAlreadyExists(status);
  if (!status.ok() && !existed) return Fail(kCommand, status, io);
  if (json) {
    std::string id;
    AppendJsonString(positional[0], &id);
    io.out << "{\"environment\":" << id << ",\"created\":" << (existed ? "false" : "true") << "}\n";
  } else {
    io.out << positional[0] << (existed ? ": there already\n" : ": made\n");
  }
  return kExitOk;
}

int RunEnvList(absl::Span<const std::string> arguments, const CommandIo& io) {
  constexpr std::string_view kCommand = "env list";
  bool json = false;
  ConnectionFlags connection;
  FlagSet set("onhand env list [flags]", "Lists the environments, an id a line.");
  set.Group("Output");
  set.Switch("json", "Print an array.", &json);
  connection.AddTo(&set);
  set.Epilog("Example:\n  onhand env list --data_dir=var/data\n\nExit status: 0 listed, 1 failed, 2 wrong flags.\n");
  std::vector<std::string> positional;
  if (const auto status = ParseOrExit(set, kCommand, arguments, 0, 0, &positional, io)) return *status;
  absl::StatusOr<std::unique_ptr<Backend>> backend = connection.Connect(false);
  if (!backend.ok()) return Fail(kCommand, backend.status(), io);
  const absl::StatusOr<std::vector<std::string>> ids = (*backend)->ListEnvironments();
  if (!ids.ok()) return Fail(kCommand, ids.status(), io);
  if (json) {
    std::string list = "[";
    for (const std::string& id : *ids) {
      if (list.size() > 1) list.push_back(',');
      AppendJsonString(id, &list);
    }
    io.out << list << "]\n";
    return kExitOk;
  }
  for (const std::string& id : *ids) io.out << id << "\n";
  return kExitOk;
}

int RunEnvDelete(absl::Span<const std::string> arguments, const CommandIo& io) {
  constexpr std::string_view kCommand = "env delete";
  bool yes = false;
  ConnectionFlags connection;
  FlagSet set("onhand env delete ID --yes [flags]", "Deletes an environment with all its data, for good.");
  set.Group("How");
  set.Switch("yes", "Required: there is no way back.", &yes);
  connection.AddTo(&set);
  set.Epilog(
      "Example:\n  onhand env delete shop --yes\n"
      "\nExit status: 0 deleted, 1 there is none, or failed, 2 wrong flags.\n");
  std::vector<std::string> positional;
  if (const auto status = ParseOrExit(set, kCommand, arguments, 1, 1, &positional, io)) return *status;
  if (!yes) {
    return WrongUsage(kCommand, absl::StrCat("this deletes all data of ", positional[0], " for good: add --yes"), io);
  }
  absl::StatusOr<std::unique_ptr<Backend>> backend = connection.Connect(false);
  if (!backend.ok()) return Fail(kCommand, backend.status(), io);
  if (absl::Status status = (*backend)->DeleteEnvironment(positional[0]); !status.ok()) {
    return Fail(kCommand, status, io);
  }
  io.out << positional[0] << ": deleted\n";
  return kExitOk;
}

}  // namespace onhand::cli
