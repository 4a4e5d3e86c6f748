// gRPC from its outermost bytes: a real server on a socket, an engine in memory behind it. A call is one byte for the
// method, two for a length (low byte first), and the message; calls follow each other. A message that is none is turned
// away; any other call is answered, never as a failure of the server, with messages of the type it promises; an error
// changes nothing; and in the end all books add up.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/engine.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/dynamic_message.h"
#include "google/protobuf/message.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/security/credentials.h"
#include "onhand/v1/adjustment.pb.h"
#include "onhand/v1/allocation.pb.h"
#include "onhand/v1/audit.pb.h"
#include "onhand/v1/backup.pb.h"
#include "onhand/v1/configuration.pb.h"
#include "onhand/v1/environment.pb.h"
#include "onhand/v1/inventory.pb.h"
#include "onhand/v1/job.pb.h"
#include "onhand/v1/product.pb.h"
#include "onhand/v1/reservation.pb.h"
#include "onhand/v1/schedule.pb.h"
#include "service/grpc/grpc_server.h"
#include "service/metrics/metrics.h"
#include "storage/base/check.h"
#include "tests/fuzz/shop.h"

namespace onhand {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::MethodDescriptor;

constexpr int kCallsMax = 12;

// In the order of the corpus: new ones at the end.
std::vector<const MethodDescriptor*> Methods() {
  std::vector<const MethodDescriptor*> methods;
  for (const auto* file :
       {v1::PostChangesRequest::descriptor()->file(), v1::ReserveRequest::descriptor()->file(),
        v1::AllocateRequest::descriptor()->file(), v1::ChangeScheduleRequest::descriptor()->file(),
        v1::PostAdjustmentsRequest::descriptor()->file(), v1::PutProductsRequest::descriptor()->file(),
        v1::GetConfigurationRequest::descriptor()->file(), v1::GetJobRequest::descriptor()->file(),
        v1::CreateEnvironmentRequest::descriptor()->file(), v1::AuditRequest::descriptor()->file(),
        v1::CreateBackupRequest::descriptor()->file()}) {
    for (int i = 0; i < file->service_count(); ++i) {
      for (int j = 0; j < file->service(i)->method_count(); ++j) methods.push_back(file->service(i)->method(j));
    }
  }
  return methods;
}

std::string BytesOf(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  ONHAND_CHECK(buffer.Dump(&slices).ok());
  std::string bytes;
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return bytes;
}

struct Answer {
  grpc::Status status;
  std::vector<std::string> messages;
};

// One for the whole process; what a run changes lies in the environments alone.
class Server {
 public:
  Server()
      : server_(GrpcServer::Start({}, shop_.engine(), &metrics_).value()),
        stub_(grpc::CreateChannel(absl::StrCat("127.0.0.1:", server_->port()), grpc::InsecureChannelCredentials())) {}

  fuzz::Shop& shop() { return shop_; }

  Answer Call(const MethodDescriptor& method, std::string_view message) {
    grpc::ClientContext context;
    const std::string name = absl::StrCat("/", method.service()->full_name(), "/", method.name());
    const auto stream = stub_.PrepareCall(&context, name, &queue_);
    stream->StartCall(this);
    Answer answer;
    if (Next()) {
      const grpc::Slice slice(message.data(), message.size());
      stream->Write(grpc::ByteBuffer(&slice, 1), grpc::WriteOptions().set_last_message(), this);
      Next();
      grpc::ByteBuffer buffer;
      while (true) {
        stream->Read(&buffer, this);
        if (!Next()) break;
        answer.messages.push_back(BytesOf(buffer));
      }
    }
    stream->Finish(&answer.status, this);
    Next();
    return answer;
  }

 private:
  bool Next() {
    void* tag = nullptr;
    bool ok = false;
    ONHAND_CHECK(queue_.Next(&tag, &ok));
    return ok;
  }

  fuzz::Shop shop_;
  Metrics metrics_;
  const std::unique_ptr<GrpcServer> server_;
  grpc::GenericStub stub_;
  grpc::CompletionQueue queue_;
};

bool Parses(const google::protobuf::Descriptor* type, std::string_view bytes) {
  const std::unique_ptr<Message> message(MessageFactory::generated_factory()->GetPrototype(type)->New());
  return message->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

void Check(const MethodDescriptor& method, std::string_view message, const Answer& answer) {
  for (const std::string& each : answer.messages) ONHAND_CHECK(Parses(method.output_type(), each));
  if (!Parses(method.input_type(), message)) {
    ONHAND_CHECK(answer.status.error_code() == grpc::StatusCode::INVALID_ARGUMENT);
    return;
  }
  switch (answer.status.error_code()) {
    case grpc::StatusCode::UNKNOWN:
    case grpc::StatusCode::INTERNAL:
    case grpc::StatusCode::DATA_LOSS:
    case grpc::StatusCode::UNAVAILABLE:
    case grpc::StatusCode::UNIMPLEMENTED:
      std::fprintf(stderr, "%s: %d %s\n", method.full_name().c_str(), answer.status.error_code(),
                   answer.status.error_message().c_str());
      ONHAND_CHECK(false && "a call was answered as a failure of the server");
      break;
    default:
      ONHAND_CHECK(!answer.status.ok() || method.server_streaming() || answer.messages.size() == 1);
  }
}

void Run(std::string_view bytes) {
  static auto* const server = new Server();
  static const auto* const methods = new std::vector<const MethodDescriptor*>(Methods());
  std::shared_ptr<Environment> environment = server->shop().Fresh();
  bool jobs = false;  // run by themselves from then on
  for (int i = 0; i < kCallsMax && bytes.size() >= 3; ++i) {
    const MethodDescriptor& method = *(*methods)[static_cast<uint8_t>(bytes[0]) % methods->size()];
    const size_t wanted = static_cast<uint8_t>(bytes[1]) + 256u * static_cast<uint8_t>(bytes[2]);
    bytes.remove_prefix(3);
    const std::string_view message = bytes.substr(0, wanted);
    bytes.remove_prefix(message.size());
    jobs |= absl::StartsWith(method.name(), "Start");
    const uint64_t before = environment->Statistics().sequence;
    const Answer answer = server->Call(method, message);
    Check(method, message, answer);
    if (answer.status.ok() || jobs || method.client_streaming()) continue;
    ONHAND_CHECK(environment->Statistics().sequence == before);
  }
  server->shop().CheckAll();
}

}  // namespace
}  // namespace onhand

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  onhand::Run(std::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}
