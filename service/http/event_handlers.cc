#include "service/http/event_handlers.h"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/model/json_pointer.h"
#include "service/http/problem.h"
#include "service/json/envelope_encoder.h"
#include "service/json/event_decoder.h"
#include "service/json/field_reader.h"
#include "service/json/json_reader.h"

namespace onhand {
namespace {

bool Decode(const JsonValue& record, ChangeEvent* event, Issue* issue) {
  return DecodeChangeEvent(record, event, issue);
}
bool Decode(const JsonValue& record, SetEvent* event, Issue* issue) { return DecodeSetEvent(record, event, issue); }

std::string_view IdOf(const ChangeEvent& event) { return event.id; }
std::string_view IdOf(const SetEvent& event) { return event.event.id; }

// The records of one request and what becomes of them. Lives until the engine has answered.
template <typename Event>
struct Batch {
  CallPtr call;
  bool single = false;  // answer with one envelope, not an array
  std::unique_ptr<JsonDocument> document;
  std::vector<Event> events;          // those that could be decoded, in order
  std::vector<std::string_view> ids;  // of all records, "" where unreadable
  std::vector<Outcome> outcomes;      // of all records; of those in `events` once the engine has answered
  std::vector<size_t> places;         // of each of `events` among the records
};

// A body that is not what the endpoint takes.
HttpResponse WrongBody(std::string_view expected, std::string path, const JsonValue& found) {
  const Issue issue = MistypedField("", expected, found);
  std::string what = path.empty() ? "The body" : absl::StrCat("The record at ", path);
  const Issue named = {
      issue.reason, std::move(path),
      absl::StrCat(what, " must be ", std::string(expected), ", not ", std::string(JsonTypeName(found.type())), ".")};
  return ProblemOfIssues(400, absl::MakeConstSpan(&named, 1));
}

// False, and the call is answered, if the body is broken or has the wrong shape.
template <typename Event>
bool ReadRecords(Batch<Event>* batch, absl::Span<const JsonValue>* records) {
  JsonError error;
  const JsonLimits limits = {.top_elements_max = batch->single ? 0 : static_cast<size_t>(kBulkRecordCountMax)};
  batch->document = JsonDocument::Read(batch->call->request().body, limits, &error);
  if (batch->document == nullptr) {
    const std::string message =
        error.too_many_elements
            ? absl::StrCat("The request holds more than ", kBulkRecordCountMax, " records; nothing was applied.")
            : absl::StrCat("The body is not JSON: ", error.message, ".");
    const Issue issue = {error.too_many_elements ? Reason::kTooManyRecords : Reason::kMalformed, error.path, message};
    batch->call->Answer(ProblemOfIssues(400, absl::MakeConstSpan(&issue, 1)));
    return false;
  }
  const JsonValue& top = batch->document->top();
  if (batch->single) {
    *records = absl::MakeConstSpan(&top, 1);
  } else if (top.is_array()) {
    *records = top.elements();
  } else {
    batch->call->Answer(WrongBody("an array of objects", "", top));
    return false;
  }
  for (size_t i = 0; i < records->size(); ++i) {
    if ((*records)[i].is_object()) continue;
    batch->call->Answer(WrongBody("an object", batch->single ? "" : PointerTo("", i), (*records)[i]));
    return false;
  }
  return true;
}

template <typename Event>
void DecodeRecords(absl::Span<const JsonValue> records, Batch<Event>* batch) {
  batch->events.reserve(records.size());
  batch->ids.reserve(records.size());
  batch->outcomes.resize(records.size());
  for (size_t i = 0; i < records.size(); ++i) {
    Event& event = batch->events.emplace_back();
    Issue issue;
    const bool decoded = Decode(records[i], &event, &issue);
    batch->ids.push_back(IdOf(event));
    if (decoded) {
      batch->places.push_back(i);
    } else {
      batch->outcomes[i] = Outcome::Refuse(std::move(issue));
      batch->events.pop_back();
    }
  }
}

// Answers from `batch->outcomes`.
template <typename Event>
void AnswerEnvelopes(const Batch<Event>& batch) {
  std::string body;
  body.reserve(batch.outcomes.size() * 100 + 2);
  std::map<Reason, int64_t> counts;
  if (!batch.single) body.push_back('[');
  for (size_t i = 0; i < batch.outcomes.size(); ++i) {
    if (i > 0) body.push_back(',');
    AppendEnvelope(batch.ids[i], batch.outcomes[i], &body);
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

template <typename Event>
void Finish(Batch<Event>* batch, EventResults results) {
  if (!results.status.ok()) {
    batch->call->Answer(ProblemOfStatus(results.status));
    return;
  }
  for (size_t i = 0; i < batch->places.size(); ++i) {
    batch->outcomes[batch->places[i]] = std::move(results.outcomes[i]);
  }
  AnswerEnvelopes(*batch);
}

// `submit` hands the decoded events to the engine.
template <typename Event, typename Submit>
void Run(CallPtr call, bool single, Submit submit) {
  auto batch = std::make_shared<Batch<Event>>();
  batch->call = std::move(call);
  batch->single = single;
  absl::Span<const JsonValue> records;
  if (!ReadRecords(batch.get(), &records)) return;
  DecodeRecords(records, batch.get());
  if (batch->events.empty()) {
    AnswerEnvelopes(*batch);
    return;
  }
  Batch<Event>& submitted = *batch;
  submit(submitted,
         [batch = std::move(batch)](EventResults results) mutable { Finish(batch.get(), std::move(results)); });
}

void RunChanges(CallPtr call, bool single) {
  Run<ChangeEvent>(std::move(call), single, [](Batch<ChangeEvent>& batch, Environment::Completion done) {
    // The batch, and with it the call, may be gone before this returns.
    const std::shared_ptr<Environment> environment = batch.call->environment;
    environment->SubmitChanges(batch.events, batch.call->context().caller, std::move(done));
  });
}

}  // namespace

void PostChange(CallPtr call) { RunChanges(std::move(call), /*single=*/true); }

void PostChanges(CallPtr call) { RunChanges(std::move(call), /*single=*/false); }

void SetOnHand(CallPtr call) {
  Run<SetEvent>(std::move(call), /*single=*/false, [](Batch<SetEvent>& batch, Environment::Completion done) {
    const std::shared_ptr<Environment> environment = batch.call->environment;
    environment->SubmitSetOnHand(batch.call->inventory_system, batch.events, batch.call->context().caller,
                                 std::move(done));
  });
}

}  // namespace onhand
