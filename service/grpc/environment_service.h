// File: environment_service.h
//
// EnvironmentService over the engine; proto/onhand/v1/environment.proto says what it does.
#ifndef ONHAND_SERVICE_GRPC_ENVIRONMENT_SERVICE_H_
#define ONHAND_SERVICE_GRPC_ENVIRONMENT_SERVICE_H_

#include "onhand/v1/environment.grpc.pb.h"
#include "service/grpc/call.h"

namespace onhand {

// Thread-safe.
class EnvironmentServiceImpl final : public v1::EnvironmentService::CallbackService {
 public:
  explicit EnvironmentServiceImpl(ServiceContext* services) : services_(services) {}  // not owned

  grpc::ServerUnaryReactor* CreateEnvironment(grpc::CallbackServerContext* context,
                                              const v1::CreateEnvironmentRequest* request,
                                              v1::CreateEnvironmentResponse* response) override;
  grpc::ServerUnaryReactor* ListEnvironments(grpc::CallbackServerContext* context,
                                             const v1::ListEnvironmentsRequest* request,
                                             v1::ListEnvironmentsResponse* response) override;
  grpc::ServerUnaryReactor* DeleteEnvironment(grpc::CallbackServerContext* context,
                                              const v1::DeleteEnvironmentRequest* request,
                                              v1::DeleteEnvironmentResponse* response) override;

 private:
  ServiceContext* const services_;
};

}  // namespace onhand

#endif  // ONHAND_SERVICE_GRPC_ENVIRONMENT_SERVICE_H_
