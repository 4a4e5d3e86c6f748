#include "storage/backup/backup_directory.h"

#include <algorithm>
#include <map>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "storage/backup/backup_folder.h"
#include "storage/backup/backup_list.h"
#include "storage/base/failpoint.h"
#include "storage/directory/environment_id.h"
#include "storage/directory/format_version.h"
#include "storage/directory/new_environment.h"
#include "storage/keys/partition_key.h"
#include "storage/kv/partition_heads.h"
#include "storage/kv/rocks_resources.h"
#include "storage/kv/rocks_store.h"
#include "storage/kv/store.h"

namespace onhand::storage {
namespace {

// Damaged files that one message names.
constexpr size_t kNamedMax = 5;

StoredBackup Describe(const BackupList& list) {
  return {.id = list.id,
          .environment = list.environment,
          .created_at_us = list.created_at_us,
          .sequence = list.sequence,
          .bytes = list.bytes(),
          .files = list.files.size(),
          .damage = ""};
}

// One file of an image and where it will be kept.
struct PlannedFile {
  const ImageFile* file = nullptr;
  std::string stored;
  std::optional<StoredFacts> there;  // from an earlier backup
};

// The files of a new backup: copied one by one, removed again unless it becomes one.
class NewBackup {
 public:
  NewBackup(const BackupFolder& folder, BackupList* list) : folder_(folder), list_(*list) {}
  ~NewBackup() {
    if (listed_) return;
    for (const std::string& path : made_) folder_.disk().RemoveAll(path).IgnoreError();
  }

  absl::Status Prepare(const StoreImage& image, const std::map<std::string, StoredFacts>& known) {
    for (const ImageFile& file : image.files()) {
      PlannedFile plan{.file = &file, .stored = {}, .there = {}};
      if (file.is_table) {
        absl::StatusOr<std::string> identity = image.TableIdentity(file);
        if (!identity.ok()) return identity.status();
        if (!identity->empty()) plan.stored = *identity + ".sst";
      }
      if (plan.stored.empty()) {
        plan.stored = absl::StrCat(list_.id, "-", file.name);
      } else if (const auto it = known.find(plan.stored); it != known.end() && it->second.bytes == file.bytes) {
        // What is missing or too short is copied anew, which repairs the earlier backups as well.
        absl::Status status = CheckLength(folder_.disk(), folder_.FilePath(plan.stored), file.bytes);
        if (status.ok()) plan.there = it->second;
        if (!status.ok() && !absl::IsDataLoss(status)) return status;
      }
      if (!plan.there.has_value()) bytes_to_copy_ += file.bytes;
      plans_.push_back(std::move(plan));
    }
    return absl::OkStatus();
  }

  absl::Status Copy(const BackupMeterCallback& progress, const std::map<std::string, StoredFacts>& known) {
    BackupMeter meter(progress, bytes_to_copy_);
    if (absl::Status status = meter.Add(0); !status.ok()) return status;
    for (const PlannedFile& plan : plans_) {
      BackupFile stored{.name = plan.file->name, .stored = plan.stored, .bytes = plan.file->bytes, .checksum = 0};
      if (plan.there.has_value()) {
        stored.checksum = plan.there->checksum;
      } else {
        absl::StatusOr<uint32_t> checksum = CopyFile(plan, known.contains(plan.stored), &meter);
        if (!checksum.ok()) return checksum.status();
        stored.checksum = *checksum;
      }
      list_.files.push_back(std::move(stored));
    }
    return absl::OkStatus();
  }

  absl::Status Finish() {
    if (absl::Status status = folder_.SyncFiles(); !status.ok()) return status;
    PassFailpoint("backup.create.files_synced");
    absl::Status status = folder_.WriteList(list_);
    // Files may only go where the list is gone for good.
    listed_ = status.ok() || !folder_.RetractList(list_.id).ok();
    PassFailpoint("backup.create.listed");
    return status;
  }

 private:
  absl::StatusOr<uint32_t> CopyFile(const PlannedFile& plan, bool replaces, BackupMeter* meter) {
    const std::string path = folder_.FilePath(plan.stored);
    const std::string fresh = folder_.FilePath(".new-" + plan.stored);
    made_.push_back(fresh);
    const ImageFile& file = *plan.file;
    absl::StatusOr<uint32_t> checksum = file.path.empty()
                                            ? WriteChecked(folder_.disk(), file.content, fresh, meter)
                                            : CopyChecked(folder_.disk(), file.path, file.bytes, fresh, meter);
    if (!checksum.ok()) return checksum;
    PassFailpoint("backup.create.file_written");
    if (!replaces) made_.push_back(path);
    if (absl::Status status = folder_.disk().Rename(fresh, path); !status.ok()) return status;
    PassFailpoint("backup.create.file_renamed");
    return checksum;
  }

