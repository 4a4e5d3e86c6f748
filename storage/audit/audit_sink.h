// File: audit_sink.h
//
// What an audit has looked at and found so far, and how far it has come.
#ifndef ONHAND_STORAGE_AUDIT_AUDIT_SINK_H_
#define ONHAND_STORAGE_AUDIT_AUDIT_SINK_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"

namespace onhand::storage {

// One thing that does not add up.
struct AuditFinding {
  std::string check;  // which check found it
  std::string place;  // where, as text
  std::string what;   // what should be and what is
};

// Not thread-safe, but a whole and its parts may be used at the same time.
class AuditSink {
 public:
  // Called now and then, on the thread that made the sink; false ends the audit.
  using Progress = std::function<bool(uint64_t done, uint64_t total)>;

  explicit AuditSink(size_t findings_max, Progress progress = nullptr);

  // For a check that runs beside others: has found nothing yet, and how far it comes counts for the whole.
  AuditSink Part() const;
  // What a part has found comes behind what is there.
  void Add(const AuditSink& part);

  // Checks are listed in the order in which they are named first.
  void Compared(std::string_view check, uint64_t count);
  void Find(std::string_view check, std::string place, std::string what);
  // A walk that ended with `status`: damage is a finding and answers OK, whatever else is wrong ends the audit.
  absl::Status Ended(std::string_view check, std::string_view place, const absl::Status& status);

  // So many more entries will be looked at, about.
  void Expect(uint64_t entries) { journey_->total += entries; }
  // So many were. CANCELLED: the audit is to end.
  absl::Status Advance(uint64_t entries);
  // Calls the progress, on its thread, unless the audit is to end.
  void Tell();
  // The audit is to end; so for the parts.
  void End() { journey_->ended = true; }
  // CANCELLED: the audit is to end.
  absl::Status status() const;

  struct Check {
    std::string name;
    uint64_t compared = 0;
  };
  const std::vector<Check>& checks() const { return checks_; }
  const std::vector<AuditFinding>& findings() const { return findings_; }  // the first ones
  uint64_t findings_total() const { return findings_total_; }
  uint64_t findings_of(std::string_view check) const;

 private:
  struct Count {
    std::string check;
    uint64_t count = 0;
  };

  // How far the whole has come.
  struct Journey {
    Progress progress;
    std::thread::id teller;
    std::atomic<uint64_t> total = 0;
    std::atomic<uint64_t> done = 0;
    uint64_t told = 0;  // the teller's
    std::atomic<bool> ended = false;
  };
  AuditSink(size_t findings_max, std::shared_ptr<Journey> journey)
      : findings_max_(findings_max), journey_(std::move(journey)) {}

  void CountFound(std::string_view check, uint64_t findings);

  const size_t findings_max_;
  const std::shared_ptr<Journey> journey_;
  uint64_t advanced_ = 0;  // since it was counted in the journey
  std::vector<Check> checks_;
  std::vector<AuditFinding> findings_;
  std::vector<Count> found_;
  uint64_t findings_total_ = 0;
};

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_AUDIT_AUDIT_SINK_H_
