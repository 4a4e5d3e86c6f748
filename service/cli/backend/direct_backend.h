// File: direct_backend.h
//
// A data directory that this process opens itself, without a server. An environment that a server has open is refused
// with a sentence that says so.
#ifndef ONHAND_SERVICE_CLI_BACKEND_DIRECT_BACKEND_H_
#define ONHAND_SERVICE_CLI_BACKEND_DIRECT_BACKEND_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "service/cli/backend/backend.h"

namespace onhand::cli {

struct DirectBackendOptions {
  std::string data_dir;      // "" = in memory, for tests
  bool system_role = false;  // may write to read-only data sources
  std::string backup_dir;    // "" = in data_dir
};

absl::StatusOr<std::unique_ptr<Backend>> OpenDirectBackend(const DirectBackendOptions& options);

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_BACKEND_DIRECT_BACKEND_H_
