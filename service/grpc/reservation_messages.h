// File: reservation_messages.h
//
// Reservations, holds and releases: messages to the engine's events. Pure. Events are views into the messages, which
// must outlive them.
#ifndef ONHAND_SERVICE_GRPC_RESERVATION_MESSAGES_H_
#define ONHAND_SERVICE_GRPC_RESERVATION_MESSAGES_H_

#include <vector>

#include "engine/model/event.h"
#include "onhand/v1/reservation.pb.h"
#include "service/grpc/event_messages.h"

namespace onhand {

// Refused: an expires_at that is no time (see DecodeTime).
DecodedEvents<ReserveEvent> DecodeReserves(const google::protobuf::RepeatedPtrField<v1::ReserveEvent>& messages);

std::vector<UnreserveEvent> DecodeUnreserves(const google::protobuf::RepeatedPtrField<v1::UnreserveEvent>& messages);

// Refused: as of DecodeReserves.
DecodedEvents<ExtendEvent> DecodeExtends(const google::protobuf::RepeatedPtrField<v1::ExtendEvent>& messages);

}  // namespace onhand

#endif  // ONHAND_SERVICE_GRPC_RESERVATION_MESSAGES_H_
