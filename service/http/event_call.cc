#include "service/http/event_call.h"

#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/model/json_pointer.h"
#include "engine/model/name.h"
#include "service/http/json_body.h"
#include "service/http/problem.h"

namespace onhand {
namespace {

// False, and the call is answered, if `atomic` is there and is no flag, or asks for what is not served here.
bool ReadAtomic(EventRecords* batch) {
  const QueryParameter* parameter = batch->call->target.Find("atomic");
  if (parameter == nullptr || batch->single) return true;
  batch->atomic = NamesEqual(parameter->value, "true");
  if (batch->atomic && !batch->carts) {
    batch->call->Answer(ProblemOfIssue({Reason::kMalformed, "/atomic",
                                        "atomic is true, but this endpoint has no carts; onhand/bulk and "
                                        "onhand/reserve/bulk have. Nothing was applied."}));
    return false;
  }
  if (batch->atomic || NamesEqual(parameter->value, "false")) return true;
  batch->call->Answer(ProblemOfIssue(
      {Reason::kMalformed, "/atomic", absl::StrCat("atomic must be true or false, not \"", parameter->value, "\".")}));
  return false;
}

bool ReadDocument(EventRecords* batch) {
  JsonError error;
  const JsonLimits limits = {.top_elements_max = batch->single ? 0 : static_cast<size_t>(kBulkRecordCountMax)};
  batch->document = JsonDocument::Read(batch->call->request().body, limits, &error);
  if (batch->document != nullptr) return true;
  const std::string message =
      error.too_many_elements
          ? absl::StrCat("The request holds more than ", kBulkRecordCountMax, " records; nothing was applied.")
          : absl::StrCat("The body is not JSON: ", error.message, ".");
  const Reason reason = error.too_many_elements ? Reason::kTooManyRecords : Reason::kMalformed;
  batch->call->Answer(ProblemOfIssue({reason, error.path, message}));
  return false;
}

}  // namespace

bool ReadRecords(EventRecords* batch) {
  if (!ReadAtomic(batch) || !ReadDocument(batch)) return false;
  const JsonValue& top = batch->document->top();
  if (batch->single) {
    batch->records = absl::MakeConstSpan(&top, 1);
  } else if (top.is_array()) {
    batch->records = top.elements();
  } else {
    batch->call->Answer(WrongBody("an array of objects", "", top));
    return false;
  }
  for (size_t i = 0; i < batch->records.size(); ++i) {
    if (batch->records[i].is_object()) continue;
    batch->call->Answer(WrongBody("an object", batch->single ? "" : PointerTo("", i), batch->records[i]));
    return false;
  }
  return true;
}

bool CheckAnswered(const EventRecords& batch, const EventResults& results) {
  if (results.answered()) return true;
  batch.call->Answer(results.status.ok() ? ProblemOfIssues(results.issues) : ProblemOfStatus(results.status));
  return false;
}

void AnswerEnvelopes(const EventRecords& batch) {
  std::string body;
  body.reserve(batch.outcomes.size() * 100 + 2);
  std::map<Reason, int64_t> counts;
  if (!batch.single) body.push_back('[');
  for (size_t i = 0; i < batch.outcomes.size(); ++i) {
    if (i > 0) body.push_back(',');
    AppendEnvelope(batch.envelope, batch.ids[i], batch.outcomes[i], &body);
    ++counts[batch.outcomes[i].reason];
  }
  if (!batch.single) body.push_back(']');
  bool refused = false;
  for (const auto& [reason, count] : counts) {
    if (reason != Reason::kNone) refused = true;
    batch.call->context().metrics->RecordEvents(batch.call->operation,
                                                reason == Reason::kNone ? "OK" : ReasonName(reason), count);
  }
  batch.call->AnswerJson(std::move(body), refused);
}

Outcome RefuseRecord(const EventKey& /*event*/, Issue issue) { return Outcome::Refuse(std::move(issue)); }

Outcome RefuseRecord(const UnreserveEvent& event, Issue issue) {
  Outcome outcome = Outcome::Refuse(std::move(issue));
  outcome.reservation_id = std::string(event.reservation_id);
  outcome.invalid_offset_micros = event.offset.micros;
  return outcome;
}

Outcome RefuseRecord(const ExtendEvent& event, Issue issue) {
  Outcome outcome = Outcome::Refuse(std::move(issue));
  outcome.reservation_id = std::string(event.reservation_id);
  return outcome;
}

}  // namespace onhand
