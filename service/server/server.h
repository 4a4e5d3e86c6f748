// File: server.h
//
// All of onhandd but its process: the engine, and HTTP and gRPC over it.
#ifndef ONHAND_SERVICE_SERVER_SERVER_H_
#define ONHAND_SERVICE_SERVER_SERVER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "service/server/server_flags.h"

namespace onhand {

class Server {
 public:
  // Opens the data directory, makes the environments asked for (and opens them, so that one that cannot be used is
  // found now), listens. Any failure is one sentence that names what could not be used.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const ServerOptions& options);

  // Drains without grace.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // "listening http=127.0.0.1:8080 grpc=127.0.0.1:50051".
  std::string ReadyLine() const;

  // /readyz and health say no, nothing new is accepted, calls in flight finish; what is left after options.grace_period
  // is cut off. Both protocols at once. Later calls do nothing.
  void Drain();

 private:
  struct State;
  explicit Server(std::unique_ptr<State> state);
  void Drain(absl::Duration grace);
  const std::unique_ptr<State> state_;
};

}  // namespace onhand

#endif  // ONHAND_SERVICE_SERVER_SERVER_H_
