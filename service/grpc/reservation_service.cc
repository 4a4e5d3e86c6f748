#include "service/grpc/reservation_service.h"

#include "service/grpc/event_call.h"
#include "service/grpc/reservation_messages.h"

namespace onhand {
namespace {

struct ReserveTraits {
  using Request = v1::ReserveRequest;
  using Response = v1::ReserveResponse;
  using Event = ReserveEvent;
  static constexpr std::string_view kOperation = "reserve";
  static DecodedEvents<Event> Decode(const Request& request) { return DecodeReserves(request.events()); }
  static EventBatch Batch(const Request&, absl::Span<const Event> events) { return events; }
};

struct UnreserveTraits {
  using Request = v1::UnreserveRequest;
  using Response = v1::UnreserveResponse;
  using Event = UnreserveEvent;
  static constexpr std::string_view kOperation = "unreserve";
  static DecodedEvents<Event> Decode(const Request& request) { return {DecodeUnreserves(request.events()), {}}; }
  static EventBatch Batch(const Request&, absl::Span<const Event> events) { return events; }
};

struct ExtendTraits {
  using Request = v1::ExtendReservationRequest;
  using Response = v1::ExtendReservationResponse;
  using Event = ExtendEvent;
  static constexpr std::string_view kOperation = "extend_reservation";
  static DecodedEvents<Event> Decode(const Request& request) { return DecodeExtends(request.events()); }
  static EventBatch Batch(const Request&, absl::Span<const Event> events) { return events; }
};

}  // namespace

grpc::ServerUnaryReactor* ReservationServiceImpl::Reserve(grpc::CallbackServerContext* context,
                                                          const v1::ReserveRequest* request,
                                                          v1::ReserveResponse* response) {
  return StartEventCall<ReserveTraits>(services_, context, request, response);
}

grpc::ServerUnaryReactor* ReservationServiceImpl::Unreserve(grpc::CallbackServerContext* context,
                                                            const v1::UnreserveRequest* request,
                                                            v1::UnreserveResponse* response) {
  return StartEventCall<UnreserveTraits>(services_, context, request, response);
}

grpc::ServerUnaryReactor* ReservationServiceImpl::ExtendReservation(grpc::CallbackServerContext* context,
                                                                    const v1::ExtendReservationRequest* request,
                                                                    v1::ExtendReservationResponse* response) {
  return StartEventCall<ExtendTraits>(services_, context, request, response);
}

}  // namespace onhand
