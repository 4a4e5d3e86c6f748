// File: engine_backups.h
//
// Backups of the environments of one engine: which environment, when, until when; storage/backup knows the rest.
#ifndef ONHAND_ENGINE_BACKUPS_ENGINE_BACKUPS_H_
#define ONHAND_ENGINE_BACKUPS_ENGINE_BACKUPS_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/backup.h"
#include "engine/backups/image_source.h"
#include "engine/model/clock.h"
#include "storage/backup/backup_directory.h"
#include "storage/directory/data_directory.h"
#include "storage/kv/disk.h"

namespace onhand {

// Thread-safe.
class EngineBackups : public Backups {
 public:
  // Opens the environment where it is not open yet. Engine::Find's errors.
  using FindSource = std::function<absl::StatusOr<std::shared_ptr<ImageSource>>(std::string_view environment)>;

  struct Options {
    std::string backup_dir;
    std::shared_ptr<storage::Disk> disk;
    storage::DataDirectory* directory = nullptr;  // not owned, outlives this
    const Clock* clock = nullptr;                 // likewise
    FindSource find;
  };
  // Removes what killed processes left behind.
  explicit EngineBackups(Options options);

  absl::StatusOr<BackupInfo> Create(std::string_view environment, const BackupProgressCallback& progress) override;
  absl::StatusOr<std::vector<BackupInfo>> List(std::string_view environment) const override;
  absl::Status Verify(std::string_view environment, uint32_t id, const BackupProgressCallback& progress) const override;
  absl::Status Restore(std::string_view environment, uint32_t id, std::string_view target,
                       const BackupProgressCallback& progress) override;
  absl::Status Delete(std::string_view environment, uint32_t id) override;

 private:
  const Options options_;
  storage::BackupDirectory backups_;
};

}  // namespace onhand

#endif  // ONHAND_ENGINE_BACKUPS_ENGINE_BACKUPS_H_
