#include "service/server/server_flags.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "service/flags/flag_set.h"
#include "service/json/time_text.h"

namespace onhand {
namespace {

// Values as they are written.
struct RawFlags {
  std::string data_dir;
  std::string backup_dir;
  std::vector<std::string> create_environments;
  int64_t block_cache_mib = 64;
  int64_t write_buffer_mib = 64;
  int64_t row_cache_mib = 448;
  int64_t write_back_mib = 64;
  std::string http_listen = "127.0.0.1:8080";
  std::string grpc_listen = "127.0.0.1:50051";
  std::string auth = "off";
  bool grant_system = false;
  int64_t grace_period_seconds = 10;
  std::string fixed_time;
  int64_t clock_speed = 1;
  int64_t adjustment_push_minutes = 5;
  int64_t maintenance_interval_ms = 60'000;
  int64_t log_retention_days = 30;
};

FlagSet Declare(RawFlags* raw) {
  FlagSet flags("onhandd --data_dir=DIR [flags]",
                "The inventory server: keeps what is on hand in DIR and answers over HTTP/JSON and gRPC. When ready it "
                "prints\none line, \"listening http=HOST:PORT grpc=HOST:PORT\". SIGTERM and SIGINT let calls in flight "
                "finish; a second\none ends it at once.");
  flags.Group("Data");
  flags.Text("data_dir", "DIR", "Where environments are kept; made if absent. Needed.", &raw->data_dir);
  flags.Text("backup_dir", "DIR",
             "Where backups of environments are kept, best on another disk; made with the first one. Default: the "
             "folder backups in the data directory.",
             &raw->backup_dir);
  flags.Texts("create_environment", "ID",
              "Makes an environment at start, with the default configuration, unless it exists.",
              &raw->create_environments);
  flags.Integer("block_cache", "MIB", "Memory for data read from disk, all environments together.", 1, 1 << 20,
                &raw->block_cache_mib);
  flags.Integer("write_buffer", "MIB", "Memory for data not yet in files, all environments together.", 4, 1 << 20,
                &raw->write_buffer_mib);
  flags.Integer(
      "row_cache", "MIB",
      "Memory for rows, for what is still to be written to their tables and for filters of event ids, all environments "
      "together.",
      4, 1 << 20, &raw->row_cache_mib);
  flags.Integer("write_back", "MIB",
                "By how much the log of an environment grows before its tables follow; as much is read again after a "
                "crash.",
                1, 1 << 10, &raw->write_back_mib);
  flags.Group("Listening");
  flags.Text("http_listen", "HOST:PORT", "Where HTTP is served; port 0 picks a free one.", &raw->http_listen);
  flags.Text("grpc_listen", "HOST:PORT", "Where gRPC is served; port 0 picks a free one.", &raw->grpc_listen);
  flags.Group("Who may do what");
  flags.Text("auth", "MODE",
             "How callers prove who they are. \"off\" is the only mode so far: everybody may do everything, so it is "
             "refused unless both listeners are loopback addresses.",
             &raw->auth);
  flags.Switch("grant_system",
               "Gives every caller the role \"system\", which may write to read-only data sources; for imports.",
               &raw->grant_system);
  flags.Group("Running");
  flags.Integer("grace_period", "SECONDS", "How long calls in flight may take to finish after SIGTERM.", 0, 3600,
                &raw->grace_period_seconds);
  flags.Integer("adjustment_push_minutes", "MINUTES",
                "How often staged adjustments are pushed into on-hand; 0 = only when somebody asks.", 0, 1440,
                &raw->adjustment_push_minutes);
  flags.Integer(
      "maintenance_interval_ms", "MS",
      "How often what no answer depends on is dropped and tables are brought up to date; 0 = only when somebody "
      "asks.",
      0, 86'400'000, &raw->maintenance_interval_ms);
  flags.Integer("log_retention_days", "DAYS",
                "How long the commit log is kept; never for less time than ids of events are.", 1, 36'500,
                &raw->log_retention_days);
  flags.Text("fixed_time", "RFC3339", "Stops the clock at this time, for tests and demos: 2024-02-01T12:00:00Z.",
             &raw->fixed_time);
  flags.Integer("clock_speed", "N",
                "How many times as fast time passes, from the true time at the start on; for tests of long runs.", 1,
                1'000'000, &raw->clock_speed);
  flags.Group("About");
  return flags;
}

absl::Status Refuse(absl::string_view flag, absl::string_view text) {
  return absl::InvalidArgumentError(absl::StrCat("--", flag, " ", text));
}

absl::Status Listen(absl::string_view flag, const std::string& text, ListenAddress* address) {
  absl::StatusOr<ListenAddress> parsed = ParseListenAddress(text);
  if (!parsed.ok()) return Refuse(flag, parsed.status().message());
  if (!IsLoopback(*parsed)) {
    return Refuse(flag, absl::StrCat("is \"", text,
                                     "\", which others can reach: with --auth=off it must be a loopback "
                                     "address (127.0.0.1, [::1] or localhost)"));
  }
  *address = *std::move(parsed);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ServerOptions> ParseServerFlags(absl::Span<const std::string> arguments) {
  RawFlags raw;
  const absl::StatusOr<std::vector<std::string>> rest = Declare(&raw).Parse(arguments);
  if (!rest.ok()) return rest.status();
  if (!rest->empty()) {
    return absl::InvalidArgumentError(absl::StrCat("unexpected argument \"", rest->front(), "\"; see --help"));
  }

  ServerOptions options;
  if (raw.data_dir.empty()) return Refuse("data_dir", "is needed: --data_dir=DIR says where data is kept");
  options.data_dir = raw.data_dir;
  options.backup_dir = raw.backup_dir;
  if (raw.auth != "off") return Refuse("auth", absl::StrCat("takes off, the only mode so far, not \"", raw.auth, "\""));
  if (absl::Status status = Listen("http_listen", raw.http_listen, &options.http_listen); !status.ok()) return status;
  if (absl::Status status = Listen("grpc_listen", raw.grpc_listen, &options.grpc_listen); !status.ok()) return status;
  if (options.http_listen.port != 0 && options.http_listen == options.grpc_listen) {
    return Refuse("grpc_listen", absl::StrCat("is \"", raw.grpc_listen, "\", the same as --http_listen"));
  }
  options.create_environments = raw.create_environments;
  options.grant_system = raw.grant_system;
  if (!raw.fixed_time.empty()) {
    int64_t time_us = 0;
    if (!ParseTime(raw.fixed_time, &time_us)) {
      return Refuse("fixed_time",
                    absl::StrCat("takes an RFC 3339 time like 2024-02-01T12:00:00Z, not \"", raw.fixed_time, "\""));
    }
    options.fixed_time_us = time_us;
    if (raw.clock_speed != 1) return Refuse("clock_speed", "has no meaning with --fixed_time, which stops the clock");
  }
  options.clock_speed = raw.clock_speed;
  options.block_cache_bytes = static_cast<uint64_t>(raw.block_cache_mib) << 20;
  options.write_buffer_bytes = static_cast<uint64_t>(raw.write_buffer_mib) << 20;
  options.row_cache_bytes = static_cast<uint64_t>(raw.row_cache_mib) << 20;
  options.write_back_bytes = static_cast<uint64_t>(raw.write_back_mib) << 20;
  options.grace_period = absl::Seconds(raw.grace_period_seconds);
  options.adjustment_push_minutes = static_cast<int>(raw.adjustment_push_minutes);
  options.maintenance_interval_ms = raw.maintenance_interval_ms;
  options.log_retention_days = static_cast<int>(raw.log_retention_days);
  return options;
}

std::string ServerHelp() {
  RawFlags raw;
  FlagSet flags = Declare(&raw);
  flags.Epilog(
      "  --help                      Prints this.\n"
      "  --version                   Prints the version.\n"
      "\nExit status: 0 stopped by a signal, 1 could not start, 2 wrong flags.\n");
  return flags.Help();
}

}  // namespace onhand
