// File: log_walk.h
//
// A walk over the commit log that goes on behind whatever is wrong. Private to storage/audit.
#ifndef ONHAND_STORAGE_AUDIT_LOG_WALK_H_
#define ONHAND_STORAGE_AUDIT_LOG_WALK_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "storage/kv/store.h"
#include "storage/records/log_record.h"

namespace onhand::storage {

struct LogRange {
  uint64_t first = 1;
  uint64_t last = 0;  // first - 1 = nothing
};

// Each record of the range that is there and whole, in order; a status that is not OK ends the walk and is its result.
using LogVisitor = absl::FunctionRef<absl::Status(const LogRecord& record)>;
// What is wrong at a number: a record is missing, damaged or another one.
using LogTrouble = absl::FunctionRef<void(uint64_t sequence, std::string what)>;

// DATA_LOSS: the store could not be read on; what is behind that was not visited.
absl::Status WalkLog(const Snapshot& snapshot, LogRange range, LogVisitor visit, LogTrouble trouble);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_AUDIT_LOG_WALK_H_
