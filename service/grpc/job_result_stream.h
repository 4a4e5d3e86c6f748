// File: job_result_stream.h
//
// One ReadJobResult: pieces of the file are read on the blocking pool, one after another, as fast as the client reads.
#ifndef ONHAND_SERVICE_GRPC_JOB_RESULT_STREAM_H_
#define ONHAND_SERVICE_GRPC_JOB_RESULT_STREAM_H_

#include "grpcpp/support/server_callback.h"
#include "onhand/v1/job.pb.h"
#include "service/grpc/call.h"

namespace onhand {

// Answers the call later.
grpc::ServerWriteReactor<v1::ReadJobResultResponse>* StartJobResultStream(ServiceContext* services,
                                                                          grpc::CallbackServerContext* context,
                                                                          const v1::ReadJobResultRequest* request);

}  // namespace onhand

#endif  // ONHAND_SERVICE_GRPC_JOB_RESULT_STREAM_H_
