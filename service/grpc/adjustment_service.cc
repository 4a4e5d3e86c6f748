#include "service/grpc/adjustment_service.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "service/grpc/adjustment_messages.h"
#include "service/grpc/event_call.h"
#include "service/grpc/page_stream.h"

namespace onhand {
namespace {

// Lines in one message: some 100 KB at most of the usual ones.
constexpr size_t kPageLines = 250;

struct AdjustTraits {
  using Request = v1::PostAdjustmentsRequest;
  using Response = v1::PostAdjustmentsResponse;
  using Event = AdjustEvent;
  static constexpr std::string_view kOperation = "adjust";
  static DecodedEvents<Event> Decode(const Request& request) { return DecodeAdjusts(request.events()); }
  static EventBatch Batch(const Request& request, absl::Span<const Event> events) {
    return AdjustBatch{.apply_now = request.apply_now(), .events = events};
  }
};

struct LineTraits {
  using Request = v1::ListAdjustmentLinesRequest;
  using Response = v1::ListAdjustmentLinesResponse;
  static constexpr std::string_view kOperation = "list_adjustment_lines";
  static absl::Status ReadPage(Environment* environment, const Request& request, std::string* after, bool* more,
                               Response* response) {
    const AdjustmentPage page{.after = *after, .limit = kPageLines, .organization_id = request.organization_id()};
    const absl::StatusOr<ListedAdjustments> listed =
        environment->adjustments().ListLines(page, DecodeAdjustmentStatus(request.status()));
    if (!listed.ok()) return listed.status();
    for (const AdjustmentLine& line : listed->lines) EncodeAdjustmentLine(line, response->add_lines());
    if (!listed->lines.empty()) *after = listed->lines.back().line_id;
    *more = listed->more;
    return absl::OkStatus();
  }
};

struct AggregateTraits {
  using Request = v1::ListAdjustmentAggregatesRequest;
  using Response = v1::ListAdjustmentAggregatesResponse;
  static constexpr std::string_view kOperation = "list_adjustment_aggregates";
  static absl::Status ReadPage(Environment* environment, const Request& request, std::string* after, bool* more,
                               Response* response) {
    const AdjustmentPage page{.after = *after, .limit = kPageLines, .organization_id = request.organization_id()};
    const absl::StatusOr<ListedAggregates> listed =
        environment->adjustments().ListAggregates(page, DecodeSyncStatus(request.status()));
    if (!listed.ok()) return listed.status();
    for (const AggregatedAdjustment& aggregate : listed->aggregates) {
      EncodeAggregatedAdjustment(aggregate, response->add_aggregates());
    }
    if (!listed->aggregates.empty()) *after = listed->aggregates.back().aggregate_id;
    *more = listed->more;
    return absl::OkStatus();
  }
};

// Updates that the engine can be given, and what became of the others.
struct DecodedUpdates {
  std::vector<AdjustmentSyncUpdate> updates;
  std::vector<int> places;        // of each of `updates` in the request
  std::vector<Outcome> outcomes;  // one for each of the request's
};

DecodedUpdates DecodeUpdates(const v1::SetAggregateStatusesRequest& request) {
  DecodedUpdates decoded;
  decoded.outcomes.resize(request.updates_size());
  for (int i = 0; i < request.updates_size(); ++i) {
    const v1::AggregateStatusUpdate& update = request.updates(i);
    const std::optional<AdjustmentSyncStatus> status = DecodeSyncStatus(update.status());
    if (status.has_value()) {
      decoded.updates.push_back({update.aggregate_id(), *status, update.message()});
      decoded.places.push_back(i);
    } else {
      decoded.outcomes[i] = Outcome::Refuse({Reason::kMalformed, "/status", "status is none that an aggregate has."});
    }
  }
  return decoded;
}

std::string UpdateFieldPath(std::string_view pointer) {
  return pointer == "/aggregateId" ? "aggregate_id" : std::string(pointer.substr(pointer.empty() ? 0 : 1));
}

}  // namespace

grpc::ServerUnaryReactor* AdjustmentServiceImpl::PostAdjustments(grpc::CallbackServerContext* context,
                                                                 const v1::PostAdjustmentsRequest* request,
                                                                 v1::PostAdjustmentsResponse* response) {
  return StartEventCall<AdjustTraits>(services_, context, request, response);
}

grpc::ServerWriteReactor<v1::ListAdjustmentLinesResponse>* AdjustmentServiceImpl::ListAdjustmentLines(
    grpc::CallbackServerContext* context, const v1::ListAdjustmentLinesRequest* request) {
  return StartPageStream<LineTraits>(services_, context, request);
}

grpc::ServerWriteReactor<v1::ListAdjustmentAggregatesResponse>* AdjustmentServiceImpl::ListAdjustmentAggregates(
    grpc::CallbackServerContext* context, const v1::ListAdjustmentAggregatesRequest* request) {
  return StartPageStream<AggregateTraits>(services_, context, request);
}

grpc::ServerUnaryReactor* AdjustmentServiceImpl::SetAggregateStatuses(grpc::CallbackServerContext* context,
                                                                      const v1::SetAggregateStatusesRequest* request,
                                                                      v1::SetAggregateStatusesResponse* response) {
  return RunBlocking(context, services_, "set_aggregate_statuses", [this, context, request, response] {
    const std::string& environment_id = request->environment_id();
    const FoundEnvironment found = FindEnvironment(services_, environment_id);
    if (found.environment == nullptr) return found.error;
    DecodedUpdates decoded = DecodeUpdates(*request);
    if (const std::optional<grpc::Status> unwanted = CheckWanted(*context)) return *unwanted;
    if (request->updates_size() > kBulkRecordCountMax)
      return *CheckRecordCount(environment_id, request->updates_size());
    absl::StatusOr<std::vector<Outcome>> set = found.environment->adjustments().SetStatuses(decoded.updates);
    if (!set.ok()) return FailedCall(environment_id, set.status());
    for (size_t i = 0; i < decoded.places.size(); ++i) decoded.outcomes[decoded.places[i]] = std::move((*set)[i]);
    for (int i = 0; i < request->updates_size(); ++i) {
      const Outcome& outcome = decoded.outcomes[i];
      v1::Outcome* encoded = response->add_outcomes();
      encoded->set_id(request->updates(i).aggregate_id());
      EncodeOutcome(outcome, encoded);
      if (!outcome.path.empty()) encoded->set_field(UpdateFieldPath(outcome.path));
    }
    return grpc::Status::OK;
  });
}

grpc::ServerUnaryReactor* AdjustmentServiceImpl::PushAdjustments(grpc::CallbackServerContext* context,
                                                                 const v1::PushAdjustmentsRequest* request,
                                                                 v1::PushAdjustmentsResponse* response) {
  return RunBlocking(context, services_, "push_adjustments", [this, request, response] {
    const FoundEnvironment found = FindEnvironment(services_, request->environment_id());
    if (found.environment == nullptr) return found.error;
    const absl::StatusOr<AdjustmentPushReport> report = found.environment->adjustments().Push();
    if (!report.ok()) return FailedCall(request->environment_id(), report.status());
    response->set_posted(report->posted);
    response->set_refused(report->refused);
    response->set_aggregated(report->aggregated);
    return grpc::Status::OK;
  });
}

}  // namespace onhand
