// File: ingest_stream.h
//
// Ingest streams: batches in, acknowledgements out, in order, with a bounded number in between.
#ifndef ONHAND_SERVICE_GRPC_INGEST_STREAM_H_
#define ONHAND_SERVICE_GRPC_INGEST_STREAM_H_

#include <set>

#include "grpcpp/server_context.h"
#include "service/grpc/call.h"
#include "service/grpc/stream_message.h"
#include "storage/base/mutex.h"

namespace onhand {

// Batches of a stream that may be unacknowledged before the server stops reading.
inline constexpr int kIngestBatchesMax = 8;

class IngestStream;

// The streams that are open. Thread-safe; outlives the server's calls.
class IngestStreams {
 public:
  // Takes a new call; the stream deletes itself.
  ByteStream* Open(ServiceContext* services, grpc::CallbackServerContext* context);
  // No stream reads on: what was read is acknowledged, then they end with UNAVAILABLE. New ones end at once.
  void StopAll();

 private:
  friend class IngestStream;
  void Remove(IngestStream* stream);

  Mutex mutex_;
  std::set<IngestStream*> open_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace onhand

#endif  // ONHAND_SERVICE_GRPC_INGEST_STREAM_H_
