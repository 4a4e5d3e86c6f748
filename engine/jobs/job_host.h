// File: job_host.h
//
// What jobs need of their environment, and what a job's body needs of the book that runs it. So bodies can be tested
// without either.
#ifndef ONHAND_ENGINE_JOBS_JOB_HOST_H_
#define ONHAND_ENGINE_JOBS_JOB_HOST_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/model/configuration.h"
#include "storage/ledger/ledger.h"

namespace onhand {

// What one run of an environment's maintenance dropped.
struct MaintenanceReport {
  uint64_t holds = 0;        // that had ended
  uint64_t receipts = 0;     // past their retention
  uint64_t log_records = 0;  // likewise
};

// Thread-safe.
class JobHost {
 public:
  virtual ~JobHost() = default;
  virtual int64_t NowMicros() const = 0;
  virtual std::shared_ptr<const ConfigurationVersion> configuration() const = 0;
  // Everything committed so far. Lives no longer than the environment is open.
  virtual std::unique_ptr<storage::LedgerView> OpenLedgerView() const = 0;
  // Of the last committed group.
  virtual uint64_t sequence() const = 0;
  virtual absl::StatusOr<MaintenanceReport> Maintain() = 0;
};

// One attempt at a job, as its body sees it. Used by one thread.
class JobAttempt {
 public:
  virtual ~JobAttempt() = default;
  // The job was deleted or its environment is closing: the body gives up; what it returns then does not matter.
  virtual bool stopped() = 0;
  // 0–99.
  virtual void SetProgress(int percent) = 0;
  // More of the job's file, in any portions. CANCELLED: stopped. Else as Store::Commit.
  virtual absl::Status AppendToFile(std::string_view bytes) = 0;
};

}  // namespace onhand

#endif  // ONHAND_ENGINE_JOBS_JOB_HOST_H_
