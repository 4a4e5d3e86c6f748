// File: post_call.h
//
// One PostChanges or SetOnHand: decode, submit, encode, without a thread that waits.
#ifndef ONHAND_SERVICE_GRPC_POST_CALL_H_
#define ONHAND_SERVICE_GRPC_POST_CALL_H_

#include "grpcpp/support/server_callback.h"
#include "onhand/v1/inventory.pb.h"
#include "service/grpc/call.h"

namespace onhand {

// Answers the call later. Request and response are the call's and live until then.
grpc::ServerUnaryReactor* StartPostChanges(ServiceContext* services, grpc::CallbackServerContext* context,
                                           const v1::PostChangesRequest* request, v1::PostChangesResponse* response);
grpc::ServerUnaryReactor* StartSetOnHand(ServiceContext* services, grpc::CallbackServerContext* context,
                                         const v1::SetOnHandRequest* request, v1::SetOnHandResponse* response);

// An error if there are more than kBulkRecordCountMax.
std::optional<grpc::Status> CheckRecordCount(std::string_view environment, int count);

}  // namespace onhand

#endif  // ONHAND_SERVICE_GRPC_POST_CALL_H_
