// File: commit_mark.h
//
// A small file beside a database that says how far it has come: the second durable mark, which tells an end of the
// write-ahead log or of the MANIFEST that was damaged from one that a crash left half written. Private to storage/kv.
//
//   mark := "onhand-mark\n" sequence:u64 manifest:u64 manifest_bytes:u64 checksum:u32
//
//   sequence        RocksDB's number of the last change that is on disk
//   manifest        number of the MANIFEST when the database was opened, or closed in good order
//   manifest_bytes  how much of it was on disk then
//   checksum        CRC-32C of all before
//
// It is written, and not synced, once a commit is on disk. So whatever of it survives is true: it may lag behind, it
// never runs ahead. A process that is killed leaves it exact; a power cut may leave an older one.
#ifndef ONHAND_STORAGE_KV_COMMIT_MARK_H_
#define ONHAND_STORAGE_KV_COMMIT_MARK_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/kv/disk.h"

namespace onhand::storage {

// Of the database in this folder: PATH.mark.
std::string CommitMarkPath(const std::string& database_path);

struct CommitMarkContent {
  uint64_t sequence = 0;
  uint64_t manifest = 0;
  uint64_t manifest_bytes = 0;
};

// Nothing where there is none. DATA_LOSS: it is damaged. UNAVAILABLE: it cannot be read.
absl::StatusOr<std::optional<CommitMarkContent>> ReadCommitMark(const Disk& disk, const std::string& path);

// "MANIFEST-000012" for 12. Nothing: that is no name of a MANIFEST.
std::optional<uint64_t> ManifestNumber(std::string_view name);

// The mark of an open database, on the system's disk. Not thread-safe.
class CommitMark {
 public:
  // Replaces what is there. It is on disk when this returns, and so is the MANIFEST. nullptr: `disk` is not the
  // system's. UNAVAILABLE.
  static absl::StatusOr<std::unique_ptr<CommitMark>> Make(const Disk& disk, const std::string& database_path,
                                                          uint64_t sequence);
  // The database is closed: takes in its MANIFEST as it is now, and syncs the mark.
  ~CommitMark();
  CommitMark(const CommitMark&) = delete;
  CommitMark& operator=(const CommitMark&) = delete;

  // Everything up to `sequence` is on disk. Where it cannot be written, the mark stays behind, which does no harm.
  void Advance(uint64_t sequence);

 private:
  CommitMark(std::string database_path, CommitMarkContent content, int descriptor)
      : database_path_(std::move(database_path)), content_(content), descriptor_(descriptor) {}

  const std::string database_path_;
  CommitMarkContent content_;
  const int descriptor_;
};

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_KV_COMMIT_MARK_H_
