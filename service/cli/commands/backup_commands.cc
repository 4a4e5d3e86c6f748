// `onhand backup create|list|verify|restore|delete`.

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/backup.h"
#include "service/cli/commands/command.h"
#include "service/cli/terminal/progress.h"
#include "service/cli/terminal/table.h"
#include "service/json/json_writer.h"
#include "service/json/time_text.h"

namespace onhand::cli {
namespace {

// What all of them take.
struct BackupFlags {
  std::string environment;
  int64_t id = 0;
  bool json = false;
  bool quiet = false;
  ConnectionFlags connection;

  // "" where a flag is not taken.
  void AddTo(FlagSet* flags, std::string_view environment_help, std::string_view id_help, std::string_view json_help,
             bool shows_progress) {
    flags->Group("Which");
    flags->Text("environment", "ID", environment_help, &environment);
    if (!id_help.empty()) flags->Integer("id", "N", id_help, 1, UINT32_MAX, &id);
    flags->Group("Output");
    if (!json_help.empty()) flags->Switch("json", json_help, &json);
    if (shows_progress) flags->Switch("quiet", "No progress on the standard error.", &quiet);
    connection.AddTo(flags);
    flags->Text("backup_dir", "DIR",
                "With --data_dir: where the backups are. Default: the folder backups in the data directory. A server "
                "has a flag of the same name.",
                &connection.backup_dir);
  }
};

constexpr std::string_view kEnvironmentHelp = "Which environment. Required.";
constexpr std::string_view kIdHelp = "Which backup; `onhand backup list` shows them. Required.";

// What one run of a command needs.
struct Session {
  std::unique_ptr<Backend> backend;
  Backups* backups = nullptr;
};

// Parses and connects. A value: the command is over, with that exit status.
std::optional<int> Begin(std::string_view command, const FlagSet& set, const BackupFlags& flags,
                         absl::Span<const std::string> arguments, bool needs_environment, bool needs_id,
                         bool may_create, Session* session, const CommandIo& io) {
  std::vector<std::string> positional;
  if (const auto status = ParseOrExit(set, command, arguments, 0, 0, &positional, io)) return status;
  if (needs_environment) {
    if (absl::Status status = CheckEnvironmentFlag(flags.environment); !status.ok()) return Fail(command, status, io);
  }
  if (needs_id && flags.id == 0) {
    return WrongUsage(command, "--id=N is required; `onhand backup list` shows which there are", io);
  }
  absl::StatusOr<std::unique_ptr<Backend>> connected = flags.connection.Connect(may_create);
  if (!connected.ok()) return Fail(command, connected.status(), io);
  session->backend = *std::move(connected);
  session->backups = session->backend->backups();
  if (session->backups != nullptr) return std::nullopt;
  return Fail(command, absl::FailedPreconditionError("what is kept in memory has no backups"), io);
}

std::string TimeText(int64_t time_us) {
  std::string text;
  AppendTime(time_us, &text);
  return text;
}

std::string Bytes(uint64_t bytes) { return WithThousands(static_cast<int64_t>(bytes)); }

std::string BackupJson(const BackupInfo& info) {
  std::string json = "{\"environment\":";
  AppendJsonString(info.environment, &json);
  absl::StrAppend(&json, ",\"id\":", info.id);
  if (!info.damage.empty()) {
    json.append(",\"damage\":");
    AppendJsonString(info.damage, &json);
  } else {
    absl::StrAppend(&json, ",\"createdAt\":\"", TimeText(info.created_at_us), "\",\"sequence\":", info.sequence,
                    ",\"bytes\":", info.bytes, ",\"files\":", info.files);
  }
  json.push_back('}');
  return json;
}

std::string BackupsTable(const std::vector<BackupInfo>& infos) {
  std::vector<std::vector<std::string>> rows;
  for (const BackupInfo& info : infos) {
    if (info.damage.empty()) {
      rows.push_back({info.environment, absl::StrCat(info.id), TimeText(info.created_at_us),
                      WithThousands(static_cast<int64_t>(info.sequence)), Bytes(info.bytes), Bytes(info.files), ""});
    } else {
      rows.push_back({info.environment, absl::StrCat(info.id), "", "", "", "", info.damage});
    }
  }
  const bool damaged =
      std::any_of(infos.begin(), infos.end(), [](const BackupInfo& info) { return !info.damage.empty(); });
  std::vector<TableColumn> columns = {{"environment", false}, {"id", true},    {"taken", false}, {"up to record", true},
                                      {"bytes", true},        {"files", true}, {"damage", false}};
  if (!damaged) {
    columns.pop_back();
    for (std::vector<std::string>& row : rows) row.pop_back();
  }
  return RenderTable(columns, rows);
}

// Shows how far a call is while this lives.
class Bar {
 public:
  Bar(const BackupFlags& flags, const CommandIo& io)
      : progress_(ChooseProgressStyle(flags.quiet), "bytes", &io.err, SteadyNowMicros) {}

