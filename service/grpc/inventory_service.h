// File: inventory_service.h
//
// InventoryService over the engine; proto/onhand/v1/inventory.proto says what it does.
#ifndef ONHAND_SERVICE_GRPC_INVENTORY_SERVICE_H_
#define ONHAND_SERVICE_GRPC_INVENTORY_SERVICE_H_

#include "onhand/v1/inventory.grpc.pb.h"
#include "service/grpc/arena_messages.h"
#include "service/grpc/call.h"
#include "service/grpc/ingest_stream.h"

namespace onhand {

// v1::InventoryService::CallbackService, but for what Ingest carries (stream_message.h).
using InventoryCallbackService = v1::InventoryService::WithCallbackMethod_PostChanges<
    v1::InventoryService::WithCallbackMethod_SetOnHand<v1::InventoryService::WithRawCallbackMethod_Ingest<
        v1::InventoryService::WithCallbackMethod_QueryIndex<v1::InventoryService::WithCallbackMethod_QueryExact<
            v1::InventoryService::WithCallbackMethod_Explain<v1::InventoryService::Service>>>>>>;

// Thread-safe.
class InventoryServiceImpl final : public InventoryCallbackService {
 public:
  // Not owned; must outlive it.
  InventoryServiceImpl(ServiceContext* services, IngestStreams* streams) : services_(services), streams_(streams) {
    SetMessageAllocatorFor_PostChanges(&post_changes_messages_);
    SetMessageAllocatorFor_SetOnHand(&set_on_hand_messages_);
  }

  grpc::ServerUnaryReactor* PostChanges(grpc::CallbackServerContext* context, const v1::PostChangesRequest* request,
                                        v1::PostChangesResponse* response) override;
  grpc::ServerUnaryReactor* SetOnHand(grpc::CallbackServerContext* context, const v1::SetOnHandRequest* request,
                                      v1::SetOnHandResponse* response) override;
  ByteStream* Ingest(grpc::CallbackServerContext* context) override;
  grpc::ServerWriteReactor<v1::QueryIndexResponse>* QueryIndex(grpc::CallbackServerContext* context,
                                                               const v1::QueryIndexRequest* request) override;
  grpc::ServerWriteReactor<v1::QueryExactResponse>* QueryExact(grpc::CallbackServerContext* context,
                                                               const v1::QueryExactRequest* request) override;
  grpc::ServerWriteReactor<v1::ExplainResponse>* Explain(grpc::CallbackServerContext* context,
                                                         const v1::ExplainRequest* request) override;

 private:
  ServiceContext* const services_;
  IngestStreams* const streams_;
  ArenaMessages<v1::PostChangesRequest, v1::PostChangesResponse> post_changes_messages_;
  ArenaMessages<v1::SetOnHandRequest, v1::SetOnHandResponse> set_on_hand_messages_;
};

}  // namespace onhand

#endif  // ONHAND_SERVICE_GRPC_INVENTORY_SERVICE_H_
