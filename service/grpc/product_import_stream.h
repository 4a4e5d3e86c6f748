// File: product_import_stream.h
//
// ImportProducts streams: a batch in, its acknowledgement out, then the next one.
#ifndef ONHAND_SERVICE_GRPC_PRODUCT_IMPORT_STREAM_H_
#define ONHAND_SERVICE_GRPC_PRODUCT_IMPORT_STREAM_H_

#include <set>

#include "grpcpp/server_context.h"
#include "service/grpc/call.h"
#include "service/grpc/stream_message.h"
#include "storage/base/mutex.h"

namespace onhand {

class ProductImportStream;

// The streams that are open. Thread-safe; outlives the server's calls.
class ProductImportStreams {
 public:
  // Takes a new call; the stream deletes itself.
  ByteStream* Open(ServiceContext* services, grpc::CallbackServerContext* context);
  // No stream reads on: a batch that was read is acknowledged, then they end with UNAVAILABLE. New ones end at once.
  void StopAll();

 private:
  friend class ProductImportStream;
  void Remove(ProductImportStream* stream);

  Mutex mutex_;
  std::set<ProductImportStream*> open_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace onhand

#endif  // ONHAND_SERVICE_GRPC_PRODUCT_IMPORT_STREAM_H_
