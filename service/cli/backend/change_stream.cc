#include "service/cli/backend/change_stream.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "service/cli/backend/client_event_messages.h"
#include "service/cli/backend/client_messages.h"

namespace onhand::cli {

ChangeStream::ChangeStream(v1::InventoryService::Stub* stub, std::string environment, std::string server)
    : environment_(std::move(environment)), server_(std::move(server)), call_(stub->Ingest(&context_)) {
  reader_ = std::thread([this] { ReadAnswers(); });
}

ChangeStream::~ChangeStream() {
  call_->WritesDone();
  reader_.join();
}

bool ChangeStream::ended() {
  MutexLock lock(&mutex_);
  return ended_;
}

void ChangeStream::Submit(absl::Span<const ChangeEvent> events, Backend::Completion done) {
  request_.Clear();
  request_.set_environment_id(environment_);
  request_.set_batch_number(++batch_number_);
  for (const ChangeEvent& event : events) EncodeChange(event, request_.add_events());
  absl::Status end;
  {
    MutexLock lock(&mutex_);
    if (!ended_) {
      pending_.push_back({events.size(), std::move(done)});
    } else {
      end = end_;
    }
  }
  if (!end.ok()) {
    std::move(done)({.status = end, .issues = {}, .outcomes = {}});
    return;
  }
  // Where it fails the reader sees the end of the call and answers for this batch too.
  call_->Write(request_);
}

void ChangeStream::ReadAnswers() {
  v1::IngestResponse response;
  absl::Status status;
  while (call_->Read(&response)) {
    Pending answered;
    {
      MutexLock lock(&mutex_);
      if (pending_.empty() || pending_.front().event_count != static_cast<size_t>(response.outcomes_size())) {
        status = absl::InternalError(absl::StrCat("the server at ", server_, " answers what was not asked"));
        break;
      }
      answered = std::move(pending_.front());
      pending_.pop_front();
    }
    EventResults results;
    results.outcomes.reserve(answered.event_count);
    for (const v1::Outcome& outcome : response.outcomes()) results.outcomes.push_back(DecodeOutcome(outcome));
    std::move(answered.done)(std::move(results));
  }
  if (!status.ok()) context_.TryCancel();
  const grpc::Status finish = call_->Finish();
  if (status.ok()) status = DecodeStatus(finish, server_);
  std::deque<Pending> left;
  {
    MutexLock lock(&mutex_);
    if (status.ok() && !pending_.empty()) {
      status = absl::UnavailableError(absl::StrCat("the server at ", server_, " ended the stream early"));
    }
    ended_ = true;
    end_ = status.ok() ? absl::UnavailableError(absl::StrCat("the server at ", server_, " ended the stream")) : status;
    left.swap(pending_);
  }
  for (Pending& pending : left) std::move(pending.done)({.status = status, .issues = {}, .outcomes = {}});
}

}  // namespace onhand::cli
