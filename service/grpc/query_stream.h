// File: query_stream.h
//
// One QueryIndex or QueryExact: the answer is computed on the blocking pool, then sent piece by piece as fast as the
// client reads.
#ifndef ONHAND_SERVICE_GRPC_QUERY_STREAM_H_
#define ONHAND_SERVICE_GRPC_QUERY_STREAM_H_

#include <cstddef>

#include "grpcpp/support/server_callback.h"
#include "onhand/v1/inventory.pb.h"
#include "service/grpc/call.h"

namespace onhand {

// Rows are sent in messages of about this many bytes.
inline constexpr size_t kQueryChunkBytes = 64 << 10;

// Answers the call later. RESOURCE_EXHAUSTED: services->answers_max answers are held already.
grpc::ServerWriteReactor<v1::QueryIndexResponse>* StartIndexQuery(ServiceContext* services,
                                                                  grpc::CallbackServerContext* context,
                                                                  const v1::QueryIndexRequest* request);
grpc::ServerWriteReactor<v1::QueryExactResponse>* StartExactQuery(ServiceContext* services,
                                                                  grpc::CallbackServerContext* context,
                                                                  const v1::QueryExactRequest* request);

}  // namespace onhand

#endif  // ONHAND_SERVICE_GRPC_QUERY_STREAM_H_
