#include "engine/adjust/push_steps.h"

#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/adjust/line_group.h"
#include "engine/model/quantity.h"
#include "storage/adjustments/adjustment_tables.h"
#include "storage/base/check.h"
#include "storage/base/failpoint.h"
#include "storage/keys/row_key.h"

namespace onhand {
namespace {

using storage::AdjustmentAggregate;
using storage::AdjustmentDetail;
using storage::AggregateStatus;
using storage::DetailStatus;
using storage::StoredAggregate;
using storage::StoredDetail;

// Why on-hand cannot take a line now, its quantity apart; "" = it can. It was fine when it was staged.
std::string Hindrance(const AdjustmentDetail& detail, const CompiledConfiguration& configuration) {
  if (configuration.SourceOf(detail.measure) == nullptr) {
    return absl::StrCat("measure '", configuration.measure_name(detail.measure), "' is no longer configured");
  }
  const std::optional<storage::RowIdentity> row = storage::ParseRowKey(detail.row_key);
  ONHAND_CHECK(row.has_value());
  if (configuration.by_location() && (row->site.empty() || row->location.empty())) {
    return "data is partitioned by location by now, and the line names no site or no location";
  }
  return {};
}

// The lines of one step.
absl::StatusOr<std::vector<StoredDetail>> ReadThrough(const storage::Snapshot& snapshot, DetailStatus status,
                                                      uint64_t through, std::optional<storage::DetailNumber> after) {
  absl::StatusOr<std::vector<StoredDetail>> lines = storage::ReadPending(snapshot, status, after, kPushStepLines);
  if (!lines.ok()) return lines;
  while (!lines->empty() && lines->back().number.sequence > through) lines->pop_back();
  return lines;
}

bool IsFinal(AggregateStatus status) {
  return status == AggregateStatus::kDoNotSync || status == AggregateStatus::kFnoTransPosted;
}

}  // namespace

absl::StatusOr<PostStep> PostStaged(const CompiledConfiguration& configuration, int64_t now_us, uint64_t through,
                                    std::optional<storage::DetailNumber> after, const WriterState& state) {
  const std::unique_ptr<storage::LedgerView> view = state.ledger->OpenView();
  absl::StatusOr<std::vector<StoredDetail>> staged =
      ReadThrough(view->snapshot(), DetailStatus::kCreated, through, after);
  if (!staged.ok()) return staged.status();
  PostStep step;
  if (staged->empty()) return step;
  step.last = staged->back().number;

  LineGroup group(state, configuration.by_location(), now_us);
  std::vector<std::string> row_keys;
  for (const StoredDetail& stored : *staged) row_keys.push_back(stored.detail.row_key);
  if (absl::Status status = group.LoadRows(row_keys); !status.ok()) return status;
  for (StoredDetail& stored : *staged) {
    AdjustmentDetail& detail = stored.detail;
    std::string message = Hindrance(detail, configuration);
    if (message.empty()) {
      const std::optional<int64_t> present = group.AddToRow(detail.row_key, detail.measure, detail.quantity_micros);
      if (present.has_value()) {
        message = absl::StrCat("adding ", FormatMicros(detail.quantity_micros), " to ", FormatMicros(*present),
                               " leaves the range of quantities");
      }
    }
    const bool refused = !message.empty();
    ++(refused ? step.refused : step.posted);
    // Nothing is written for a line that stays as it is.
    if (refused && message == detail.message) continue;
    detail.message = std::move(message);
    detail.changed_at_us = now_us;
    if (!refused) detail.status = DetailStatus::kIvPosted;
    group.PutDetail(stored.number, detail);
  }
  if (absl::Status status = group.Commit(); !status.ok()) return status;
  PassFailpoint("adjustments.post.committed");
  return step;
}

absl::StatusOr<AggregateStep> AggregatePosted(const CompiledConfiguration& configuration, int64_t now_us,
                                              uint64_t through, const WriterState& state) {
  const std::unique_ptr<storage::LedgerView> view = state.ledger->OpenView();
  absl::StatusOr<storage::PushState> push = storage::ReadPushState(view->snapshot());
  if (!push.ok()) return push.status();
  absl::StatusOr<std::vector<StoredDetail>> posted =
      ReadThrough(view->snapshot(), DetailStatus::kIvPosted, through, std::nullopt);
  if (!posted.ok()) return posted.status();
  AggregateStep step;
  step.done = posted->size() < kPushStepLines;
  if (posted->empty() && !push->open) return step;

  const bool goes_on = push->open;
  if (!goes_on) ++push->last;
  push->open = !step.done;
  LineGroup group(state, configuration.by_location(), now_us);
  std::map<std::string, AdjustmentAggregate> aggregates;
  for (StoredDetail& stored : *posted) {
    AdjustmentDetail& detail = stored.detail;
    const std::string key = storage::AggregateKey(push->last, detail.row_key, detail.measure);
    auto [found, is_new] = aggregates.try_emplace(key);
    AdjustmentAggregate& aggregate = found->second;
    if (is_new) {
      aggregate.created_at_us = now_us;
      if (goes_on) {
        absl::StatusOr<std::optional<AdjustmentAggregate>> before = storage::FindAggregate(view->snapshot(), key);
        if (!before.ok()) return before.status();
        if (before->has_value()) aggregate = **std::move(before);
      }
    }
    aggregate.net_micros += detail.quantity_micros;
    ++aggregate.lines;
    detail.status = DetailStatus::kAggregated;
    detail.push = push->last;
    detail.changed_at_us = now_us;
    group.PutDetail(stored.number, detail);
  }
  for (auto& [key, aggregate] : aggregates) {
    aggregate.status = aggregate.net_micros == 0 ? AggregateStatus::kDoNotSync : AggregateStatus::kCreated;
    aggregate.changed_at_us = now_us;
    group.PutAggregate(key, aggregate);
  }
  group.SetPush(*push);
  if (absl::Status status = group.Commit(); !status.ok()) return status;
  PassFailpoint("adjustments.aggregate.committed");
  step.aggregated = posted->size();
  return step;
}

absl::StatusOr<uint64_t> ForgetLines(const CompiledConfiguration& configuration, int64_t now_us, int64_t before_us,
                                     ForgetCursor* cursor, const WriterState& state) {
  const std::unique_ptr<storage::LedgerView> view = state.ledger->OpenView();
  LineGroup group(state, configuration.by_location(), now_us);
  uint64_t forgotten = 0;
  absl::Status status;
  if (!cursor->details_done) {
    cursor->details_done = true;
    status = storage::ScanDetails(view->snapshot(), cursor->detail, [&](const StoredDetail& stored) {
      if (stored.detail.created_at_us >= before_us) return false;
      if (forgotten == kPushStepLines) {
        cursor->details_done = false;
        return false;
      }
      cursor->detail = stored.number;
      if (stored.detail.status != DetailStatus::kAggregated) return true;
      group.Forget(storage::DetailKey(stored.number));
      ++forgotten;
      return true;
    });
  } else {
    cursor->done = true;
    status = storage::ScanAggregates(view->snapshot(), cursor->aggregate, [&](const StoredAggregate& stored) {
      if (stored.aggregate.created_at_us >= before_us) return false;
      if (forgotten == kPushStepLines) {
        cursor->done = false;
        return false;
      }
      cursor->aggregate = stored.key;
      if (!IsFinal(stored.aggregate.status)) return true;
      group.Forget(stored.key);
      ++forgotten;
      return true;
    });
  }
  if (!status.ok()) return status;
  if (status = group.Commit(); !status.ok()) return status;
  return forgotten;
}

}  // namespace onhand
