// The socket: peers that do not speak gRPC, size limits, health, reflection, shared ports, drain.

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/dynamic_message.h"
#include "grpcpp/generic/generic_stub.h"
#include "gtest/gtest.h"
#include "tests/service/grpc/server_fixture.h"

namespace onhand {
namespace {

using std::chrono::milliseconds;
using TransportTest = ServerFixture;

TEST_F(TransportTest, TextThatIsNotUtf8IsRefused) {
  std::string bytes = SomeChanges(1).SerializeAsString();
  const size_t at = bytes.find("T-shirt");
  ASSERT_NE(at, std::string::npos);
  bytes[at] = '\xff';
  const grpc::Status status = CallRaw("/onhand.v1.InventoryService/PostChanges", bytes);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(status.error_message(),
            "The request of /onhand.v1.InventoryService/PostChanges cannot be parsed (are all strings UTF-8?); nothing "
            "was applied.");
  EXPECT_EQ(ReadDetails(status).info.reason(), "MALFORMED");
  EXPECT_EQ(CallRaw("/onhand.v1.InventoryService/QueryIndex", "\x0a\x01\xff").error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(engine_.shop->submission_count(), 0);
  ExpectServing();
}

TEST_F(TransportTest, AMessageOver8MiBIsRefused) {
  v1::PostChangesRequest request = SomeChanges(1);
  request.mutable_events(0)->set_product_id(std::string((8 << 20) + 1, 'x'));
  EXPECT_EQ(Post(request).error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(engine_.shop->submission_count(), 0);
  ExpectServing();
}

TEST_F(TransportTest, HealthIsTold) {
  // grpc.health.v1: request {service = 1}, response {status = 1}; SERVING is 1.
  const auto check = [this](const std::string& service, std::string* answer) {
    return CallRaw("/grpc.health.v1.Health/Check",
                   absl::StrCat("\x0a", std::string(1, static_cast<char>(service.size())), service), answer);
  };
  for (const char* service :
       {"", "onhand.v1.InventoryService", "onhand.v1.ReservationService", "onhand.v1.AllocationService",
        "onhand.v1.ScheduleService", "onhand.v1.ConfigurationService", "onhand.v1.EnvironmentService"}) {
    std::string answer;
    EXPECT_TRUE(check(service, &answer).ok()) << service;
    EXPECT_EQ(answer, "\x08\x01") << service;
  }
  EXPECT_EQ(check("onhand.v1.Unheard", nullptr).error_code(), grpc::StatusCode::NOT_FOUND);
}

// The messages of reflection have no installed header; the library that the server links has registered them.
std::unique_ptr<google::protobuf::Message> NewMessage(google::protobuf::DynamicMessageFactory* factory,
                                                      const std::string& type) {
  const google::protobuf::Descriptor* descriptor =
      google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(type);
  if (descriptor == nullptr) return nullptr;
  return std::unique_ptr<google::protobuf::Message>(factory->GetPrototype(descriptor)->New());
}

TEST_F(TransportTest, ReflectionListsTheServices) {
  google::protobuf::DynamicMessageFactory factory;
  std::unique_ptr<google::protobuf::Message> request =
      NewMessage(&factory, "grpc.reflection.v1alpha.ServerReflectionRequest");
  std::unique_ptr<google::protobuf::Message> response =
      NewMessage(&factory, "grpc.reflection.v1alpha.ServerReflectionResponse");
  ASSERT_NE(request, nullptr);
  ASSERT_NE(response, nullptr);
  request->GetReflection()->SetString(request.get(), request->GetDescriptor()->FindFieldByName("list_services"), "*");

  grpc::GenericStub stub(channel_);
  grpc::CompletionQueue queue;
  grpc::ClientContext context;
  auto call = stub.PrepareCall(&context, "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", &queue);
  const auto step = [&] {
    void* tag = nullptr;
    bool ok = false;
    return queue.Next(&tag, &ok) && ok;
  };
  call->StartCall(nullptr);
  ASSERT_TRUE(step());
  grpc::Slice slice(request->SerializeAsString());
  call->Write(grpc::ByteBuffer(&slice, 1), nullptr);
  ASSERT_TRUE(step());
  grpc::ByteBuffer answer;
  call->Read(&answer, nullptr);
  ASSERT_TRUE(step());
  std::vector<grpc::Slice> slices;
  ASSERT_TRUE(answer.Dump(&slices).ok());
  std::string bytes;
  for (const grpc::Slice& s : slices) bytes.append(reinterpret_cast<const char*>(s.begin()), s.size());
  ASSERT_TRUE(response->ParseFromString(bytes));
  const std::string text = response->DebugString();
  for (const char* service :
       {"onhand.v1.InventoryService", "onhand.v1.ReservationService", "onhand.v1.AllocationService",
        "onhand.v1.ScheduleService", "onhand.v1.ConfigurationService", "onhand.v1.EnvironmentService",
        "grpc.health.v1.Health"}) {
    EXPECT_NE(text.find(service), std::string::npos) << text;
  }
  context.TryCancel();
  grpc::Status status;
  call->Finish(&status, nullptr);
  step();
  queue.Shutdown();
  void* tag = nullptr;
  bool ok = false;
  while (queue.Next(&tag, &ok)) {
  }
}

// Sends bytes, closes, and says nothing more.
void SendRaw(int port, const std::string& bytes) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  ASSERT_GE(fd, 0);
  const timeval patience = {0, 200'000};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ASSERT_EQ(connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  size_t sent = 0;
  while (sent < bytes.size()) {
    const ssize_t n = send(fd, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (n <= 0) break;  // the server has closed, as it may
    sent += static_cast<size_t>(n);
  }
  char answer[4096];
  while (recv(fd, answer, sizeof(answer), 0) > 0) {
  }
  close(fd);
}

TEST_F(TransportTest, BrokenFramesDoNoHarm) {
  const std::string preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  const std::string settings("\x00\x00\x00\x04\x00\x00\x00\x00\x00", 9);
  const std::string bad_length("\xff\xff\xff\x00\x00\x00\x00\x00\x01", 9);
  const std::string bad_headers("\x00\x00\x04\x01\x04\x00\x00\x00\x01\xff\xff\xff\xff", 13);
  const std::string data_nowhere("\x00\x00\x05\x00\x01\x00\x00\x00\x07hello", 14);
  std::vector<std::string> inputs = {
      "",
      "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
      preface.substr(0, 10),
      preface,
      preface + settings.substr(0, 5),
      preface + settings + bad_length,
      preface + settings + bad_headers,
      preface + settings + data_nowhere,
      std::string(100'000, '\0'),
  };
  std::mt19937 random(1);
  for (int i = 0; i < 10; ++i) {
    std::string noise = i % 2 == 0 ? preface + settings : "";
    for (int j = 0; j < 2000; ++j) noise.push_back(static_cast<char>(random()));
    inputs.push_back(noise);
  }
  for (const std::string& input : inputs) {
    SendRaw(server_->port(), input);
    ExpectServing();
  }
}

TEST_F(TransportTest, AMessageCutShortOrOfNonsenseIsRefused) {
  const std::string whole = SomeChanges(5).SerializeAsString();
  const std::string method = "/onhand.v1.InventoryService/PostChanges";
  for (const std::string& nonsense : {whole.substr(0, whole.size() - 3), std::string("\x12\xff\xff\xff\xff\x0f")}) {
    EXPECT_EQ(CallRaw(method, nonsense).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  }
  EXPECT_EQ(CallRaw("/onhand.v1.InventoryService/Unheard", whole).error_code(), grpc::StatusCode::UNIMPLEMENTED);
  EXPECT_EQ(engine_.shop->submission_count(), 0);
  EXPECT_TRUE(CallRaw(method, whole).ok());
  EXPECT_EQ(engine_.shop->submission_count(), 1);
}

TEST_F(TransportTest, TwoServersCannotShareAPort) {
  GrpcServerOptions options;
  options.port = server_->port();
  const absl::StatusOr<std::unique_ptr<GrpcServer>> second = GrpcServer::Start(options, &engine_, &metrics_);
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_NE(second.status().message().find("Address already in use"), std::string::npos) << second.status();
}

TEST_F(TransportTest, ServesIpv6) {
  StartServer({.host = "::1"});
  ExpectServing();
}

TEST_F(TransportTest, DrainAnswersWhatIsInFlight) {
  engine_.shop->Hold();
  std::vector<std::thread> callers;
  std::atomic<int> answered = 0;
  for (int i = 0; i < 4; ++i) {
    callers.emplace_back([&] { answered += Post(SomeChanges(2)).ok(); });
  }
  grpc::ClientContext context;
  auto stream = inventory_->Ingest(&context);
  ASSERT_TRUE(stream->Write(SomeBatch(0, 1)));
  ASSERT_TRUE(stream->Write(SomeBatch(1, 1)));
  ASSERT_TRUE(engine_.shop->WaitForSubmissions(6));
  std::thread drain([&] { server_->Drain(absl::Seconds(20)); });
  std::this_thread::sleep_for(milliseconds(100));
  EXPECT_EQ(answered, 0);
  // Who comes now is told to come back, over a connection that still works.
  grpc::Status late = Post(SomeChanges(1));
  EXPECT_EQ(late.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(ReadDetails(late).info.reason(), "SERVER_STOPPING");
  EXPECT_GT(ReadDetails(late).retry_ms, 0);
  EXPECT_EQ(ReadDetails(Query({})).info.reason(), "SERVER_STOPPING");
  grpc::ClientContext late_context;
  v1::ListEnvironmentsResponse unused;
  EXPECT_EQ(ReadDetails(environments_->ListEnvironments(&late_context, {}, &unused)).info.reason(), "SERVER_STOPPING");
  grpc::ClientContext late_stream_context;
  auto late_stream = inventory_->Ingest(&late_stream_context);
  EXPECT_EQ(ReadDetails(late_stream->Finish()).info.reason(), "SERVER_STOPPING");
  EXPECT_EQ(engine_.shop->submission_count(), 6);

  engine_.shop->ReleaseAll();
  v1::IngestResponse acknowledgement;
  EXPECT_TRUE(stream->Read(&acknowledgement));
  EXPECT_TRUE(stream->Read(&acknowledgement));
  EXPECT_EQ(acknowledgement.batch_number(), 1);
  EXPECT_FALSE(stream->Read(&acknowledgement));
  const grpc::Status status = stream->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(ReadDetails(status).info.reason(), "SERVER_STOPPING");
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(answered, 4);
  drain.join();
  EXPECT_EQ(Post(SomeChanges(1)).error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(TransportTest, DrainDoesNotWaitForIdleClients) {
  ExpectServing();  // leaves a connection that nobody polls
  // Somebody who watches the health, which never ends.
  grpc::GenericStub stub(channel_);
  grpc::CompletionQueue queue;
  grpc::ClientContext context;
  auto watch = stub.PrepareCall(&context, "/grpc.health.v1.Health/Watch", &queue);
  const auto step = [&] {
    void* tag = nullptr;
    bool ok = false;
    return queue.Next(&tag, &ok) && ok;
  };
  watch->StartCall(nullptr);
  ASSERT_TRUE(step());
  const std::string everything("\x0a\x00", 2);
  grpc::Slice slice(everything);
  watch->Write(grpc::ByteBuffer(&slice, 1), nullptr);
  ASSERT_TRUE(step());
  watch->WritesDone(nullptr);
  ASSERT_TRUE(step());
  grpc::ByteBuffer answer;
  watch->Read(&answer, nullptr);
  ASSERT_TRUE(step());

  const auto start = std::chrono::steady_clock::now();
  server_->Drain(absl::Seconds(60));
  EXPECT_LT(std::chrono::steady_clock::now() - start, milliseconds(4000));
  // The status comes after what is left to read.
  do {
    watch->Read(&answer, nullptr);
  } while (step());
  grpc::Status status;
  watch->Finish(&status, nullptr);
  EXPECT_TRUE(step());
  EXPECT_FALSE(status.ok());
  queue.Shutdown();
  void* tag = nullptr;
  bool ok = false;
  while (queue.Next(&tag, &ok)) {
  }
}

TEST_F(TransportTest, DrainCutsOffAfterTheGrace) {
  engine_.shop->answer = LargeAnswer(10'000);
  grpc::ClientContext context;
  v1::QueryIndexRequest request;
  request.set_environment_id("shop");
  request.mutable_query();
  auto reader = inventory_->QueryIndex(&context, request);
  v1::QueryIndexResponse part;
  ASSERT_TRUE(reader->Read(&part));
  const auto start = std::chrono::steady_clock::now();
  server_->Drain(absl::Milliseconds(300));
  const auto taken = std::chrono::steady_clock::now() - start;
  EXPECT_GE(taken, milliseconds(250));
  EXPECT_LT(taken, milliseconds(5000));
  while (reader->Read(&part)) {
  }
  EXPECT_FALSE(reader->Finish().ok());
}

}  // namespace
}  // namespace onhand
