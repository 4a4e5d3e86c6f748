// File: grpc_server.h
//
// The gRPC interface on a socket: the services of onhand.v1, health (grpc.health.v1, per service) and reflection.
//
//   auto server = onhand::GrpcServer::Start({.host = "127.0.0.1", .port = 0}, engine.get(), &metrics);  // StatusOr
//   printf("%d\n", (*server)->port());
//   (*server)->Drain(absl::Seconds(10));
#ifndef ONHAND_SERVICE_GRPC_GRPC_SERVER_H_
#define ONHAND_SERVICE_GRPC_GRPC_SERVER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/engine.h"
#include "service/metrics/metrics.h"

namespace onhand {

struct GrpcServerOptions {
  std::string host = "127.0.0.1";  // numeric IPv4 or IPv6 address, without brackets
  int port = 0;                    // 0 picks a free one
  bool system_role = false;        // callers may write to read-only data sources (decisions N5)
  int submit_threads = 2;          // that decode events
  int blocking_threads = 2;        // that compute queries and the like
  int calls_waiting_max = 4096;    // for each of the two; beyond it calls answer RESOURCE_EXHAUSTED
  int answers_max = 64;            // query answers held at once; likewise
};

// Thread-safe.
class GrpcServer {
 public:
  // `engine` and `metrics` must outlive the server. UNAVAILABLE: the address cannot be bound.
  static absl::StatusOr<std::unique_ptr<GrpcServer>> Start(const GrpcServerOptions& options, Engine* engine,
                                                           Metrics* metrics);

  // Drains without grace.
  ~GrpcServer();
  GrpcServer(const GrpcServer&) = delete;
  GrpcServer& operator=(const GrpcServer&) = delete;

  // The port that is listened on.
  int port() const;

  // Health answers NOT_SERVING, new calls are turned away, ingest streams end after the acknowledgements of what they
  // have read, other calls finish; after `grace` what is left is cancelled (what was submitted is applied all the
  // same). Returns when every call has ended. Later calls do nothing.
  void Drain(absl::Duration grace);

 private:
  struct State;
  explicit GrpcServer(std::unique_ptr<State> state);
  const std::unique_ptr<State> state_;
};

}  // namespace onhand

#endif  // ONHAND_SERVICE_GRPC_GRPC_SERVER_H_
