// File: log_host.h
//
// An environment as jobs see it: a ledger on a store that the test gives, whose log the test writes by hand, and
// maintenance that does what the test says.
#ifndef ONHAND_TESTS_ENGINE_JOBS_LOG_HOST_H_
#define ONHAND_TESTS_ENGINE_JOBS_LOG_HOST_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "engine/jobs/job_host.h"
#include "engine/model/clock.h"
#include "engine/model/configuration.h"
#include "storage/kv/store.h"
#include "storage/ledger/ledger.h"

namespace onhand {

inline constexpr int64_t kLogStartUs = 1'700'000'000'000'000;  // 2023-11-14T22:13:20Z

// The row of a test's event.
struct LogRow {
  std::string organization = "usmf";
  std::string product = "Bike";
  std::string site = "1";
  std::string location = "11";
  std::string color = "red";
};

class LogHost : public JobHost {
 public:
  // A new ledger gets the measures pos.inbound (0) and pos.outbound (1) and the default configuration, in record 1 at
  // kLogStartUs.
  explicit LogHost(std::unique_ptr<storage::Store> store);

  // One record with one change event that adds to pos.inbound.
  void CommitChange(const std::string& id, const LogRow& row, int64_t micros, int64_t committed_at_us);
  void CommitConfiguration(bool log_enabled, int64_t committed_at_us);
  // Folds records before that time out of the log.
  void PurgeLog(int64_t before_us, int64_t now_us);

  storage::Store* store() { return store_; }
  FixedClock& clock() { return clock_; }

  ConfigurationVersion version;
  std::function<absl::StatusOr<MaintenanceReport>()> maintain = [] { return MaintenanceReport{1, 2, 3}; };

  int64_t NowMicros() const override { return clock_.NowMicros(); }
  std::shared_ptr<const ConfigurationVersion> configuration() const override {
    return std::make_shared<const ConfigurationVersion>(version);
  }
  std::unique_ptr<storage::LedgerView> OpenLedgerView() const override { return ledger_->OpenView(); }
  uint64_t sequence() const override { return ledger_->sequence(); }
  absl::StatusOr<MaintenanceReport> Maintain() override { return maintain(); }

 private:
  FixedClock clock_{kLogStartUs};
  storage::Store* const store_;  // owned by the ledger
  std::unique_ptr<storage::Ledger> ledger_;
};

}  // namespace onhand

#endif  // ONHAND_TESTS_ENGINE_JOBS_LOG_HOST_H_
