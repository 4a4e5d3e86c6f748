#include "engine/adjust/ledger_adjustment_book.h"

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/adjust/line_group.h"
#include "engine/adjust/line_texts.h"
#include "engine/adjust/push_steps.h"
#include "engine/engine.h"
#include "engine/model/text.h"
#include "storage/adjustments/adjustment_tables.h"
#include "storage/base/failpoint.h"
#include "storage/keys/row_key.h"

namespace onhand {
namespace {

using storage::StoredAggregate;
using storage::StoredDetail;

absl::Status CheckPage(const AdjustmentPage& page) {
  if (page.limit >= 1 && page.limit <= kAdjustmentPageMax) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("a page has 1 to ", kAdjustmentPageMax, " lines, not ", page.limit));
}

absl::Status NotAnId(std::string_view text, const char* kind) {
  return absl::InvalidArgumentError(absl::StrCat("'", std::string(text.substr(0, 100)), "' is no ", kind));
}

bool IsOf(std::string_view organization, std::string_view row_key) {
  if (organization.empty()) return true;
  const std::optional<storage::RowIdentity> row = storage::ParseRowKey(row_key);
  return row.has_value() && row->organization == organization;
}

// Collects up to a page's limit; false: there is one more.
template <typename Item>
bool Take(Item item, size_t limit, std::vector<Item>* items, bool* more) {
  *more = items->size() == limit;
  if (!*more) items->push_back(std::move(item));
  return !*more;
}

// Lines that a push has still to look at are found by their status.
absl::Status ScanPending(const storage::Snapshot& snapshot, storage::DetailStatus status,
                         std::optional<storage::DetailNumber> after,
                         const std::function<bool(const StoredDetail& detail)>& visit) {
  constexpr size_t kReadAtOnce = 256;
  while (true) {
    const absl::StatusOr<std::vector<StoredDetail>> some = storage::ReadPending(snapshot, status, after, kReadAtOnce);
    if (!some.ok()) return some.status();
    for (const StoredDetail& stored : *some) {
      if (!visit(stored)) return absl::OkStatus();
    }
    if (some->size() < kReadAtOnce) return absl::OkStatus();
    after = some->back().number;
  }
}

// What one update comes to; `aggregate` is what there is, and what there will be unless it is refused.
std::optional<Issue> ApplyUpdate(const AdjustmentSyncUpdate& update, AdjustmentSyncStatus present,
                                 storage::AdjustmentAggregate* aggregate) {
  const bool stays = update.status == present;
  const bool forward = present != AdjustmentSyncStatus::kDoNotSync &&
                       update.status != AdjustmentSyncStatus::kDoNotSync && update.status > present;
  if (!stays && !forward) {
    return Issue{Reason::kStatusNotForward, "/status",
                 absl::StrCat("the aggregate is ", std::string(AdjustmentSyncStatusName(present)),
                              " and cannot become ", std::string(AdjustmentSyncStatusName(update.status)))};
  }
  aggregate->status = ToStored(update.status);
  aggregate->message = std::string(update.message);
  return std::nullopt;
}

// In the writer: all updates, on the newest state, as one commit group.
absl::Status WriteStatuses(absl::Span<const AdjustmentSyncUpdate> updates, const CompiledConfiguration& configuration,
                           int64_t now_us, const WriterState& state, std::vector<Outcome>* outcomes) {
  const std::unique_ptr<storage::LedgerView> view = state.ledger->OpenView();
  const absl::StatusOr<storage::PushState> push = storage::ReadPushState(view->snapshot());
  if (!push.ok()) return push.status();
  LineGroup group(state, configuration.by_location(), now_us);
  std::map<std::string, std::optional<storage::AdjustmentAggregate>> aggregates;
  std::map<std::string, storage::AdjustmentAggregate> changed;
  for (const AdjustmentSyncUpdate& update : updates) {
    Outcome& outcome = outcomes->emplace_back();
    if (const TextError error = CheckOptionalText(update.message); error != TextError::kNone) {
      outcome = Outcome::Refuse(
          {Reason::kMalformed, "/message", absl::StrCat("message ", std::string(TextErrorText(error)))});
      continue;
    }
    const std::optional<std::string> key = ParseAggregateId(update.aggregate_id);
    std::optional<storage::AdjustmentAggregate>* found = nullptr;
    if (key.has_value()) {
      const auto [place, is_new] = aggregates.try_emplace(*key);
      if (is_new) {
        absl::StatusOr<std::optional<storage::AdjustmentAggregate>> read =
            storage::FindAggregate(view->snapshot(), *key);
        if (!read.ok()) return read.status();
        const bool grows = push->open && storage::ParseAggregateKey(*key)->push == push->last;
        if (!grows) place->second = *std::move(read);
      }
      found = &place->second;
    }
    if (found == nullptr || !found->has_value()) {
      outcome = Outcome::Refuse({Reason::kUnknownAggregate, "/aggregateId", "there is no such aggregate"});
      continue;
    }
    storage::AdjustmentAggregate next = **found;
    if (std::optional<Issue> issue = ApplyUpdate(update, ToSyncStatus(next.status), &next)) {
      outcome = Outcome::Refuse(*std::move(issue));
      continue;
    }
    if (next == **found) continue;
    next.changed_at_us = now_us;
    changed[*key] = next;
    *found = std::move(next);
  }
  for (const auto& [key, aggregate] : changed) group.PutAggregate(key, aggregate);
  return group.Commit();
}

}  // namespace

