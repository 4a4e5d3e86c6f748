#include "service/grpc/ingest_stream.h"

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/arena.h"
#include "onhand/v1/inventory.pb.h"
#include "service/grpc/change_messages.h"
#include "service/grpc/event_call.h"
#include "service/grpc/event_messages.h"

namespace onhand {

// Everything that happens (a message was read, a batch is durable, an acknowledgement was written, the client is gone)
// only notes itself under the lock and then pumps, in the same breath: one thread at a time does what is to be done
// next, without the lock, and Finish last of all. Whoever finds another thread pumping must not touch the stream again,
// for that thread may finish it.
class IngestStream final : public ByteStream {
 public:
  IngestStream(ServiceContext* services, grpc::CallbackServerContext* context, IngestStreams* streams)
      : services_(services), context_(context), streams_(streams), counted_(&services->calls) {}

  // Begins to read, unless it is to stop at once.
  void Begin(bool stop) {
    mutex_.Lock();
    if (stop || !counted_.begun()) NoteStop();
    PumpAndUnlock();
  }

  void Stop() {
    mutex_.Lock();
    NoteStop();
    PumpAndUnlock();
  }

 private:
  enum class Step { kNone, kRead, kWrite, kFinish };

  struct Batch {
    Batch(Metrics* metrics, int64_t number) : number(number), timer(metrics, "ingest") {}
    const int64_t number;  // of the stream's messages, from 1
    grpc::ByteBuffer bytes;
    google::protobuf::Arena arena;
    v1::IngestRequest& request = *google::protobuf::Arena::CreateMessage<v1::IngestRequest>(&arena);
    const CallTimer timer;
    std::shared_ptr<Environment> environment;
    std::vector<ChangeEvent> events;
    grpc::ByteBuffer acknowledgement;
    grpc::Status status;
    bool done = false;
  };

  void PumpAndUnlock() ABSL_UNLOCK_FUNCTION(mutex_) {
    if (pumping_) return mutex_.Unlock();
    pumping_ = true;
    while (true) {
      const grpc::ByteBuffer* acknowledgement = nullptr;
      grpc::Status end;
      const Step step = NextStep(&acknowledgement, &end);
      if (step == Step::kNone) pumping_ = false;
      mutex_.Unlock();
      switch (step) {
        case Step::kNone:
          return;
        case Step::kRead:
          StartRead(&incoming_);
          break;
        case Step::kWrite:
          StartWrite(acknowledgement);
          break;
        case Step::kFinish:
          return Finish(std::move(end));
      }
      mutex_.Lock();
    }
  }

  // What to do now; notes that it is being done.
  Step NextStep(const grpc::ByteBuffer** acknowledgement, grpc::Status* end) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (!writing_) {
      while (!batches_.empty() && batches_.front()->done) {
        if (!acknowledging_) {
          batches_.pop_front();
        } else if (!batches_.front()->status.ok()) {
          end_ = batches_.front()->status;
          reading_over_ = true;
          acknowledging_ = false;
        } else {
          writing_ = true;
          *acknowledgement = &batches_.front()->acknowledgement;
          return Step::kWrite;
        }
      }
    }
    if (!reading_over_) {
      if (reading_ || submitting_ || batches_.size() >= kIngestBatchesMax) return Step::kNone;
      reading_ = true;
      return Step::kRead;
    }
    // The engine still points into batches that are not done. A read that is under way ends with the call.
    if (writing_ || submitting_ || !batches_.empty()) return Step::kNone;
    *end = end_;
    return Step::kFinish;
  }

  void OnReadDone(bool ok) override {
    mutex_.Lock();
    reading_ = false;
    if (!ok || reading_over_) {
      reading_over_ = true;
      return PumpAndUnlock();
    }
    batches_.push_back(std::make_unique<Batch>(services_->metrics, ++messages_));
    Batch* batch = batches_.back().get();
    batch->bytes.Swap(&incoming_);
    submitting_ = true;
    const bool first = environment_id_.empty();
    mutex_.Unlock();

    if (!first) {
      Submit(batch);
    } else if (!services_->submit_pool->TryRun([this, batch] { Submit(batch); })) {
      // The first batch may have to open the environment, which blocks.
      Complete(batch, ServerBusy());
      Submitted();
    }
  }

  void OnWriteDone(bool ok) override {
    mutex_.Lock();
    writing_ = false;
    batches_.pop_front();
    if (!ok) Abandon();
    PumpAndUnlock();
  }

  void OnCancel() override {
    mutex_.Lock();
    Abandon();
    PumpAndUnlock();
  }

  void OnDone() override {
    streams_->Remove(this);
    delete this;
  }

