#include "storage/backup/backup_folder.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "storage/backup/checked_files.h"
#include "storage/base/failpoint.h"
#include "storage/directory/files.h"

namespace onhand::storage {
namespace {

constexpr size_t kIdDigits = 6;

std::string ListName(uint32_t id) { return absl::StrFormat("%0*u", kIdDigits, id); }

// Nothing if ListName makes no such name.
std::optional<uint32_t> IdOfName(const std::string& name) {
  uint32_t id = 0;
  if (!absl::SimpleAtoi(name, &id) || id == 0 || ListName(id) != name) return std::nullopt;
  return id;
}

}  // namespace

std::string BackupFolder::ListPath(uint32_t id) const { return absl::StrCat(path_, "/backups/", ListName(id)); }

absl::StatusOr<FolderLock> BackupFolder::Lock() const {
  const std::string path = path_ + "/LOCK";
  absl::StatusOr<FolderLock> lock =
      FolderLock::Take(path, absl::StrCat("the folder of environment '", environment_, "' backups"), *disk_);
  if (!absl::IsFailedPrecondition(lock.status())) return lock;
  return absl::FailedPreconditionError(absl::StrCat("another backup of environment '", environment_,
                                                    "' is being made or deleted (", path,
                                                    " is locked): try again when that is done"));
}

absl::Status BackupFolder::Make() const {
  absl::Status status = MakeFolders(path_ + "/files", *disk_);
  return status.ok() ? MakeFolders(path_ + "/backups", *disk_) : status;
}

absl::StatusOr<std::vector<uint32_t>> BackupFolder::Ids() const {
  absl::StatusOr<std::vector<std::string>> names = disk_->ListFolder(path_ + "/backups");
  if (absl::IsNotFound(names.status())) return std::vector<uint32_t>();
  if (!names.ok()) return names.status();
  std::vector<uint32_t> ids;
  for (const std::string& name : *names) {
    if (const std::optional<uint32_t> id = IdOfName(name)) ids.push_back(*id);
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

absl::StatusOr<BackupList> BackupFolder::Read(uint32_t id) const {
  const std::string path = ListPath(id);
  absl::StatusOr<std::string> text = ReadListFile(*disk_, path);
  if (absl::IsNotFound(text.status())) {
    absl::StatusOr<std::vector<uint32_t>> ids = Ids();
    if (!ids.ok()) return ids.status();
    return absl::NotFoundError(absl::StrCat("environment '", environment_, "' has no backup ", id, " in ", path_, ": ",
                                            ids->empty() ? "there is none" : "there are " + absl::StrJoin(*ids, ", ")));
  }
  if (!text.ok()) return text.status();
  absl::StatusOr<BackupList> list = DecodeBackupList(*text);
  if (absl::IsDataLoss(list.status())) {
    return absl::DataLossError(absl::StrCat(path, " is damaged: ", list.status().message()));
  }
  if (!list.ok()) return absl::Status(list.status().code(), absl::StrCat(path, ": ", list.status().message()));
  if (list->id != id || list->environment != environment_) {
    return absl::DataLossError(absl::StrCat(path, " is that of backup ", list->id, " of environment '",
                                            list->environment, "': files were renamed or mixed up by hand"));
  }
  return list;
}

absl::StatusOr<uint32_t> BackupFolder::NextId() const {
  absl::StatusOr<std::vector<uint32_t>> ids = Ids();
  if (!ids.ok()) return ids.status();
  uint32_t last = ids->empty() ? 0 : ids->back();
  const std::string path = path_ + "/LAST";
  absl::StatusOr<std::string> text = ReadSmallFile(path, *disk_);
  uint32_t deleted = 0;
  if (text.ok()) {
    if (!absl::SimpleAtoi(*text, &deleted)) {
      return absl::DataLossError(absl::StrCat(path, " is damaged: it should be a number; remove it"));
    }
    last = std::max(last, deleted);
  } else if (!absl::IsNotFound(text.status())) {
    return text.status();
  }
  return last + 1;
}

absl::Status BackupFolder::WriteList(const BackupList& list) const {
  return ReplaceFile(ListPath(list.id), EncodeBackupList(list), *disk_);
}

absl::Status BackupFolder::RetractList(uint32_t id) const {
  absl::Status status = disk_->RemoveAll(ListPath(id) + ".new");
  if (status.ok()) status = disk_->RemoveAll(ListPath(id));
  return status.ok() ? disk_->SyncFolder(path_ + "/backups") : status;
}

absl::Status BackupFolder::RemoveList(uint32_t id) const {
  absl::StatusOr<std::vector<uint32_t>> ids = Ids();
  if (!ids.ok()) return ids.status();
  if (!std::binary_search(ids->begin(), ids->end(), id)) return Read(id).status();
  if (id == ids->back()) {
    absl::Status status = ReplaceFile(path_ + "/LAST", absl::StrCat(id, "\n"), *disk_);
    if (!status.ok()) return status;
  }
  PassFailpoint("backup.delete.begin");
  if (absl::Status status = disk_->RemoveFile(ListPath(id)); !status.ok()) return status;
  PassFailpoint("backup.delete.list_removed");
  return disk_->SyncFolder(path_ + "/backups");
}

bool BackupFolder::WasBegun() const {
  const absl::StatusOr<std::vector<std::string>> names = disk_->ListFolder(path_);
  if (!names.ok()) return false;
  for (const char* name : {"LOCK", "backups", "files"}) {
    if (std::find(names->begin(), names->end(), name) == names->end()) return false;
  }
  return true;
}

absl::StatusOr<std::map<std::string, StoredFacts>> BackupFolder::Tidy(bool only_unfinished) const {
  std::map<std::string, StoredFacts> known;
  bool all_readable = !only_unfinished;
  absl::StatusOr<std::vector<std::string>> lists = disk_->ListFolder(path_ + "/backups");
  if (!lists.ok()) return lists.status();
  for (const std::string& name : *lists) {
    const std::optional<uint32_t> id = IdOfName(name);
    if (!id.has_value()) {
      absl::Status status = disk_->RemoveAll(absl::StrCat(path_, "/backups/", name));
      if (!status.ok()) return status;
      continue;
    }
    const absl::StatusOr<BackupList> list = Read(*id);
    if (absl::IsUnavailable(list.status())) return list.status();
    all_readable = all_readable && list.ok();
    if (!list.ok()) continue;
    for (const BackupFile& file : list->files) known[file.stored] = {file.bytes, file.checksum};
  }
  absl::StatusOr<std::vector<std::string>> files = disk_->ListFolder(path_ + "/files");
  if (!files.ok()) return files.status();
  for (const std::string& name : *files) {
    const bool unfinished = name[0] == '.';
    if (known.contains(name) || (!unfinished && !all_readable)) continue;
    if (absl::Status status = disk_->RemoveAll(FilePath(name)); !status.ok()) return status;
    PassFailpoint("backup.tidy.file_removed");
  }
  return known;
}

}  // namespace onhand::storage
