#include "engine/commit/group.h"

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "engine/fetch/fetch.h"
#include "engine/plan/plan_event.h"
#include "storage/base/failpoint.h"

namespace onhand {
namespace {

using SteadyClock = std::chrono::steady_clock;

// Bounds the memory of a group when very many holds end at once; the others go before it, in writes of their own.
constexpr size_t kEndedHoldsMax = 1024;

void FailAll(absl::Span<WriteCall* const> calls, const absl::Status& status) {
  for (WriteCall* call : calls) {
    if (call->results.answered()) call->results = EventResults{status, {}, {}};
  }
}

// Plans the events of a group in order of submission; their entries go into the group's record.
class GroupPlanner {
 public:
  GroupPlanner(const CompiledConfiguration& configuration, Fetched* fetched, storage::LogRecord* record)
      : configuration_(configuration), fetched_(*fetched), record_(*record) {}

  absl::Status Plan(WriteCall* call) {
    context_ = {.configuration = &configuration_,
                .now_us = record_.committed_at_us,
                .system_role = call->options.caller.system_role};
    return call->options.atomic ? PlanCart(call) : PlanEach(call);
  }

  // Of the entries that were planned, in their order.
  std::vector<storage::Hash128> TakeReceipts() { return std::move(receipts_); }

 private:
  absl::StatusOr<Outcome> PlanNext(const ValidEvent& event) {
    const size_t entries = record_.entries.size();
    absl::StatusOr<Outcome> outcome =
        PlanEvent(event, context_, fetched_.slots[next_++], &fetched_.working_set, &record_);
    if (record_.entries.size() > entries) receipts_.push_back(event.receipt);
    return outcome;
  }

  absl::Status PlanEach(WriteCall* call) {
    for (const ValidEvent& event : call->valid) {
      absl::StatusOr<Outcome> outcome = PlanNext(event);
      if (!outcome.ok()) return outcome.status();
      call->results.outcomes[event.position] = *std::move(outcome);
    }
    return absl::OkStatus();
  }

  // Judged in order up to the first refused record (decisions E3).
  absl::Status PlanCart(WriteCall* call) {
    const size_t next_call = next_ + call->valid.size();
    const size_t entries = record_.entries.size();
    const size_t receipts = receipts_.size();
    std::vector<Outcome>& outcomes = call->results.outcomes;
    fetched_.working_set.BeginCart();
    auto valid = call->valid.begin();
    size_t refused = 0;
    for (; refused < outcomes.size(); ++refused) {
      if (valid != call->valid.end() && valid->position == refused) {
        absl::StatusOr<Outcome> outcome = PlanNext(*valid++);
        if (!outcome.ok()) return outcome.status();
        outcomes[refused] = *std::move(outcome);
      }
      if (outcomes[refused].refused()) break;
    }
    next_ = next_call;
    const bool keep = refused == outcomes.size();
    fetched_.working_set.EndCart(keep);
    if (!keep) {
      record_.entries.resize(entries);
      receipts_.resize(receipts);
    }
    if (refused == outcomes.size()) return absl::OkStatus();
    for (size_t i = 0; i < outcomes.size(); ++i) {
      if (i == refused) continue;
      outcomes[i] =
          RefuseEvent(call->batch, i,
                      {Reason::kCartRefused, "",
                       absl::StrCat("nothing of the cart was applied: its record ", refused, " was refused")});
    }
    return absl::OkStatus();
  }

