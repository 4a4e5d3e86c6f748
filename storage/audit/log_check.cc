#include <memory>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "storage/audit/audit_scope.h"
#include "storage/keys/family.h"
#include "storage/keys/log_key.h"
#include "storage/keys/meta_key.h"

namespace onhand::storage {
namespace {

constexpr std::string_view kCheck = "log";

// What lies before the range, or behind it.
absl::Status CheckNothingIn(const AuditScope& scope, KeyRange range, std::string_view what) {
  const std::unique_ptr<Cursor> cursor = scope.tables.Scan(std::move(range), {.keys_only = true, .fill_cache = false});
  uint64_t count = 0;
  std::optional<uint64_t> first;
  for (; cursor->Valid(); cursor->Next(), ++count) {
    if (count == 0) first = ParseLogKey(cursor->key());
  }
  if (count > 0) {
    scope.sink->Find(kCheck, LogPlace(first.value_or(0)),
                     absl::StrCat("should not be there, and is, ", std::string(what), ": ", count, " records"));
  }
  return scope.sink->Ended(kCheck, what, cursor->status());
}

}  // namespace

absl::Status CheckLog(const AuditScope& scope) {
  AuditSink* const sink = scope.sink;
  std::optional<std::string> configuration;
  uint64_t configured_at = 0;
  absl::Status walked = WalkLog(
      scope.tables, scope.log(),
      [&](const LogRecord& record) {
        sink->Compared(kCheck, 1);
        for (const LogEntry& entry : record.entries) {
          if (entry.kind != EntryKind::kConfiguration) continue;
          configuration = std::string(entry.payload);
          configured_at = record.sequence;
        }
        return sink->Advance(1);
      },
      [&](uint64_t sequence, std::string what) { sink->Find(kCheck, LogPlace(sequence), std::move(what)); });
  if (absl::Status status = sink->Ended(kCheck, "the commit log", walked); !status.ok()) return status;

  const std::string all(1, static_cast<char>(Family::kLog));
  absl::Status before =
      CheckNothingIn(scope, {all, LogKey(scope.log_begin)}, "before the record that the log begins with");
  if (!before.ok()) return before;
  absl::Status behind = CheckNothingIn(scope, {LogKey(scope.sequence + 1), {}}, "behind the last commit");
  if (!behind.ok()) return behind;

  if (!configuration.has_value()) return absl::OkStatus();
  sink->Compared("configuration", 1);
  const absl::StatusOr<std::optional<std::string>> stored = scope.tables.Get(kConfigurationKey);
  if (!stored.ok()) return sink->Ended("configuration", "meta record configuration", stored.status());
  if (stored->value_or("") != *configuration) {
    sink->Find("configuration", "meta record configuration",
               absl::StrCat("is not the configuration that log record ", configured_at, " put in place"));
  }
  return absl::OkStatus();
}

}  // namespace onhand::storage
