// File: listen_address.h
//
// HOST:PORT as flags spell it.
#ifndef ONHAND_SERVICE_SERVER_LISTEN_ADDRESS_H_
#define ONHAND_SERVICE_SERVER_LISTEN_ADDRESS_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace onhand {

struct ListenAddress {
  std::string host;  // numeric, without brackets: "127.0.0.1", "::1"
  int port = 0;      // 0–65535; 0 = any that is free
  friend bool operator==(const ListenAddress&, const ListenAddress&) = default;
};

// "127.0.0.1:8080", "[::1]:8080"; "localhost" means 127.0.0.1. INVALID_ARGUMENT, with a sentence that follows the name
// of a flag: other names (an address decides who can connect, and a name can change), no port, one out of range.
absl::StatusOr<ListenAddress> ParseListenAddress(std::string_view text);

// The reverse: brackets around IPv6.
std::string FormatListenAddress(const ListenAddress& address);

// 127.0.0.0/8 or ::1: nobody outside this machine can connect.
bool IsLoopback(const ListenAddress& address);

}  // namespace onhand

#endif  // ONHAND_SERVICE_SERVER_LISTEN_ADDRESS_H_
