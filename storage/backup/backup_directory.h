// File: backup_directory.h
//
// Where backups of environments live on disk: a folder for each environment, named as in the data directory, in which
// backups share the files that they have in common. A backup is there once its list of files is, which comes last and
// by renaming; so a crash leaves whole backups and files that nobody names, which the next call removes.
// docs/formats/backup.md has every byte.
#ifndef ONHAND_STORAGE_BACKUP_BACKUP_DIRECTORY_H_
#define ONHAND_STORAGE_BACKUP_BACKUP_DIRECTORY_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/backup/checked_files.h"
#include "storage/directory/data_directory.h"
#include "storage/kv/disk.h"
#include "storage/kv/store_image.h"

namespace onhand::storage {

struct StoredBackup {
  uint32_t id = 0;
  std::string environment;  // folded
  int64_t created_at_us = 0;
  uint64_t sequence = 0;
  uint64_t bytes = 0;  // of all its files
  uint64_t files = 0;
  std::string damage;  // not "": its list cannot be read, and why; then only id and environment are known
};

// Thread-safe. In all calls: environments in any case; INVALID_ARGUMENT: not an id. UNAVAILABLE: the disk refused.
// CANCELLED: the callback ended it. After an error nothing is left of what the call began.
class BackupDirectory {
 public:
  // Touches nothing yet; the folder is made with the first backup.
  BackupDirectory(std::string path, std::shared_ptr<Disk> disk) : path_(std::move(path)), disk_(std::move(disk)) {}

  // Removes what killed processes left, as far as that is possible. Every Create and Delete does it for its
  // environment.
  void Tidy();

  // Copies the files of `image` that no backup of the environment has yet. `partition` names the sequence number that
  // goes with it. FAILED_PRECONDITION: another Create or Delete of it is under way, here or in another process.
  // DATA_LOSS: a file is not what the store says it is.
  absl::StatusOr<StoredBackup> Create(std::string_view environment, const StoreImage& image, std::string_view partition,
                                      int64_t created_at_us, const BackupMeterCallback& progress);
  // By environment and id; "" = of all.
  absl::StatusOr<std::vector<StoredBackup>> List(std::string_view environment) const;
  // NOT_FOUND. DATA_LOSS names damaged files. FAILED_PRECONDITION: a newer program made it.
  absl::Status Verify(std::string_view environment, uint32_t id, const BackupMeterCallback& progress) const;
  // Into a new environment of `directory`, with every byte checked; then opens it and compares the sequence number of
  // `partition`. NOT_FOUND, DATA_LOSS. ALREADY_EXISTS: `target`. FAILED_PRECONDITION: somebody restores into it at this
  // moment; or a newer program made the backup.
  absl::Status Restore(std::string_view environment, uint32_t id, DataDirectory* directory, std::string_view target,
                       std::string_view partition, const BackupMeterCallback& progress) const;
  // NOT_FOUND. FAILED_PRECONDITION as Create. A list that is damaged can be deleted too.
  absl::Status Delete(std::string_view environment, uint32_t id);

 private:
  const std::string path_;
  const std::shared_ptr<Disk> disk_;
};

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_BACKUP_BACKUP_DIRECTORY_H_
