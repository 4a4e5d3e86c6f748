#include "engine/commit/group.h"

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/fetch/fetch.h"
#include "engine/plan/plan_event.h"

namespace onhand {
namespace {

using SteadyClock = std::chrono::steady_clock;

void FailAll(absl::Span<WriteCall* const> calls, const absl::Status& status) {
  for (WriteCall* call : calls) {
    if (call->results.status.ok()) call->results = EventResults{status, {}};
  }
}

// Plans every valid event in order of submission; their entries go into the group's record.
absl::Status PlanAll(absl::Span<WriteCall* const> calls, int64_t now_us, Fetched* fetched, storage::LogRecord* record) {
  size_t next = 0;
  for (WriteCall* call : calls) {
    const PlanContext context{.now_us = now_us, .system_role = call->caller.system_role};
    for (const ValidEvent& event : call->valid) {
      const EventSlots& slots = fetched->slots[next++];
      absl::StatusOr<Outcome> outcome = PlanEvent(event, context, &fetched->working_set.rows[slots.row],
                                                  &fetched->working_set.receipts[slots.receipt], record);
      if (!outcome.ok()) return outcome.status();
      call->results.outcomes[event.position] = *std::move(outcome);
    }
  }
  return absl::OkStatus();
}

storage::CommitGroup MakeCommitGroup(storage::LogRecord record, WorkingSet* working_set) {
  storage::CommitGroup group;
  group.record = std::move(record);
  for (WorkingRow& row : working_set->rows) {
    if (!row.changed) continue;
    group.rows.push_back({.row_key = std::string(row.row_key), .row = std::move(row.row), .born = !row.existed});
  }
  return group;
}

}  // namespace

GroupReport ExecuteGroup(const std::shared_ptr<const CompiledConfiguration>& configuration, int64_t now_us,
                         absl::Span<WriteCall* const> calls, storage::Ledger* ledger) {
  std::vector<const ValidEvent*> events;
  for (WriteCall* call : calls) {
    if (call->validated_with != configuration) ValidateWriteCall(configuration, ledger->hash_seed(), call);
    for (const ValidEvent& event : call->valid) events.push_back(&event);
  }
  GroupReport report;
  if (events.empty()) return report;

  absl::StatusOr<Fetched> fetched = Fetch(*ledger, events);
  if (!fetched.ok()) {
    FailAll(calls, fetched.status());
    return report;
  }
  storage::LogRecord record{.sequence = ledger->sequence() + 1, .committed_at_us = now_us, .entries = {}};
  record.entries.reserve(events.size());
  if (absl::Status status = PlanAll(calls, now_us, &*fetched, &record); !status.ok()) {
    FailAll(calls, status);
    return report;
  }
  if (record.entries.empty()) return report;

  const int events_applied = static_cast<int>(record.entries.size());
  storage::CommitGroup group = MakeCommitGroup(std::move(record), &fetched->working_set);
  const SteadyClock::time_point begin = SteadyClock::now();
  if (absl::Status status = ledger->Commit(std::move(group)); !status.ok()) {
    FailAll(calls, status);
    return report;
  }
  report.events_applied = events_applied;
  report.commit_us = std::chrono::duration_cast<std::chrono::microseconds>(SteadyClock::now() - begin).count();
  return report;
}

}  // namespace onhand
