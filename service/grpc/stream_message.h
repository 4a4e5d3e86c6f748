// File: stream_message.h
//
// Messages of streams that callers send. The library ends a stream whose next message cannot be parsed exactly as if
// the caller had no more to send, and the caller would be told OK; so these streams carry bytes, and the server parses
// them itself.
#ifndef ONHAND_SERVICE_GRPC_STREAM_MESSAGE_H_
#define ONHAND_SERVICE_GRPC_STREAM_MESSAGE_H_

#include <cstdint>

#include "google/protobuf/message_lite.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "grpcpp/support/status.h"

namespace onhand {

using ByteStream = grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>;

// Takes the bytes. INVALID_ARGUMENT: they are no such message; `number` (1 = the stream's first) says which it was.
grpc::Status ParseStreamMessage(grpc::ByteBuffer* bytes, int64_t number, google::protobuf::MessageLite* message);

grpc::ByteBuffer SerializeStreamMessage(const google::protobuf::MessageLite& message);

}  // namespace onhand

#endif  // ONHAND_SERVICE_GRPC_STREAM_MESSAGE_H_
