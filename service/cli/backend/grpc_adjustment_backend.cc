#include "service/cli/backend/grpc_adjustment_backend.h"

#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "grpcpp/client_context.h"
#include "onhand/v1/adjustment.grpc.pb.h"
#include "service/cli/backend/client_messages.h"
#include "service/grpc/adjustment_messages.h"

namespace onhand::cli {
namespace {

// Reads a stream until it ends or `take` of a message answers false; a status of `take` ends it too.
template <typename Response, typename Take>
absl::Status ReadStream(grpc::ClientContext* context, grpc::ClientReader<Response>* reader, const std::string& server,
                        Take take) {
  Response response;
  while (reader->Read(&response)) {
    const absl::StatusOr<bool> goes_on = take(response);
    if (goes_on.ok() && *goes_on) continue;
    context->TryCancel();
    reader->Finish();
    return goes_on.status();
  }
  return DecodeStatus(reader->Finish(), server);
}

class GrpcAdjustmentBackend : public AdjustmentBackend {
 public:
  GrpcAdjustmentBackend(std::shared_ptr<grpc::Channel> channel, std::string server, int64_t timeout_s)
      : server_(std::move(server)), timeout_s_(timeout_s), stub_(v1::AdjustmentService::NewStub(std::move(channel))) {}

  absl::Status ListLines(const std::string& environment, const std::string& organization,
                         std::optional<AdjustmentStatus> status, const TakeLine& take) override {
    v1::ListAdjustmentLinesRequest request;
    request.set_environment_id(environment);
    request.set_organization_id(organization);
    if (status.has_value()) request.set_status(EncodeAdjustmentStatus(*status));
    grpc::ClientContext context;
    return ReadStream(&context, stub_->ListAdjustmentLines(&context, request).get(), server_,
                      [&](const v1::ListAdjustmentLinesResponse& response) -> absl::StatusOr<bool> {
                        for (const v1::AdjustmentLine& message : response.lines()) {
                          const absl::StatusOr<AdjustmentLine> line = DecodeAdjustmentLine(message);
                          if (!line.ok()) return line.status();
                          if (!take(*line)) return false;
                        }
                        return true;
                      });
  }

  absl::Status ListAggregates(const std::string& environment, const std::string& organization,
                              std::optional<AdjustmentSyncStatus> status, const TakeAggregate& take) override {
    v1::ListAdjustmentAggregatesRequest request;
    request.set_environment_id(environment);
    request.set_organization_id(organization);
    if (status.has_value()) request.set_status(EncodeSyncStatus(*status));
    grpc::ClientContext context;
    return ReadStream(&context, stub_->ListAdjustmentAggregates(&context, request).get(), server_,
                      [&](const v1::ListAdjustmentAggregatesResponse& response) -> absl::StatusOr<bool> {
                        for (const v1::AdjustmentAggregate& message : response.aggregates()) {
                          const absl::StatusOr<AggregatedAdjustment> aggregate = DecodeAggregatedAdjustment(message);
                          if (!aggregate.ok()) return aggregate.status();
                          if (!take(*aggregate)) return false;
                        }
                        return true;
                      });
  }

  absl::StatusOr<std::vector<Outcome>> SetStatuses(const std::string& environment,
                                                   absl::Span<const AdjustmentSyncUpdate> updates) override {
    v1::SetAggregateStatusesRequest request;
    request.set_environment_id(environment);
    for (const AdjustmentSyncUpdate& update : updates) {
      v1::AggregateStatusUpdate* message = request.add_updates();
      message->set_aggregate_id(std::string(update.aggregate_id));
      message->set_status(EncodeSyncStatus(update.status));
      message->set_message(std::string(update.message));
    }
    v1::SetAggregateStatusesResponse response;
    grpc::ClientContext context;
    SetDeadline(&context);
    const absl::Status status = DecodeStatus(stub_->SetAggregateStatuses(&context, request, &response), server_);
    if (!status.ok()) return status;
    if (static_cast<size_t>(response.outcomes_size()) != updates.size()) {
      return absl::InternalError(absl::StrCat("the server at ", server_, " answers ", response.outcomes_size(),
                                              " outcomes for ", updates.size(), " updates"));
    }
    std::vector<Outcome> outcomes;
    for (const v1::Outcome& outcome : response.outcomes()) outcomes.push_back(DecodeOutcome(outcome));
    return outcomes;
  }

  absl::StatusOr<AdjustmentPushReport> Push(const std::string& environment) override {
    v1::PushAdjustmentsRequest request;
    request.set_environment_id(environment);
    v1::PushAdjustmentsResponse response;
    grpc::ClientContext context;
    SetDeadline(&context);
    const absl::Status status = DecodeStatus(stub_->PushAdjustments(&context, request, &response), server_);
    if (!status.ok()) return status;
    return AdjustmentPushReport{response.posted(), response.refused(), response.aggregated()};
  }

 private:
  void SetDeadline(grpc::ClientContext* context) {
    context->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(timeout_s_));
  }

  const std::string server_;
  const int64_t timeout_s_;
  const std::unique_ptr<v1::AdjustmentService::Stub> stub_;
};

}  // namespace

std::unique_ptr<AdjustmentBackend> NewGrpcAdjustmentBackend(std::shared_ptr<grpc::Channel> channel, std::string server,
                                                            int64_t timeout_s) {
  return std::make_unique<GrpcAdjustmentBackend>(std::move(channel), std::move(server), timeout_s);
}

}  // namespace onhand::cli
