#include "service/http/reservation_handlers.h"

#include <utility>

#include "service/http/event_call.h"
#include "service/json/reserve_decoder.h"

namespace onhand {
namespace {

template <typename Event>
EventBatch Events(const HttpCall& /*call*/, absl::Span<const Event> events) {
  return events;
}

}  // namespace

void PostReservation(CallPtr call) {
  RunEvents<ReserveEvent>(std::move(call), {.decode = DecodeReserveEvent,
                                            .batch = Events<ReserveEvent>,
                                            .envelope = EnvelopeKind::kReserve,
                                            .single = true});
}

void PostReservations(CallPtr call) {
  RunEvents<ReserveEvent>(
      std::move(call),
      {.decode = DecodeReserveEvent, .batch = Events<ReserveEvent>, .envelope = EnvelopeKind::kReserve, .carts = true});
}

void PostRelease(CallPtr call) {
  RunEvents<UnreserveEvent>(std::move(call), {.decode = DecodeUnreserveEvent,
                                              .batch = Events<UnreserveEvent>,
                                              .envelope = EnvelopeKind::kUnreserve,
                                              .single = true});
}

void PostReleases(CallPtr call) {
  RunEvents<UnreserveEvent>(
      std::move(call),
      {.decode = DecodeUnreserveEvent, .batch = Events<UnreserveEvent>, .envelope = EnvelopeKind::kUnreserve});
}

void PostExtension(CallPtr call) {
  RunEvents<ExtendEvent>(
      std::move(call),
      {.decode = DecodeExtendEvent, .batch = Events<ExtendEvent>, .envelope = EnvelopeKind::kReserve, .single = true});
}

}  // namespace onhand
