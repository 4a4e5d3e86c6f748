#include "service/grpc/call.h"

#include <array>
#include <string>

namespace onhand {
namespace {

std::string_view ResultOf(const grpc::Status& status, bool refused) {
  switch (status.error_code()) {
    case grpc::StatusCode::OK:
      return refused ? "refused" : "ok";
    case grpc::StatusCode::INVALID_ARGUMENT:
    case grpc::StatusCode::NOT_FOUND:
    case grpc::StatusCode::ALREADY_EXISTS:
    case grpc::StatusCode::FAILED_PRECONDITION:
    case grpc::StatusCode::CANCELLED:
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      return "invalid";
    default:
      return "failed";
  }
}

}  // namespace

std::optional<grpc::Status> CheckWanted(const grpc::ServerContextBase& context) {
  if (context.deadline() <= std::chrono::system_clock::now()) {
    return FailedCall("",
                      absl::DeadlineExceededError("The deadline passed before the call was begun; nothing was done."));
  }
  if (context.IsCancelled()) {
    return FailedCall("", absl::CancelledError("The call was cancelled before it was begun; nothing was done."));
  }
  return std::nullopt;
}

void CallTimer::Done(const grpc::Status& status, bool refused) const {
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start_;
  metrics_->RecordRequest("grpc", operation_, ResultOf(status, refused), taken.count());
}

bool CallTimer::CountEvents(const std::vector<Outcome>& outcomes) const {
  std::array<int64_t, 256> counts{};
  bool any_refused = false;
  for (const Outcome& outcome : outcomes) {
    ++counts[static_cast<uint8_t>(outcome.reason)];
    any_refused |= outcome.refused();
  }
  for (size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0) continue;
    const Reason reason = static_cast<Reason>(i);
    metrics_->RecordEvents(operation_, reason == Reason::kNone ? "OK" : ReasonName(reason), counts[i]);
  }
  return any_refused;
}

FoundEnvironment FindEnvironment(ServiceContext* services, std::string_view environment_id) {
  if (environment_id.empty()) {
    return {nullptr, MissingField("environment_id", "environment_id is empty; say which environment is meant.")};
  }
  absl::StatusOr<std::shared_ptr<Environment>> found = services->engine->Find(environment_id);
  if (!found.ok())
    return {nullptr, FailedCall(environment_id, found.status(), "INVALID_ENVIRONMENT_ID", "environment_id")};
  return {*std::move(found), grpc::Status::OK};
}

}  // namespace onhand
