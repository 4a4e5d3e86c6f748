// File: log_check.h
//
// RocksDB's own files held against each other before it opens them: CURRENT, MANIFEST, the write-ahead log, and the
// mark beside them (commit_mark.h). RocksDB takes the first thing it cannot read in its log for the end of it, and so
// may drop what was committed behind; nothing of that kind passes here. Private to storage/kv.
//
// A record that is not whole is a *torn end*, as a crash leaves it, where nothing follows it and nothing says that it
// was once whole; else it is *damage*. What says so:
//
//   - the beginning of another record behind it, in the same file or, with a later number, in a later one;
//   - the MANIFEST, whose newest record says which changes were on disk by then;
//   - the mark, which says so after each commit.
//
// Changes are numbered without gaps but where files were taken over, which the MANIFEST knows, so a file or a piece
// that is missing is noticed too. What remains cannot be told: a damaged end of the log that the mark does not know,
// because the power went out before the system had written it.
#ifndef ONHAND_STORAGE_KV_LOG_CHECK_H_
#define ONHAND_STORAGE_KV_LOG_CHECK_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/kv/disk.h"
#include "storage/kv/manifest_facts.h"

namespace onhand::storage {

struct CheckedLog {
  std::string path;
  uint64_t bytes = 0;
  uint64_t records = 0;
  std::string note;  // what is worth knowing, but no damage: "torn end at offset 4711"
};

struct LogCheck {
  // CURRENT, the MANIFEST, log files that are still needed by number, the mark if there is one; the last one looked at
  // is the one that `damage` is about.
  std::vector<CheckedLog> files;
  ManifestFacts manifest;
  std::string manifest_path;
  // OK, or DATA_LOSS with file, offset and what is wrong.
  absl::Status damage;
};

// Of the database in folder `path`. Reads only. An error: something could not be read.
absl::StatusOr<LogCheck> CheckLogs(const Disk& disk, const std::string& path);

// What comes before RocksDB opens the database: CheckLogs, and where that finds nothing and `may_write`, the MANIFEST
// is cut off where its last whole record ends, for RocksDB would not open it else. DATA_LOSS: damage; UNAVAILABLE: the
// disk refused.
absl::Status PrepareLogs(const Disk& disk, const std::string& path, bool may_write);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_KV_LOG_CHECK_H_
