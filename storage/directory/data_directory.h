// File: data_directory.h
//
// Where environments live on disk, one RocksDB directory each, and what all of them share in one process:
//
//   DATA_DIR/environments/<id>/FORMAT    text: "onhand-environment format=3 id=<id>"
//                              /LOCK     held (flock) by the process that has it open; holds its process number
//                              /db/      the RocksDB database
//                              /db.log   its warnings, then db.log.old; only if there are any
//                              /db.bulk/ files of a bulk write under way, which the database takes over; else empty
//
// Ids are folded to lower case; bytes other than a–z, 0–9, '-' and '_' are written %XX in the folder's name. An
// environment is made under a temporary name and renamed, and renamed away before it is deleted, so that a crash
// leaves it whole or gone.
#ifndef ONHAND_STORAGE_DIRECTORY_DATA_DIRECTORY_H_
#define ONHAND_STORAGE_DIRECTORY_DATA_DIRECTORY_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/kv/disk.h"
#include "storage/kv/store.h"

namespace onhand::storage {

struct DirectoryOptions {
  std::string data_dir;                        // made if absent
  uint64_t block_cache_bytes = 256ull << 20;   // shared by all open environments. Default: 256 MiB
  uint64_t write_buffer_bytes = 128ull << 20;  // likewise, of memtables. Default: 128 MiB
  int background_threads = 2;                  // flushes and compactions, likewise. Default: 2
  uint64_t file_bulk_bytes_min = 1 << 20;      // RocksLimits. Default: 1 MiB
  bool read_only = false;      // open databases without writing to them (dump, export); no lock is taken
  std::shared_ptr<Disk> disk;  // what data_dir is on; nullptr = the system's
};

class NewEnvironment;  // storage/directory/new_environment.h

// Thread-safe.
class DataDirectory {
 public:
  // Makes the folder where absent (not when read_only) and removes what crashed creations and deletions left.
  // INVALID_ARGUMENT: not a folder. UNAVAILABLE: not writable or full, with the system's words and the path.
  // NOT_FOUND: absent and read_only.
  static absl::StatusOr<std::unique_ptr<DataDirectory>> Open(DirectoryOptions options);
  ~DataDirectory();

  // The id with A–Z in lower case. INVALID_ARGUMENT: it is not 1–128 bytes of UTF-8 without control characters or '/',
  // or its folder's name would have more than 240 bytes.
  static absl::StatusOr<std::string> FoldEnvironmentId(std::string_view id);

  // Ids (folded), sorted.
  absl::StatusOr<std::vector<std::string>> List() const;
  absl::StatusOr<bool> Exists(std::string_view id) const;
  // Writes a little into its folder and removes it again: whether the disk takes writes. NOT_FOUND, UNAVAILABLE.
  absl::Status Probe(std::string_view id) const;
  // Where it lies. NOT_FOUND. INVALID_ARGUMENT as FoldEnvironmentId.
  absl::StatusOr<std::string> FolderOf(std::string_view id) const;

  // All calls with an id: INVALID_ARGUMENT as FoldEnvironmentId. Those that write: FAILED_PRECONDITION when read_only.
  // What the disk refuses is UNAVAILABLE.

  // Makes an empty environment. ALREADY_EXISTS.
  absl::Status Create(std::string_view id);
  // One that is made from the files of another; FAILED_PRECONDITION, also: somebody makes one of this name in this way.
  // ALREADY_EXISTS.
  absl::StatusOr<std::unique_ptr<NewEnvironment>> Begin(std::string_view id);
  // Removes it with everything in it. NOT_FOUND. FAILED_PRECONDITION: a process has it open.
  absl::Status Delete(std::string_view id);

  // Opens its database. NOT_FOUND. FAILED_PRECONDITION: another process (named) or this one has it open, or its format
  // is newer than this program's (both versions named), or older and read_only. DATA_LOSS: the database or FORMAT is
  // damaged. The store keeps the lock until it is destroyed and must not outlive this object.
  // When read_only the store is the environment at this moment: what another process commits later is not seen.
  absl::StatusOr<std::unique_ptr<Store>> OpenStore(std::string_view id);

 private:
  struct State;
  explicit DataDirectory(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_DIRECTORY_DATA_DIRECTORY_H_
