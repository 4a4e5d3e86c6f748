// File: http_message.h
//
// HTTP requests and answers as plain values, and who answers them. Nothing here knows a socket.
#ifndef ONHAND_SERVICE_HTTP_HTTP_MESSAGE_H_
#define ONHAND_SERVICE_HTTP_HTTP_MESSAGE_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/functional/any_invocable.h"

namespace onhand {

// Largest request body, compressed or not (decisions T3).
inline constexpr size_t kBodyBytesMax = 8 << 20;

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  std::string method;   // "GET"; upper case
  std::string target;   // as in the request line: path, and query after '?', percent-encoded
  HttpHeaders headers;  // names in any case
  std::string body;
};

struct HttpResponse {
  int status = 200;
  HttpHeaders headers;  // without Content-Length, Connection and Date, which belong to the connection
  std::string body;     // for HEAD too: the server leaves it out and keeps its length
};

// The value of the first header of that name (in any case); "" if there is none.
std::string_view FindHeader(const HttpHeaders& headers, std::string_view name);

// Must be called exactly once, from any thread.
using Respond = absl::AnyInvocable<void(HttpResponse) &&>;

class HttpHandler {
 public:
  virtual ~HttpHandler() = default;
  // Takes one request and answers through `respond`, before or after it returns. Must not block for long: it runs on
  // a thread that also serves other connections. Thread-safe.
  virtual void Handle(HttpRequest request, Respond respond) = 0;
};

}  // namespace onhand

#endif  // ONHAND_SERVICE_HTTP_HTTP_MESSAGE_H_
