// File: allocation_service.h
//
// AllocationService over the engine; proto/onhand/v1/allocation.proto says what it does.
#ifndef ONHAND_SERVICE_GRPC_ALLOCATION_SERVICE_H_
#define ONHAND_SERVICE_GRPC_ALLOCATION_SERVICE_H_

#include "onhand/v1/allocation.grpc.pb.h"
#include "service/grpc/call.h"

namespace onhand {

// Thread-safe.
class AllocationServiceImpl final : public v1::AllocationService::CallbackService {
 public:
  explicit AllocationServiceImpl(ServiceContext* services) : services_(services) {}  // not owned

  grpc::ServerUnaryReactor* Allocate(grpc::CallbackServerContext* context, const v1::AllocateRequest* request,
                                     v1::AllocateResponse* response) override;
  grpc::ServerUnaryReactor* Unallocate(grpc::CallbackServerContext* context, const v1::UnallocateRequest* request,
                                       v1::UnallocateResponse* response) override;
  grpc::ServerUnaryReactor* Reallocate(grpc::CallbackServerContext* context, const v1::ReallocateRequest* request,
                                       v1::ReallocateResponse* response) override;
  grpc::ServerUnaryReactor* Consume(grpc::CallbackServerContext* context, const v1::ConsumeRequest* request,
                                    v1::ConsumeResponse* response) override;
  grpc::ServerWriteReactor<v1::QueryAllocationResponse>* QueryAllocation(
      grpc::CallbackServerContext* context, const v1::QueryAllocationRequest* request) override;

 private:
  ServiceContext* const services_;
};

}  // namespace onhand

#endif  // ONHAND_SERVICE_GRPC_ALLOCATION_SERVICE_H_
