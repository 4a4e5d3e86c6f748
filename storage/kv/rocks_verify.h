// File: rocks_verify.h
//
// Reads every byte of a database's files and says what is wrong with which.
#ifndef ONHAND_STORAGE_KV_ROCKS_VERIFY_H_
#define ONHAND_STORAGE_KV_ROCKS_VERIFY_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/kv/disk.h"

namespace onhand::storage {

struct VerifiedFile {
  std::string path;
  std::string holds;     // a table's name, "write-ahead log", "manifest" …; "" = nobody needs it
  uint64_t bytes = 0;    // its length
  uint64_t entries = 0;  // records of a log, keys of a table
  std::string note;      // what is worth knowing, but no damage
  std::string damage;    // "" = whole
};

// Called with how many bytes were read, of so many, after each file and now and then within one. False ends it with
// CANCELLED. May be empty.
using VerifyProgressCallback = std::function<bool(uint64_t bytes_done, uint64_t bytes_total)>;

// Of the database in folder `path`, which nobody has open, or somebody has: what changes meanwhile may then look
// damaged. Reads only. CURRENT, the MANIFEST, the log files and the mark come first; where they are damaged nobody can
// tell which table files belong to the database, and none are read. UNAVAILABLE: the disk refused.
absl::StatusOr<std::vector<VerifiedFile>> VerifyRocksFiles(const Disk& disk, const std::string& path,
                                                           const VerifyProgressCallback& progress);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_KV_ROCKS_VERIFY_H_
