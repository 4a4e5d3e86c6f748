#include "storage/audit/log_walk.h"

#include <memory>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "storage/keys/log_key.h"

namespace onhand::storage {
namespace {

std::string Missing(uint64_t first, uint64_t last) {
  return first == last ? std::string("is missing")
                       : absl::StrCat("and those up to ", last, " are missing: ", last - first + 1, " records");
}

}  // namespace

absl::Status WalkLog(const Snapshot& snapshot, LogRange range, LogVisitor visit, LogTrouble trouble) {
  if (range.last < range.first) return absl::OkStatus();
  uint64_t expected = range.first;
  const std::unique_ptr<Cursor> cursor =
      snapshot.Scan({LogKey(range.first), LogKey(range.last + 1)}, {.fill_cache = false});
  for (; cursor->Valid(); cursor->Next()) {
    const std::optional<uint64_t> number = ParseLogKey(cursor->key());
    if (!number.has_value()) {
      trouble(expected, "has a damaged key");
      continue;
    }
    if (*number > expected) trouble(expected, Missing(expected, *number - 1));
    expected = *number + 1;
    const absl::StatusOr<LogRecord> record = DecodeLogRecord(cursor->value());
    if (!record.ok()) {
      trouble(*number, absl::StrCat("is damaged: ", record.status().message()));
      continue;
    }
    if (record->sequence != *number) {
      trouble(*number, absl::StrCat("says that it is number ", record->sequence));
      continue;
    }
    if (absl::Status status = visit(*record); !status.ok()) return status;
  }
  if (!cursor->status().ok()) return cursor->status();
  if (expected <= range.last) trouble(expected, Missing(expected, range.last));
  return absl::OkStatus();
}

}  // namespace onhand::storage
