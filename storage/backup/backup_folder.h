// File: backup_folder.h
//
// The backups of one environment on disk (docs/formats/backup.md):
//
//   FOLDER/LOCK             held by the process that makes or deletes one
//         /LAST             the highest number that was given to one that is deleted
//         /backups/000007   the list of what backup 7 consists of; there or not, hence the backup is
//         /files/NAME       what lists name, some of it more than once
//
// Private to storage/backup.
#ifndef ONHAND_STORAGE_BACKUP_BACKUP_FOLDER_H_
#define ONHAND_STORAGE_BACKUP_BACKUP_FOLDER_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/backup/backup_list.h"
#include "storage/directory/folder_lock.h"
#include "storage/kv/disk.h"

namespace onhand::storage {

// What is known of a stored file.
struct StoredFacts {
  uint64_t bytes = 0;
  uint32_t checksum = 0;
};

// Thread-safe; what changes the folder (marked W) needs its lock.
class BackupFolder {
 public:
  BackupFolder(std::string path, std::string environment, std::shared_ptr<Disk> disk)
      : path_(std::move(path)), environment_(std::move(environment)), disk_(std::move(disk)) {}

  const std::string& environment() const { return environment_; }
  const Disk& disk() const { return *disk_; }
  std::string FilePath(const std::string& stored) const { return path_ + "/files/" + stored; }
  std::string ListPath(uint32_t id) const;

  // FAILED_PRECONDITION: held. NOT_FOUND: there is no such folder.
  absl::StatusOr<FolderLock> Lock() const;
  // With all that is missing in it and above it.
  absl::Status Make() const;

  // Whether it looks like one in which a backup was once begun.
  bool WasBegun() const;
  // In order; none where there is no such folder.
  absl::StatusOr<std::vector<uint32_t>> Ids() const;
  // NOT_FOUND says which there are. DATA_LOSS names the file. FAILED_PRECONDITION: a newer program wrote it.
  absl::StatusOr<BackupList> Read(uint32_t id) const;

  // For the next backup. W
  absl::StatusOr<uint32_t> NextId() const;
  // Makes a backup of what was stored. W
  absl::Status WriteList(const BackupList& list) const;
  // After a WriteList that failed: as if it had not been called. W
  absl::Status RetractList(uint32_t id) const;
  // NOT_FOUND. W
  absl::Status RemoveList(uint32_t id) const;
  // Removes what no list names and what was never completed. Where a list cannot be read, files stay. Returns what the
  // others know of files. `only_unfinished`: files that no list names stay, unless they are half written. W
  absl::StatusOr<std::map<std::string, StoredFacts>> Tidy(bool only_unfinished = false) const;
  // Durable names of files. W
  absl::Status SyncFiles() const { return disk_->SyncFolder(path_ + "/files"); }

 private:
  const std::string path_;
  const std::string environment_;
  const std::shared_ptr<Disk> disk_;
};

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_BACKUP_BACKUP_FOLDER_H_
