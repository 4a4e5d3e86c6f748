#include "tests/end_to_end/http_connection.h"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <limits>

#include "absl/status/status.h"
#include "boost/asio/connect.hpp"
#include "boost/asio/io_context.hpp"
#include "boost/asio/ip/tcp.hpp"
#include "boost/beast/core.hpp"
#include "boost/beast/http.hpp"

namespace onhand {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

constexpr std::chrono::seconds kCallMax(30);

}  // namespace

struct HttpConnection::Connection {
  asio::io_context context;
  beast::tcp_stream stream{context};
  beast::flat_buffer buffer;
};

HttpConnection::HttpConnection(int port) : port_(port) {}
HttpConnection::~HttpConnection() = default;

absl::StatusOr<HttpReply> HttpConnection::Call(const std::string& method, const std::string& target,
                                               const std::string& body,
                                               const std::map<std::string, std::string>& headers) {
  beast::error_code error;
  if (connection_ == nullptr) {
    connection_ = std::make_unique<Connection>();
    connection_->stream.socket().connect({asio::ip::make_address("127.0.0.1"), static_cast<uint16_t>(port_)}, error);
  }
  http::request<http::string_body> request;
  request.method_string(method);
  request.target(target);
  request.version(11);
  request.set(http::field::host, "127.0.0.1");
  if (!body.empty()) request.set(http::field::content_type, "application/json");
  for (const auto& [name, value] : headers) request.set(name, value);
  request.body() = body;
  request.prepare_payload();

  http::response_parser<http::string_body> parser;
  parser.body_limit(std::numeric_limits<uint64_t>::max());
  if (!error) {
    connection_->stream.expires_after(kCallMax);
    http::write(connection_->stream, request, error);
  }
  if (!error) http::read(connection_->stream, connection_->buffer, parser, error);
  if (error) {
    connection_.reset();
    return absl::UnavailableError(method + " " + target + ": " + error.message());
  }
  HttpReply reply{.status = static_cast<int>(parser.get().result_int()), .headers = {}, .body = parser.get().body()};
  for (const auto& field : parser.get()) {
    std::string name(field.name_string());
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
    reply.headers[name] = std::string(field.value());
  }
  if (!parser.get().keep_alive()) connection_.reset();
  return reply;
}

}  // namespace onhand
