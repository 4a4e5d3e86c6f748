// File: raw_client.h
//
// A TCP connection to 127.0.0.1 that sends any bytes and reads what comes back: for tests of what well-behaved HTTP
// clients never send.
#ifndef ONHAND_TESTS_SERVICE_HTTP_RAW_CLIENT_H_
#define ONHAND_TESTS_SERVICE_HTTP_RAW_CLIENT_H_

#include <string>
#include <string_view>

namespace onhand {

class RawClient {
 public:
  // Fails the test if nobody listens, unless `may_fail`.
  explicit RawClient(int port, bool may_fail = false);
  ~RawClient();
  RawClient(RawClient&& other) noexcept;
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  bool connected() const { return fd_ >= 0; }
  // False if the server has closed.
  bool Send(std::string_view bytes);
  // Ends our side; the server's stays open.
  void HalfClose();
  // One answer with Content-Length (or without a body), header included; "" once the server has closed. `head`: the
  // answer has no body whatever its length says.
  std::string ReadAnswer(bool head = false);
  // Everything until the server closes; fails the test after 20 seconds.
  std::string ReadAll();

 private:
  bool Fill();

  int fd_ = -1;
  std::string buffer_;
};

// The body of an answer, and the number after "HTTP/1.1 ".
std::string BodyOf(const std::string& answer);
int StatusOf(const std::string& answer);

}  // namespace onhand

#endif  // ONHAND_TESTS_SERVICE_HTTP_RAW_CLIENT_H_