  const BackupFolder& folder_;
  BackupList& list_;
  std::vector<PlannedFile> plans_;
  uint64_t bytes_to_copy_ = 0;
  std::vector<std::string> made_;
  bool listed_ = false;
};

// A copy of the database opens, and ends where the backup says.
absl::Status CheckOpens(const std::string& database_path, const BackupList& list, std::string_view partition,
                        const std::shared_ptr<Disk>& disk) {
  const RocksLimits small{
      .block_cache_bytes = 8 << 20, .write_buffer_bytes = 8 << 20, .background_threads = 1, .disk = disk};
  absl::StatusOr<std::unique_ptr<Store>> store =
      OpenRocksStore({.path = database_path,
                      .resources = std::make_shared<RocksResources>(small),
                      .read_only = true,
                      .keep = nullptr,
                      .may_have_range_markers = list.format < kFormatWithoutRangeMarkers});
  if (!store.ok()) return store.status();
  absl::StatusOr<std::optional<std::string>> bytes = (*store)->GetSnapshot()->Get(PartitionKey(partition));
  if (!bytes.ok()) return bytes.status();
  PartitionHead head;
  if (bytes->has_value()) {
    absl::StatusOr<PartitionHead> decoded = DecodePartitionHead(**bytes);
    if (!decoded.ok()) return decoded.status();
    head = *decoded;
  }
  if (head.sequence == list.sequence) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("backup ", list.id, " of environment '", list.environment,
                                          "' is damaged: it ends with record ", head.sequence,
                                          " of its commit log and should end with ", list.sequence));
}

// Of one environment, in the directory `path`. INVALID_ARGUMENT: not an id.
absl::StatusOr<BackupFolder> FolderOf(const std::string& path, std::string_view environment,
                                      const std::shared_ptr<Disk>& disk) {
  absl::StatusOr<std::string> id = FoldId(environment);
  if (!id.ok()) return id.status();
  return BackupFolder(absl::StrCat(path, "/", FolderName(*id)), *id, disk);
}

}  // namespace

void BackupDirectory::Tidy() {
  absl::StatusOr<std::vector<std::string>> names = disk_->ListFolder(path_);
  if (!names.ok()) return;
  for (const std::string& name : *names) {
    std::optional<std::string> id = IdOfFolder(name);
    if (!id.has_value()) continue;
    const BackupFolder folder(absl::StrCat(path_, "/", name), *std::move(id), disk_);
    // Whatever else lies in that directory is nobody's business.
    const absl::StatusOr<std::vector<uint32_t>> ids = folder.Ids();
    if (!ids.ok() || !folder.WasBegun()) continue;
    const absl::StatusOr<FolderLock> lock = folder.Lock();
    // Files without any list may be somebody's half of a copy.
    if (lock.ok()) folder.Tidy(/*only_unfinished=*/ids->empty()).status().IgnoreError();
  }
}

absl::StatusOr<StoredBackup> BackupDirectory::Create(std::string_view environment, const StoreImage& image,
                                                     std::string_view partition, int64_t created_at_us,
                                                     const BackupMeterCallback& progress) {
  const absl::StatusOr<BackupFolder> found = FolderOf(path_, environment, disk_);
  if (!found.ok()) return found.status();
  const BackupFolder& folder = *found;
  if (absl::Status status = folder.Make(); !status.ok()) return status;
  absl::StatusOr<FolderLock> lock = folder.Lock();
  if (!lock.ok()) return lock.status();
  absl::StatusOr<std::map<std::string, StoredFacts>> known = folder.Tidy();
  if (!known.ok()) return known.status();
  absl::StatusOr<uint32_t> number = folder.NextId();
  if (!number.ok()) return number.status();

  BackupList list{.environment = folder.environment(),
                  .id = *number,
                  .created_at_us = created_at_us,
                  .format = kFormatVersion,
                  .sequence = image.SequenceOf(partition),
                  .files = {}};
  NewBackup backup(folder, &list);
  PassFailpoint("backup.create.begin");
  absl::Status status = backup.Prepare(image, *known);
  if (status.ok()) status = backup.Copy(progress, *known);
  if (status.ok()) status = backup.Finish();
  if (!status.ok()) return status;
  return Describe(list);
}

absl::StatusOr<std::vector<StoredBackup>> BackupDirectory::List(std::string_view environment) const {
  std::vector<std::string> environments;
  if (!environment.empty()) {
    absl::StatusOr<std::string> id = FoldId(environment);
    if (!id.ok()) return id.status();
    environments.push_back(*std::move(id));
  } else {
    absl::StatusOr<std::vector<std::string>> names = disk_->ListFolder(path_);
    if (!names.ok() && !absl::IsNotFound(names.status())) return names.status();
    for (const std::string& name : names.value_or(std::vector<std::string>())) {
      if (std::optional<std::string> id = IdOfFolder(name)) environments.push_back(*std::move(id));
    }
    std::sort(environments.begin(), environments.end());
  }
  std::vector<StoredBackup> backups;
  for (const std::string& id : environments) {
    const BackupFolder folder(absl::StrCat(path_, "/", FolderName(id)), id, disk_);
    absl::StatusOr<std::vector<uint32_t>> numbers = folder.Ids();
    if (!numbers.ok()) return numbers.status();
    for (const uint32_t number : *numbers) {
      const absl::StatusOr<BackupList> list = folder.Read(number);
      if (list.ok()) {
        backups.push_back(Describe(*list));
      } else if (absl::IsUnavailable(list.status())) {
        return list.status();
      } else if (!absl::IsNotFound(list.status())) {  // deleted meanwhile
        StoredBackup& damaged = backups.emplace_back();
        damaged.id = number;
        damaged.environment = id;
        damaged.damage = std::string(list.status().message());
      }
    }
  }
  return backups;
}

