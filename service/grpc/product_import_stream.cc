#include "service/grpc/product_import_stream.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/product_catalog.h"
#include "onhand/v1/product.pb.h"
#include "service/grpc/product_calls.h"

namespace onhand {

// As in ingest_stream.cc: everything that happens only notes itself under the lock and then pumps, in the same breath.
// One thread at a time does what is to be done next, without the lock, and Finish last of all; whoever finds another
// thread pumping must not touch the stream again, for that thread may finish it.
class ProductImportStream final : public ByteStream {
 public:
  ProductImportStream(ServiceContext* services, grpc::CallbackServerContext* context, ProductImportStreams* streams)
      : services_(services), context_(context), streams_(streams), counted_(&services->calls) {}

  // Begins to read, unless it is to stop at once.
  void Begin(bool stop) {
    mutex_.Lock();
    if (stop || !counted_.begun()) End(ServerStopping());
    PumpAndUnlock();
  }

  void Stop() {
    mutex_.Lock();
    End(ServerStopping());
    PumpAndUnlock();
  }

 private:
  enum class Step { kNone, kRead, kWrite, kFinish };

  void PumpAndUnlock() ABSL_UNLOCK_FUNCTION(mutex_) {
    if (pumping_) return mutex_.Unlock();
    pumping_ = true;
    while (true) {
      const Step step = NextStep();
      grpc::Status end;
      if (step == Step::kFinish) end = *end_;
      if (step == Step::kNone) pumping_ = false;
      mutex_.Unlock();
      switch (step) {
        case Step::kNone:
          return;
        case Step::kRead:
          StartRead(&incoming_);
          break;
        case Step::kWrite:
          StartWrite(&acknowledgement_);
          break;
        case Step::kFinish:
          return Finish(std::move(end));
      }
      mutex_.Lock();
    }
  }

  // What to do now; notes that it is being done.
  Step NextStep() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (working_ || writing_ || finished_) return Step::kNone;
    if (acknowledge_) {
      acknowledge_ = false;
      writing_ = true;
      return Step::kWrite;
    }
    if (end_.has_value()) {
      // A read that is under way ends with the call.
      finished_ = true;
      return Step::kFinish;
    }
    if (reading_) return Step::kNone;
    reading_ = true;
    return Step::kRead;
  }

  void OnReadDone(bool ok) override {
    mutex_.Lock();
    reading_ = false;
    if (!ok) End(grpc::Status::OK);
    working_ = !end_.has_value();
    if (!working_) return PumpAndUnlock();
    mutex_.Unlock();
    if (!services_->blocking_pool->TryRun([this] { Work(); })) Worked(ServerBusy());
  }

  void OnWriteDone(bool ok) override {
    mutex_.Lock();
    writing_ = false;
    if (!ok) End(FailedCall("", absl::CancelledError("The client went away.")));
    PumpAndUnlock();
  }

  void OnCancel() override {
    mutex_.Lock();
    End(FailedCall("", absl::CancelledError("The client went away.")));
    PumpAndUnlock();
  }

  void OnDone() override {
    streams_->Remove(this);
    delete this;
  }

  // The first reason to end counts.
  void End(grpc::Status status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (!end_.has_value()) end_ = std::move(status);
  }

  void Work() {
    const CallTimer timer(services_->metrics, "import_products");
    bool refused = false;
    grpc::Status status = PutBatch(&refused);
    timer.Done(status, refused);
    Worked(std::move(status));
  }

  void Worked(grpc::Status status) {
    mutex_.Lock();
    working_ = false;
    acknowledge_ = status.ok();
    if (!status.ok()) End(std::move(status));
    PumpAndUnlock();
  }

  grpc::Status PutBatch(bool* refused) {
    if (std::optional<grpc::Status> unwanted = CheckWanted(*context_)) return *std::move(unwanted);
    if (grpc::Status parsed = ParseStreamMessage(&incoming_, ++messages_, &request_); !parsed.ok()) return parsed;
    if (environment_id_.empty()) {
      environment_id_ = request_.environment_id();
    } else if (!request_.environment_id().empty() &&
               !absl::EqualsIgnoreCase(request_.environment_id(), environment_id_)) {
      return BatchError({Reason::kMalformed, "environment_id",
                         absl::StrCat("This stream writes to \"", environment_id_, "\"; open another one for \"",
                                      request_.environment_id(), "\".")});
    }
    if (request_.products_size() > kProductRecordsMax) {
      return BatchError({Reason::kTooManyRecords, "products",
                         absl::StrCat("A batch carries at most ", kProductRecordsMax, " products, this one has ",
                                      request_.products_size(), "; it was not put.")});
    }
    // The environment is looked up for each batch, so that a stream does not keep one from being deleted.
    const FoundEnvironment found = FindEnvironment(services_, environment_id_);
    if (found.environment == nullptr) return found.error;
    v1::ImportProductsResponse acknowledgement;
    acknowledgement.set_batch_number(request_.batch_number());
    grpc::Status status =
        PutProductMessages(found.environment.get(), request_.products(), acknowledgement.mutable_outcomes(), refused);
    acknowledgement_ = SerializeStreamMessage(acknowledgement);
    return status;
  }

  grpc::Status BatchError(Issue issue) const {
    CallError error{grpc::StatusCode::INVALID_ARGUMENT, std::string(ReasonName(issue.reason)), issue.message};
    error.metadata = {{"environment", environment_id_}, {"batch_number", absl::StrCat(request_.batch_number())}};
    error.violations.push_back({std::move(issue.path), error.reason, std::move(issue.message)});
    return MakeStatus(error);
  }

  ServiceContext* const services_;
  grpc::CallbackServerContext* const context_;
  ProductImportStreams* const streams_;
  const CountedCall counted_;
  grpc::ByteBuffer incoming_;          // the read's while reading_, the work's while working_
  grpc::ByteBuffer acknowledgement_;   // the work's while working_, then the write's
  int64_t messages_ = 0;               // the work's: how many were read
  v1::ImportProductsRequest request_;  // the work's
  std::string environment_id_;         // the work's

  Mutex mutex_;
  bool pumping_ ABSL_GUARDED_BY(mutex_) = false;
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  bool working_ ABSL_GUARDED_BY(mutex_) = false;
  bool acknowledge_ ABSL_GUARDED_BY(mutex_) = false;  // the acknowledgement is to be written
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  std::optional<grpc::Status> end_ ABSL_GUARDED_BY(mutex_);  // there: nothing more is read
};

ByteStream* ProductImportStreams::Open(ServiceContext* services, grpc::CallbackServerContext* context) {
  auto* stream = new ProductImportStream(services, context, this);
  bool stopping = false;
  {
    MutexLock lock(&mutex_);
    open_.insert(stream);
    stopping = stopping_;
  }
  stream->Begin(stopping);
  return stream;
}

void ProductImportStreams::StopAll() {
  MutexLock lock(&mutex_);
  stopping_ = true;
  // A stream cannot go while this holds the lock: its OnDone, which is never called from within Stop, waits in Remove.
  for (ProductImportStream* stream : open_) stream->Stop();
}

void ProductImportStreams::Remove(ProductImportStream* stream) {
  MutexLock lock(&mutex_);
  open_.erase(stream);
}

}  // namespace onhand