  BackupProgressCallback callback() {
    return [this](const BackupProgress& step) {
      const double total = static_cast<double>(std::max<uint64_t>(step.bytes_total, 1));
      progress_.UpdateSlow(static_cast<int64_t>(step.bytes_done), static_cast<double>(step.bytes_done) / total);
      return true;
    };
  }

 private:
  Progress progress_;
};

}  // namespace

int RunBackupCreate(absl::Span<const std::string> arguments, const CommandIo& io) {
  constexpr std::string_view kCommand = "backup create";
  BackupFlags flags;
  FlagSet set("onhand backup create --environment=ID [flags]",
              "Makes a backup of an environment while everything goes on: the environment as one commit left it. Only "
              "what earlier backups of it have not got is copied.");
  flags.AddTo(&set, kEnvironmentHelp, "",
              "Print {\"environment\", \"id\", \"createdAt\", \"sequence\", \"bytes\", "
              "\"files\"}.",
              /*shows_progress=*/true);
  set.Epilog(
      "Example:\n  onhand backup create --environment=shop\n"
      "\nExit status: 0 made, 1 failed (nothing is left of it), 2 wrong flags.\n");
  Session session;
  if (const auto status = Begin(kCommand, set, flags, arguments, true, false, false, &session, io)) return *status;
  absl::StatusOr<BackupInfo> info;
  {
    Bar bar(flags, io);
    info = session.backups->Create(flags.environment, bar.callback());
  }
  if (!info.ok()) return Fail(kCommand, info.status(), io);
  if (flags.json) {
    io.out << BackupJson(*info) << "\n";
  } else {
    io.out << info->environment << ": backup " << info->id << ", up to record "
           << WithThousands(static_cast<int64_t>(info->sequence)) << ", " << Bytes(info->bytes) << " bytes in "
           << Bytes(info->files) << " files\n";
  }
  return kExitOk;
}

int RunBackupList(absl::Span<const std::string> arguments, const CommandIo& io) {
  constexpr std::string_view kCommand = "backup list";
  BackupFlags flags;
  FlagSet set("onhand backup list [flags]",
              "Lists backups by environment and number. Bytes are those of all files of a backup; backups of one "
              "environment share what they have in common.");
  flags.AddTo(&set, "Only of this environment. Default: of all, those among them that are no more.", "",
              "Print an array.", /*shows_progress=*/false);
  set.Epilog("Example:\n  onhand backup list --environment=shop\n\nExit status: 0 listed, 1 failed, 2 wrong flags.\n");
  Session session;
  if (const auto status = Begin(kCommand, set, flags, arguments, false, false, false, &session, io)) return *status;
  const absl::StatusOr<std::vector<BackupInfo>> infos = session.backups->List(flags.environment);
  if (!infos.ok()) return Fail(kCommand, infos.status(), io);
  if (!flags.json) {
    io.out << BackupsTable(*infos);
    return kExitOk;
  }
  io.out << "[";
  for (size_t i = 0; i < infos->size(); ++i) io.out << (i > 0 ? "," : "") << BackupJson((*infos)[i]);
  io.out << "]\n";
  return kExitOk;
}

int RunBackupVerify(absl::Span<const std::string> arguments, const CommandIo& io) {
  constexpr std::string_view kCommand = "backup verify";
  BackupFlags flags;
  FlagSet set("onhand backup verify --environment=ID [flags]",
              "Reads every byte of backups and compares checksums. Damaged files are named.");
  flags.AddTo(&set, kEnvironmentHelp, "Only this backup. Default: all of the environment, one after another.", "",
              /*shows_progress=*/true);
  set.Epilog(
      "Examples:\n  onhand backup verify --environment=shop\n  onhand backup verify --environment=shop --id=3\n"
      "\nExit status: 0 all are whole, 1 there is none, or failed, 2 wrong flags, 4 one is damaged.\n");
  Session session;
  if (const auto status = Begin(kCommand, set, flags, arguments, true, false, false, &session, io)) return *status;
  std::vector<uint32_t> ids;
  if (flags.id != 0) {
    ids.push_back(static_cast<uint32_t>(flags.id));
  } else {
    absl::StatusOr<std::vector<BackupInfo>> infos = session.backups->List(flags.environment);
    if (!infos.ok()) return Fail(kCommand, infos.status(), io);
    for (const BackupInfo& info : *infos) ids.push_back(info.id);
    if (ids.empty()) {
      return Fail(kCommand, absl::NotFoundError("environment '" + flags.environment + "' has no backups"), io);
    }
  }
  int exit = kExitOk;
  for (const uint32_t id : ids) {
    absl::Status status;
    {
      Bar bar(flags, io);
      status = session.backups->Verify(flags.environment, id, bar.callback());
    }
    if (status.ok()) {
      io.out << flags.environment << ": backup " << id << " is whole\n";
    } else {
      exit = std::max(exit, Fail(kCommand, status, io));
      if (absl::IsDataLoss(status)) exit = kExitFindings;
    }
  }
  return exit;
}

int RunBackupRestore(absl::Span<const std::string> arguments, const CommandIo& io) {
  constexpr std::string_view kCommand = "backup restore";
  BackupFlags flags;
  std::string target;
  FlagSet set("onhand backup restore --environment=ID --id=N [flags]",
              "Makes a new environment from a backup, with every byte of it checked. Nothing is ever overwritten.");
  set.Group("Where to");
  set.Text("target", "ID", "The environment to make. Default: the one that was backed up, if it is no more.", &target);
  flags.AddTo(&set, kEnvironmentHelp, kIdHelp, "", /*shows_progress=*/true);
  set.Epilog(
      "Examples:\n  onhand backup restore --environment=shop --id=3 --target=shop-as-of-monday\n"
      "  onhand backup restore --environment=shop --id=3 --data_dir=/srv/fresh --backup_dir=/mnt/backups\n"
      "\nExit status: 0 made, 1 the target exists, the backup is damaged, or failed (nothing is made), 2 wrong "
      "flags.\n");
  Session session;
  if (const auto status = Begin(kCommand, set, flags, arguments, true, true, true, &session, io)) return *status;
  if (target.empty()) target = flags.environment;
  absl::Status status;
  {
    Bar bar(flags, io);
    status = session.backups->Restore(flags.environment, static_cast<uint32_t>(flags.id), target, bar.callback());
  }
  if (!status.ok()) return Fail(kCommand, status, io);
  io.out << target << ": made from backup " << flags.id << " of " << flags.environment << "\n";
  return kExitOk;
}

int RunBackupDelete(absl::Span<const std::string> arguments, const CommandIo& io) {
  constexpr std::string_view kCommand = "backup delete";
  BackupFlags flags;
  FlagSet set("onhand backup delete --environment=ID --id=N [flags]",
              "Removes a backup, and the files that no other one shares. The others stay whole.");
  flags.AddTo(&set, kEnvironmentHelp, kIdHelp, "", /*shows_progress=*/false);
  set.Epilog(
      "Example:\n  onhand backup delete --environment=shop --id=3\n"
      "\nExit status: 0 deleted, 1 there is none, or failed, 2 wrong flags.\n");
  Session session;
  if (const auto status = Begin(kCommand, set, flags, arguments, true, true, false, &session, io)) return *status;
  const absl::Status status = session.backups->Delete(flags.environment, static_cast<uint32_t>(flags.id));
  if (!status.ok()) return Fail(kCommand, status, io);
  io.out << flags.environment << ": backup " << flags.id << " deleted\n";
  return kExitOk;
}

}  // namespace onhand::cli
