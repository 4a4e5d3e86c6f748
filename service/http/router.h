// File: router.h
//
// Which handler answers which method and path. The table in router.cc is the whole REST surface; openapi.json
// describes the same, and a test compares the two.
#ifndef ONHAND_SERVICE_HTTP_ROUTER_H_
#define ONHAND_SERVICE_HTTP_ROUTER_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "service/http/call.h"

namespace onhand {

struct Route {
  std::string_view method;
  std::string_view pattern;    // "/api/environment/{environmentId}/onhand"
  std::string_view operation;  // for metrics; "" = not counted
  bool on_worker;              // may take long
  void (*handle)(CallPtr call);
};

absl::Span<const Route> Routes();

struct RouteMatch {
  const Route* route = nullptr;  // null: no such path, or not with this method
  std::string environment_id;
  std::string inventory_system;
  std::string job_id;
};

// Segments are compared without regard to case (decisions T1); HEAD is answered where GET is.
RouteMatch MatchRoute(std::string_view method, absl::Span<const std::string> segments);

// The methods of a path. Empty: there is no such path.
std::vector<std::string_view> AllowedMethods(absl::Span<const std::string> segments);

}  // namespace onhand

#endif  // ONHAND_SERVICE_HTTP_ROUTER_H_
