#include "engine/jobs/resync.h"

#include "absl/strings/str_cat.h"

namespace onhand {
namespace {

std::string Count(uint64_t count, const char* one, const char* many) {
  return absl::StrCat(count, " ", count == 1 ? one : many);
}

}  // namespace

absl::StatusOr<std::string> ResyncReservations(JobHost* host) {
  const absl::StatusOr<MaintenanceReport> report = host->Maintain();
  if (!report.ok()) return report.status();
  return absl::StrCat("Dropped ", Count(report->holds, "ended hold", "ended holds"), ", ",
                      Count(report->receipts, "receipt", "receipts"), " and ",
                      Count(report->log_records, "log record", "log records"),
                      " past their retention. No query and no release changes by it.");
}

}  // namespace onhand
