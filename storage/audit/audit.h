// File: audit.h
//
// Everything that a ledger's tables say twice, compared: what they hold against base and log, keys that find entries
// against the entries, parts against their totals, and what is kept in memory against all of that. It reads one moment
// while writers go on, and goes on behind whatever is wrong. What is compared with what: docs/audit.md.
#ifndef ONHAND_STORAGE_AUDIT_AUDIT_H_
#define ONHAND_STORAGE_AUDIT_AUDIT_H_

#include <cstdint>
#include <functional>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/audit/audit_sink.h"
#include "storage/ledger/ledger.h"

namespace onhand::storage {

// Runs something in place of the ledger's writer, for a moment; its status, or why it was not run.
using InWriter = std::function<absl::Status(absl::FunctionRef<absl::Status()> work)>;

struct LedgerAuditOptions {
  InWriter in_writer;                    // empty: nobody writes during the audit
  uint64_t memory_bytes = 256ull << 20;  // about; less means more walks over the log. Default: 256 MiB
  int threads = 2;                       // that read at the same time, 1 or 2
};

struct LedgerAuditReport {
  uint64_t sequence = 0;     // the commit up to which everything was looked at
  uint64_t log_begin = 0;    // the oldest log record
  uint64_t log_records = 0;  // looked at
};

// What is wrong is in the sink, which was made on this thread; checks come in one order, whatever `threads` is.
// UNAVAILABLE: something could not be read, and not because it is damaged. CANCELLED. Errors of in_writer.
absl::StatusOr<LedgerAuditReport> AuditLedger(Ledger* ledger, const LedgerAuditOptions& options, AuditSink* sink);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_AUDIT_AUDIT_H_
