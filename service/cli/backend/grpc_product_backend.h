// File: grpc_product_backend.h
//
// Product catalogues of a server's environments, over gRPC.
#ifndef ONHAND_SERVICE_CLI_BACKEND_GRPC_PRODUCT_BACKEND_H_
#define ONHAND_SERVICE_CLI_BACKEND_GRPC_PRODUCT_BACKEND_H_

#include <cstdint>
#include <memory>
#include <string>

#include "grpcpp/channel.h"
#include "service/cli/backend/product_backend.h"

namespace onhand::cli {

// `server` names the channel's other end in messages. A call takes at most `timeout_s` seconds.
std::unique_ptr<ProductBackend> NewGrpcProductBackend(std::shared_ptr<grpc::Channel> channel, std::string server,
                                                      int64_t timeout_s);

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_BACKEND_GRPC_PRODUCT_BACKEND_H_
