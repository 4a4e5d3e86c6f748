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
  // The value of the first member of that name in a JSON text, without its quotes; "none" if there is none.
  static std::string Member(const std::string& body, const std::string& name) {
    const std::string key = "\"" + name + "\":";
    size_t at = body.find(key);
    if (at == std::string::npos) return "none";
    at += key.size();
    if (body[at] == '"') return body.substr(at + 1, body.find('"', at + 1) - at - 1);
    return body.substr(at, body.find_first_of(",}]", at) - at);
  }
  // A measure of a product of usmf, as it stands in the first row of its query.
  std::string Measure(const std::string& product, const std::string& name) {
    return Member(Get("/onhand?organizationId=usmf&productId=" + product + "&returnNegative=true").body, name);
  }
  // The configuration with one piece of its document replaced.
  void Reconfigure(const std::string& from, const std::string& to) {
    std::string document = Get("/configuration").body;
    const size_t at = document.find(from);
    ASSERT_NE(at, std::string::npos) << from << " in " << document;
    document.replace(at, from.size(), to);
    const HttpResponse response = Replace(std::move(document));
    ASSERT_EQ(response.status, 200) << response.body;
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
