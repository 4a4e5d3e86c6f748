// File: files.h
//
// Files and folders that are on disk when a call returns. Errors carry the path and the system's words; what the disk
// or the system refuses is UNAVAILABLE, what is not there is NOT_FOUND. Private to storage/directory.
#ifndef ONHAND_STORAGE_DIRECTORY_FILES_H_
#define ONHAND_STORAGE_DIRECTORY_FILES_H_

#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/kv/disk.h"

namespace onhand::storage {

// "<what> <path>: <system's words for error>".
absl::Status FromErrno(int error, std::string_view what, const std::string& path);

// An open file of the system's, closed at the end.
class File {
 public:
  File() = default;
  File(File&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  File& operator=(File&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~File();

  // `flags` as of open(2); closed on exec, made with rw for the owner and r for the rest.
  static absl::StatusOr<File> Open(const std::string& path, int flags);

  int descriptor() const { return descriptor_; }

 private:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  int descriptor_ = -1;
};

// All of these on `disk`.

// With all that is missing above it; one that is there has its name synced. INVALID_ARGUMENT: something else has that
// name.
absl::Status MakeFolders(const std::string& path, const Disk& disk = *Disk::System());
// The folder that holds the new name is synced.
absl::Status Rename(const std::string& from, const std::string& to, const Disk& disk = *Disk::System());

// At most 4 KiB.
absl::StatusOr<std::string> ReadSmallFile(const std::string& path, const Disk& disk = *Disk::System());
// Makes or replaces it; after a crash the old or the new content is there, not a mixture.
absl::Status ReplaceFile(const std::string& path, std::string_view content, const Disk& disk = *Disk::System());
// Writes 4 KiB to a file in this folder and removes it again: an error if the disk is full or must not be written.
absl::Status ProbeFolder(const std::string& path, const Disk& disk = *Disk::System());

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_DIRECTORY_FILES_H_
