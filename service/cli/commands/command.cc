#include "service/cli/commands/command.h"

#include <sys/stat.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "service/cli/backend/direct_backend.h"
#include "service/cli/backend/grpc_backend.h"

namespace onhand::cli {

std::optional<int> ParseOrExit(const FlagSet& flags, std::string_view command, absl::Span<const std::string> arguments,
                               size_t positional_min, size_t positional_max, std::vector<std::string>* positional,
                               const CommandIo& io) {
  if (FlagSet::Has(arguments, "help")) {
    io.out << flags.Help();
    return kExitOk;
  }
  absl::StatusOr<std::vector<std::string>> parsed = flags.Parse(arguments);
  if (!parsed.ok()) return WrongUsage(command, parsed.status().message().data(), io);
  if (parsed->size() > positional_max) {
    return WrongUsage(command, absl::StrCat("there is no use for \"", (*parsed)[positional_max], "\""), io);
  }
  if (parsed->size() < positional_min) return WrongUsage(command, "an argument is missing", io);
  *positional = *std::move(parsed);
  return std::nullopt;
}

int Fail(std::string_view command, const absl::Status& status, const CommandIo& io) {
  io.err << "onhand " << command << ": " << status.message() << "\n";
  return absl::IsInvalidArgument(status) ? kExitUsage : kExitFailure;
}

int WrongUsage(std::string_view command, std::string_view message, const CommandIo& io) {
  io.err << "onhand " << command << ": " << message << "\nSee onhand " << command << " --help.\n";
  return kExitUsage;
}

int FailWithIssues(std::string_view command, std::string_view what, const std::vector<Issue>& issues,
                   const CommandIo& io) {
  io.err << "onhand " << command << ": " << what << "\n";
  for (const Issue& issue : issues) {
    io.err << "  " << issue.path << (issue.path.empty() ? "" : ": ") << issue.message << "\n";
  }
  return kExitFailure;
}

void ConnectionFlags::AddTo(FlagSet* flags) {
  flags->Group("Where the data is");
  flags->Text("server", "HOST:PORT", "Talk to this onhandd over gRPC.", &server);
  flags->Text("data_dir", "DIR",
              "Open this data directory directly, without a server. No onhandd may have the "
              "environment open.",
              &data_dir);
  flags->Switch("system_role",
                "With --data_dir: may write to read-only data sources such as fno. With a server its "
                "flag --grant_system decides.",
                &system_role);
  flags->Integer("timeout_s", "SECONDS",
                 "How long one call to the server may take; streams of events and rows have no "
                 "limit.",
                 1, 86'400, &timeout_s);
}

absl::StatusOr<std::unique_ptr<Backend>> ConnectionFlags::Connect(bool may_create) const {
  if (data_dir.empty()) {
    if (system_role) {
      return absl::InvalidArgumentError("--system_role is for --data_dir; a server is started with --grant_system");
    }
    if (!backup_dir.empty()) {
      return absl::InvalidArgumentError("--backup_dir is for --data_dir; a server has a flag of the same name");
    }
    return OpenGrpcBackend(server, timeout_s);
  }
  if (server != ConnectionFlags().server) {
    return absl::InvalidArgumentError("--server and --data_dir exclude each other: give one of them");
  }
  struct stat info = {};
  if (!may_create && (stat(data_dir.c_str(), &info) != 0 || !S_ISDIR(info.st_mode))) {
    return absl::NotFoundError(absl::StrCat("there is no data directory ", data_dir,
                                            "; `onhand env create ID --data_dir=", data_dir, "` makes one"));
  }
  return OpenDirectBackend({data_dir, system_role, backup_dir});
}

void AddEnvironmentFlag(FlagSet* flags, std::string* environment) {
  flags->Text("environment", "ID", "Which environment. Required.", environment);
}

absl::Status CheckEnvironmentFlag(const std::string& environment) {
  if (!environment.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError("--environment=ID is required; `onhand env list` shows which there are");
}

absl::StatusOr<std::pair<std::string_view, std::string_view>> SplitAssignment(std::string_view flag,
                                                                              std::string_view text) {
  const size_t equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("--", std::string(flag), " takes NAME=VALUE, not \"", std::string(text), "\""));
  }
  return std::make_pair(text.substr(0, equals), text.substr(equals + 1));
}

}  // namespace onhand::cli
