// File: change_messages.h
//
// Changes and counts: messages to the engine's events. Pure. Events are views into the messages, which must outlive
// them.
#ifndef ONHAND_SERVICE_GRPC_CHANGE_MESSAGES_H_
#define ONHAND_SERVICE_GRPC_CHANGE_MESSAGES_H_

#include <vector>

#include "engine/model/event.h"
#include "onhand/v1/inventory.pb.h"
#include "service/grpc/event_messages.h"

namespace onhand {

std::vector<ChangeEvent> DecodeChanges(const google::protobuf::RepeatedPtrField<v1::ChangeEvent>& messages);

// Refused: a modified_at that is no time (see DecodeTime).
DecodedEvents<SetEvent> DecodeSets(const google::protobuf::RepeatedPtrField<v1::SetEvent>& messages);

}  // namespace onhand

#endif  // ONHAND_SERVICE_GRPC_CHANGE_MESSAGES_H_
