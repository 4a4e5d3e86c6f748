// File: configuration_service.h
//
// ConfigurationService over the engine; proto/onhand/v1/configuration.proto says what it does.
#ifndef ONHAND_SERVICE_GRPC_CONFIGURATION_SERVICE_H_
#define ONHAND_SERVICE_GRPC_CONFIGURATION_SERVICE_H_

#include "onhand/v1/configuration.grpc.pb.h"
#include "service/grpc/call.h"

namespace onhand {

// Thread-safe.
class ConfigurationServiceImpl final : public v1::ConfigurationService::CallbackService {
 public:
  explicit ConfigurationServiceImpl(ServiceContext* services) : services_(services) {}  // not owned

  grpc::ServerUnaryReactor* GetConfiguration(grpc::CallbackServerContext* context,
                                             const v1::GetConfigurationRequest* request,
                                             v1::GetConfigurationResponse* response) override;
  grpc::ServerUnaryReactor* ReplaceConfiguration(grpc::CallbackServerContext* context,
                                                 const v1::ReplaceConfigurationRequest* request,
                                                 v1::ReplaceConfigurationResponse* response) override;
  grpc::ServerUnaryReactor* ListPartitions(grpc::CallbackServerContext* context,
                                           const v1::ListPartitionsRequest* request,
                                           v1::ListPartitionsResponse* response) override;
  grpc::ServerUnaryReactor* CleanUpPartitions(grpc::CallbackServerContext* context,
                                              const v1::CleanUpPartitionsRequest* request,
                                              v1::CleanUpPartitionsResponse* response) override;

 private:
  ServiceContext* const services_;
};

}  // namespace onhand

#endif  // ONHAND_SERVICE_GRPC_CONFIGURATION_SERVICE_H_
