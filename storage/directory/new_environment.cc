#include "storage/directory/new_environment.h"

#include <string_view>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "storage/base/failpoint.h"
#include "storage/directory/environment_id.h"
#include "storage/directory/files.h"
#include "storage/directory/format_version.h"
#include "storage/kv/disk.h"

namespace onhand::storage {
namespace {

// Folders of environments never begin with a dot.
constexpr char kPrefix[] = ".restoring-";

// As long as it is held, the folder is somebody's work and no leftover.
std::string LockPath(const std::string& folder) { return folder + "/LOCK"; }

absl::Status CheckFree(const std::string& environments, const std::string& id, const Disk& disk) {
  absl::StatusOr<bool> exists = disk.FolderExists(absl::StrCat(environments, "/", FolderName(id)));
  if (!exists.ok()) return exists.status();
  if (*exists) return absl::AlreadyExistsError(absl::StrCat("environment '", id, "' exists already"));
  return absl::OkStatus();
}

// Nothing of a process that was killed is in the way afterwards.
absl::Status ClearAway(const std::string& folder, const std::string& id, const Disk& disk) {
  absl::StatusOr<bool> exists = disk.FolderExists(folder);
  if (!exists.ok() || !*exists) return exists.status();
  absl::StatusOr<FolderLock> lock = FolderLock::Take(LockPath(folder), absl::StrCat("environment '", id, "'"), disk);
  if (absl::IsFailedPrecondition(lock.status())) {
    return absl::FailedPreconditionError(
        absl::StrCat("environment '", id, "' is being restored already (", LockPath(folder), " is locked)"));
  }
  if (!lock.ok()) return lock.status();
  return disk.RemoveAll(folder);
}

}  // namespace

absl::StatusOr<std::unique_ptr<NewEnvironment>> NewEnvironment::Begin(const std::string& environments, std::string id,
                                                                      std::shared_ptr<Disk> disk) {
  absl::StatusOr<FolderLock> folders = FolderLock::Wait(environments + "/.lock", *disk);
  if (!folders.ok()) return folders.status();
  if (absl::Status status = CheckFree(environments, id, *disk); !status.ok()) return status;
  std::string folder = absl::StrCat(environments, "/", kPrefix, FolderName(id));
  absl::Status status = ClearAway(folder, id, *disk);
  if (status.ok()) status = disk->MakeFolder(folder);
  if (!status.ok()) return status;
  absl::StatusOr<FolderLock> lock = FolderLock::Take(LockPath(folder), absl::StrCat("environment '", id, "'"), *disk);
  if (!lock.ok()) return lock.status();
  std::unique_ptr<NewEnvironment> fresh(
      new NewEnvironment(environments, std::move(id), std::move(folder), *std::move(lock), disk));
  if (status = disk->MakeFolder(fresh->database_path()); !status.ok()) return status;
  return fresh;
}

NewEnvironment::~NewEnvironment() {
  // Else the next process to open the data directory does it.
  if (!published_) disk_->RemoveAll(folder_).IgnoreError();
}

absl::Status NewEnvironment::Publish(uint32_t format) {
  if (absl::Status status = disk_->SyncFolder(database_path()); !status.ok()) return status;
  if (absl::Status status = WriteFormat(folder_, id_, format, *disk_); !status.ok()) return status;
  PassFailpoint("backup.restore.filled");
  absl::StatusOr<FolderLock> folders = FolderLock::Wait(environments_ + "/.lock", *disk_);
  if (!folders.ok()) return folders.status();
  if (absl::Status status = CheckFree(environments_, id_, *disk_); !status.ok()) return status;
  const std::string folder = absl::StrCat(environments_, "/", FolderName(id_));
  // Whoever sees it under its name can open it; until then the lock of all folders keeps others away.
  lock_.reset();
  absl::Status status = disk_->Rename(folder_, folder);
  if (!status.ok()) return status;
  published_ = true;
  PassFailpoint("backup.restore.renamed");
  return disk_->SyncFolder(environments_);
}

absl::Status NewEnvironment::RemoveLeftovers(const std::string& environments, const Disk& disk) {
  absl::StatusOr<std::vector<std::string>> names = disk.ListFolder(environments);
  if (!names.ok()) return names.status();
  for (const std::string& name : *names) {
    if (!absl::StartsWith(name, kPrefix)) continue;
    absl::Status status = ClearAway(absl::StrCat(environments, "/", name), name, disk);
    // Being filled at this moment, or removed, by another process.
    if (!status.ok() && !absl::IsFailedPrecondition(status) && !absl::IsNotFound(status)) return status;
  }
  return absl::OkStatus();
}

}  // namespace onhand::storage
