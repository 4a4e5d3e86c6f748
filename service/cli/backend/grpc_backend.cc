#include "service/cli/backend/grpc_backend.h"

#include <chrono>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/channel_arguments.h"
#include "onhand/v1/allocation.grpc.pb.h"
#include "onhand/v1/configuration.grpc.pb.h"
#include "onhand/v1/environment.grpc.pb.h"
#include "onhand/v1/inventory.grpc.pb.h"
#include "service/cli/backend/change_stream.h"
#include "service/cli/backend/client_messages.h"
#include "service/cli/backend/client_query_messages.h"
#include "service/cli/backend/grpc_adjustment_backend.h"
#include "service/cli/backend/grpc_audit.h"
#include "service/cli/backend/grpc_backups.h"
#include "service/cli/backend/grpc_event_calls.h"
#include "service/cli/backend/grpc_job_backend.h"
#include "service/cli/backend/grpc_product_backend.h"
#include "service/grpc/configuration_messages.h"

namespace onhand::cli {
namespace {

std::shared_ptr<grpc::Channel> MakeChannel(const std::string& server) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(std::numeric_limits<int>::max());
  return grpc::CreateCustomChannel(server, grpc::InsecureChannelCredentials(), arguments);
}

class GrpcBackend : public Backend {
 public:
  GrpcBackend(const std::string& server, int64_t timeout_s)
      : server_(server),
        timeout_s_(timeout_s),
        channel_(MakeChannel(server)),
        adjustments_(NewGrpcAdjustmentBackend(channel_, server, timeout_s)),
        jobs_(NewGrpcJobBackend(channel_, server, timeout_s)),
        products_(NewGrpcProductBackend(channel_, server, timeout_s)),
        backups_(NewGrpcBackups(channel_, server, timeout_s)),
        events_(channel_, server, timeout_s),
        inventory_(v1::InventoryService::NewStub(channel_)),
        allocation_(v1::AllocationService::NewStub(channel_)),
        configuration_(v1::ConfigurationService::NewStub(channel_)),
        environment_(v1::EnvironmentService::NewStub(channel_)) {}

  EventResults Apply(const std::string& environment, const EventBatch& batch, const CallOptions& options) override {
    return events_.Apply(environment, batch, options);
  }

  void StreamChanges(const std::string& environment, absl::Span<const ChangeEvent> events, Completion done) override {
    if (stream_ == nullptr || stream_->environment() != environment || stream_->ended()) {
      stream_ = nullptr;  // one at a time, so that batches stay in order
      stream_ = std::make_unique<ChangeStream>(inventory_.get(), environment, server_);
    }
    stream_->Submit(events, std::move(done));
  }

  absl::StatusOr<QueryAnswer> Query(const std::string& environment, const IndexQuery& query) override {
    v1::QueryIndexRequest request;
    request.set_environment_id(environment);
    EncodeQuery(query, request.mutable_query());
    grpc::ClientContext context;
    return ReadRows<v1::QueryIndexResponse>(inventory_->QueryIndex(&context, request).get(), query.version);
  }

  absl::StatusOr<QueryAnswer> Query(const std::string& environment, const ExactQuery& query) override {
    v1::QueryExactRequest request;
    request.set_environment_id(environment);
    EncodeQuery(query, request.mutable_query());
    grpc::ClientContext context;
    return ReadRows<v1::QueryExactResponse>(inventory_->QueryExact(&context, request).get(), query.version);
  }

  absl::StatusOr<AllocationAnswer> Query(const std::string& environment, const AllocationQuery& query) override {
    v1::QueryAllocationRequest request;
    request.set_environment_id(environment);
    EncodeQuery(query, request.mutable_query());
    grpc::ClientContext context;
    return ReadAnswer<v1::QueryAllocationResponse>(
        allocation_->QueryAllocation(&context, request).get(), AllocationAnswer(),
        [](const v1::QueryAllocationResponse& response, AllocationAnswer* answer) {
          if (response.has_header()) DecodeAllocationHeader(response.header(), answer);
          if (response.has_buckets()) DecodeBuckets(response.buckets(), answer);
          return absl::OkStatus();
        });
  }

  absl::StatusOr<Explanation> Explain(const std::string& environment, const ExplainQuery& query) override {
    v1::ExplainRequest request;
    request.set_environment_id(environment);
    EncodeQuery(query, request.mutable_query());
    grpc::ClientContext context;
    return ReadAnswer<v1::ExplainResponse>(inventory_->Explain(&context, request).get(), Explanation(),
                                           [](const v1::ExplainResponse& response, Explanation* explanation) {
                                             if (response.has_header())
                                               return DecodeExplanationHeader(response.header(), explanation);
                                             return response.has_row() ? DecodeExplainedRow(response.row(), explanation)
                                                                       : absl::OkStatus();
                                           });
  }

  absl::StatusOr<ConfigurationVersion> GetConfiguration(const std::string& environment) override {
    v1::GetConfigurationRequest request;
    request.set_environment_id(environment);
    v1::GetConfigurationResponse response;
    grpc::ClientContext context;
    SetDeadline(&context);
    const absl::Status status = DecodeStatus(configuration_->GetConfiguration(&context, request, &response), server_);
    if (!status.ok()) return status;
    ConfigurationVersion version;
    version.number = response.version();
    const std::vector<Issue> issues = DecodeConfigurationMessage(response.configuration(), &version.configuration);
    if (!issues.empty()) {
      return absl::InternalError(absl::StrCat("the server's configuration cannot be read: ", issues.front().message));
    }
    return version;
  }

