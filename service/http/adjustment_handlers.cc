#include "service/http/adjustment_handlers.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/adjustment_book.h"
#include "engine/model/json_pointer.h"
#include "engine/model/name.h"
#include "service/http/event_call.h"
#include "service/http/json_body.h"
#include "service/http/problem.h"
#include "service/json/adjust_decoder.h"
#include "service/json/adjustment_encoder.h"
#include "service/json/field_reader.h"
#include "service/json/json_writer.h"

namespace onhand {
namespace {

constexpr size_t kPageDefault = 1'000;

Issue WrongParameter(const QueryParameter& parameter, std::string_view expected) {
  return {
      Reason::kMalformed, PointerTo("", parameter.name),
      absl::StrCat(parameter.name, " must be ", std::string(expected), ", not \"", ShownText(parameter.value), "\".")};
}

// createWithIVSync; absent = false. False, and *issue is set, if it is neither true nor false.
bool ReadApplyNow(const Target& target, bool* apply_now, Issue* issue) {
  const QueryParameter* parameter = target.Find("createWithIVSync");
  *apply_now = parameter != nullptr && NamesEqual(parameter->value, "true");
  if (parameter == nullptr || *apply_now || NamesEqual(parameter->value, "false")) return true;
  *issue = WrongParameter(*parameter, "true or false");
  return false;
}

std::string_view TextOf(const Target& target, std::string_view name) {
  const QueryParameter* parameter = target.Find(name);
  return parameter == nullptr ? std::string_view() : std::string_view(parameter->value);
}

// Nothing, and *issues say why, if a parameter is wrong. `find` tells a status by its name.
template <typename Status>
bool ReadPage(const Target& target, std::optional<Status> (*find)(std::string_view name), AdjustmentPage* page,
              std::optional<Status>* status, std::vector<Issue>* issues) {
  page->after = TextOf(target, "after");
  page->organization_id = TextOf(target, "organizationId");
  page->limit = kPageDefault;
  if (const QueryParameter* limit = target.Find("limit")) {
    if (!absl::SimpleAtoi(limit->value, &page->limit) || page->limit < 1 || page->limit > kAdjustmentPageMax) {
      issues->push_back(WrongParameter(*limit, absl::StrCat("an integer from 1 to ", kAdjustmentPageMax)));
    }
  }
  if (const QueryParameter* parameter = target.Find("status"); parameter != nullptr && !parameter->value.empty()) {
    *status = find(parameter->value);
    if (!status->has_value()) issues->push_back(WrongParameter(*parameter, "a status that such lines have"));
  }
  return issues->empty();
}

// {"value": […], "next": "…"}, where "" = that was the last one.
template <typename Item>
std::string EncodePage(const std::vector<Item>& items, bool more, std::string Item::*id,
                       void (*append)(const Item& item, std::string* out)) {
  std::string body = "{\"value\":[";
  for (size_t i = 0; i < items.size(); ++i) {
    if (i > 0) body.push_back(',');
    append(items[i], &body);
  }
  body.append("],\"next\":");
  AppendJsonString(more ? std::string_view(items.back().*id) : std::string_view(), &body);
  body.push_back('}');
  return body;
}

// The one thing that the engine may find wrong with a page is what it begins after.
HttpResponse ProblemOfPage(const absl::Status& status) {
  if (!absl::IsInvalidArgument(status)) return ProblemOfStatus(status);
  return ProblemOfIssue({Reason::kMalformed, "/after", std::string(status.message())});
}

// Null, and the call is answered, if the body is no array of objects of a length that one call may have.
std::unique_ptr<JsonDocument> ReadUpdates(HttpCall& call) {
  std::unique_ptr<JsonDocument> document = ReadJsonBody(call);
  if (document == nullptr) return nullptr;
  const JsonValue& top = document->top();
  if (!top.is_array()) {
    call.Answer(WrongBody("an array of objects", "", top));
    return nullptr;
  }
  if (top.elements().size() > static_cast<size_t>(kBulkRecordCountMax)) {
    call.Answer(ProblemOfIssue(
        {Reason::kTooManyRecords, "",
         absl::StrCat("The request holds more than ", kBulkRecordCountMax, " records; nothing was applied.")}));
    return nullptr;
  }
  for (size_t i = 0; i < top.elements().size(); ++i) {
    if (top.elements()[i].is_object()) continue;
    call.Answer(WrongBody("an object", PointerTo("", i), top.elements()[i]));
    return nullptr;
  }
  return document;
}

void AppendStatusEnvelope(std::string_view aggregate_id, const Outcome& outcome, std::string* out) {
  out->append("{\"aggregateId\":");
  AppendJsonString(aggregate_id, out);
  out->append(",\"processingStatus\":\"").append(ProcessingStatusName(outcome.status)).append("\",\"message\":");
  AppendJsonString(outcome.message, out);
  absl::StrAppend(out, ",\"statusCode\":", outcome.status_code(), "}");
}

}  // namespace

void PostAdjustments(CallPtr call) {
  bool apply_now = false;
  Issue issue;
  if (!ReadApplyNow(call->target, &apply_now, &issue)) {
    call->Answer(ProblemOfIssue(issue));
    return;
  }
  RunEvents<AdjustEvent>(std::move(call),
                         {.decode = DecodeAdjustEvent,
                          .batch = [](const HttpCall& posted, absl::Span<const AdjustEvent> events) -> EventBatch {
                            AdjustBatch batch{.events = events};
                            Issue ignored;
                            ReadApplyNow(posted.target, &batch.apply_now, &ignored);
                            return batch;
                          }});
}

void GetAdjustmentLines(CallPtr call) {
  AdjustmentPage page;
  std::optional<AdjustmentStatus> status;
  std::vector<Issue> issues;
  if (!ReadPage(call->target, FindAdjustmentStatus, &page, &status, &issues)) {
    call->Answer(ProblemOfIssues(400, issues));
    return;
  }
  const absl::StatusOr<ListedAdjustments> listed = call->environment->adjustments().ListLines(page, status);
  if (!listed.ok()) {
    call->Answer(ProblemOfPage(listed.status()));
    return;
  }
  call->AnswerJson(EncodePage(listed->lines, listed->more, &AdjustmentLine::line_id, AppendAdjustmentLine));
}

void GetAdjustmentAggregates(CallPtr call) {
  AdjustmentPage page;
  std::optional<AdjustmentSyncStatus> status;
  std::vector<Issue> issues;
  if (!ReadPage(call->target, FindAdjustmentSyncStatus, &page, &status, &issues)) {
    call->Answer(ProblemOfIssues(400, issues));
    return;
  }
  const absl::StatusOr<ListedAggregates> listed = call->environment->adjustments().ListAggregates(page, status);
  if (!listed.ok()) {
    call->Answer(ProblemOfPage(listed.status()));
    return;
  }
  call->AnswerJson(
      EncodePage(listed->aggregates, listed->more, &AggregatedAdjustment::aggregate_id, AppendAggregatedAdjustment));
}

void PostAggregateStatuses(CallPtr call) {
  const std::unique_ptr<JsonDocument> document = ReadUpdates(*call);
  if (document == nullptr) return;
  const absl::Span<const JsonValue> records = document->top().elements();
  std::vector<std::string_view> ids;
  std::vector<Outcome> outcomes(records.size());
  std::vector<AdjustmentSyncUpdate> updates;
  std::vector<size_t> places;  // of each of `updates` among the records
  for (size_t i = 0; i < records.size(); ++i) {
    AdjustmentSyncUpdate update;
    Issue issue;
    if (DecodeSyncUpdate(records[i], &update, &issue)) {
      updates.push_back(update);
      places.push_back(i);
    } else {
      outcomes[i] = Outcome::Refuse(std::move(issue));
    }
    ids.push_back(update.aggregate_id);
  }
  absl::StatusOr<std::vector<Outcome>> set = call->environment->adjustments().SetStatuses(updates);
  if (!set.ok()) {
    call->Answer(ProblemOfStatus(set.status()));
    return;
  }
  for (size_t i = 0; i < places.size(); ++i) outcomes[places[i]] = std::move((*set)[i]);
  bool refused = false;
  std::string body = "[";
  for (size_t i = 0; i < outcomes.size(); ++i) {
    if (i > 0) body.push_back(',');
    AppendStatusEnvelope(ids[i], outcomes[i], &body);
    refused = refused || outcomes[i].refused();
  }
  body.push_back(']');
  call->AnswerJson(std::move(body), refused);
}

void PostAdjustmentPush(CallPtr call) {
  const absl::StatusOr<AdjustmentPushReport> report = call->environment->adjustments().Push();
  if (!report.ok()) {
    call->Answer(ProblemOfStatus(report.status()));
    return;
  }
  call->AnswerJson(absl::StrCat("{\"posted\":", report->posted, ",\"refused\":", report->refused,
                                ",\"aggregated\":", report->aggregated, "}"));
}

}  // namespace onhand
