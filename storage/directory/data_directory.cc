#include "storage/directory/data_directory.h"

#include <sys/resource.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "storage/base/failpoint.h"
#include "storage/directory/environment_id.h"
#include "storage/directory/files.h"
#include "storage/directory/folder_lock.h"
#include "storage/directory/format_version.h"
#include "storage/directory/new_environment.h"
#include "storage/kv/rocks_resources.h"
#include "storage/kv/rocks_store.h"

namespace onhand::storage {
namespace {

// Folders of environments never begin with a dot.
constexpr char kNewPrefix[] = ".new-";
constexpr char kDeletingPrefix[] = ".deleting-";

// Hundreds of environments need more open files than the usual 1,024; processes may raise their own limit this far.
void RaiseOpenFileLimit() {
  constexpr rlim_t kWanted = 65536;
  rlimit limit;
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= kWanted) return;
  limit.rlim_cur = limit.rlim_max == RLIM_INFINITY ? kWanted : std::min(kWanted, limit.rlim_max);
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

absl::Status ForEnvironment(const absl::Status& status, const std::string& id) {
  return absl::Status(status.code(), absl::StrCat("environment '", id, "': ", status.message()));
}

absl::Status NoEnvironment(const std::string& id, const std::string& data_dir) {
  return absl::NotFoundError(absl::StrCat("environment '", id, "' does not exist in ", data_dir));
}

absl::Status RemoveLeftovers(const std::string& environments, const Disk& disk) {
  absl::StatusOr<std::vector<std::string>> names = disk.ListFolder(environments);
  if (!names.ok()) return names.status();
  for (const std::string& name : *names) {
    if (!absl::StartsWith(name, kNewPrefix) && !absl::StartsWith(name, kDeletingPrefix)) continue;
    PassFailpoint("directory.leftover_found");
    if (absl::Status status = disk.RemoveAll(environments + "/" + name); !status.ok()) return status;
  }
  return NewEnvironment::RemoveLeftovers(environments, disk);
}

}  // namespace

struct DataDirectory::State {
  DirectoryOptions options;
  std::string environments;
  std::shared_ptr<RocksResources> resources;

  const Disk& disk() const { return *options.disk; }

  std::string Folder(const std::string& id) const { return environments + "/" + FolderName(id); }

  // Held while folders are made, removed or cleaned up after a crash, so that no process takes another's work in
  // progress for a leftover.
  absl::StatusOr<FolderLock> LockFolders() const { return FolderLock::Wait(environments + "/.lock", disk()); }

  absl::Status CheckWritable() const {
    if (!options.read_only) return absl::OkStatus();
    return absl::FailedPreconditionError(absl::StrCat(options.data_dir, " is open for reading only"));
  }

