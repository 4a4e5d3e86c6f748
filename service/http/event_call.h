// File: event_call.h
//
// The one way of all requests with events, single, in bulk or in carts: records of the body -> events -> engine ->
// envelopes (decisions T4–T7, X2). What is wrong inside one record is that record's refusal. A handler is a table
// entry:
//
//   void PostChanges(onhand::CallPtr call) {
//     onhand::RunEvents(std::move(call), onhand::EventEndpoint<onhand::ChangeEvent>{
//         .decode = onhand::DecodeChangeEvent,
//         .batch = [](const onhand::HttpCall&, absl::Span<const onhand::ChangeEvent> events) {
//           return onhand::EventBatch(events);
//         }});
//   }
#ifndef ONHAND_SERVICE_HTTP_EVENT_CALL_H_
#define ONHAND_SERVICE_HTTP_EVENT_CALL_H_

#include <cstddef>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/types/span.h"
#include "engine/engine.h"
#include "engine/model/event.h"
#include "engine/model/outcome.h"
#include "service/http/call.h"
#include "service/json/envelope_encoder.h"
#include "service/json/json_reader.h"
#include "service/json/json_value.h"

namespace onhand {

template <typename Event>
struct EventEndpoint {
  // An object to an event. False, and *issue is its refusal, if it is none; event->id is set where it can be read.
  bool (*decode)(const JsonValue& record, Event* event, Issue* issue);
  // What the engine is given; may point into the call.
  EventBatch (*batch)(const HttpCall& call, absl::Span<const Event> events);
  EnvelopeKind envelope = EnvelopeKind::kPlain;
  bool single = false;  // an object, answered with one envelope; otherwise arrays of them
  bool carts = false;   // takes ?atomic=true (decisions X2)
};

// Carries the call out and answers it, on the engine's threads: 4xx if the request cannot be understood or the engine
// refuses it as a whole, otherwise 200 with envelopes.
template <typename Event>
void RunEvents(CallPtr call, const EventEndpoint<Event>& endpoint);

// The records of one request and what becomes of them; the part that is the same for all kinds.
struct EventRecords {
  CallPtr call;
  EnvelopeKind envelope = EnvelopeKind::kPlain;
  bool single = false;
  bool carts = false;
  bool atomic = false;
  std::unique_ptr<JsonDocument> document;
  absl::Span<const JsonValue> records;
  std::vector<std::string_view> ids;  // of all records, "" where unreadable
  std::vector<Outcome> outcomes;      // of all records
};

// Sets atomic, document and records. False, and the call is answered, if the request cannot be understood.
bool ReadRecords(EventRecords* batch);

// Answers with the problem if the call failed or was refused as a whole; true if there are outcomes.
bool CheckAnswered(const EventRecords& batch, const EventResults& results);

// Answers from batch.ids and batch.outcomes, and counts the events.
void AnswerEnvelopes(const EventRecords& batch);

// The outcome of a record that could not be decoded, with what its envelope repeats of it (decisions T7).
Outcome RefuseRecord(const EventKey& event, Issue issue);
Outcome RefuseRecord(const UnreserveEvent& event, Issue issue);
Outcome RefuseRecord(const ExtendEvent& event, Issue issue);

template <typename Event>
struct HttpEventCall : EventRecords {
  std::vector<Event> events;   // what the engine is given, in order
  std::vector<size_t> places;  // of each of `events` among the records

  void Decode(bool (*decode)(const JsonValue& record, Event* event, Issue* issue));
  void Finish(EventResults results);
};

// Of a cart every record goes to the engine, for that judges them in order up to the first it refuses (decisions E3). A
// record that is no event goes there as one that any engine refuses, without an id, and of the cart's organization.
template <typename Event>
void HttpEventCall<Event>::Decode(bool (*decode)(const JsonValue& record, Event* event, Issue* issue)) {
  events.reserve(records.size());
  ids.reserve(records.size());
  outcomes.resize(records.size());
  std::string_view organization;
  for (size_t i = 0; i < records.size(); ++i) {
    Event& event = events.emplace_back();
    Issue issue;
    const bool decoded = decode(records[i], &event, &issue);
    ids.push_back(event.id);
    if (organization.empty()) organization = event.organization_id;
    if (!decoded) outcomes[i] = RefuseRecord(event, std::move(issue));
    if (!decoded && !atomic) {
      events.pop_back();
      continue;
    }
    places.push_back(i);
    if (!decoded) event.id = {};
  }
  for (size_t i = 0; i < events.size(); ++i) {
    if (events[i].organization_id.empty() && outcomes[places[i]].refused()) events[i].organization_id = organization;
  }
}

template <typename Event>
void HttpEventCall<Event>::Finish(EventResults results) {
  if (!CheckAnswered(*this, results)) return;
  for (size_t i = 0; i < places.size(); ++i) {
    Outcome& outcome = outcomes[places[i]];
    const bool other_refused = results.outcomes[i].reason == Reason::kCartRefused;
    if (!outcome.refused() || other_refused) outcome = std::move(results.outcomes[i]);
  }
  AnswerEnvelopes(*this);
}

template <typename Event>
void RunEvents(CallPtr call, const EventEndpoint<Event>& endpoint) {
  auto batch = std::make_shared<HttpEventCall<Event>>();
  batch->call = std::move(call);
  batch->envelope = endpoint.envelope;
  batch->single = endpoint.single;
  batch->carts = endpoint.carts;
  if (!ReadRecords(batch.get())) return;
  batch->Decode(endpoint.decode);
  // A thread that serves HTTP does not wait for the disk while others wait for it.
  const CallOptions options = {
      .caller = batch->call->context().caller, .atomic = batch->atomic, .may_block = batch->call->alone()};
  const EventBatch events = endpoint.batch(*batch->call, batch->events);
  // The batch, and with it the call, may be gone before Submit returns.
  const std::shared_ptr<Environment> environment = batch->call->environment;
  environment->Submit(events, options,
                      [batch = std::move(batch)](EventResults results) mutable { batch->Finish(std::move(results)); });
}

}  // namespace onhand

#endif  // ONHAND_SERVICE_HTTP_EVENT_CALL_H_
