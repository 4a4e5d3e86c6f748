// File: http_server.h
//
// HTTP/1.1 over TCP: the one library that knows sockets. It reads requests, hands each to an HttpHandler and writes
// the answers; what a request means is the handler's affair.
//
//   auto server = onhand::HttpServer::Start({.host = "127.0.0.1", .port = 0}, &gateway);   // StatusOr
//   printf("%d\n", (*server)->port());
//   (*server)->Drain(absl::Seconds(10));
//
// Connections are kept alive; requests that a client sends ahead (pipelining) are answered one after another, in order.
// An idle connection costs a few kilobytes. What cannot be read as a request is answered with an RFC 9457 problem and
// the connection closed: 400 malformed, 413 body too large, 417 unknown expectation, 431 header too large, 505 version.
#ifndef ONHAND_SERVICE_HTTP_HTTP_SERVER_H_
#define ONHAND_SERVICE_HTTP_HTTP_SERVER_H_

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/http/http_message.h"

namespace onhand {

struct HttpServerOptions {
  std::string host = "127.0.0.1";  // a numeric address or a name that resolves to one
  int port = 0;                    // 0 picks a free one
  int threads = 2;                 // that read and write
  size_t body_bytes_max = kBodyBytesMax;
  size_t header_bytes_max = 16 << 10;
  size_t connections_max = 10'000;                    // more are answered 503 and closed
  absl::Duration idle_timeout = absl::Seconds(120);   // between requests
  absl::Duration header_timeout = absl::Seconds(10);  // from the first byte of a request to the end of its header
  absl::Duration body_timeout = absl::Seconds(60);    // from there to the end of its body
  absl::Duration write_timeout = absl::Seconds(30);   // without any progress
};

struct HttpServerCore;

// Thread-safe.
class HttpServer {
 public:
  // `handler` must outlive the server and all its answers. Raises the process's soft limit of open files to its hard
  // limit. UNAVAILABLE: the address cannot be bound; INVALID_ARGUMENT: it is none, or an option is out of range.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Start(HttpServerOptions options, HttpHandler* handler);

  // Drains without grace.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // The port that is listened on.
  int port() const;

  // Connections open now.
  size_t connection_count() const;

  // Stops accepting, closes idle connections, lets requests that have begun finish (each is its connection's last),
  // and after `grace` closes what is left. Returns when every connection is closed. Later calls do nothing.
  void Drain(absl::Duration grace);

 private:
  explicit HttpServer(std::shared_ptr<HttpServerCore> core);
  const std::shared_ptr<HttpServerCore> core_;
};

}  // namespace onhand

#endif  // ONHAND_SERVICE_HTTP_HTTP_SERVER_H_
