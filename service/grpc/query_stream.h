// File: query_stream.h
//
// The queries of InventoryService: QueryIndex, QueryExact and Explain.
#ifndef ONHAND_SERVICE_GRPC_QUERY_STREAM_H_
#define ONHAND_SERVICE_GRPC_QUERY_STREAM_H_

#include "grpcpp/support/server_callback.h"
#include "onhand/v1/inventory.pb.h"
#include "service/grpc/call.h"

namespace onhand {

// Each answers the call later, as answer_stream.h says.
grpc::ServerWriteReactor<v1::QueryIndexResponse>* StartIndexQuery(ServiceContext* services,
                                                                  grpc::CallbackServerContext* context,
                                                                  const v1::QueryIndexRequest* request);
grpc::ServerWriteReactor<v1::QueryExactResponse>* StartExactQuery(ServiceContext* services,
                                                                  grpc::CallbackServerContext* context,
                                                                  const v1::QueryExactRequest* request);
grpc::ServerWriteReactor<v1::ExplainResponse>* StartExplain(ServiceContext* services,
                                                            grpc::CallbackServerContext* context,
                                                            const v1::ExplainRequest* request);

}  // namespace onhand

#endif  // ONHAND_SERVICE_GRPC_QUERY_STREAM_H_