  absl::Status FillNewFolder(const std::string& folder, const std::string& id) const {
    if (absl::Status status = disk().MakeFolder(folder); !status.ok()) return status;
    PassFailpoint("directory.create.folder_made");
    if (absl::Status status = CreateRocksStore(folder + "/db", resources); !status.ok()) return status;
    PassFailpoint("directory.create.store_made");
    return WriteFormat(folder, id, kFormatVersion, disk());
  }
};

DataDirectory::DataDirectory(std::unique_ptr<State> state) : state_(std::move(state)) {}
DataDirectory::~DataDirectory() = default;

absl::StatusOr<std::unique_ptr<DataDirectory>> DataDirectory::Open(DirectoryOptions options) {
  if (options.data_dir.empty()) return absl::InvalidArgumentError("no data directory was given");
  if (options.disk == nullptr) options.disk = Disk::System();
  const Disk& disk = *options.disk;
  auto state = std::make_unique<State>();
  state->environments = options.data_dir + "/environments";
  if (options.read_only) {
    absl::StatusOr<bool> exists = disk.FolderExists(options.data_dir);
    if (!exists.ok()) return exists.status();
    if (!*exists) return absl::NotFoundError(absl::StrCat("data directory ", options.data_dir, " does not exist"));
  } else {
    if (absl::Status status = MakeFolders(options.data_dir, disk); !status.ok()) return status;
    if (absl::Status status = MakeFolders(state->environments, disk); !status.ok()) return status;
    if (absl::Status status = ProbeFolder(state->environments, disk); !status.ok()) return status;
    PassFailpoint("directory.probed");
    absl::StatusOr<FolderLock> lock = FolderLock::Wait(state->environments + "/.lock", disk);
    if (!lock.ok()) return lock.status();
    if (absl::Status status = RemoveLeftovers(state->environments, disk); !status.ok()) return status;
  }
  RaiseOpenFileLimit();
  state->resources = std::make_shared<RocksResources>(RocksLimits{.block_cache_bytes = options.block_cache_bytes,
                                                                  .write_buffer_bytes = options.write_buffer_bytes,
                                                                  .background_threads = options.background_threads,
                                                                  .file_bulk_bytes_min = options.file_bulk_bytes_min,
                                                                  .disk = options.disk});
  state->options = std::move(options);
  return std::unique_ptr<DataDirectory>(new DataDirectory(std::move(state)));
}

absl::StatusOr<std::string> DataDirectory::FoldEnvironmentId(std::string_view id) { return FoldId(id); }

absl::StatusOr<std::vector<std::string>> DataDirectory::List() const {
  absl::StatusOr<std::vector<std::string>> names = state_->disk().ListFolder(state_->environments);
  // A folder that was only ever opened for reading may have none.
  if (absl::IsNotFound(names.status())) return std::vector<std::string>();
  if (!names.ok()) return names.status();
  std::vector<std::string> ids;
  for (const std::string& name : *names) {
    std::optional<std::string> id = IdOfFolder(name);
    if (id.has_value()) ids.push_back(*std::move(id));
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

absl::StatusOr<bool> DataDirectory::Exists(std::string_view id) const {
  absl::StatusOr<std::string> folded = FoldId(id);
  if (!folded.ok()) return folded.status();
  return state_->disk().FolderExists(state_->Folder(*folded));
}

absl::Status DataDirectory::Probe(std::string_view id) const {
  absl::StatusOr<std::string> folder = FolderOf(id);
  if (!folder.ok()) return folder.status();
  return ProbeFolder(*folder, state_->disk());
}

absl::StatusOr<std::string> DataDirectory::FolderOf(std::string_view id) const {
  absl::StatusOr<std::string> folded = FoldId(id);
  if (!folded.ok()) return folded.status();
  std::string folder = state_->Folder(*folded);
  absl::StatusOr<bool> exists = state_->disk().FolderExists(folder);
  if (!exists.ok()) return exists.status();
  if (!*exists) return NoEnvironment(*folded, state_->options.data_dir);
  return folder;
}

absl::Status DataDirectory::Create(std::string_view id) {
  if (absl::Status status = state_->CheckWritable(); !status.ok()) return status;
  absl::StatusOr<std::string> folded = FoldId(id);
  if (!folded.ok()) return folded.status();
  absl::StatusOr<FolderLock> lock = state_->LockFolders();
  if (!lock.ok()) return lock.status();
  const std::string folder = state_->Folder(*folded);
  absl::StatusOr<bool> exists = state_->disk().FolderExists(folder);
  if (!exists.ok()) return exists.status();
  if (*exists) return absl::AlreadyExistsError(absl::StrCat("environment '", *folded, "' exists already"));

  const std::string fresh = absl::StrCat(state_->environments, "/", kNewPrefix, FolderName(*folded));
  PassFailpoint("directory.create.begin");
  absl::Status status = state_->disk().RemoveAll(fresh);
  if (status.ok()) status = state_->FillNewFolder(fresh, *folded);
  PassFailpoint("directory.create.format_written");
  if (status.ok()) status = Rename(fresh, folder, state_->disk());
  PassFailpoint("directory.create.renamed");
  if (status.ok()) return status;
  state_->disk().RemoveAll(fresh).IgnoreError();  // else the next Open does it
  return ForEnvironment(status, *folded);
}

absl::StatusOr<std::unique_ptr<NewEnvironment>> DataDirectory::Begin(std::string_view id) {
  if (absl::Status status = state_->CheckWritable(); !status.ok()) return status;
  absl::StatusOr<std::string> folded = FoldId(id);
  if (!folded.ok()) return folded.status();
  return NewEnvironment::Begin(state_->environments, *std::move(folded), state_->options.disk);
}

absl::Status DataDirectory::Delete(std::string_view id) {
  if (absl::Status status = state_->CheckWritable(); !status.ok()) return status;
  absl::StatusOr<std::string> folded = FoldId(id);
  if (!folded.ok()) return folded.status();
  absl::StatusOr<FolderLock> lock = state_->LockFolders();
  if (!lock.ok()) return lock.status();
  const std::string folder = state_->Folder(*folded);
  absl::StatusOr<bool> exists = state_->disk().FolderExists(folder);
  if (!exists.ok()) return exists.status();
  if (!*exists) return NoEnvironment(*folded, state_->options.data_dir);
  absl::StatusOr<FolderLock> held =
      FolderLock::Take(folder + "/LOCK", absl::StrCat("environment '", *folded, "'"), state_->disk());
  if (!held.ok()) return held.status();

  const std::string doomed = absl::StrCat(state_->environments, "/", kDeletingPrefix, FolderName(*folded));
  PassFailpoint("directory.delete.begin");
  absl::Status status = state_->disk().RemoveAll(doomed);
  if (status.ok()) status = Rename(folder, doomed, state_->disk());
  if (!status.ok()) return ForEnvironment(status, *folded);
  PassFailpoint("directory.delete.renamed");
  status = state_->disk().RemoveAll(doomed);
  PassFailpoint("directory.delete.removed");
  return status.ok() ? status : ForEnvironment(status, *folded);
}

absl::StatusOr<std::unique_ptr<Store>> DataDirectory::OpenStore(std::string_view id) {
  absl::StatusOr<std::string> folded = FoldId(id);
  if (!folded.ok()) return folded.status();
  absl::StatusOr<std::string> found = FolderOf(*folded);
  if (!found.ok()) return found.status();
  const std::string folder = *std::move(found);

  const bool read_only = state_->options.read_only;
  RocksStoreOptions options{folder + "/db", state_->resources, read_only, nullptr};
  if (!read_only) {
    absl::StatusOr<FolderLock> lock =
        FolderLock::Take(folder + "/LOCK", absl::StrCat("environment '", *folded, "'"), state_->disk());
    if (!lock.ok()) return lock.status();
    options.keep = std::make_shared<FolderLock>(*std::move(lock));
    // Whoever made it may have failed to sync its name, or have ended before; what is committed in it is to be found.
    if (absl::Status status = state_->disk().SyncFolder(state_->environments); !status.ok()) return status;
  }
  const absl::StatusOr<uint32_t> format =
      BringUpToDate(folder, *folded, /*may_write=*/!read_only, state_->options.disk);
  if (!format.ok()) return ForEnvironment(format.status(), *folded);
  options.may_have_range_markers = *format < kFormatWithoutRangeMarkers;
  absl::StatusOr<std::unique_ptr<Store>> store = OpenRocksStore(std::move(options));
  if (!store.ok()) return ForEnvironment(store.status(), *folded);
  return store;
}

}  // namespace onhand::storage
