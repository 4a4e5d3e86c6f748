// File: change_stream.h
//
// One Ingest call: batches of changes go out without waiting for the answers to those before.
#ifndef ONHAND_SERVICE_CLI_BACKEND_CHANGE_STREAM_H_
#define ONHAND_SERVICE_CLI_BACKEND_CHANGE_STREAM_H_

#include <deque>
#include <memory>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/types/span.h"
#include "engine/model/event.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/sync_stream.h"
#include "onhand/v1/inventory.grpc.pb.h"
#include "service/cli/backend/backend.h"
#include "storage/base/mutex.h"

namespace onhand::cli {

// Submit and the destructor are for one thread; completions run on a thread of the stream.
class ChangeStream {
 public:
  ChangeStream(v1::InventoryService::Stub* stub, std::string environment, std::string server);
  // Waits for all answers.
  ~ChangeStream();
  ChangeStream(const ChangeStream&) = delete;
  ChangeStream& operator=(const ChangeStream&) = delete;

  const std::string& environment() const { return environment_; }
  // Whether the call is over, which it is after an error: batches get that error.
  bool ended();
  // Blocks while the server does not read. `done` as in Backend::StreamChanges.
  void Submit(absl::Span<const ChangeEvent> events, Backend::Completion done);

 private:
  struct Pending {
    size_t event_count;
    Backend::Completion done;
  };

  void ReadAnswers();

  const std::string environment_;
  const std::string server_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReaderWriter<v1::IngestRequest, v1::IngestResponse>> call_;
  v1::IngestRequest request_;
  int64_t batch_number_ = 0;
  Mutex mutex_;
  std::deque<Pending> pending_ ABSL_GUARDED_BY(mutex_);
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status end_ ABSL_GUARDED_BY(mutex_);
  std::thread reader_;
};

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_BACKEND_CHANGE_STREAM_H_
