// File: http_message.h
//
// HTTP requests and answers as plain values, and who answers them. Nothing here knows a socket.
#ifndef ONHAND_SERVICE_HTTP_HTTP_MESSAGE_H_
#define ONHAND_SERVICE_HTTP_HTTP_MESSAGE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"

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

// A body that is too long to be held at once: given away in pieces, as fast as the client takes them. Used by one
// connection, which drops it when the client goes away.
class BodySource {
 public:
  using Done = absl::AnyInvocable<void(absl::StatusOr<std::string> piece) &&>;

  virtual ~BodySource() = default;
  // All pieces together; known from the beginning and kept to.
  virtual uint64_t size() const = 0;
  // Calls `done` exactly once, from any thread, perhaps before it returns, with the next piece: not empty until
  // size() is reached. An error: the body cannot go on, and the connection is closed in the middle of it. Does not
  // block, and is not called again before `done` was. May outlive whoever holds the source.
  virtual void Next(Done done) = 0;
};

struct HttpResponse {
  int status = 200;
  HttpHeaders headers;  // without Content-Length, Connection and Date, which belong to the connection
  std::string body;     // for HEAD too: the server leaves it out and keeps its length
  std::shared_ptr<BodySource> source = nullptr;  // not null: the body, in place of `body`
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
