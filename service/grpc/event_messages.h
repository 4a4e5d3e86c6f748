// File: event_messages.h
//
// Event messages <-> the engine's events and outcomes. Pure. Decoded events are views into the message, which must
// outlive them.
#ifndef ONHAND_SERVICE_GRPC_EVENT_MESSAGES_H_
#define ONHAND_SERVICE_GRPC_EVENT_MESSAGES_H_

#include <vector>

#include "engine/model/event.h"
#include "engine/model/outcome.h"
#include "onhand/v1/inventory.pb.h"

namespace onhand {

// A record that cannot be handed to the engine, because a field holds what the engine's type cannot.
struct RefusedRecord {
  int index = 0;  // in the request
  Issue issue;
};

template <typename Event>
struct DecodedEvents {
  std::vector<Event> events;           // the others, in request order
  std::vector<RefusedRecord> refused;  // ascending by index
};

// Refused: quantity_micros of −2^63 (kInvalidQuantity).
DecodedEvents<ChangeEvent> DecodeChanges(const google::protobuf::RepeatedPtrField<v1::ChangeEvent>& messages);

// Likewise, and modified_at outside the years 1–9999 or with nanos outside 0–999,999,999 (kMalformed). Parts of a
// microsecond are cut off.
DecodedEvents<SetEvent> DecodeSets(const google::protobuf::RepeatedPtrField<v1::SetEvent>& messages);

// One outcome for each message, in order: those the engine gave to `decoded.events`, and the refused ones in between.
// `outcomes` has as many elements as decoded.events.
void EncodeOutcomes(const google::protobuf::RepeatedPtrField<v1::ChangeEvent>& messages,
                    const std::vector<RefusedRecord>& refused, const std::vector<Outcome>& outcomes,
                    google::protobuf::RepeatedPtrField<v1::Outcome>* out);
void EncodeOutcomes(const google::protobuf::RepeatedPtrField<v1::SetEvent>& messages,
                    const std::vector<RefusedRecord>& refused, const std::vector<Outcome>& outcomes,
                    google::protobuf::RepeatedPtrField<v1::Outcome>* out);

// By name, so that the numbers on the wire never depend on the engine's enum.
v1::Reason EncodeReason(Reason reason);

}  // namespace onhand

#endif  // ONHAND_SERVICE_GRPC_EVENT_MESSAGES_H_
