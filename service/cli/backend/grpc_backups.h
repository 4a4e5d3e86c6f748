// File: grpc_backups.h
//
// Backups of a server's environments, over gRPC.
#ifndef ONHAND_SERVICE_CLI_BACKEND_GRPC_BACKUPS_H_
#define ONHAND_SERVICE_CLI_BACKEND_GRPC_BACKUPS_H_

#include <cstdint>
#include <memory>
#include <string>

#include "engine/backup.h"
#include "grpcpp/channel.h"

namespace onhand::cli {

// `server` names the channel's other end in messages. Listing and deleting take at most `timeout_s` seconds; what sends
// its progress has no limit.
std::unique_ptr<Backups> NewGrpcBackups(std::shared_ptr<grpc::Channel> channel, std::string server, int64_t timeout_s);

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_BACKEND_GRPC_BACKUPS_H_
