#include "engine/backups/engine_backups.h"

#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/kv/store_image.h"
#include "storage/ledger/main_partition.h"

namespace onhand {
namespace {

storage::BackupMeterCallback MeterOf(const BackupProgressCallback& progress) {
  if (!progress) return nullptr;
  return [&progress](uint64_t done, uint64_t total) { return progress({.bytes_done = done, .bytes_total = total}); };
}

BackupInfo InfoOf(storage::StoredBackup stored) {
  return {.id = stored.id,
          .environment = std::move(stored.environment),
          .created_at_us = stored.created_at_us,
          .sequence = stored.sequence,
          .bytes = stored.bytes,
          .files = stored.files,
          .damage = std::move(stored.damage)};
}

}  // namespace

EngineBackups::EngineBackups(Options options)
    : options_(std::move(options)), backups_(options_.backup_dir, options_.disk) {
  backups_.Tidy();
}

absl::StatusOr<BackupInfo> EngineBackups::Create(std::string_view environment, const BackupProgressCallback& progress) {
  absl::StatusOr<std::shared_ptr<ImageSource>> source = options_.find(environment);
  if (!source.ok()) return source.status();
  const storage::BackupMeterCallback meter = [&](uint64_t done, uint64_t total) {
    return !(*source)->closing() && (!progress || progress({.bytes_done = done, .bytes_total = total}));
  };
  BackupInfo info;
  const absl::Status status = (*source)->ReadImage([&](const storage::StoreImage& image) {
    absl::StatusOr<storage::StoredBackup> stored =
        backups_.Create(environment, image, storage::kMainPartition, options_.clock->NowMicros(), meter);
    if (!stored.ok()) return stored.status();
    info = InfoOf(*std::move(stored));
    return absl::OkStatus();
  });
  if (status.ok()) return info;
  if (absl::IsCancelled(status) && (*source)->closing()) {
    return absl::CancelledError(
        absl::StrCat("environment '", std::string(environment), "' is being closed or deleted; no backup was made"));
  }
  return status;
}

absl::StatusOr<std::vector<BackupInfo>> EngineBackups::List(std::string_view environment) const {
  absl::StatusOr<std::vector<storage::StoredBackup>> stored = backups_.List(environment);
  if (!stored.ok()) return stored.status();
  std::vector<BackupInfo> infos;
  for (storage::StoredBackup& backup : *stored) infos.push_back(InfoOf(std::move(backup)));
  return infos;
}

absl::Status EngineBackups::Verify(std::string_view environment, uint32_t id,
                                   const BackupProgressCallback& progress) const {
  return backups_.Verify(environment, id, MeterOf(progress));
}

absl::Status EngineBackups::Restore(std::string_view environment, uint32_t id, std::string_view target,
                                    const BackupProgressCallback& progress) {
  return backups_.Restore(environment, id, options_.directory, target.empty() ? environment : target,
                          storage::kMainPartition, MeterOf(progress));
}

absl::Status EngineBackups::Delete(std::string_view environment, uint32_t id) {
  return backups_.Delete(environment, id);
}

}  // namespace onhand
