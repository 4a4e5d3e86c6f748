#include "service/grpc/reservation_messages.h"

#include <optional>
#include <vector>

namespace onhand {
namespace {

// The end of a hold, of a message and an event that may have one.
template <typename Message, typename Event>
std::optional<Issue> DecodeHoldEnd(const Message& message, Event* event) {
  if (message.has_ttl_seconds()) event->ttl_seconds = message.ttl_seconds();
  if (!message.has_expires_at()) return std::nullopt;
  return DecodeTime(message.expires_at(), "/expiresAt", "expires_at", &event->ends_at_us);
}

}  // namespace

DecodedEvents<ReserveEvent> DecodeReserves(const google::protobuf::RepeatedPtrField<v1::ReserveEvent>& messages) {
  return DecodeEach<ReserveEvent>(messages, [](const v1::ReserveEvent& message, ReserveEvent* reserve) {
    DecodeKey(message, reserve);
    if (message.has_quantity()) {
      reserve->quantity_data_source = message.quantity().data_source();
      reserve->modifier = message.quantity().measure();
      reserve->quantity = Quantity{message.quantity().quantity_micros()};
    }
    reserve->check_available = !message.has_check_available() || message.check_available();
    return DecodeHoldEnd(message, reserve);
  });
}

std::vector<UnreserveEvent> DecodeUnreserves(const google::protobuf::RepeatedPtrField<v1::UnreserveEvent>& messages) {
  return FillEach<UnreserveEvent>(messages, [](const v1::UnreserveEvent& message, UnreserveEvent* unreserve) {
    DecodeKey(message, unreserve);
    unreserve->reservation_id = message.reservation_id();
    unreserve->offset = {message.offset_micros()};
  });
}

DecodedEvents<ExtendEvent> DecodeExtends(const google::protobuf::RepeatedPtrField<v1::ExtendEvent>& messages) {
  return DecodeEach<ExtendEvent>(messages, [](const v1::ExtendEvent& message, ExtendEvent* extend) {
    DecodeKey(message, extend);
    extend->reservation_id = message.reservation_id();
    return DecodeHoldEnd(message, extend);
  });
}

}  // namespace onhand
