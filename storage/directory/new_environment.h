// File: new_environment.h
//
// An environment that is made from files which already were one: filled under a temporary name, in its own time, then
// renamed. A crash leaves it whole or a folder that the next process removes.
#ifndef ONHAND_STORAGE_DIRECTORY_NEW_ENVIRONMENT_H_
#define ONHAND_STORAGE_DIRECTORY_NEW_ENVIRONMENT_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/directory/folder_lock.h"
#include "storage/kv/disk.h"

namespace onhand::storage {

// Not thread-safe. Dropped without Publish it leaves nothing.
class NewEnvironment {
 public:
  // In the folder of all environments, under a folded id; DataDirectory::Begin is how others get one. ALREADY_EXISTS.
  // FAILED_PRECONDITION: somebody else makes one of this name in this way. UNAVAILABLE.
  static absl::StatusOr<std::unique_ptr<NewEnvironment>> Begin(const std::string& environments, std::string id,
                                                               std::shared_ptr<Disk> disk);
  ~NewEnvironment();
  NewEnvironment(const NewEnvironment&) = delete;
  NewEnvironment& operator=(const NewEnvironment&) = delete;

  // Where the database's files go; empty at first. Whoever fills it syncs them.
  std::string database_path() const { return folder_ + "/db"; }

  // From here on it is an environment, of the format that the files had. ALREADY_EXISTS: there is one by now.
  // UNAVAILABLE.
  absl::Status Publish(uint32_t format);

  // Removes what processes that were killed left of theirs. The lock of `environments` is held.
  static absl::Status RemoveLeftovers(const std::string& environments, const Disk& disk);

 private:
  NewEnvironment(std::string environments, std::string id, std::string folder, FolderLock lock,
                 std::shared_ptr<Disk> disk)
      : environments_(std::move(environments)),
        id_(std::move(id)),
        folder_(std::move(folder)),
        disk_(std::move(disk)),
        lock_(std::move(lock)) {}

  const std::string environments_;
  const std::string id_;
  const std::string folder_;
  const std::shared_ptr<Disk> disk_;
  std::optional<FolderLock> lock_;  // of the folder; nothing once it is published
  bool published_ = false;
};

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_DIRECTORY_NEW_ENVIRONMENT_H_
