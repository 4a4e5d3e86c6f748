// File: kill_plan.h
//
// Where and when a server dies, by the number of the case.
#ifndef ONHAND_TESTS_PROOF_KILL_KILL_PLAN_H_
#define ONHAND_TESTS_PROOF_KILL_KILL_PLAN_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace onhand::proof {

struct KillPlan {
  enum class Phase {
    kLoad,   // while callers write and read
    kStart,  // while it recovers from a kill under load, or a little later, before anybody calls
    kStop,   // while it ends in order
  };
  Phase phase = Phase::kLoad;
  std::string failpoint;       // where; "" = at any point, after kill_after_ms
  std::string rule;            // of ONHAND_FAILPOINT
  std::string earlier_rule;    // of the server before it, where that has to leave something behind; kStart
  int kill_after_ms = 0;       // of load, where there is no failpoint
  bool bulk = false;           // with a caller of many rows
  int maintenance_ms = 0;      // between purges; 0 = none
  bool audit = false;          // the books are audited before the next server is started
  bool ends_in_order = false;  // the server that everything is checked on
};

// Half of all cases have a failpoint; as many cases as twice the number of failpoints, from any seed on, have each.
KillPlan MakeKillPlan(uint64_t seed);

// A seed whose plan has this failpoint.
uint64_t SeedOf(std::string_view failpoint);

}  // namespace onhand::proof

#endif  // ONHAND_TESTS_PROOF_KILL_KILL_PLAN_H_