  void NoteStop() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (reading_over_) return;
    reading_over_ = true;
    end_ = ServerStopping();
  }

  // Nobody listens any more.
  void Abandon() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    reading_over_ = true;
    acknowledging_ = false;
    end_ = FailedCall("", absl::CancelledError("The client went away."));
  }

  // One at a time: the next batch is read when this one is submitted, so that they keep their order.
  void Submit(Batch* batch) {
    if (std::optional<grpc::Status> error = Prepare(batch)) {
      Complete(batch, *std::move(error));
    } else {
      const absl::Span<const ChangeEvent> events = batch->events;
      batch->environment->Submit(events, {.caller = services_->caller}, [this, batch](EventResults results) {
        services_->submit_pool->Run([this, batch, results = std::move(results)] { Acknowledge(batch, results); });
      });
    }
    Submitted();
  }

  // The environment is looked up for each batch, so that a stream does not keep one from being deleted.
  std::optional<grpc::Status> Prepare(Batch* batch) {
    if (grpc::Status parsed = ParseStreamMessage(&batch->bytes, batch->number, &batch->request); !parsed.ok()) {
      return parsed;
    }
    const v1::IngestRequest& request = batch->request;
    if (environment_id_.empty()) {
      environment_id_ = request.environment_id();
    } else if (!request.environment_id().empty() &&
               !absl::EqualsIgnoreCase(request.environment_id(), environment_id_)) {
      return BatchError(request, {Reason::kMalformed, "environment_id",
                                  absl::StrCat("This stream writes to \"", environment_id_,
                                               "\"; open another one for \"", request.environment_id(), "\".")});
    }
    if (request.events_size() > kBulkRecordCountMax) {
      return BatchError(request,
                        {Reason::kTooManyRecords, "events",
                         absl::StrCat("A batch carries at most ", kBulkRecordCountMax, " records, this one has ",
                                      request.events_size(), "; it was not applied.")});
    }
    FoundEnvironment found = FindEnvironment(services_, environment_id_);
    if (found.environment == nullptr) return std::move(found.error);
    batch->environment = std::move(found.environment);
    batch->events = DecodeChanges(request.events());
    return CheckWanted(*context_);
  }

  grpc::Status BatchError(const v1::IngestRequest& request, Issue issue) {
    CallError error{grpc::StatusCode::INVALID_ARGUMENT, std::string(ReasonName(issue.reason)), issue.message};
    error.metadata = {{"environment", environment_id_}, {"batch_number", absl::StrCat(request.batch_number())}};
    error.violations.push_back({std::move(issue.path), error.reason, std::move(issue.message)});
    return MakeStatus(error);
  }

  void Submitted() {
    mutex_.Lock();
    submitting_ = false;
    PumpAndUnlock();
  }

  void Acknowledge(Batch* batch, const EventResults& results) {
    batch->environment.reset();
    if (!results.answered()) return Complete(batch, UnansweredCall(batch->request.environment_id(), results));
    auto* acknowledgement = google::protobuf::Arena::CreateMessage<v1::IngestResponse>(&batch->arena);
    acknowledgement->set_batch_number(batch->request.batch_number());
    EncodeOutcomes(batch->request.events(), results.outcomes, acknowledgement->mutable_outcomes());
    batch->acknowledgement = SerializeStreamMessage(*acknowledgement);
    Complete(batch, grpc::Status::OK, batch->timer.CountEvents(results.outcomes));
  }

  void Complete(Batch* batch, grpc::Status status, bool refused = false) {
    batch->timer.Done(status, refused);
    mutex_.Lock();
    if (!status.ok()) reading_over_ = true;
    batch->status = std::move(status);
    batch->done = true;
    PumpAndUnlock();
  }

  ServiceContext* const services_;
  grpc::CallbackServerContext* const context_;
  IngestStreams* const streams_;
  const CountedCall counted_;
  grpc::ByteBuffer incoming_;   // the read's, while reading_
  std::string environment_id_;  // the submission's, while submitting_

  Mutex mutex_;
  std::deque<std::unique_ptr<Batch>> batches_ ABSL_GUARDED_BY(mutex_);  // unacknowledged, in order
  int64_t messages_ ABSL_GUARDED_BY(mutex_) = 0;                        // read so far
  bool pumping_ ABSL_GUARDED_BY(mutex_) = false;
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  bool submitting_ ABSL_GUARDED_BY(mutex_) = false;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;  // the acknowledgement of the first batch
  bool reading_over_ ABSL_GUARDED_BY(mutex_) = false;
  bool acknowledging_ ABSL_GUARDED_BY(mutex_) = true;  // until an error or the client's leaving
  grpc::Status end_ ABSL_GUARDED_BY(mutex_);           // OK: the client had no more to send
};

ByteStream* IngestStreams::Open(ServiceContext* services, grpc::CallbackServerContext* context) {
  auto* stream = new IngestStream(services, context, this);
  bool stopping = false;
  {
    MutexLock lock(&mutex_);
    open_.insert(stream);
    stopping = stopping_;
  }
  stream->Begin(stopping);
  return stream;
}

void IngestStreams::StopAll() {
  MutexLock lock(&mutex_);
  stopping_ = true;
  // A stream cannot go while this holds the lock: its OnDone, which is never called from within Stop, waits in Remove.
  for (IngestStream* stream : open_) stream->Stop();
}

void IngestStreams::Remove(IngestStream* stream) {
  MutexLock lock(&mutex_);
  open_.erase(stream);
}

}  // namespace onhand
