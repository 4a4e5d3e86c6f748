// File: rest_connection.h
//
// A blocking HTTP/1.1 client on one kept connection to 127.0.0.1, with as little as can be between caller and socket.
#ifndef ONHAND_TESTS_BENCHMARK_SUBJECTS_REST_CONNECTION_H_
#define ONHAND_TESTS_BENCHMARK_SUBJECTS_REST_CONNECTION_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace onhand::benchmark {

// Not thread-safe.
class RestConnection {
 public:
  // UNAVAILABLE: nobody listens.
  static absl::StatusOr<std::unique_ptr<RestConnection>> Connect(int port);
  ~RestConnection();

  // The body of a 200; valid until the next call. UNAVAILABLE: the connection broke; INTERNAL, with what was answered:
  // any other status.
  absl::StatusOr<std::string_view> Post(std::string_view target, std::string_view body);
  absl::StatusOr<std::string_view> Get(std::string_view target);

 private:
  struct Connection;
  explicit RestConnection(std::unique_ptr<Connection> connection);
  absl::StatusOr<std::string_view> Exchange(std::string_view target, std::string_view body);

  const std::unique_ptr<Connection> connection_;
  std::string head_;
  std::string answer_;
};

}  // namespace onhand::benchmark

#endif  // ONHAND_TESTS_BENCHMARK_SUBJECTS_REST_CONNECTION_H_
