// File: service_handlers.h
//
// What the service says of itself: liveness, readiness, metrics, its OpenAPI document.
#ifndef ONHAND_SERVICE_HTTP_SERVICE_HANDLERS_H_
#define ONHAND_SERVICE_HTTP_SERVICE_HANDLERS_H_

#include "service/http/call.h"

namespace onhand {

void GetWelcome(CallPtr call);    // GET /: what this is and where to look
void GetPing(CallPtr call);       // GET /health/ping
void GetLiveness(CallPtr call);   // GET /livez: 200 while the process answers
void GetReadiness(CallPtr call);  // GET /readyz: 503 while it should get no requests
void GetMetrics(CallPtr call);    // GET /metrics: Prometheus text
void GetOpenApi(CallPtr call);    // GET /openapi.json

}  // namespace onhand

#endif  // ONHAND_SERVICE_HTTP_SERVICE_HANDLERS_H_