  const CompiledConfiguration& configuration_;
  Fetched& fetched_;
  storage::LogRecord& record_;
  std::vector<storage::Hash128> receipts_;
  PlanContext context_;
  size_t next_ = 0;  // of all valid events of the group
};

storage::CommitGroup MakeCommitGroup(storage::LogRecord record, WorkingSet* working_set) {
  storage::CommitGroup group;
  group.record = std::move(record);
  for (WorkingRow& row : working_set->rows) {
    if (!row.changed) continue;
    group.rows.push_back({.row_key = row.row_key, .row = std::move(row.row), .born = !row.existed});
  }
  for (const WorkingBucket& bucket : working_set->buckets) {
    if (!bucket.changed) continue;
    group.buckets.push_back({std::string(bucket.row_key), std::string(bucket.path), *bucket.bucket});
  }
  for (WorkingSchedule& schedule : working_set->schedules) {
    if (!schedule.changed) continue;
    group.schedules.push_back({.row_key = std::string(schedule.row_key),
                               .variant = schedule.variant,
                               .schedule = std::move(schedule.schedule),
                               .born = !schedule.existed});
  }
  for (const WorkingHold& hold : working_set->holds) {
    if (hold.before == hold.hold) continue;
    group.holds.push_back({std::string(hold.row_key), hold.hold_id, hold.before, hold.hold});
  }
  return group;
}

// The holds to take off at the start of a group; where there are more than fit, the first of them are gone afterwards.
absl::StatusOr<std::vector<storage::FoundHold>> FindEndedHolds(const CompiledConfiguration& configuration,
                                                               int64_t now_us, const WriterState& state,
                                                               size_t* expired = nullptr);

// Fetches, plans and commits. `calls` may be empty: then only holds end.
absl::Status RunGroup(const CompiledConfiguration& configuration, int64_t now_us, absl::Span<WriteCall* const> calls,
                      absl::Span<const storage::FoundHold> ended, const WriterState& state, GroupReport* report) {
  std::vector<const ValidEvent*> events;
  for (WriteCall* call : calls) {
    for (const ValidEvent& event : call->valid) events.push_back(&event);
  }
  absl::StatusOr<Fetched> fetched = Fetch(*state.ledger, configuration, events, ended, state.sums);
  if (!fetched.ok()) return fetched.status();
  storage::LogRecord record{.sequence = state.ledger->sequence() + 1, .committed_at_us = now_us, .entries = {}};
  record.entries.reserve(events.size() + 1);
  PlanExpiry(fetched->expiring, &fetched->working_set, &record);
  const size_t expiries = record.entries.size();
  GroupPlanner planner(configuration, &*fetched, &record);
  for (WriteCall* call : calls) {
    if (absl::Status status = planner.Plan(call); !status.ok()) return status;
  }
  if (record.entries.empty()) return absl::OkStatus();

  report->events_applied = static_cast<int>(record.entries.size() - expiries);
  storage::CommitGroup group = MakeCommitGroup(std::move(record), &fetched->working_set);
  group.receipts = planner.TakeReceipts();
  PassFailpoint("writer.group.planned");
  const SteadyClock::time_point begin = SteadyClock::now();
  absl::Status status = state.ledger->Commit(std::move(group));
  PassFailpoint("writer.group.committed");
  report->commit_us = std::chrono::duration_cast<std::chrono::microseconds>(SteadyClock::now() - begin).count();
  return status;
}

absl::StatusOr<std::vector<storage::FoundHold>> FindEndedHolds(const CompiledConfiguration& configuration,
                                                               int64_t now_us, const WriterState& state,
                                                               size_t* expired) {
  while (state.ledger->earliest_hold_end_us() <= now_us) {
    absl::StatusOr<std::vector<storage::FoundHold>> ended = state.ledger->EndedHolds(now_us, kEndedHoldsMax);
    if (!ended.ok() || ended->size() < kEndedHoldsMax) return ended;
    GroupReport report;
    absl::Status status = RunGroup(configuration, now_us, {}, *ended, state, &report);
    if (!status.ok()) return status;
    if (expired != nullptr) *expired += ended->size();
  }
  return std::vector<storage::FoundHold>();
}

}  // namespace

GroupReport ExecuteGroup(const std::shared_ptr<const CompiledConfiguration>& configuration, int64_t now_us,
                         absl::Span<WriteCall* const> calls, const WriterState& state) {
  GroupReport report;
  bool any = false;
  for (WriteCall* call : calls) {
    if (call->validated_with != configuration) ValidateWriteCall(configuration, state.ledger->hash_seed(), call);
    any = any || !call->valid.empty() || call->options.atomic;
  }
  if (!any) return report;
  state.sums->Trim();
  absl::StatusOr<std::vector<storage::FoundHold>> ended = FindEndedHolds(*configuration, now_us, state);
  absl::Status status = ended.status();
  if (status.ok()) status = RunGroup(*configuration, now_us, calls, *ended, state, &report);
  if (!status.ok()) {
    // They followed changes that are not there.
    state.sums->Clear();
    FailAll(calls, status);
    return GroupReport{};
  }
  return report;
}

absl::StatusOr<size_t> ExpireHolds(const CompiledConfiguration& configuration, int64_t now_us,
                                   const WriterState& state) {
  size_t expired = 0;
  absl::StatusOr<std::vector<storage::FoundHold>> ended = FindEndedHolds(configuration, now_us, state, &expired);
  absl::Status status = ended.status();
  GroupReport report;
  if (status.ok() && !ended->empty()) {
    PassFailpoint("environment.expire.begin");
    expired += ended->size();
    status = RunGroup(configuration, now_us, {}, *ended, state, &report);
    PassFailpoint("environment.expire.committed");
  }
  if (status.ok()) return expired;
  state.sums->Clear();
  return status;
}

}  // namespace onhand
