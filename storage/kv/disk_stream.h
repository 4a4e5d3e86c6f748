// File: disk_stream.h
//
// Files of any length on a Disk, piece by piece. Errors as Disk's.
#ifndef ONHAND_STORAGE_KV_DISK_STREAM_H_
#define ONHAND_STORAGE_KV_DISK_STREAM_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/kv/disk.h"

namespace onhand::storage {

// A file that is being written. Not thread-safe.
class DiskWriter {
 public:
  // Makes it, or empties it.
  static absl::StatusOr<std::unique_ptr<DiskWriter>> Open(const Disk& disk, const std::string& path);
  virtual ~DiskWriter() = default;  // closes it
  virtual absl::Status Append(std::string_view piece) = 0;
  // Its bytes are on disk; its name is durable once the folder is synced. The last call.
  virtual absl::Status Finish() = 0;
};

// Hands the first `bytes_max` bytes of a file, or all if it is shorter, to `take`, until that fails, which is the
// answer then. Returns how many there were.
absl::StatusOr<uint64_t> ReadPieces(const Disk& disk, const std::string& path, uint64_t bytes_max,
                                    const std::function<absl::Status(std::string_view piece)>& take);

// The length of a file.
absl::StatusOr<uint64_t> FileBytes(const Disk& disk, const std::string& path);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_KV_DISK_STREAM_H_
