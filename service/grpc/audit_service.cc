#include "service/grpc/audit_service.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "service/grpc/audit_messages.h"
#include "storage/base/mutex.h"

namespace onhand {
namespace {

constexpr std::chrono::milliseconds kBetweenProgress(100);

// Deletes itself when gRPC is done with it. The audit runs on a thread of the pool; while a message is being sent,
// further progress is not told, and the end waits for it.
class AuditStream : public grpc::ServerWriteReactor<v1::AuditResponse> {
 public:
  AuditStream(ServiceContext* services, WorkerPool* pool, grpc::CallbackServerContext* context,
              const v1::AuditRequest* request)
      : services_(services),
        context_(context),
        request_(request),
        counted_(&services->calls),
        timer_(services->metrics, "audit") {
    if (!counted_.begun()) {
      End(ServerStopping());
    } else if (!pool->TryRun([this] { Run(); })) {
      End(ServerBusy());
    }
  }

 private:
  void Run() {
    if (std::optional<grpc::Status> unwanted = CheckWanted(*context_)) return End(*std::move(unwanted));
    FoundEnvironment found = FindEnvironment(services_, request_->environment_id());
    if (found.environment == nullptr) return End(std::move(found.error));
    AuditOptions options;
    if (std::optional<Issue> issue = DecodeAuditRequest(*request_, &options)) {
      return End(InvalidArgument(request_->environment_id(), {*std::move(issue)}));
    }
    options.progress = [this](const AuditProgress& progress) { return Tell(progress); };
    const absl::StatusOr<AuditReport> report = found.environment->Audit(options);
    found.environment.reset();
    if (!report.ok()) return End(FailedCall(request_->environment_id(), report.status()));
    EncodeAuditReport(*report, last_.mutable_report());
    End(grpc::Status::OK);
  }

  // False: nobody waits for the report any more.
  bool Tell(const AuditProgress& progress) {
    if (cancelled_.load(std::memory_order_relaxed)) return false;
    const auto now = std::chrono::steady_clock::now();
    if (now - told_ < kBetweenProgress) return true;
    told_ = now;
    MutexLock lock(&mutex_);
    if (writing_) return true;
    writing_ = true;
    next_.mutable_progress()->set_done(progress.done);
    next_.mutable_progress()->set_total(progress.total);
    StartWrite(&next_);
    return true;
  }

  void OnWriteDone(bool ok) override {
    if (!ok) cancelled_.store(true, std::memory_order_relaxed);
    {
      MutexLock lock(&mutex_);
      writing_ = false;
      if (!ended_) return;
    }
    Answer();
  }

  void OnCancel() override { cancelled_.store(true, std::memory_order_relaxed); }
  void OnDone() override { delete this; }

  void End(grpc::Status status) {
    {
      MutexLock lock(&mutex_);
      status_ = std::move(status);
      ended_ = true;
      if (writing_) return;
    }
    Answer();
  }

  void Answer() {
    timer_.Done(status_);
    if (status_.ok()) {
      StartWriteAndFinish(&last_, grpc::WriteOptions(), grpc::Status::OK);
    } else {
      Finish(status_);
    }
  }

  ServiceContext* const services_;
  grpc::CallbackServerContext* const context_;
  const v1::AuditRequest* const request_;
  const CountedCall counted_;
  const CallTimer timer_;
  std::atomic<bool> cancelled_ = false;
  std::chrono::steady_clock::time_point told_;  // the audit's thread's
  v1::AuditResponse next_;
  v1::AuditResponse last_;
  grpc::Status status_;  // set once, before ended_
  Mutex mutex_;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace

grpc::ServerWriteReactor<v1::AuditResponse>* AuditServiceImpl::Audit(grpc::CallbackServerContext* context,
                                                                     const v1::AuditRequest* request) {
  return new AuditStream(services_, &pool_, context, request);
}

}  // namespace onhand
