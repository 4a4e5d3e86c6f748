// File: malformed_request.h
//
// What callers of unary and server-streaming calls are told when their request cannot be parsed. The library answers
// UNIMPLEMENTED without a word, as if there were no such method. (Streams of callers: stream_message.h.)
#ifndef ONHAND_SERVICE_GRPC_MALFORMED_REQUEST_H_
#define ONHAND_SERVICE_GRPC_MALFORMED_REQUEST_H_

#include <memory>

#include "grpcpp/support/server_interceptor.h"

namespace onhand {

// For ServerBuilder: makes that INVALID_ARGUMENT, with the reason MALFORMED and the method's name.
std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface> MakeMalformedRequestInterceptors();

}  // namespace onhand

#endif  // ONHAND_SERVICE_GRPC_MALFORMED_REQUEST_H_
