// File: reservation_service.h
//
// ReservationService over the engine; proto/onhand/v1/reservation.proto says what it does.
#ifndef ONHAND_SERVICE_GRPC_RESERVATION_SERVICE_H_
#define ONHAND_SERVICE_GRPC_RESERVATION_SERVICE_H_

#include "onhand/v1/reservation.grpc.pb.h"
#include "service/grpc/arena_messages.h"
#include "service/grpc/call.h"

namespace onhand {

// Thread-safe.
class ReservationServiceImpl final : public v1::ReservationService::CallbackService {
 public:
  explicit ReservationServiceImpl(ServiceContext* services) : services_(services) {  // not owned
    SetMessageAllocatorFor_Reserve(&reserve_messages_);
    SetMessageAllocatorFor_Unreserve(&unreserve_messages_);
  }

  grpc::ServerUnaryReactor* Reserve(grpc::CallbackServerContext* context, const v1::ReserveRequest* request,
                                    v1::ReserveResponse* response) override;
  grpc::ServerUnaryReactor* Unreserve(grpc::CallbackServerContext* context, const v1::UnreserveRequest* request,
                                      v1::UnreserveResponse* response) override;
  grpc::ServerUnaryReactor* ExtendReservation(grpc::CallbackServerContext* context,
                                              const v1::ExtendReservationRequest* request,
                                              v1::ExtendReservationResponse* response) override;

 private:
  ServiceContext* const services_;
  ArenaMessages<v1::ReserveRequest, v1::ReserveResponse> reserve_messages_;
  ArenaMessages<v1::UnreserveRequest, v1::UnreserveResponse> unreserve_messages_;
};

}  // namespace onhand

#endif  // ONHAND_SERVICE_GRPC_RESERVATION_SERVICE_H_
