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

// Thread-safe.
class InventoryServiceImpl final : public v1::InventoryService::CallbackService {
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
  grpc::ServerBidiReactor<v1::IngestRequest, v1::IngestResponse>* Ingest(grpc::CallbackServerContext* context) override;
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
