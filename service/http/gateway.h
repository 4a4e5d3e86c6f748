// File: gateway.h
//
// The REST interface: HTTP requests to calls of the engine and back (spec section 1, decisions T). A pure transcoder:
// it knows no socket, so that tests hand it requests as values.
//
//   onhand::Gateway gateway(engine.get(), &metrics, {.ready = [] { return true; }});
//   gateway.Handle({.method = "GET", .target = "/health/ping"}, [](onhand::HttpResponse response) { … });
//
// Requests with events run on the caller's thread and the engine's; everything that may take long (queries,
// configuration, partitions, opening an environment, compression) runs on threads of the gateway.
#ifndef ONHAND_SERVICE_HTTP_GATEWAY_H_
#define ONHAND_SERVICE_HTTP_GATEWAY_H_

#include <functional>
#include <memory>
#include <string>

#include "engine/engine.h"
#include "service/http/http_message.h"
#include "service/metrics/metrics.h"

namespace onhand {

struct GatewayOptions {
  bool system_role = false;     // callers may write to read-only data sources (decisions N5)
  std::function<bool()> ready;  // what /readyz answers; empty = always ready. Thread-safe
  int worker_threads = 2;
};

// Thread-safe.
class Gateway : public HttpHandler {
 public:
  // `engine` and `metrics` must outlive it.
  Gateway(Engine* engine, Metrics* metrics, GatewayOptions options);
  // Waits until every request it took is answered.
  ~Gateway() override;

  void Handle(HttpRequest request, Respond respond) override;

 private:
  struct State;
  const std::unique_ptr<State> state_;
};

}  // namespace onhand

#endif  // ONHAND_SERVICE_HTTP_GATEWAY_H_
