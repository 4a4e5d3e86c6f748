// File: folder_lock.h
//
// The lock that one process holds on an environment's folder (flock on a file in it, so that it ends with the
// process however that ends). On a disk that is not the system's it keeps others of this process out. Private to
// storage/directory.
#ifndef ONHAND_STORAGE_DIRECTORY_FOLDER_LOCK_H_
#define ONHAND_STORAGE_DIRECTORY_FOLDER_LOCK_H_

#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/directory/files.h"
#include "storage/kv/disk.h"

namespace onhand::storage {

// Held until destroyed.
class FolderLock {
 public:
  // Waits for it. The file is made if absent. UNAVAILABLE.
  static absl::StatusOr<FolderLock> Wait(const std::string& path, const Disk& disk = *Disk::System());
  // Takes it at once and writes this process's number into the file. FAILED_PRECONDITION: held, here or by another
  // process, which is named. NOT_FOUND: the folder is not there, or was removed meanwhile. UNAVAILABLE. `what` begins
  // the message: "environment 'x'".
  static absl::StatusOr<FolderLock> Take(const std::string& path, const std::string& what,
                                         const Disk& disk = *Disk::System());

 private:
  explicit FolderLock(File file) : file_(std::move(file)) {}
  explicit FolderLock(std::shared_ptr<void> held) : held_(std::move(held)) {}
  File file_;
  std::shared_ptr<void> held_;  // on another disk
};

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_DIRECTORY_FOLDER_LOCK_H_
