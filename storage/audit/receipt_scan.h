// File: receipt_scan.h
//
// The receipts that log records leave. Private to storage/audit.
#ifndef ONHAND_STORAGE_AUDIT_RECEIPT_SCAN_H_
#define ONHAND_STORAGE_AUDIT_RECEIPT_SCAN_H_

#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "storage/audit/audit_scope.h"
#include "storage/audit/log_walk.h"
#include "storage/records/hash128.h"
#include "storage/records/log_record.h"
#include "storage/records/receipt.h"

namespace onhand::storage {

// Visits each of them in the order of the log; a status that is not OK ends the walk and is its result. What is wrong
// with records is for "log" to say. DATA_LOSS: the log cannot be read on.
using ReceiptVisitor =
    absl::FunctionRef<absl::Status(const Hash128& hash, const LogRecord& record, const LogEntry& entry)>;
absl::Status ScanReceiptsOfLog(const AuditScope& scope, LogRange range, ReceiptVisitor visit);

Receipt ReceiptFor(const LogRecord& record, const LogEntry& entry);
// receipt of change "order-1", row …, log record 300
std::string ReceiptPlace(const LogRecord& record, const LogEntry& entry);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_AUDIT_RECEIPT_SCAN_H_
