#include "storage/audit/audit.h"

#include <algorithm>
#include <chrono>
#include <future>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/types/span.h"
#include "storage/audit/audit_scope.h"

namespace onhand::storage {
namespace {

// Less would not hold what a single record touches.
constexpr uint64_t kMemoryBytesMin = 1 << 16;

// A millisecond apart. Where one write-back follows the other, the writer then waits for the one under way.
constexpr int kTriesMax = 2000;

// While one thread waits for the other.
constexpr std::chrono::milliseconds kTimeToTell{100};

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

using Check = absl::Status (*)(const AuditScope& scope);

constexpr Check kBeforeFold[] = {CheckLog, CheckIndexes, CheckReceipts, CheckTotals};
constexpr Check kFold[] = {CheckFold};
constexpr Check kAfterFold[] = {CheckKeptSums, CheckRecentReceipts};

absl::Status RunInOrder(absl::Span<const Check> checks, const AuditScope& scope) {
  for (const Check check : checks) {
    if (absl::Status status = check(scope); !status.ok()) {
      scope.sink->End();
      return status;
    }
  }
  return absl::OkStatus();
}

// The fold takes about as long as everything else, which runs beside it.
absl::Status RunChecks(const AuditScope& scope, int threads) {
  AuditSink before = scope.sink->Part();
  AuditSink fold = scope.sink->Part();
  AuditSink after = scope.sink->Part();
  const auto with = [&](uint64_t memory_quarters, AuditSink* sink) {
    AuditScope part = scope;
    if (threads > 1) part.memory_bytes = std::max(scope.memory_bytes / 4 * memory_quarters, kMemoryBytesMin);
    part.sink = sink;
    return part;
  };
  // Where no thread can be had, it waits for get().
  std::future<absl::Status> others = std::async(
      threads > 1 ? std::launch::async | std::launch::deferred : std::launch::deferred, [&]() -> absl::Status {
        absl::Status status = RunInOrder(kBeforeFold, with(1, &before));
        return status.ok() ? RunInOrder(kAfterFold, with(1, &after)) : status;
      });
  const absl::Status folded = RunInOrder(kFold, with(3, &fold));
  while (others.wait_for(kTimeToTell) == std::future_status::timeout) scope.sink->Tell();
  const absl::Status other = others.get();
  for (const AuditSink* part : {&before, &fold, &after}) scope.sink->Add(*part);
  // What goes wrong in one makes the other one CANCELLED.
  for (const absl::Status& status : {folded, other}) {
    if (!status.ok() && !absl::IsCancelled(status)) return status;
  }
  return scope.sink->status();
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
  if (absl::Status status = RunChecks(scope, options.threads); !status.ok()) return status;
  return report;
}

}  // namespace onhand::storage
