// File: verify.h
//
// Whether an environment's files are what was written to them: every byte of every file against its checksums, every
// record of every table decoded, the commit log without holes. What is derived is not compared with what it is derived
// from; that is the audit's part (engine/audit.h).
#ifndef ONHAND_STORAGE_INSPECT_VERIFY_H_
#define ONHAND_STORAGE_INSPECT_VERIFY_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace onhand::storage {

struct VerifyRequest {
  std::string data_dir;
  std::string environment;
  // Called now and then with how much is done, 0–1; false ends it with CANCELLED. May be empty.
  std::function<bool(double fraction)> progress;
};

// One file, or one table.
struct VerifyLine {
  std::string name;   // "db/000012.log"; "rows"
  std::string holds;  // of a file: what is in it; "" = nobody needs it
  uint64_t bytes = 0;
  uint64_t records = 0;
  std::string note;                   // worth knowing, but no damage
  std::vector<std::string> findings;  // damage: the first ones, at most kFindingsMax
  uint64_t findings_total = 0;        // 0 = whole
};

struct VerifyReport {
  std::string environment;  // folded
  std::vector<VerifyLine> files;
  std::vector<VerifyLine> tables;  // empty where the files are so damaged that they cannot be read
  uint64_t findings_total() const;
};

inline constexpr size_t kFindingsMax = 10;

// Ids, sorted. Errors as DataDirectory::Open and List, read-only.
absl::StatusOr<std::vector<std::string>> EnvironmentsToVerify(const std::string& data_dir);

// Reads only and takes no lock. A process may have the environment open: then it sees the environment as it is when it
// begins, and what is removed meanwhile may look missing. NOT_FOUND: no such environment. FAILED_PRECONDITION: its
// format or its tables are newer than this program, or older than it reads. UNAVAILABLE: the disk refused.
absl::StatusOr<VerifyReport> Verify(const VerifyRequest& request);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_INSPECT_VERIFY_H_
