// File: call.h
//
// One HTTP request under way through the gateway: what its handler needs, and the one way to answer it.
#ifndef ONHAND_SERVICE_HTTP_CALL_H_
#define ONHAND_SERVICE_HTTP_CALL_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "engine/engine.h"
#include "service/http/http_message.h"
#include "service/http/target.h"
#include "service/metrics/metrics.h"
#include "storage/base/worker_pool.h"

namespace onhand {

// What the calls of a gateway share.
struct GatewayContext {
  Engine* engine = nullptr;
  Metrics* metrics = nullptr;
  WorkerPool* workers = nullptr;
  Caller caller;
  std::function<bool()> ready;
};

// Kept alive by whoever carries it out; used by one thread at a time. A call that is dropped without an answer answers
// 500 by itself.
class HttpCall {
 public:
  HttpCall(HttpRequest request, Respond respond, const GatewayContext* context, bool alone);
  ~HttpCall();
  HttpCall(const HttpCall&) = delete;
  HttpCall& operator=(const HttpCall&) = delete;

  const GatewayContext& context() const { return context_; }
  const HttpRequest& request() const { return request_; }
  // Whether no other call was under way when it came.
  bool alone() const { return alone_; }

  // Set while the call is routed.
  Target target;
  std::string_view operation = "unknown";  // for metrics; "" = not counted
  bool version_2 = false;                  // Api-Version (decisions T2)
  std::string environment_id;
  std::string inventory_system;
  std::string job_id;
  std::shared_ptr<Environment> environment;  // of environment_id, once it is found

  // In place of the body that was sent compressed.
  void ReplaceBody(std::string body) { request_.body = std::move(body); }

  // Exactly once. Counts the request: `refused` says that an event of it was refused. Compresses a longer body if the
  // client allows it, on a worker; a source is passed on as it is.
  void Answer(HttpResponse response, bool refused = false);
  void AnswerJson(std::string body, bool refused = false);

 private:
  HttpRequest request_;
  Respond respond_;
  const GatewayContext& context_;
  const int64_t start_ns_;
  const bool alone_;
  bool answered_ = false;
};

using CallPtr = std::shared_ptr<HttpCall>;

}  // namespace onhand

#endif  // ONHAND_SERVICE_HTTP_CALL_H_
