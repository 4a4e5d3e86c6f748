#include "storage/audit/receipt_scan.h"

#include "absl/strings/str_cat.h"
#include "storage/inspect/text_parts.h"
#include "storage/keys/receipt_key.h"
#include "storage/keys/row_key.h"

namespace onhand::storage {

absl::Status ScanReceiptsOfLog(const AuditScope& scope, LogRange range, ReceiptVisitor visit) {
  return WalkLog(
      scope.tables, range,
      [&](const LogRecord& record) {
        for (const LogEntry& entry : record.entries) {
          if (!HasReceipt(entry.kind)) continue;
          const std::optional<RowIdentity> row = ParseRowKey(entry.row_key);
          if (!row.has_value()) {
            scope.sink->Find("log", LogPlace(record.sequence), "an entry has a damaged row key");
            continue;
          }
          const Hash128 hash = ReceiptHash(static_cast<uint8_t>(entry.kind), *row, entry.id, scope.hash_seed);
          if (absl::Status status = visit(hash, record, entry); !status.ok()) return status;
        }
        return scope.sink->Advance(1);
      },
      [](uint64_t, std::string) {});
}

Receipt ReceiptFor(const LogRecord& record, const LogEntry& entry) {
  return {entry.content_hash, record.sequence, record.committed_at_us, std::string(entry.result)};
}

std::string ReceiptPlace(const LogRecord& record, const LogEntry& entry) {
  return absl::StrCat("receipt of ", std::string(EntryKindName(entry.kind)), " ", text::Quoted(entry.id), ", row ",
                      text::RowKeyIdentity(entry.row_key), ", log record ", record.sequence);
}

}  // namespace onhand::storage
