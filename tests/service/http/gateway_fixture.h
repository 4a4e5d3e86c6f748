// File: gateway_fixture.h
//
// A gateway over an engine in memory, with the environment "shop" in its default configuration and a fixed clock.
#ifndef ONHAND_TESTS_SERVICE_HTTP_GATEWAY_FIXTURE_H_
#define ONHAND_TESTS_SERVICE_HTTP_GATEWAY_FIXTURE_H_

#include <atomic>
#include <future>
#include <memory>
#include <string>
#include <utility>

#include "engine/engine.h"
#include "gtest/gtest.h"
#include "service/http/gateway.h"
#include "service/http/http_message.h"
#include "service/metrics/metrics.h"

namespace onhand {

inline constexpr int64_t kTestNowUs = 1'709'208'000'000'000;  // 2024-02-29T12:00:00Z

class GatewayFixture : public ::testing::Test {
 protected:
  GatewayFixture() {
    EngineOptions options;
    options.clock = &clock_;
    options.observer = &metrics_;
    options.maintenance_interval_ms = 0;
    engine_ = Engine::Open(std::move(options)).value();
    EXPECT_TRUE(engine_->CreateEnvironment("shop").ok());
    gateway_ =
        std::make_unique<Gateway>(engine_.get(), &metrics_, GatewayOptions{.ready = [this] { return ready_.load(); }});
  }

  HttpResponse Send(std::string method, std::string target, std::string body = "", HttpHeaders headers = {}) {
    return SendTo(gateway_.get(), std::move(method), std::move(target), std::move(body), std::move(headers));
  }
  static HttpResponse SendTo(HttpHandler* handler, std::string method, std::string target, std::string body = "",
                             HttpHeaders headers = {}) {
    std::promise<HttpResponse> promise;
    handler->Handle({std::move(method), std::move(target), std::move(headers), std::move(body)},
                    [&promise](HttpResponse response) { promise.set_value(std::move(response)); });
    return promise.get_future().get();
  }

  // Within the environment "shop".
  HttpResponse Post(const std::string& path, std::string body, HttpHeaders headers = {}) {
    return Send("POST", kShop + path, std::move(body), std::move(headers));
  }
  HttpResponse Get(const std::string& path, HttpHeaders headers = {}) {
    return Send("GET", kShop + path, "", std::move(headers));
  }
  HttpResponse Replace(std::string document) { return Post("/configuration/hardupdate", std::move(document)); }

  const std::string kShop = "/api/environment/shop";
  FixedClock clock_{kTestNowUs};
  Metrics metrics_;
  std::atomic<bool> ready_ = true;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Gateway> gateway_;
};

}  // namespace onhand

#endif  // ONHAND_TESTS_SERVICE_HTTP_GATEWAY_FIXTURE_H_
