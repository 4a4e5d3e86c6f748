// File: backup_list.h
//
// What one backup consists of, as the text file that makes it one (docs/formats/backup.md):
//
//   onhand-backup version=1
//   environment demo
//   id 7
//   created_at_us 1700000000000000
//   format 2
//   sequence 4711
//   file 1048576 e3069283 6474df650323bdf0b48e64f3039308ca.sst 000012.sst
//   …
//   end 1a2b3c4d
//
// Private to storage/backup.
#ifndef ONHAND_STORAGE_BACKUP_BACKUP_LIST_H_
#define ONHAND_STORAGE_BACKUP_BACKUP_LIST_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace onhand::storage {

// One file of a database, and where its bytes are kept.
struct BackupFile {
  std::string name;    // in the database's folder
  std::string stored;  // in the backups' folder of files
  uint64_t bytes = 0;
  uint32_t checksum = 0;  // CRC-32C of all of them
  friend bool operator==(const BackupFile&, const BackupFile&) = default;
};

struct BackupList {
  std::string environment;  // folded
  uint32_t id = 0;
  int64_t created_at_us = 0;
  uint32_t format = 0;  // of the environment's folder (storage/directory/format_version.h)
  uint64_t sequence = 0;
  std::vector<BackupFile> files;
  friend bool operator==(const BackupList&, const BackupList&) = default;

  uint64_t bytes() const;  // of all files
};

std::string EncodeBackupList(const BackupList& list);
// DATA_LOSS with what is wrong. FAILED_PRECONDITION: a later version of the list.
absl::StatusOr<BackupList> DecodeBackupList(std::string_view text);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_BACKUP_BACKUP_LIST_H_
