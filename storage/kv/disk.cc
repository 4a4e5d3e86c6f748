#include "storage/kv/disk.h"

#include <rocksdb/env.h>

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "storage/kv/disk_status.h"

namespace onhand::storage {
namespace {

// As the system's files are: written where they are asked to be, not through a mapping.
rocksdb::EnvOptions PlainOptions() {
  rocksdb::EnvOptions options;
  options.use_mmap_reads = false;
  options.use_mmap_writes = false;
  return options;
}

}  // namespace

const std::shared_ptr<Disk>& Disk::System() {
  static const auto* const system = new std::shared_ptr<Disk>(
      std::make_shared<Disk>(std::shared_ptr<rocksdb::Env>(rocksdb::Env::Default(), [](rocksdb::Env*) {})));
  return *system;
}

Disk::Disk(std::shared_ptr<rocksdb::Env> env) : env_(std::move(env)) {}
Disk::~Disk() = default;

bool Disk::is_system() const { return env_.get() == rocksdb::Env::Default(); }

absl::StatusOr<bool> Disk::FolderExists(const std::string& path) const {
  bool is_folder = false;
  const rocksdb::Status status = env_->IsDirectory(path, &is_folder);
  if (status.IsNotFound() || status.IsPathNotFound()) return false;
  if (!status.ok()) return FromEnv(status, "cannot look at", path);
  if (!is_folder) return absl::InvalidArgumentError(absl::StrCat(path, " is not a folder"));
  return true;
}

absl::Status Disk::MakeFolder(const std::string& path) const {
  return FromEnv(env_->CreateDir(path), "cannot make folder", path);
}

absl::StatusOr<std::vector<std::string>> Disk::ListFolder(const std::string& path) const {
  std::vector<std::string> names;
  const rocksdb::Status status = env_->GetChildren(path, &names);
  if (status.IsNotFound()) {
    // RocksDB says so, too, of a folder that must not be read.
    const absl::StatusOr<bool> exists = FolderExists(path);
    if (!exists.ok()) return exists.status();
    if (*exists) return absl::UnavailableError(absl::StrCat("cannot list folder ", path, ": Permission denied"));
    return absl::NotFoundError(absl::StrCat("cannot list folder ", path, ": No such file or directory"));
  }
  if (!status.ok()) return FromEnv(status, "cannot list folder", path);
  std::erase_if(names, [](const std::string& name) { return name == "." || name == ".."; });
  return names;
}

absl::Status Disk::SyncFolder(const std::string& path) const {
  std::unique_ptr<rocksdb::Directory> folder;
  rocksdb::Status status = env_->NewDirectory(path, &folder);
  if (!status.ok()) return FromEnv(status, "cannot open folder", path);
  return FromEnv(folder->Fsync(), "cannot write folder", path);
}

absl::Status Disk::Rename(const std::string& from, const std::string& to) const {
  return FromEnv(env_->RenameFile(from, to), absl::StrCat("cannot rename ", from, " to"), to);
}

absl::Status Disk::RemoveFile(const std::string& path) const {
  return FromEnv(env_->DeleteFile(path), "cannot remove", path);
}

absl::Status Disk::RemoveAll(const std::string& path) const {
  const absl::Status as_file = RemoveFile(path);
  if (as_file.ok() || absl::IsNotFound(as_file)) return absl::OkStatus();
  // It is a folder, or a file that cannot be removed: then neither can be listed.
  const absl::StatusOr<std::vector<std::string>> names = ListFolder(path);
  if (!names.ok()) return as_file;
  for (const std::string& name : *names) {
    if (absl::Status status = RemoveAll(path + "/" + name); !status.ok()) return status;
  }
  absl::Status status = FromEnv(env_->DeleteDir(path), "cannot remove", path);
  return absl::IsNotFound(status) ? absl::OkStatus() : status;
}

absl::StatusOr<std::string> Disk::ReadFile(const std::string& path, size_t bytes_max) const {
  std::unique_ptr<rocksdb::SequentialFile> file;
  rocksdb::Status status = env_->NewSequentialFile(path, &file, PlainOptions());
  if (!status.ok()) return FromEnv(status, "cannot open", path);
  std::string content(bytes_max, '\0');
  size_t size = 0;
  while (size < bytes_max) {
    rocksdb::Slice got;
    status = file->Read(bytes_max - size, &got, content.data() + size);
    if (!status.ok()) return FromEnv(status, "cannot read", path);
    if (got.empty()) break;
    if (got.data() != content.data() + size) std::copy_n(got.data(), got.size(), content.data() + size);
    size += got.size();
  }
  content.resize(size);
  return content;
}

absl::Status Disk::WriteFile(const std::string& path, std::string_view content) const {
  std::unique_ptr<rocksdb::WritableFile> file;
  rocksdb::Status status = env_->NewWritableFile(path, &file, PlainOptions());
  if (!status.ok()) return FromEnv(status, "cannot open", path);
  status = file->Append({content.data(), content.size()});
  if (status.ok()) status = file->Sync();
  const rocksdb::Status closed = file->Close();
  return FromEnv(status.ok() ? closed : status, "cannot write", path);
}

absl::StatusOr<std::shared_ptr<void>> Disk::Lock(const std::string& path) const {
  rocksdb::FileLock* lock = nullptr;
  const rocksdb::Status status = env_->LockFile(path, &lock);
  if (status.IsBusy()) return absl::FailedPreconditionError(absl::StrCat(path, " is locked"));
  if (!status.ok()) return FromEnv(status, "cannot lock", path);
  return std::shared_ptr<void>(lock,
                               [env = env_](void* held) { env->UnlockFile(static_cast<rocksdb::FileLock*>(held)); });
}

}  // namespace onhand::storage
