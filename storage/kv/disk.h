// File: disk.h
//
// What everything that storage keeps lies on: the system's file system, or one that a test puts in its place. Errors
// carry the path and the system's words: what is not there is NOT_FOUND, a path that leads through something that is
// not a folder is INVALID_ARGUMENT, what the disk or the system refuses is UNAVAILABLE.
#ifndef ONHAND_STORAGE_KV_DISK_H_
#define ONHAND_STORAGE_KV_DISK_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace rocksdb {
class Env;
}  // namespace rocksdb

namespace onhand::storage {

// Thread-safe.
class Disk {
 public:
  // The system's own; lives as long as the process.
  static const std::shared_ptr<Disk>& System();
  // The one that `env` is on, which is not null.
  explicit Disk(std::shared_ptr<rocksdb::Env> env);
  ~Disk();

  // For RocksDB. Lives as long as this.
  rocksdb::Env* env() const { return env_.get(); }
  bool is_system() const;

  // Whether a folder is there. INVALID_ARGUMENT: something else has that name.
  absl::StatusOr<bool> FolderExists(const std::string& path) const;
  // One that is not there yet.
  absl::Status MakeFolder(const std::string& path) const;
  // Names inside, without "." and "..", in no order.
  absl::StatusOr<std::vector<std::string>> ListFolder(const std::string& path) const;
  // What was made, renamed and removed in it stays so.
  absl::Status SyncFolder(const std::string& path) const;

  // Replaces what has the new name; durable once the folder is synced.
  absl::Status Rename(const std::string& from, const std::string& to) const;
  absl::Status RemoveFile(const std::string& path) const;
  // A file, or a folder with everything in it; nothing to do if it is not there. Links are not followed.
  absl::Status RemoveAll(const std::string& path) const;

  // The first `bytes_max` bytes of a file, or all if it is shorter.
  absl::StatusOr<std::string> ReadFile(const std::string& path, size_t bytes_max) const;
  // Makes a file, or empties it, and writes and syncs its content; its name is durable once the folder is synced.
  absl::Status WriteFile(const std::string& path, std::string_view content) const;

  // Keeps others of this process out of what the file at `path`, made if absent, stands for, until the result is gone.
  // FAILED_PRECONDITION: held.
  absl::StatusOr<std::shared_ptr<void>> Lock(const std::string& path) const;

 private:
  const std::shared_ptr<rocksdb::Env> env_;
};

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_KV_DISK_H_
