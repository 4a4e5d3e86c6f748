// File: administrator.h
//
// One caller who does what nobody does often: replaces the configuration, makes and deletes environments, stages and
// pushes adjustments, keeps products, starts jobs, wipes partitions. It knows what must be there after each.
#ifndef ONHAND_TESTS_PROOF_KILL_ADMINISTRATOR_H_
#define ONHAND_TESTS_PROOF_KILL_ADMINISTRATOR_H_

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/end_to_end/http_connection.h"
#include "tests/proof/kill/backup_keeper.h"
#include "tests/proof/kill/caller.h"
#include "tests/support/scenario_client.h"

namespace onhand::proof {

// How to reach a server; made anew for each.
struct Connections {
  Connections(const std::string& address, int http_port);
  ~Connections();

  std::string grpc_address;
  std::unique_ptr<ScenarioClient> grpc;  // of environment "shop", as the next two
  std::unique_ptr<ScenarioClient> rest;
  HttpConnection http;
  struct Stubs;
  std::unique_ptr<Stubs> stubs;
};

class Administrator {
 public:
  explicit Administrator(uint64_t seed) : random_(seed) {}

  // Once, in a new directory: receipts are remembered for a day. False: it did not work.
  bool SetUp(Connections* to);

  void Run(Connections* to, const std::atomic<bool>& stop, Tally* tally);
  const std::string& error() const { return error_; }

  // All that was acknowledged is there, what was in flight wholly or not at all; does that again.
  void Check(Connections* to, Tally* tally);

  std::vector<std::string> TakeProblems() { return std::exchange(problems_, {}); }

 private:
  // Each false: no answer came, and error_ says what came in its place.
  bool Configure(Connections* to);
  bool MakeOrDeleteEnvironment(Connections* to);
  bool Adjust(Connections* to);
  bool Push(Connections* to);
  bool KeepProducts(Connections* to);
  bool StartJob(Connections* to);
  bool FillScratch(Connections* to);
  bool WipeScratch(Connections* to);
  bool MakeBackup(Connections* to) { return keeper_.Make(to->grpc_address) || Failed(keeper_.error()); }
  bool RestoreBackup(Connections* to) { return keeper_.Restore(to->grpc_address) || Failed(keeper_.error()); }
  bool DeleteBackup(Connections* to) { return keeper_.Delete(to->grpc_address) || Failed(keeper_.error()); }

  void CheckConfiguration(Connections* to);
  void CheckEnvironments(Connections* to);
  void CheckAdjustments(Connections* to);
  void CheckProducts(Connections* to);
  void CheckJobs(Connections* to);
  void CheckScratch(Connections* to);

  bool SendAdjustment(Connections* to, int number);
  std::optional<int64_t> Adjusted(Connections* to);
  bool Failed(const std::string& what);
  // True: the reply is a 200. Anything else is no answer.
  bool Replied(const char* what, const absl::StatusOr<HttpReply>& reply);
  void Complain(std::string text) { problems_.push_back("administrator: " + std::move(text)); }

  std::mt19937_64 random_;
  BackupKeeper keeper_;
  std::string error_;
  std::vector<std::string> problems_;

  int version_ = 0;                                             // names the newest configuration that was acknowledged
  std::optional<int> configuring_;                              // in flight
  int environments_made_ = 0;                                   // numbers them
  std::set<std::string> environments_;                          // acknowledged
  std::optional<std::string> toggling_;                         // in flight: being made or deleted
  int adjustments_ = 0;                                         // acknowledged
  bool adjusting_ = false;                                      // one more is in flight
  std::map<std::string, std::string> products_;                 // item number to name
  std::optional<std::pair<std::string, std::string>> keeping_;  // in flight; name "" = deleted
  int products_kept_ = 0;
  std::vector<std::string> jobs_;  // acknowledged, not seen completed yet
  int scratch_rows_ = 0;           // acknowledged since the last wipe
  int scratch_events_ = 0;         // numbers them
  bool filling_ = false;           // in flight
  bool wiping_ = false;            // in flight
};

}  // namespace onhand::proof

#endif  // ONHAND_TESTS_PROOF_KILL_ADMINISTRATOR_H_
