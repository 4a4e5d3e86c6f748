// File: commit_mark.h
//
// A small file beside a database that says how far its commits have come: the second durable mark, which tells an end
// of the write-ahead log that was damaged from one that a crash left half written. Private to storage/kv.
//
//   mark := "onhand-mark\n" sequence:u64 checksum:u32        RocksDB's number of the last change; CRC-32C of all before
//
// It is written, and not synced, once a commit is on disk. So whatever of it survives is true: it may lag behind, it
// never runs ahead. A process that is killed leaves it exact; a power cut may leave an older one.
#ifndef ONHAND_STORAGE_KV_COMMIT_MARK_H_
#define ONHAND_STORAGE_KV_COMMIT_MARK_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/kv/disk.h"

namespace onhand::storage {

// Of the database in this folder: PATH.mark.
std::string CommitMarkPath(const std::string& database_path);

// Nothing where there is none. DATA_LOSS: it is damaged. UNAVAILABLE: it cannot be read.
absl::StatusOr<std::optional<uint64_t>> ReadCommitMark(const Disk& disk, const std::string& path);

// The file, open for writing, on the system's disk. Not thread-safe.
class CommitMark {
 public:
  // Replaces what is there. It is on disk when this returns. UNAVAILABLE.
  static absl::StatusOr<std::unique_ptr<CommitMark>> Make(const std::string& path, uint64_t sequence);
  // Syncs it.
  ~CommitMark();
  CommitMark(const CommitMark&) = delete;
  CommitMark& operator=(const CommitMark&) = delete;

  // Everything up to `sequence` is on disk. Where it cannot be written, the mark stays behind, which does no harm.
  void Advance(uint64_t sequence);

 private:
  explicit CommitMark(int descriptor) : descriptor_(descriptor) {}
  const int descriptor_;
};

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_KV_COMMIT_MARK_H_