absl::Status BackupDirectory::Verify(std::string_view environment, uint32_t id,
                                     const BackupMeterCallback& progress) const {
  const absl::StatusOr<BackupFolder> found = FolderOf(path_, environment, disk_);
  if (!found.ok()) return found.status();
  const BackupFolder& folder = *found;
  absl::StatusOr<BackupList> list = folder.Read(id);
  if (!list.ok()) return list.status();
  BackupMeter meter(progress, list->bytes());
  std::vector<std::string> damage;
  size_t damaged = 0;
  for (const BackupFile& file : list->files) {
    const absl::Status status = CheckFile(*disk_, folder.FilePath(file.stored), file.bytes, file.checksum, &meter);
    if (!status.ok() && !absl::IsDataLoss(status)) return status;
    if (!status.ok() && ++damaged <= kNamedMax) damage.emplace_back(status.message());
  }
  if (damaged == 0) return absl::OkStatus();
  // Not damaged, but deleted meanwhile.
  if (absl::Status status = folder.Read(id).status(); absl::IsNotFound(status)) return status;
  if (damaged > kNamedMax) damage.push_back(absl::StrCat("and ", damaged - kNamedMax, " more files"));
  return absl::DataLossError(
      absl::StrCat("backup ", id, " of environment '", folder.environment(), "': ", absl::StrJoin(damage, "; ")));
}

absl::Status BackupDirectory::Restore(std::string_view environment, uint32_t id, DataDirectory* directory,
                                      std::string_view target, std::string_view partition,
                                      const BackupMeterCallback& progress) const {
  const absl::StatusOr<BackupFolder> found = FolderOf(path_, environment, disk_);
  if (!found.ok()) return found.status();
  const BackupFolder& folder = *found;
  absl::StatusOr<BackupList> list = folder.Read(id);
  if (!list.ok()) return list.status();
  if (list->format > kFormatVersion) {
    return absl::FailedPreconditionError(
        absl::StrCat("backup ", id, " of environment '", folder.environment(), "' has format version ", list->format,
                     "; this program reads versions up to ", kFormatVersion, ": use the newer program that wrote it"));
  }
  absl::StatusOr<std::unique_ptr<NewEnvironment>> fresh = directory->Begin(target);
  if (!fresh.ok()) return fresh.status();
  PassFailpoint("backup.restore.begin");
  const std::string database_path = (*fresh)->database_path();
  BackupMeter meter(progress, list->bytes());
  if (absl::Status status = meter.Add(0); !status.ok()) return status;
  for (const BackupFile& file : list->files) {
    const std::string from = folder.FilePath(file.stored);
    absl::Status status = CheckLength(*disk_, from, file.bytes);
    if (status.ok()) {
      absl::StatusOr<uint32_t> checksum =
          CopyChecked(*disk_, from, file.bytes, absl::StrCat(database_path, "/", file.name), &meter);
      status = checksum.status();
      if (status.ok() && *checksum != file.checksum) status = WrongChecksum(from, *checksum, file.checksum);
    }
    if (absl::IsDataLoss(status) || absl::IsNotFound(status)) {
      if (absl::Status gone = folder.Read(id).status(); absl::IsNotFound(gone)) return gone;
      return absl::DataLossError(
          absl::StrCat("backup ", id, " of environment '", folder.environment(), "': ", status.message()));
    }
    if (!status.ok()) return status;
    PassFailpoint("backup.restore.file_written");
  }
  // One of a format with other tables is brought up to date when it is opened for the first time.
  if (list->format >= kUsableFormat) {
    if (absl::Status status = CheckOpens(database_path, *list, partition, disk_); !status.ok()) return status;
  }
  return (*fresh)->Publish(list->format);
}

absl::Status BackupDirectory::Delete(std::string_view environment, uint32_t id) {
  const absl::StatusOr<BackupFolder> found = FolderOf(path_, environment, disk_);
  if (!found.ok()) return found.status();
  const BackupFolder& folder = *found;
  absl::StatusOr<FolderLock> lock = folder.Lock();
  // Then Read says so, too.
  if (absl::IsNotFound(lock.status())) return folder.Read(id).status();
  if (!lock.ok()) return lock.status();
  if (absl::Status status = folder.RemoveList(id); !status.ok()) return status;
  return folder.Tidy().status();
}

}  // namespace onhand::storage
