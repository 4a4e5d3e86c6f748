#include "tests/proof/simulation/adjustment_model.h"

#include <algorithm>
#include <set>

#include "tests/support/model_text.h"
#include "tests/support/reference_names.h"

namespace onhand::proof {
namespace {

using reference::Event;
using reference::Model;
using reference::Verdict;

// Apart from the receipts of the reference model.
constexpr int64_t kFirstReceipt = int64_t{1} << 40;

std::string Values(const std::vector<std::string>& values) {
  std::string text;
  for (const std::string& value : values) text += value + "|";
  return text;
}

bool MayBecome(AdjustmentSyncStatus present, AdjustmentSyncStatus next) {
  if (present == next) return true;
  return present != AdjustmentSyncStatus::kDoNotSync && next != AdjustmentSyncStatus::kDoNotSync && present < next;
}

bool IsFinal(AdjustmentSyncStatus status) {
  return status == AdjustmentSyncStatus::kDoNotSync || status == AdjustmentSyncStatus::kFnoTransPosted;
}

}  // namespace

std::vector<AdjustEvent> ToAdjustEvents(const std::vector<Adjustment>& adjustments) {
  std::vector<AdjustEvent> events;
  for (const auto& [change, text] : adjustments) {
    AdjustEvent event;
    event.id = change.id;
    event.organization_id = change.organization;
    event.product_id = change.product;
    event.dimension_data_source = change.dimension_source;
    for (const auto& [name, value] : change.dimensions) event.dimensions.push_back({name, value});
    const auto& [source, measure, micros] = change.quantities[0];
    event.quantity_data_source = source;
    event.physical_measure = measure;
    event.quantity = {micros};
    event.external_reference_id = text;
    events.push_back(std::move(event));
  }
  return events;
}

AdjustmentModel::Subject AdjustmentModel::SubjectOf(const Adjustment& adjustment) {
  std::vector<std::string> values;
  for (const auto& [name, value] : adjustment.change.dimensions) {
    if (!value.empty()) values.push_back(value);
  }
  const auto& [source, measure, micros] = adjustment.change.quantities[0];
  return {adjustment.change.organization, adjustment.change.product, Values(values),
          reference::Lower(source) + "." + reference::Lower(measure)};
}

AdjustmentModel::Subject AdjustmentModel::SubjectOf(const AdjustmentSubject& subject) {
  std::vector<std::string> values;
  for (const auto& [name, value] : subject.dimensions) values.push_back(value);
  return {subject.organization_id, subject.product_id, Values(values), subject.data_source + "." + subject.measure};
}

Verdict AdjustmentModel::Post(const Adjustment& adjustment, bool apply_now, bool system_role, int64_t now_us,
                              Model* model) {
  // What is wrong with it by itself: an overflow is of the state, a read-only source comes after the receipt.
  Event event = adjustment.change;
  event.id = "probe:" + event.id;
  Model probe = *model;
  std::set<std::string> faults = probe.Apply(event, system_role).reasons;
  const bool read_only = faults.erase("READ_ONLY_DATA_SOURCE") > 0;
  faults.erase("QUANTITY_OVERFLOW");
  if (!faults.empty()) return {.reasons = std::move(faults)};

  std::vector<std::string> scope = {adjustment.change.id, event.organization, event.product};
  for (const auto& [name, value] : event.dimensions) {
    if (reference::FindBase(name) != "ColorId") scope.push_back(value);
  }
  const std::string content = reference::ToText(adjustment.change) + adjustment.reference;
  if (const auto found = receipts_.find(scope); found != receipts_.end()) {
    if (found->second.content != content) return {.reasons = {"ID_REUSED"}};
    return found->second.verdict;
  }
  if (read_only) return {.reasons = {"READ_ONLY_DATA_SOURCE"}};
  if (apply_now) {
    event.id = "adjust:" + adjustment.change.id;
    Verdict applied = model->Apply(event, /*system_role=*/true);
    if (!applied.reasons.empty()) return applied;
  }
  lines_.push_back({adjustment, SubjectOf(adjustment), std::get<2>(event.quantities[0]),
                    apply_now ? Status::kPosted : Status::kStaged, now_us});
  Verdict verdict{.receipt = kFirstReceipt + static_cast<int64_t>(receipts_.size())};
  receipts_[scope] = {content, verdict};
  return verdict;
}

bool AdjustmentModel::staged() const {
  return std::any_of(lines_.begin(), lines_.end(), [](const Line& line) { return line.status == Status::kStaged; });
}
bool AdjustmentModel::posted() const {
  return std::any_of(lines_.begin(), lines_.end(), [](const Line& line) { return line.status == Status::kPosted; });
}

AdjustmentPushReport AdjustmentModel::PostStaged(Model* model) {
  AdjustmentPushReport report;
  for (Line& line : lines_) {
    if (line.status != Status::kStaged) continue;
    Event event = line.adjustment.change;
    event.id = "adjust:" + event.id;
    if (!model->Apply(event, /*system_role=*/true).reasons.empty()) {
      ++report.refused;
      continue;
    }
    ++report.posted;
    line.status = Status::kPosted;
  }
  return report;
}

AdjustmentPushReport AdjustmentModel::AggregatePosted(int64_t now_us) {
  AdjustmentPushReport report;
  if (posted()) ++pushes_;
  for (Line& line : lines_) {
    if (line.status != Status::kPosted) continue;
    Aggregate& aggregate = aggregates_[{pushes_, line.subject}];
    aggregate.net += line.micros;
    ++aggregate.lines;
    aggregate.created_us = now_us;
    aggregate.status = aggregate.net == 0 ? AdjustmentSyncStatus::kDoNotSync : AdjustmentSyncStatus::kCreated;
    line.status = Status::kAggregated;
    ++report.aggregated;
  }
  return report;
}

void AdjustmentModel::Update(const AdjustmentSyncUpdate& update) {
  const auto found = statuses_.find(std::string(update.aggregate_id));
  if (found == statuses_.end() || !MayBecome(found->second, update.status)) return;
  found->second = update.status;
  for (auto& [key, aggregate] : aggregates_) {
    if (aggregate.id == found->first) aggregate.status = update.status;
  }
}

std::string AdjustmentModel::CompareUpdate(const AdjustmentSyncUpdate& update, const Outcome& outcome) {
  const std::string id(update.aggregate_id);
  const std::string reason(ReasonName(outcome.reason));
  const auto found = statuses_.find(id);
  if (found == statuses_.end()) {
    return outcome.reason == Reason::kUnknownAggregate
               ? ""
               : "aggregate '" + id + "' is unknown, but the update is " + reason;
  }
  const Reason expected = MayBecome(found->second, update.status) ? Reason::kNone : Reason::kStatusNotForward;
  if (outcome.reason != expected) {
    return "the update of aggregate " + id + " should be " + std::string(ReasonName(expected)) + ", but is " + reason;
  }
  Update(update);
  return "";
}

std::string AdjustmentModel::CompareLines(const std::vector<AdjustmentLine>& lines, int64_t forgotten_before_us) const {
  size_t next = 0;
  for (const Line& line : lines_) {
    const auto told = [&](const AdjustmentLine& got) {
      return "line " + got.id + " of " + std::to_string(got.quantity_micros) + " is " +
             std::string(AdjustmentStatusName(got.status));
    };
    const bool is_it = next < lines.size() && lines[next].id == line.adjustment.change.id &&
                       lines[next].quantity_micros == line.micros && SubjectOf(lines[next].subject) == line.subject &&
                       lines[next].created_at_us == line.created_us;
    if (!is_it) {
      if (line.status == Status::kAggregated && line.created_us < forgotten_before_us) continue;
      return "line " + line.adjustment.change.id + " of " + std::to_string(line.micros) + " should be there, but " +
             (next < lines.size() ? told(lines[next]) : "there are no more");
    }
    if (static_cast<int>(lines[next].status) != static_cast<int>(line.status) ||
        lines[next].external_reference_id != line.adjustment.reference) {
      return "should have status " + std::to_string(static_cast<int>(line.status)) + ", but " + told(lines[next]);
    }
    ++next;
  }
  return next == lines.size() ? "" : "there are " + std::to_string(lines.size() - next) + " lines too many";
}

std::string AdjustmentModel::CompareAggregates(const std::vector<AggregatedAdjustment>& aggregates,
                                               int64_t forgotten_before_us) {
  std::map<std::pair<uint64_t, Subject>, const AggregatedAdjustment*> listed;
  for (const AggregatedAdjustment& aggregate : aggregates) {
    listed[{aggregate.push, SubjectOf(aggregate.subject)}] = &aggregate;
  }
  if (listed.size() != aggregates.size()) return "an aggregate is listed twice";
  for (auto& [key, aggregate] : aggregates_) {
    const std::string what = "the aggregate of push " + std::to_string(key.first) + " of " + std::get<1>(key.second);
    const auto found = listed.find(key);
    if (found == listed.end()) {
      if (IsFinal(aggregate.status) && aggregate.created_us < forgotten_before_us) {
        statuses_.erase(aggregate.id);
        continue;
      }
      return what + " is missing";
    }
    const AggregatedAdjustment& got = *found->second;
    if (got.net_micros != aggregate.net || got.lines != aggregate.lines || got.status != aggregate.status) {
      return what + " should have net " + reference::Decimal{aggregate.net}.ToString() + " of " +
             std::to_string(aggregate.lines) + " lines, " + std::string(AdjustmentSyncStatusName(aggregate.status)) +
             ", but has " + reference::Decimal{got.net_micros}.ToString() + " of " + std::to_string(got.lines) + ", " +
             std::string(AdjustmentSyncStatusName(got.status));
    }
    aggregate.id = got.aggregate_id;
    statuses_[got.aggregate_id] = got.status;
    listed.erase(found);
  }
  return listed.empty() ? "" : "there are " + std::to_string(listed.size()) + " aggregates too many";
}

}  // namespace onhand::proof
