// File: server_flags.h
//
// The command line of onhandd. Pure: reads arguments, touches nothing.
#ifndef ONHAND_SERVICE_SERVER_SERVER_FLAGS_H_
#define ONHAND_SERVICE_SERVER_SERVER_FLAGS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "service/server/listen_address.h"

namespace onhand {

struct ServerOptions {
  std::string data_dir;
  std::string backup_dir;  // "" = in data_dir
  ListenAddress http_listen = {"127.0.0.1", 8080};
  ListenAddress grpc_listen = {"127.0.0.1", 50051};
  std::vector<std::string> create_environments;
  bool grant_system = false;             // callers may write to read-only data sources (decisions N5)
  std::optional<int64_t> fixed_time_us;  // since 1970, UTC; absent = the system's clock
  int64_t clock_speed = 1;               // how many times as fast time passes, without fixed_time_us
  uint64_t block_cache_bytes = 0;
  uint64_t write_buffer_bytes = 0;
  uint64_t row_cache_bytes = 0;
  uint64_t write_back_bytes = 0;
  absl::Duration grace_period;
  int adjustment_push_minutes = 5;  // between pushes of staged adjustments (spec 1.18); 0 = none
  int64_t maintenance_interval_ms = 60'000;  // between background purges; 0 = none
  int log_retention_days = 30;               // of the commit log
};

// `arguments` without the program's name. INVALID_ARGUMENT names the flag and says what is allowed, also for listeners
// beyond loopback with --auth=off (decisions A1).
absl::StatusOr<ServerOptions> ParseServerFlags(absl::Span<const std::string> arguments);

// What --help prints.
std::string ServerHelp();

}  // namespace onhand

#endif  // ONHAND_SERVICE_SERVER_SERVER_FLAGS_H_
