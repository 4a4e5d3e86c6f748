#include "service/server/listen_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <charconv>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace onhand {
namespace {

// The system reads up to the first zero byte.
bool IsAddress(int family, const std::string& host, void* address) {
  return host.find('\0') == std::string::npos && inet_pton(family, host.c_str(), address) == 1;
}
bool IsV4(const std::string& host, in_addr* address) { return IsAddress(AF_INET, host, address); }
bool IsV6(const std::string& host, in6_addr* address) { return IsAddress(AF_INET6, host, address); }

absl::Status Malformed(std::string_view text) {
  return absl::InvalidArgumentError(
      absl::StrCat("takes HOST:PORT with a numeric address or localhost and a port from 0 to 65535, like "
                   "127.0.0.1:8080 or [::1]:8080, not \"",
                   std::string(text), "\""));
}

}  // namespace

absl::StatusOr<ListenAddress> ParseListenAddress(std::string_view text) {
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return Malformed(text);
  const std::string_view digits = text.substr(colon + 1);
  int port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (digits.empty() || digits.size() > 5 || error != std::errc() || end != digits.data() + digits.size() || port < 0 ||
      port > 65535) {
    return Malformed(text);
  }
  std::string host(text.substr(0, colon));
  if (host == "localhost") return ListenAddress{"127.0.0.1", port};
  in_addr v4;
  if (IsV4(host, &v4)) return ListenAddress{host, port};
  in6_addr v6;
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
    if (IsV6(host, &v6)) return ListenAddress{host, port};
  }
  return Malformed(text);
}

std::string FormatListenAddress(const ListenAddress& address) {
  if (address.host.find(':') != std::string::npos) return absl::StrCat("[", address.host, "]:", address.port);
  return absl::StrCat(address.host, ":", address.port);
}

bool IsLoopback(const ListenAddress& address) {
  in_addr v4;
  if (IsV4(address.host, &v4)) return (ntohl(v4.s_addr) >> 24) == 127;
  in6_addr v6;
  return IsV6(address.host, &v6) && IN6_IS_ADDR_LOOPBACK(&v6);
}

}  // namespace onhand
