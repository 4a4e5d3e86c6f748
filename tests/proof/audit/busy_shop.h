// File: busy_shop.h
//
// An environment in which everything happens that can happen, at random: events of all kinds, pushes, purges,
// write-backs, clean-ups, other configurations, reopenings; for an audit to look at.
#ifndef ONHAND_TESTS_PROOF_AUDIT_BUSY_SHOP_H_
#define ONHAND_TESTS_PROOF_AUDIT_BUSY_SHOP_H_

#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/engine.h"
#include "engine/model/clock.h"

namespace onhand::proof {

class BusyShop {
 public:
  static constexpr const char* kEnvironment = "shop";

  BusyShop(std::string data_dir, uint64_t seed);
  ~BusyShop() { Close(); }

  // Tables follow the log when it has grown by so much; little, so that they do so many times. Default: 16 KiB
  absl::Status Open(uint64_t write_back_bytes = 16 << 10);
  void Close();
  // So many things happen. What is refused is fine; what fails is not.
  absl::Status Live(int operations);
  // One posting that makes sure that there is something of every kind: lines, holds, buckets, schedules, a base.
  absl::Status HaveSomeOfEverything();
  // Distinct rows, as many a call as a call may carry.
  absl::Status FillRows(int64_t count);

  absl::StatusOr<AuditReport> Audit(const AuditOptions& options = {}) { return environment_->Audit(options); }
  Environment& environment() { return *environment_; }
  uint64_t applied() const { return applied_; }

 private:
  uint64_t Below(uint64_t limit) { return random_() % limit; }
  bool Percent(uint64_t percent) { return Below(100) < percent; }

  absl::Status Step();
  absl::Status Post();
  absl::Status PostChange();
  absl::Status PostSet();
  absl::Status PostReserve(bool hold);
  absl::Status PostFollowUp();
  absl::Status PostAllocation();
  absl::Status PostSchedule();
  absl::Status PostAdjust();
  absl::Status Ask();
  absl::Status CleanUp();
  absl::Status Configure();
  absl::Status Note(const EventResults& results);
  void PickRow();
  EventKey Key();

  const std::string data_dir_;
  std::mt19937_64 random_;
  FixedClock clock_;
  std::unique_ptr<Engine> engine_;
  std::shared_ptr<Environment> environment_;
  uint64_t next_id_ = 0;
  uint64_t applied_ = 0;

  // What the event at hand is about; events point at them.
  std::string id_;
  std::string organization_;
  std::string product_;
  std::string site_;
  std::string location_;
  std::string color_;
  std::string size_;
  struct Reserved {
    std::string id;
    std::string product, site, location, color, size;
  };
  std::vector<Reserved> reserved_;
};

}  // namespace onhand::proof

#endif  // ONHAND_TESTS_PROOF_AUDIT_BUSY_SHOP_H_
