#include "storage/audit/audit.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "storage/audit/audit_scope.h"

namespace onhand::storage {
namespace {

// Less would not hold what a single record touches.
constexpr uint64_t kMemoryBytesMin = 1 << 16;

// A millisecond apart. Where one write-back follows the other, the writer then waits for the one under way.
constexpr int kTriesMax = 2000;

uint64_t RandomSeed() {
  std::random_device device;
  return uint64_t{device()} << 32 | device();
}

// A view of a moment at which no write-back is under way, for its tables to be those of one commit, with the measure
// names of that moment.
absl::StatusOr<std::unique_ptr<LedgerView>> OpenQuietView(Ledger* ledger, const InWriter& in_writer,
                                                          std::vector<std::string>* measures) {
  std::unique_ptr<LedgerView> view;
  for (int tries = 0; view == nullptr; ++tries) {
    absl::Status status = in_writer([&] {
      // One that failed has changed nothing, and is over too.
      if (tries == kTriesMax) {
        ledger->EndWriteBack().IgnoreError();
      } else if (const absl::StatusOr<bool> quiet = ledger->AdvanceWriteBack(0); quiet.ok() && !*quiet) {
        return absl::OkStatus();
      }
      view = ledger->OpenView();
      view->log_snapshot();
      *measures = ledger->dictionary();
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
    if (view == nullptr) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return view;
}

}  // namespace

absl::StatusOr<LedgerAuditReport> AuditLedger(Ledger* ledger, const LedgerAuditOptions& options, AuditSink* sink) {
  const InWriter in_writer =
      options.in_writer != nullptr ? options.in_writer : [](absl::FunctionRef<absl::Status()> work) { return work(); };
  std::vector<std::string> measures;
  const absl::StatusOr<std::unique_ptr<LedgerView>> view = OpenQuietView(ledger, in_writer, &measures);
  if (!view.ok()) return view.status();
  AuditScope scope{.ledger = *ledger,
                   .in_writer = in_writer,
                   .view = **view,
                   .tables = (*view)->log_snapshot(),
                   .sequence = (*view)->sequence(),
                   .hash_seed = ledger->hash_seed(),
                   .measures = measures,
                   .memory_bytes = std::max(options.memory_bytes, kMemoryBytesMin),
                   .sum_seed = RandomSeed(),
                   .sink = sink};
  LedgerAuditReport report{.sequence = scope.sequence, .log_begin = 1, .log_records = 0};
  if (scope.sequence == 0) return report;  // nothing was ever committed
  if (absl::Status status = CheckMeta(&scope); !status.ok()) return status;
  report.log_begin = scope.log_begin;
  report.log_records = scope.sequence + 1 - scope.log_begin;
  // About how often each is walked over.
  sink->Expect(4 * report.log_records + 8 * scope.row_count);
  for (const auto& check :
       {CheckLog, CheckIndexes, CheckReceipts, CheckTotals, CheckFold, CheckKeptSums, CheckRecentReceipts}) {
    if (absl::Status status = check(scope); !status.ok()) return status;
  }
  return report;
}

}  // namespace onhand::storage
