// File: adjustment_service.h
//
// AdjustmentService over the engine; proto/onhand/v1/adjustment.proto says what it does.
#ifndef ONHAND_SERVICE_GRPC_ADJUSTMENT_SERVICE_H_
#define ONHAND_SERVICE_GRPC_ADJUSTMENT_SERVICE_H_

#include "onhand/v1/adjustment.grpc.pb.h"
#include "service/grpc/call.h"

namespace onhand {

// Thread-safe.
class AdjustmentServiceImpl final : public v1::AdjustmentService::CallbackService {
 public:
  explicit AdjustmentServiceImpl(ServiceContext* services) : services_(services) {}  // not owned

  grpc::ServerUnaryReactor* PostAdjustments(grpc::CallbackServerContext* context,
                                            const v1::PostAdjustmentsRequest* request,
                                            v1::PostAdjustmentsResponse* response) override;
  grpc::ServerWriteReactor<v1::ListAdjustmentLinesResponse>* ListAdjustmentLines(
      grpc::CallbackServerContext* context, const v1::ListAdjustmentLinesRequest* request) override;
  grpc::ServerWriteReactor<v1::ListAdjustmentAggregatesResponse>* ListAdjustmentAggregates(
      grpc::CallbackServerContext* context, const v1::ListAdjustmentAggregatesRequest* request) override;
  grpc::ServerUnaryReactor* SetAggregateStatuses(grpc::CallbackServerContext* context,
                                                 const v1::SetAggregateStatusesRequest* request,
                                                 v1::SetAggregateStatusesResponse* response) override;
  grpc::ServerUnaryReactor* PushAdjustments(grpc::CallbackServerContext* context,
                                            const v1::PushAdjustmentsRequest* request,
                                            v1::PushAdjustmentsResponse* response) override;

 private:
  ServiceContext* const services_;
};

}  // namespace onhand

#endif  // ONHAND_SERVICE_GRPC_ADJUSTMENT_SERVICE_H_
