// File: load.h
//
// Clients that post to a running onhandd without a pause and remember what was acknowledged.
#ifndef ONHAND_TESTS_SERVICE_SERVER_LOAD_H_
#define ONHAND_TESTS_SERVICE_SERVER_LOAD_H_

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

namespace onhand {

// Units of product "T-shirt" (pos.inbound) at site 1, location 11 in environment "shop"; −1 if the query fails.
int64_t UnitsOnHand(const std::string& grpc_address);

// Four clients: two of PostChanges, one Ingest stream, one of REST. Every event adds one unit.
class Load {
 public:
  Load(const std::string& grpc_address, int http_port);
  ~Load() { Stop(); }

  // Each client stops at its first error by itself.
  void Stop();
  int64_t acknowledged() const { return acknowledged_; }
  int64_t attempted() const { return attempted_; }  // acknowledged or not; distinct ids
  // Anything but OK, "the server is stopping", and a connection that is gone.
  const std::vector<std::string>& complaints() const { return complaints_; }  // after Stop

  // Sends every attempted event once more. False if one is refused.
  bool Repeat(const std::string& grpc_address) const;

 private:
  void PostChanges(int client);
  void Ingest(int client);
  void PostHttp(int client, int http_port);

  const std::string grpc_address_;
  std::atomic<bool> stopping_ = false;
  std::atomic<int64_t> acknowledged_ = 0;
  std::atomic<int64_t> attempted_ = 0;
  std::vector<std::vector<std::string>> ids_;  // by client; each its own
  std::vector<std::string> complaints_;        // by client, "" = none; without them after Stop
  std::vector<std::thread> clients_;
};

}  // namespace onhand

#endif  // ONHAND_TESTS_SERVICE_SERVER_LOAD_H_
