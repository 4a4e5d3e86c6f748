#include "service/grpc/stream_message.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "engine/model/outcome.h"
#include "grpcpp/impl/codegen/proto_utils.h"
#include "service/grpc/call_error.h"

namespace onhand {

using google::protobuf::MessageLite;
using Traits = grpc::SerializationTraits<MessageLite>;

grpc::Status ParseStreamMessage(grpc::ByteBuffer* bytes, int64_t number, MessageLite* message) {
  if (Traits::Deserialize(bytes, message).ok()) return grpc::Status::OK;
  CallError error;
  error.code = grpc::StatusCode::INVALID_ARGUMENT;
  error.reason = std::string(ReasonName(Reason::kMalformed));
  error.message = absl::StrCat(
      "Message ", number, " of this stream is no ", message->GetTypeName(),
      " (are all strings UTF-8?). Nothing of it was applied; correct it and send it and what follows again.");
  error.metadata = {{"message_number", absl::StrCat(number)}};
  return MakeStatus(error);
}

grpc::ByteBuffer SerializeStreamMessage(const MessageLite& message) {
  grpc::ByteBuffer bytes;
  bool own = false;
  // Fails only beyond 2 GiB; an answer has at most 512 outcomes.
  (void)Traits::Serialize(message, &bytes, &own);
  return bytes;
}

}  // namespace onhand
