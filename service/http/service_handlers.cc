#include "service/http/service_handlers.h"

#include <string>
#include <utility>

#include "service/http/openapi_document.h"
#include "service/http/problem.h"

namespace onhand {
namespace {

constexpr char kWelcome[] = R"(onhand - an inventory service: post on-hand changes, ask what is on hand.

Post a change:  POST /api/environment/{environmentId}/onhand
Ask:            POST /api/environment/{environmentId}/onhand/indexquery
                GET  /api/environment/{environmentId}/onhand?organizationId=...&productId=...&returnNegative=true
Configuration:  GET  /api/environment/{environmentId}/configuration

Everything served is described in /openapi.json. For machines: /livez, /readyz, /metrics.
)";

void AnswerText(const CallPtr& call, std::string text) {
  call->Answer({200, {{"Content-Type", "text/plain; charset=utf-8"}}, std::move(text)});
}

}  // namespace

void GetWelcome(CallPtr call) { AnswerText(call, kWelcome); }

void GetPing(CallPtr call) { AnswerText(call, "pong\n"); }

void GetLiveness(CallPtr call) { AnswerText(call, "ok\n"); }

void GetReadiness(CallPtr call) {
  if (call->context().ready && !call->context().ready()) {
    call->Answer(Problem(503, "The service is starting or stopping."));
    return;
  }
  AnswerText(call, "ok\n");
}

void GetMetrics(CallPtr call) {
  call->Answer({200,
                {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}},
                call->context().metrics->Render(call->context().engine)});
}

void GetOpenApi(CallPtr call) { call->AnswerJson(std::string(OpenApiDocument())); }

}  // namespace onhand
