// File: checked_files.h
//
// Files copied and read whole with their checksums (CRC-32C). Private to storage/backup.
#ifndef ONHAND_STORAGE_BACKUP_CHECKED_FILES_H_
#define ONHAND_STORAGE_BACKUP_CHECKED_FILES_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/kv/disk.h"

namespace onhand::storage {

// Told how far something is, in bytes; false ends it.
using BackupMeterCallback = std::function<bool(uint64_t done, uint64_t total)>;

// How far something is. Not thread-safe.
class BackupMeter {
 public:
  // `callback` may be empty; it must outlive this.
  BackupMeter(const BackupMeterCallback& callback, uint64_t total) : callback_(callback), total_(total) {}
  // CANCELLED: the callback wants it to end.
  absl::Status Add(uint64_t bytes);

 private:
  const BackupMeterCallback& callback_;
  const uint64_t total_;
  uint64_t done_ = 0;
};

// The text of a list of files. NOT_FOUND. UNAVAILABLE. DATA_LOSS: it is larger than any list.
absl::StatusOr<std::string> ReadListFile(const Disk& disk, const std::string& path);

// Copies the first `bytes` of `from` to a new file `to`, which is on disk then but for its name in its folder. Returns
// the checksum. DATA_LOSS: `from` is shorter. NOT_FOUND. UNAVAILABLE: the disk refused. CANCELLED. After an error a
// part of `to` may be there.
absl::StatusOr<uint32_t> CopyChecked(const Disk& disk, const std::string& from, uint64_t bytes, const std::string& to,
                                     BackupMeter* meter);
// The same of bytes that are no file.
absl::StatusOr<uint32_t> WriteChecked(const Disk& disk, std::string_view content, const std::string& to,
                                      BackupMeter* meter);

// OK if the file has exactly so many bytes; else DATA_LOSS, which says what is wrong with which file. UNAVAILABLE.
absl::Status CheckLength(const Disk& disk, const std::string& path, uint64_t bytes);
// The same, and with this checksum. CANCELLED.
absl::Status CheckFile(const Disk& disk, const std::string& path, uint64_t bytes, uint32_t checksum,
                       BackupMeter* meter);
// What is wrong with a file that has this checksum.
absl::Status WrongChecksum(const std::string& path, uint32_t found, uint32_t wanted);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_BACKUP_CHECKED_FILES_H_
