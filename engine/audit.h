// File: audit.h
//
// The books held against each other: what every table of an environment says against what its commit log says, and
// what is derived against what it is derived from.
#ifndef ONHAND_ENGINE_AUDIT_H_
#define ONHAND_ENGINE_AUDIT_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace onhand {

// One thing that does not add up.
struct AuditFinding {
  std::string check;  // which check found it, one word of AuditReport::checks
  std::string place;  // where, as readable text: a row, a log record, a hold
  std::string what;   // what should be and what is
};

// How often something was compared.
struct AuditCheck {
  std::string name;       // "rows", "log", "receipts", "sums" …
  uint64_t compared = 0;  // entries looked at
  uint64_t findings = 0;
};

struct AuditReport {
  uint64_t sequence = 0;     // the commit up to which everything was looked at
  uint64_t log_begin = 0;    // the oldest log record there is; what lies before it is the base snapshot
  uint64_t log_records = 0;  // looked at
  std::vector<AuditCheck> checks;
  std::vector<AuditFinding> findings;  // the first ones, at most AuditOptions::findings_max
  uint64_t findings_total = 0;         // 0: everything adds up
};

struct AuditProgress {
  uint64_t done = 0;   // of `total`, in units of no meaning
  uint64_t total = 1;  // may change on the way
};

struct AuditOptions {
  uint64_t memory_bytes = 256ull << 20;  // about as much is used at a time; less means more walks. Default: 256 MiB
  int threads = 2;                       // that read at the same time, 1 or 2; a server's is 2. Default: 2
  int findings_max = 100;                // findings kept; all are counted. Default: 100
  // Called now and then, on the caller's thread; false ends the audit with CANCELLED. May be empty.
  std::function<bool(const AuditProgress&)> progress;
};

}  // namespace onhand

#endif  // ONHAND_ENGINE_AUDIT_H_
