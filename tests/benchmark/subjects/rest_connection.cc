#include "tests/benchmark/subjects/rest_connection.h"

#include <array>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "boost/asio/buffer.hpp"
#include "boost/asio/io_context.hpp"
#include "boost/asio/ip/tcp.hpp"
#include "boost/asio/write.hpp"
#include "boost/beast/core.hpp"
#include "boost/beast/http.hpp"

namespace onhand::benchmark {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

}  // namespace

struct RestConnection::Connection {
  asio::io_context context;
  asio::ip::tcp::socket socket{context};
  beast::flat_buffer buffer;
};

RestConnection::RestConnection(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
RestConnection::~RestConnection() = default;

absl::StatusOr<std::unique_ptr<RestConnection>> RestConnection::Connect(int port) {
  auto connection = std::make_unique<Connection>();
  beast::error_code error;
  connection->socket.connect({asio::ip::make_address("127.0.0.1"), static_cast<uint16_t>(port)}, error);
  if (!error) connection->socket.set_option(asio::ip::tcp::no_delay(true), error);
  if (error) return absl::UnavailableError(absl::StrCat("127.0.0.1:", port, ": ", error.message()));
  return std::unique_ptr<RestConnection>(new RestConnection(std::move(connection)));
}

absl::StatusOr<std::string_view> RestConnection::Post(std::string_view target, std::string_view body) {
  head_.assign("POST ").append(target);
  head_.append(" HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: ");
  head_.append(std::to_string(body.size())).append("\r\n\r\n");
  return Exchange(target, body);
}

absl::StatusOr<std::string_view> RestConnection::Get(std::string_view target) {
  head_.assign("GET ").append(target).append(" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
  return Exchange(target, "");
}

absl::StatusOr<std::string_view> RestConnection::Exchange(std::string_view target, std::string_view body) {
  beast::error_code error;
  asio::write(connection_->socket,
              std::array<asio::const_buffer, 2>{asio::buffer(head_), asio::buffer(body.data(), body.size())}, error);
  http::response_parser<http::string_body> parser;
  parser.body_limit(std::numeric_limits<uint64_t>::max());
  // The last answer's memory is used again.
  answer_.clear();
  parser.get().body() = std::move(answer_);
  if (!error) http::read(connection_->socket, connection_->buffer, parser, error);
  const std::string where(target);
  if (error) return absl::UnavailableError(absl::StrCat(where, ": ", error.message()));
  answer_ = std::move(parser.get().body());
  if (parser.get().result_int() != 200) {
    return absl::InternalError(absl::StrCat(where, ": ", parser.get().result_int(), " ", answer_));
  }
  return answer_;
}

}  // namespace onhand::benchmark
