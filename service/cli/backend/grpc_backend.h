// File: grpc_backend.h
//
// A server, over gRPC without encryption.
#ifndef ONHAND_SERVICE_CLI_BACKEND_GRPC_BACKEND_H_
#define ONHAND_SERVICE_CLI_BACKEND_GRPC_BACKEND_H_

#include <memory>
#include <string>

#include "service/cli/backend/backend.h"

namespace onhand::cli {

// `server` is HOST:PORT. Connects at the first call. A call other than a stream takes at most `timeout_s` seconds.
std::unique_ptr<Backend> OpenGrpcBackend(const std::string& server, int64_t timeout_s);

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_BACKEND_GRPC_BACKEND_H_