absl::StatusOr<ListedAdjustments> LedgerAdjustmentBook::ListLines(const AdjustmentPage& page,
                                                                  std::optional<AdjustmentStatus> status) {
  if (absl::Status wrong = CheckPage(page); !wrong.ok()) return wrong;
  std::optional<storage::DetailNumber> after;
  if (!page.after.empty()) {
    after = ParseLineId(page.after);
    if (!after.has_value()) return NotAnId(page.after, "line id");
  }
  ListedAdjustments listed;
  absl::Status read =
      host_->ReadLedger([&](const CompiledConfiguration& configuration, const storage::LedgerView& view) {
        const auto visit = [&](const StoredDetail& stored) {
          if (status.has_value() && stored.detail.status != ToStored(*status)) return true;
          if (!IsOf(page.organization_id, stored.detail.row_key)) return true;
          return Take(ToLine(stored, configuration), page.limit, &listed.lines, &listed.more);
        };
        const bool pending = status.has_value() && *status != AdjustmentStatus::kAggregated;
        return pending ? ScanPending(view.snapshot(), ToStored(*status), after, visit)
                       : storage::ScanDetails(view.snapshot(), after, visit);
      });
  if (!read.ok()) return read;
  return listed;
}

absl::StatusOr<ListedAggregates> LedgerAdjustmentBook::ListAggregates(const AdjustmentPage& page,
                                                                      std::optional<AdjustmentSyncStatus> status) {
  if (absl::Status wrong = CheckPage(page); !wrong.ok()) return wrong;
  std::string after;
  if (!page.after.empty()) {
    const std::optional<std::string> key = ParseAggregateId(page.after);
    if (!key.has_value()) return NotAnId(page.after, "aggregate id");
    after = *key;
  }
  ListedAggregates listed;
  absl::Status read =
      host_->ReadLedger([&](const CompiledConfiguration& configuration, const storage::LedgerView& view) {
        const absl::StatusOr<storage::PushState> push = storage::ReadPushState(view.snapshot());
        if (!push.ok()) return push.status();
        return storage::ScanAggregates(view.snapshot(), after, [&](const StoredAggregate& stored) {
          if (push->open && stored.push == push->last) return false;
          if (status.has_value() && stored.aggregate.status != ToStored(*status)) return true;
          if (!IsOf(page.organization_id, stored.row_key)) return true;
          return Take(ToAggregate(stored, configuration), page.limit, &listed.aggregates, &listed.more);
        });
      });
  if (!read.ok()) return read;
  return listed;
}

absl::StatusOr<std::vector<Outcome>> LedgerAdjustmentBook::SetStatuses(absl::Span<const AdjustmentSyncUpdate> updates) {
  if (updates.size() > static_cast<size_t>(kBulkRecordCountMax)) {
    return absl::InvalidArgumentError(
        absl::StrCat("a call carries at most ", kBulkRecordCountMax, " records, not ", updates.size()));
  }
  std::vector<Outcome> outcomes;
  absl::Status status =
      host_->WriteLedger([&](const CompiledConfiguration& configuration, int64_t now_us, const WriterState& state) {
        return WriteStatuses(updates, configuration, now_us, state, &outcomes);
      });
  if (!status.ok()) return status;
  return outcomes;
}

absl::StatusOr<AdjustmentPushReport> LedgerAdjustmentBook::Push() {
  MutexLock lock(&push_mutex_);
  PassFailpoint("adjustments.push.begin");
  uint64_t through = 0;
  absl::Status begun = host_->WriteLedger([&](const CompiledConfiguration&, int64_t, const WriterState& state) {
    through = state.ledger->sequence();
    return absl::OkStatus();
  });
  if (!begun.ok()) return begun;
  AdjustmentPushReport report;
  PostStep post;
  do {
    absl::Status status =
        host_->WriteLedger([&](const CompiledConfiguration& configuration, int64_t now_us, const WriterState& state) {
          absl::StatusOr<PostStep> step = PostStaged(configuration, now_us, through, post.last, state);
          if (step.ok()) post = *step;
          return step.status();
        });
    if (!status.ok()) return status;
    report.posted += post.posted;
    report.refused += post.refused;
  } while (post.last.has_value());
  AggregateStep aggregate;
  do {
    absl::Status status =
        host_->WriteLedger([&](const CompiledConfiguration& configuration, int64_t now_us, const WriterState& state) {
          absl::StatusOr<AggregateStep> step = AggregatePosted(configuration, now_us, through, state);
          if (step.ok()) aggregate = *step;
          return step.status();
        });
    if (!status.ok()) return status;
    report.aggregated += aggregate.aggregated;
  } while (!aggregate.done);
  return report;
}

absl::Status LedgerAdjustmentBook::ForgetBefore(int64_t before_us) {
  PassFailpoint("adjustments.forget.begin");
  ForgetCursor cursor;
  while (!cursor.done) {
    absl::Status status =
        host_->WriteLedger([&](const CompiledConfiguration& configuration, int64_t now_us, const WriterState& state) {
          return ForgetLines(configuration, now_us, before_us, &cursor, state).status();
        });
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace onhand
