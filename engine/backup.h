// File: backup.h
//
// Copies of environments from which they can be made again: taken while everything goes on, each of them the
// environment as one commit left it.
#ifndef ONHAND_ENGINE_BACKUP_H_
#define ONHAND_ENGINE_BACKUP_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace onhand {

struct BackupInfo {
  uint32_t id = 0;          // ascending per environment, from 1
  std::string environment;  // folded
  int64_t created_at_us = 0;
  uint64_t sequence = 0;  // of the last commit in it
  uint64_t bytes = 0;     // of all its files; those that it shares with others of its environment included
  uint64_t files = 0;
  // Not "": its list of files is damaged, and how; then only id and environment are known. Such a backup can be
  // deleted.
  std::string damage;
};

// Of a new backup only what has to be copied counts.
struct BackupProgress {
  uint64_t bytes_done = 0;
  uint64_t bytes_total = 0;  // 0: not known yet
};
// Called now and then, on the caller's thread, and with everything done at the end; false ends the work with CANCELLED
// and nothing is left of it. May be empty.
using BackupProgressCallback = std::function<bool(const BackupProgress&)>;

// The backups of all environments of an engine, in one folder (EngineOptions::backup_dir). Thread-safe. Environments
// are named in any case. What the disk refuses is UNAVAILABLE, INVALID_ARGUMENT is not an environment's id, in all
// calls. FAILED_PRECONDITION: another backup of the environment is being made or deleted at this moment.
class Backups {
 public:
  virtual ~Backups() = default;

  // A new one; only what earlier ones of the environment have not got is copied. Callers go on meanwhile. NOT_FOUND: no
  // such environment. FAILED_PRECONDITION, also: another process has the environment open. CANCELLED, also: the
  // environment is deleted meanwhile.
  virtual absl::StatusOr<BackupInfo> Create(std::string_view environment, const BackupProgressCallback& progress) = 0;
  // By environment and id. "" = of all environments that have any, those among them that are no more.
  virtual absl::StatusOr<std::vector<BackupInfo>> List(std::string_view environment) const = 0;
  // Reads every byte of it and compares checksums. NOT_FOUND. DATA_LOSS names the damaged files.
  virtual absl::Status Verify(std::string_view environment, uint32_t id,
                              const BackupProgressCallback& progress) const = 0;
  // Makes environment `target` from it, "" = of the same name. ALREADY_EXISTS: there is one of that name; nothing is
  // ever overwritten. NOT_FOUND, DATA_LOSS as Verify; nothing is made then. FAILED_PRECONDITION: a newer program made
  // it; or `target` is being restored already.
  virtual absl::Status Restore(std::string_view environment, uint32_t id, std::string_view target,
                               const BackupProgressCallback& progress) = 0;
  // Frees what no other backup needs. Its id is not given again. NOT_FOUND.
  virtual absl::Status Delete(std::string_view environment, uint32_t id) = 0;
};

}  // namespace onhand

#endif  // ONHAND_ENGINE_BACKUP_H_
