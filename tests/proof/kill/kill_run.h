// File: kill_run.h
//
// One data directory, one server after another on it, each killed, and callers that outlive them all.
#ifndef ONHAND_TESTS_PROOF_KILL_KILL_RUN_H_
#define ONHAND_TESTS_PROOF_KILL_KILL_RUN_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tests/proof/kill/administrator.h"
#include "tests/proof/kill/bulk_caller.h"
#include "tests/proof/kill/caller.h"
#include "tests/proof/kill/kill_plan.h"
#include "tests/proof/support/onhandd_process.h"

namespace onhand::proof {

class KillRun {
 public:
  // In a new folder. `mutant_rules`: of ONHAND_FAILPOINT, for servers under load and for those that are checked.
  struct MutantRules {
    std::string load;
    std::string check;
  };
  KillRun(std::string folder, uint64_t seed, MutantRules mutant_rules, Tally* tally);

  // Kills a server as planned and checks what the next one has. True: it died where it should. What was wrong is added
  // to `problems`.
  bool RunCase(const KillPlan& plan, std::vector<std::string>* problems);

  // Servers that died of SIGKILL so far.
  int64_t kills() const { return kills_; }

 private:
  // nullptr: it ended before it was ready, on purpose or not.
  std::unique_ptr<OnhanddProcess> Start(const std::string& rule, int maintenance_ms);
  // A server that lives for a while and ends in order, some days before all others, so that they have something to
  // forget.
  void LiveBefore();
  // Until it dies or is killed; `waits`: it is to die by itself. True: it did.
  bool Load(const KillPlan& plan, bool waits, OnhanddProcess* server);
  struct CheckOptions {
    bool ends_in_order = false;
    bool mutant = false;  // with the rules of the mutant
  };
  // All callers look at what a server started again has, and send again what they do not know the fate of.
  void Check(CheckOptions options);
  void Audit();
  void Complain(std::string text);
  void CountEnd(const OnhanddProcess& server, bool in_order_is_right);
  std::string ErrorText() const;

  const std::string folder_;
  const MutantRules mutant_rules_;
  Tally* const tally_;
  std::vector<std::unique_ptr<Caller>> callers_;
  BulkCaller bulk_caller_;
  Administrator administrator_;
  bool lived_before_ = false;
  int hours_ = 0;  // what the clock of the next server shows
  int64_t kills_ = 0;
  std::vector<std::string>* problems_ = nullptr;
};

}  // namespace onhand::proof

#endif  // ONHAND_TESTS_PROOF_KILL_KILL_RUN_H_