  absl::StatusOr<ConfigurationResult> ReplaceConfiguration(const std::string& environment,
                                                           Configuration configuration) override {
    v1::ReplaceConfigurationRequest request;
    request.set_environment_id(environment);
    EncodeConfigurationMessage(configuration, request.mutable_configuration());
    v1::ReplaceConfigurationResponse response;
    grpc::ClientContext context;
    SetDeadline(&context);
    const grpc::Status status = configuration_->ReplaceConfiguration(&context, request, &response);
    ConfigurationResult result;
    result.version = response.version();
    if (status.ok()) return result;
    if (status.error_code() == grpc::StatusCode::INVALID_ARGUMENT) {
      result.issues = DecodeIssues(status, Reason::kInvalidConfiguration);
    } else if (status.error_code() == grpc::StatusCode::FAILED_PRECONDITION) {
      result.issues = DecodeIssues(status, Reason::kConfigurationConflict);
    }
    if (result.issues.empty()) return DecodeStatus(status, server_);
    return result;
  }

  absl::StatusOr<std::vector<std::string>> ListPartitions(const std::string& environment) override {
    v1::ListPartitionsRequest request;
    request.set_environment_id(environment);
    v1::ListPartitionsResponse response;
    grpc::ClientContext context;
    SetDeadline(&context);
    const absl::Status status = DecodeStatus(configuration_->ListPartitions(&context, request, &response), server_);
    if (!status.ok()) return status;
    return std::vector<std::string>(response.partition_ids().begin(), response.partition_ids().end());
  }

  absl::StatusOr<AuditReport> Audit(const std::string& environment, const AuditOptions& options) override {
    return GrpcAudit(channel_, server_, environment, options);
  }

  AdjustmentBackend* adjustments() override { return adjustments_.get(); }
  JobBackend* jobs() override { return jobs_.get(); }
  ProductBackend* products() override { return products_.get(); }
  Backups* backups() override { return backups_.get(); }

  absl::Status CreateEnvironment(const std::string& environment) override {
    v1::CreateEnvironmentRequest request;
    request.set_environment_id(environment);
    v1::CreateEnvironmentResponse response;
    grpc::ClientContext context;
    SetDeadline(&context);
    return DecodeStatus(environment_->CreateEnvironment(&context, request, &response), server_);
  }

  absl::Status DeleteEnvironment(const std::string& environment) override {
    v1::DeleteEnvironmentRequest request;
    request.set_environment_id(environment);
    v1::DeleteEnvironmentResponse response;
    grpc::ClientContext context;
    SetDeadline(&context);
    return DecodeStatus(environment_->DeleteEnvironment(&context, request, &response), server_);
  }

  absl::StatusOr<std::vector<std::string>> ListEnvironments() override {
    v1::ListEnvironmentsResponse response;
    grpc::ClientContext context;
    SetDeadline(&context);
    const absl::Status status =
        DecodeStatus(environment_->ListEnvironments(&context, v1::ListEnvironmentsRequest(), &response), server_);
    if (!status.ok()) return status;
    return std::vector<std::string>(response.environment_ids().begin(), response.environment_ids().end());
  }

 private:
  void SetDeadline(grpc::ClientContext* context) {
    context->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(timeout_s_));
  }

  // Adds every message of a stream to `answer`; one that is refused has issues alone.
  template <typename Response, typename Answer, typename Add>
  absl::StatusOr<Answer> ReadAnswer(grpc::ClientReader<Response>* reader, Answer answer, Add add) {
    Response response;
    absl::Status decoded;
    while (reader->Read(&response)) {
      if (decoded.ok()) decoded = add(response, &answer);  // else to the end, so that Finish does not wait
    }
    const grpc::Status status = reader->Finish();
    if (status.ok()) return decoded.ok() ? absl::StatusOr<Answer>(std::move(answer)) : decoded;
    answer = Answer();
    answer.issues = DecodeRefusal(status);
    if (answer.issues.empty()) return DecodeStatus(status, server_);
    return answer;
  }

  template <typename Response>
  absl::StatusOr<QueryAnswer> ReadRows(grpc::ClientReader<Response>* reader, QueryVersion version) {
    QueryAnswer begun;
    begun.version = version;
    return ReadAnswer(reader, std::move(begun), [](const Response& response, QueryAnswer* answer) {
      if (response.has_header()) return DecodeHeader(response.header(), answer);
      return response.has_rows() ? DecodeRows(response.rows(), answer) : absl::OkStatus();
    });
  }

  const std::string server_;
  const int64_t timeout_s_;
  const std::shared_ptr<grpc::Channel> channel_;
  const std::unique_ptr<AdjustmentBackend> adjustments_;
  const std::unique_ptr<JobBackend> jobs_;
  const std::unique_ptr<ProductBackend> products_;
  const std::unique_ptr<Backups> backups_;
  GrpcEventCalls events_;
  const std::unique_ptr<v1::InventoryService::Stub> inventory_;
  const std::unique_ptr<v1::AllocationService::Stub> allocation_;
  const std::unique_ptr<v1::ConfigurationService::Stub> configuration_;
  const std::unique_ptr<v1::EnvironmentService::Stub> environment_;
  std::unique_ptr<ChangeStream> stream_;
};

}  // namespace

std::unique_ptr<Backend> OpenGrpcBackend(const std::string& server, int64_t timeout_s) {
  return std::make_unique<GrpcBackend>(server, timeout_s);
}

}  // namespace onhand::cli
