// File: http_connection.h
//
// A plain blocking HTTP/1.1 client on one kept connection, independent of the server's code.
#ifndef ONHAND_TESTS_END_TO_END_HTTP_CONNECTION_H_
#define ONHAND_TESTS_END_TO_END_HTTP_CONNECTION_H_

#include <map>
#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace onhand {

struct HttpReply {
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
};

class HttpConnection {
 public:
  explicit HttpConnection(int port);
  ~HttpConnection();

  // Connects where it is not connected. UNAVAILABLE: the server is gone, or 30 seconds went by.
  absl::StatusOr<HttpReply> Call(const std::string& method, const std::string& target, const std::string& body = "",
                                 const std::map<std::string, std::string>& headers = {});

 private:
  struct Connection;
  const int port_;
  std::unique_ptr<Connection> connection_;
};

}  // namespace onhand

#endif  // ONHAND_TESTS_END_TO_END_HTTP_CONNECTION_H_
