// The server frameworks of onhandd with empty handlers: posts of change events are decoded, whole, and answered with a
// success for each event; nothing is kept. What the wire alone costs.
//
//   empty_server [--http_listen=127.0.0.1:0] [--grpc_listen=127.0.0.1:0]
//
// Says "listening http=HOST:PORT grpc=HOST:PORT" and serves until SIGTERM.

#include <chrono>
#include <csignal>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "onhand/v1/inventory.grpc.pb.h"
#include "service/http/http_message.h"
#include "service/http/http_server.h"
#include "service/json/json_reader.h"
#include "service/json/json_value.h"

namespace onhand::benchmark {
namespace {

constexpr int kMessageBytesMax = 8 << 20;  // as onhandd

class EmptyInventory : public v1::InventoryService::CallbackService {
 public:
  grpc::ServerUnaryReactor* PostChanges(grpc::CallbackServerContext* context, const v1::PostChangesRequest* request,
                                        v1::PostChangesResponse* response) override {
    response->mutable_outcomes()->Reserve(request->events_size());
    for (const v1::ChangeEvent& event : request->events()) {
      v1::Outcome* const outcome = response->add_outcomes();
      outcome->set_id(event.id());
      outcome->set_processing_status(v1::PROCESSING_STATUS_SUCCESS);
      outcome->set_status_code(200);
    }
    grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
};

void AppendSuccess(const JsonValue& event, std::string* out) {
  const JsonValue* const id = event.Find("id");
  out->append("{\"id\":\"").append(id == nullptr ? std::string_view() : id->text());
  out->append("\",\"processingStatus\":\"success\",\"message\":\"\",\"statusCode\":200}");
}

class EmptyHandler : public HttpHandler {
 public:
  void Handle(HttpRequest request, Respond respond) override {
    JsonError error;
    const std::unique_ptr<JsonDocument> document = JsonDocument::Read(request.body, {}, &error);
    if (document == nullptr) {
      std::move(respond)({.status = 400, .headers = {{"Content-Type", "text/plain"}}, .body = error.message});
      return;
    }
    std::string body;
    if (document->top().is_array()) {
      body.push_back('[');
      for (const JsonValue& event : document->top().elements()) {
        if (body.size() > 1) body.push_back(',');
        AppendSuccess(event, &body);
      }
      body.push_back(']');
    } else {
      AppendSuccess(document->top(), &body);
    }
    std::move(respond)({.headers = {{"Content-Type", "application/json"}}, .body = std::move(body)});
  }
};

int Serve() {
  // Taken by sigwait; blocked before any thread begins.
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTERM);
  sigaddset(&stop, SIGINT);
  pthread_sigmask(SIG_BLOCK, &stop, nullptr);

  EmptyHandler handler;
  const absl::StatusOr<std::unique_ptr<HttpServer>> http = HttpServer::Start({}, &handler);
  if (!http.ok()) {
    std::fprintf(stderr, "empty_server: %s\n", http.status().ToString().c_str());
    return 1;
  }
  EmptyInventory inventory;
  int grpc_port = 0;
  grpc::ServerBuilder builder;
  builder.SetMaxReceiveMessageSize(kMessageBytesMax);
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &grpc_port);
  builder.RegisterService(&inventory);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr || grpc_port == 0) {
    std::fprintf(stderr, "empty_server: cannot listen for gRPC\n");
    return 1;
  }
  std::printf("listening http=127.0.0.1:%d grpc=127.0.0.1:%d\n", (*http)->port(), grpc_port);
  std::fflush(stdout);
  int signal = 0;
  sigwait(&stop, &signal);
  (*http)->Drain(absl::ZeroDuration());
  server->Shutdown(std::chrono::system_clock::now());
  return 0;
}

}  // namespace
}  // namespace onhand::benchmark

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--http_listen=127.0.0.1:0" || argument == "--grpc_listen=127.0.0.1:0") continue;
    std::fprintf(stderr, "usage: empty_server [--http_listen=127.0.0.1:0] [--grpc_listen=127.0.0.1:0]\n");
    return 2;
  }
  return onhand::benchmark::Serve();
}
