#include "service/grpc/inventory_service.h"

#include "service/grpc/post_call.h"
#include "service/grpc/query_stream.h"

namespace onhand {

grpc::ServerUnaryReactor* InventoryServiceImpl::PostChanges(grpc::CallbackServerContext* context,
                                                            const v1::PostChangesRequest* request,
                                                            v1::PostChangesResponse* response) {
  return StartPostChanges(services_, context, request, response);
}

grpc::ServerUnaryReactor* InventoryServiceImpl::SetOnHand(grpc::CallbackServerContext* context,
                                                          const v1::SetOnHandRequest* request,
                                                          v1::SetOnHandResponse* response) {
  return StartSetOnHand(services_, context, request, response);
}

grpc::ServerBidiReactor<v1::IngestRequest, v1::IngestResponse>* InventoryServiceImpl::Ingest(
    grpc::CallbackServerContext* context) {
  return streams_->Open(services_, context);
}

grpc::ServerWriteReactor<v1::QueryIndexResponse>* InventoryServiceImpl::QueryIndex(
    grpc::CallbackServerContext* context, const v1::QueryIndexRequest* request) {
  return StartIndexQuery(services_, context, request);
}

grpc::ServerWriteReactor<v1::QueryExactResponse>* InventoryServiceImpl::QueryExact(
    grpc::CallbackServerContext* context, const v1::QueryExactRequest* request) {
  return StartExactQuery(services_, context, request);
}

}  // namespace onhand
