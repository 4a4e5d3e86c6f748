#include "service/grpc/environment_service.h"

#include <string>
#include <vector>

namespace onhand {
namespace {

grpc::Status MissingEnvironmentId() {
  return MissingField("environment_id", "environment_id is empty; say which environment is meant.");
}

grpc::Status Answer(const std::string& environment_id, const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  return FailedCall(environment_id, status, "INVALID_ENVIRONMENT_ID", "environment_id");
}

}  // namespace

grpc::ServerUnaryReactor* EnvironmentServiceImpl::CreateEnvironment(grpc::CallbackServerContext* context,
                                                                    const v1::CreateEnvironmentRequest* request,
                                                                    v1::CreateEnvironmentResponse*) {
  return RunBlocking(context, services_, "create_environment", [this, request] {
    if (request->environment_id().empty()) return MissingEnvironmentId();
    return Answer(request->environment_id(), services_->engine->CreateEnvironment(request->environment_id()));
  });
}

grpc::ServerUnaryReactor* EnvironmentServiceImpl::ListEnvironments(grpc::CallbackServerContext* context,
                                                                   const v1::ListEnvironmentsRequest*,
                                                                   v1::ListEnvironmentsResponse* response) {
  return RunBlocking(context, services_, "list_environments", [this, response] {
    const absl::StatusOr<std::vector<std::string>> ids = services_->engine->ListEnvironments();
    if (!ids.ok()) return FailedCall("", ids.status());
    response->mutable_environment_ids()->Assign(ids->begin(), ids->end());
    return grpc::Status::OK;
  });
}

grpc::ServerUnaryReactor* EnvironmentServiceImpl::DeleteEnvironment(grpc::CallbackServerContext* context,
                                                                    const v1::DeleteEnvironmentRequest* request,
                                                                    v1::DeleteEnvironmentResponse*) {
  return RunBlocking(context, services_, "delete_environment", [this, request] {
    if (request->environment_id().empty()) return MissingEnvironmentId();
    return Answer(request->environment_id(), services_->engine->DeleteEnvironment(request->environment_id()));
  });
}

}  // namespace onhand
