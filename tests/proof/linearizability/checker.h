// File: checker.h
//
// Is there an order of the operations, each at one instant between its call and its answer, in which every answer is
// right? The search of Wing and Gong with Lowe's memory of what was tried: operations that have been called are put in
// order one at a time; a set of operations in order and the state they lead to is looked into once.
//
// A product is checked by itself: a history of many products is linearizable if that of each product is.
#ifndef ONHAND_TESTS_PROOF_LINEARIZABILITY_CHECKER_H_
#define ONHAND_TESTS_PROOF_LINEARIZABILITY_CHECKER_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "tests/proof/linearizability/operation.h"

namespace onhand::proof {

struct Verdict {
  bool linearizable = false;
  bool gave_up = false;  // after states_max states: neither right nor wrong
  int64_t states = 0;    // looked into
  int overlap = 0;       // most operations under way at the same time
  std::string why;       // where it went wrong: how far an order was found, and what could not come next
};

// Of one product, which has no rows to begin with.
Verdict CheckHistory(const History& history, int64_t states_max = 20'000'000);

}  // namespace onhand::proof

#endif  // ONHAND_TESTS_PROOF_LINEARIZABILITY_CHECKER_H_
