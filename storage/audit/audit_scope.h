// File: audit_scope.h
//
// What all checks of one audit look at. Private to storage/audit.
#ifndef ONHAND_STORAGE_AUDIT_AUDIT_SCOPE_H_
#define ONHAND_STORAGE_AUDIT_AUDIT_SCOPE_H_

#include <cstdint>

#include "absl/status/status.h"
#include "storage/audit/audit.h"
#include "storage/audit/audit_sink.h"
#include "storage/audit/audit_text.h"
#include "storage/audit/log_walk.h"
#include "storage/kv/store.h"
#include "storage/ledger/ledger.h"

namespace onhand::storage {

struct AuditScope {
  const Ledger& ledger;
  const InWriter& in_writer;
  const LedgerView& view;  // as readers see it
  const Snapshot& tables;  // as the store holds it, of the same commit
  uint64_t sequence = 0;   // that commit
  // Meta records.
  uint64_t mark = 0;  // written_back
  uint64_t log_begin = 1;
  uint64_t purged_through = 0;
  uint64_t row_count = 0;
  uint64_t hash_seed = 0;

  MeasureNames measures;
  uint64_t memory_bytes = 0;
  uint64_t sum_seed = 0;  // of SetSum
  AuditSink* sink = nullptr;

  LogRange log() const { return {log_begin, sequence}; }
};

// Each of these adds what it looked at and found to the sink. UNAVAILABLE, CANCELLED.

// "meta", "dictionary" and "partition": reads the meta records into the scope.
absl::Status CheckMeta(AuditScope* scope);
// "log": numbers without holes, checksums, its two ends, and that the configuration is the last one it has.
absl::Status CheckLog(const AuditScope& scope);
// "places", "schedule_places", "hold_ends", "pending": each entry has its key there, and each key its entry.
absl::Status CheckIndexes(const AuditScope& scope);
// "receipts": those in their table are those of the log.
absl::Status CheckReceipts(const AuditScope& scope);
// "recent_receipts": the writer finds those of the log that are not in their table yet, and takes none for new.
absl::Status CheckRecentReceipts(const AuditScope& scope);
// "totals": holds and buckets add up to their rows, nothing is negative that cannot be, every measure has a name; and
// "readers": the place keys that readers see are those of the rows that they see.
absl::Status CheckTotals(const AuditScope& scope);
// "rows", "buckets", "schedules", "holds", "lines": base and log come to what the tables hold; "readers": and to the
// rows that readers see.
absl::Status CheckFold(const AuditScope& scope);
// "sums": those kept of products are those of their rows.
absl::Status CheckKeptSums(const AuditScope& scope);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_AUDIT_AUDIT_SCOPE_H_
