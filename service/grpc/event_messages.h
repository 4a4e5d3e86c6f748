// File: event_messages.h
//
// What event messages of all kinds have in common, and the way of their outcomes back. Pure. Decoded events are views
// into the message, which must outlive them.
#ifndef ONHAND_SERVICE_GRPC_EVENT_MESSAGES_H_
#define ONHAND_SERVICE_GRPC_EVENT_MESSAGES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "engine/model/event.h"
#include "engine/model/outcome.h"
#include "google/protobuf/map.h"
#include "google/protobuf/repeated_field.h"
#include "google/protobuf/timestamp.pb.h"
#include "onhand/v1/common.pb.h"
#include "service/grpc/event_field_path.h"
#include "storage/base/check.h"

namespace onhand {

// A record that cannot be handed to the engine, because a field holds what the engine's type cannot.
struct RefusedRecord {
  int index = 0;  // in the request
  Issue issue;
};

template <typename Event>
struct DecodedEvents {
  std::vector<Event> events;           // one for each message, of a refused one as far as it was understood
  std::vector<RefusedRecord> refused;  // ascending by index
};

// Of messages that all can be handed to the engine: `fill` is called with each and an empty event.
template <typename Event, typename Message, typename Fill>
std::vector<Event> FillEach(const google::protobuf::RepeatedPtrField<Message>& messages, Fill fill) {
  std::vector<Event> events(messages.size());
  for (int i = 0; i < messages.size(); ++i) fill(messages[i], &events[i]);
  return events;
}

// `decode` is called with each message and an empty event to fill; it returns std::optional<Issue>.
template <typename Event, typename Message, typename Decode>
DecodedEvents<Event> DecodeEach(const google::protobuf::RepeatedPtrField<Message>& messages, Decode decode) {
  DecodedEvents<Event> decoded;
  decoded.events.reserve(messages.size());
  for (int i = 0; i < messages.size(); ++i) {
    Event& event = decoded.events.emplace_back();
    if (std::optional<Issue> issue = decode(messages[i], &event)) decoded.refused.push_back({i, *std::move(issue)});
  }
  return decoded;
}

// Leaves in `events` what the engine is to be given: of a cart everything, for the engine judges its records in order
// up to the first it refuses (decisions E3); there a refused record has no id, which every engine refuses. Otherwise
// the events that are not refused.
template <typename Event>
void PrepareEvents(bool cart, DecodedEvents<Event>* decoded) {
  for (auto refused = decoded->refused.rbegin(); refused != decoded->refused.rend(); ++refused) {
    if (cart) {
      decoded->events[refused->index].id = {};
    } else {
      decoded->events.erase(decoded->events.begin() + refused->index);
    }
  }
}

// By name, so that the same map always gives the same list.
void DecodeDimensions(const google::protobuf::Map<std::string, std::string>& map,
                      absl::InlinedVector<DimensionValue, 6>* dimensions);
void DecodeQuantities(const google::protobuf::RepeatedPtrField<v1::MeasureQuantity>& messages,
                      absl::InlinedVector<MeasureQuantity, 2>* quantities);

// The fields that every kind of event has.
template <typename Message>
void DecodeKey(const Message& message, EventKey* key) {
  key->id = message.id();
  key->organization_id = message.organization_id();
  key->product_id = message.product_id();
  key->dimension_data_source = message.dimension_data_source();
  DecodeDimensions(message.dimensions(), &key->dimensions);
}

// Parts of a microsecond are cut off. An issue at `path` (kMalformed): outside the years 1–9999, or nanos outside
// 0–999,999,999. `name` is what the message calls it.
std::optional<Issue> DecodeTime(const google::protobuf::Timestamp& time, const char* path, const char* name,
                                std::optional<int64_t>* time_us);
void EncodeTime(int64_t time_us, google::protobuf::Timestamp* time);

// One outcome for each record: `outcomes` are the engine's for what PrepareEvents left, those of the refused records
// come in their places.
std::vector<Outcome> MergeOutcomes(bool cart, std::vector<RefusedRecord> refused, std::vector<Outcome> outcomes);

// By name, so that the numbers on the wire never depend on the engine's enum.
v1::Reason EncodeReason(Reason reason);

// All but the id and the field that refused the event, whose form depends on the event.
void EncodeOutcome(const Outcome& outcome, v1::Outcome* out);

// `outcomes` has one for each message.
template <typename Message>
void EncodeOutcomes(const google::protobuf::RepeatedPtrField<Message>& messages, const std::vector<Outcome>& outcomes,
                    google::protobuf::RepeatedPtrField<v1::Outcome>* out) {
  ONHAND_CHECK(outcomes.size() == static_cast<size_t>(messages.size()));
  out->Reserve(messages.size());
  for (int i = 0; i < messages.size(); ++i) {
    v1::Outcome* encoded = out->Add();
    encoded->set_id(messages[i].id());
    EncodeOutcome(outcomes[i], encoded);
    if (!outcomes[i].path.empty()) encoded->set_field(EventFieldPath(outcomes[i].path, messages[i]));
    if constexpr (requires { messages[i].reservation_id(); }) {
      // The engine never saw a record that was refused while decoding; its caller gets the given id all the same (T7).
      if (encoded->reservation_id().empty()) encoded->set_reservation_id(messages[i].reservation_id());
    }
  }
}

}  // namespace onhand

#endif  // ONHAND_SERVICE_GRPC_EVENT_MESSAGES_H_
