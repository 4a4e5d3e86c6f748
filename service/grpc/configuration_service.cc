#include "service/grpc/configuration_service.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "service/grpc/configuration_messages.h"

namespace onhand {

grpc::ServerUnaryReactor* ConfigurationServiceImpl::GetConfiguration(grpc::CallbackServerContext* context,
                                                                     const v1::GetConfigurationRequest* request,
                                                                     v1::GetConfigurationResponse* response) {
  return RunBlocking(context, services_, "get_configuration", [this, request, response] {
    const FoundEnvironment found = FindEnvironment(services_, request->environment_id());
    if (found.environment == nullptr) return found.error;
    const std::shared_ptr<const ConfigurationVersion> version = found.environment->configuration();
    EncodeConfigurationMessage(version->configuration, response->mutable_configuration());
    response->set_version(version->number);
    return grpc::Status::OK;
  });
}

grpc::ServerUnaryReactor* ConfigurationServiceImpl::ReplaceConfiguration(grpc::CallbackServerContext* context,
                                                                         const v1::ReplaceConfigurationRequest* request,
                                                                         v1::ReplaceConfigurationResponse* response) {
  return RunBlocking(context, services_, "replace_configuration", [this, context, request, response] {
    const std::string& environment_id = request->environment_id();
    const FoundEnvironment found = FindEnvironment(services_, environment_id);
    if (found.environment == nullptr) return found.error;
    if (!request->has_configuration()) {
      return MissingField("configuration", "configuration is missing; nothing was changed.");
    }
    Configuration configuration;
    const std::vector<Issue> issues = DecodeConfigurationMessage(request->configuration(), &configuration);
    if (!issues.empty()) return RefusedCall(environment_id, issues);
    if (const std::optional<grpc::Status> unwanted = CheckWanted(*context)) return *unwanted;
    const absl::StatusOr<ConfigurationResult> result =
        found.environment->ReplaceConfiguration(std::move(configuration));
    if (!result.ok()) return FailedCall(environment_id, result.status(), "", "configuration");
    if (!result->issues.empty()) return RefusedCall(environment_id, result->issues);
    response->set_version(result->version);
    return grpc::Status::OK;
  });
}

grpc::ServerUnaryReactor* ConfigurationServiceImpl::ListPartitions(grpc::CallbackServerContext* context,
                                                                   const v1::ListPartitionsRequest* request,
                                                                   v1::ListPartitionsResponse* response) {
  return RunBlocking(context, services_, "list_partitions", [this, request, response] {
    const FoundEnvironment found = FindEnvironment(services_, request->environment_id());
    if (found.environment == nullptr) return found.error;
    const absl::StatusOr<std::vector<std::string>> ids = found.environment->ListPartitions();
    if (!ids.ok()) return FailedCall(request->environment_id(), ids.status());
    response->mutable_partition_ids()->Assign(ids->begin(), ids->end());
    return grpc::Status::OK;
  });
}

grpc::ServerUnaryReactor* ConfigurationServiceImpl::CleanUpPartitions(grpc::CallbackServerContext* context,
                                                                      const v1::CleanUpPartitionsRequest* request,
                                                                      v1::CleanUpPartitionsResponse*) {
  return RunBlocking(context, services_, "clean_up_partitions", [this, context, request] {
    const FoundEnvironment found = FindEnvironment(services_, request->environment_id());
    if (found.environment == nullptr) return found.error;
    if (const std::optional<grpc::Status> unwanted = CheckWanted(*context)) return *unwanted;
    const std::vector<std::string> ids(request->partition_ids().begin(), request->partition_ids().end());
    const absl::Status status = found.environment->CleanUpPartitions(ids);
    if (!status.ok()) return FailedCall(request->environment_id(), status, "INVALID_PARTITION_ID", "partition_ids");
    return grpc::Status::OK;
  });
}

}  // namespace onhand
