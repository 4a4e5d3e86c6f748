// File: backup_stream.h
//
// One call about a backup that takes long: it runs on a thread that may block, and sends how far it is to a client that
// keeps up. A client that goes away ends it.
//
//   return new BackupStream<v1::VerifyBackupResponse>(services, pool, context, "verify_backup",
//       [=](const BackupProgressCallback& progress, v1::VerifyBackupResponse* last) { return grpc::Status::OK; });
#ifndef ONHAND_SERVICE_GRPC_BACKUP_STREAM_H_
#define ONHAND_SERVICE_GRPC_BACKUP_STREAM_H_

#include <chrono>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "engine/backup.h"
#include "grpcpp/support/server_callback.h"
#include "service/grpc/call.h"
#include "storage/base/mutex.h"
#include "storage/base/worker_pool.h"

namespace onhand {

// Deletes itself when gRPC is done with it. Response has a field `progress`.
template <typename Response>
class BackupStream : public grpc::ServerWriteReactor<Response> {
 public:
  // Does the work. May fill `last`, which is sent then if anything is in it.
  using Work = std::function<grpc::Status(const BackupProgressCallback& progress, Response* last)>;

  // What the callback returns tells the work whether anybody still wants it. `operation` is a literal.
  BackupStream(ServiceContext* services, WorkerPool* pool, grpc::CallbackServerContext* context,
               std::string_view operation, Work work)
      : context_(context), work_(std::move(work)), counted_(&services->calls), timer_(services->metrics, operation) {
    if (!counted_.begun()) {
      End(ServerStopping());
    } else if (!pool->TryRun([this] { Run(); })) {
      End(ServerBusy());
    }
  }

 private:
  // Between two messages, so that a client does not drown in them.
  static constexpr std::chrono::milliseconds kBetweenMessages{100};

  void Run() {
    if (std::optional<grpc::Status> unwanted = CheckWanted(*context_)) return End(*std::move(unwanted));
    Response last;
    grpc::Status status = work_([this](const BackupProgress& progress) { return Tell(progress); }, &last);
    if (std::optional<grpc::Status> unwanted = CheckWanted(*context_); unwanted && !status.ok()) {
      return End(*std::move(unwanted));
    }
    WaitUntilWritten();
    if (status.ok() && untold_) Send(MessageOf(*untold_));
    if (status.ok() && last.ByteSizeLong() > 0) Send(std::move(last));
    End(std::move(status));
  }

  static Response MessageOf(const BackupProgress& progress) {
    Response response;
    response.mutable_progress()->set_bytes_done(progress.bytes_done);
    response.mutable_progress()->set_bytes_total(progress.bytes_total);
    return response;
  }

  // Once nothing is being written; waits until it is.
  void Send(Response response) {
    response_ = std::move(response);
    {
      MutexLock lock(&mutex_);
      writing_ = true;
    }
    this->StartWrite(&response_);
    WaitUntilWritten();
  }

  // On the thread of the work.
  bool Tell(const BackupProgress& progress) {
    if (context_->IsCancelled()) return false;
    const auto now = std::chrono::steady_clock::now();
    untold_ = progress;
    {
      MutexLock lock(&mutex_);
      if (broken_) return false;
      // Whoever reads slowly hears of fewer steps.
      if (writing_ || (progress.bytes_done < progress.bytes_total && now - told_ < kBetweenMessages)) return true;
      writing_ = true;
    }
    told_ = now;
    untold_.reset();
    response_ = MessageOf(progress);
    this->StartWrite(&response_);
    return true;
  }

  void OnWriteDone(bool ok) override {
    MutexLock lock(&mutex_);
    writing_ = false;
    broken_ = broken_ || !ok;
    written_.SignalAll();
  }

  void WaitUntilWritten() {
    MutexLock lock(&mutex_);
    while (writing_) written_.Wait(&mutex_);
  }

  void OnDone() override { delete this; }

  void End(grpc::Status status) {
    WaitUntilWritten();
    timer_.Done(status);
    this->Finish(std::move(status));
  }

  grpc::CallbackServerContext* const context_;
  const Work work_;
  const CountedCall counted_;
  const CallTimer timer_;
  std::chrono::steady_clock::time_point told_;
  std::optional<BackupProgress> untold_;  // of the thread of the work: the last step, if it was not sent
  Response response_;                     // likewise, but while it is written
  Mutex mutex_;
  CondVar written_;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool broken_ ABSL_GUARDED_BY(mutex_) = false;  // a message did not arrive
};

}  // namespace onhand

#endif  // ONHAND_SERVICE_GRPC_BACKUP_STREAM_H_
