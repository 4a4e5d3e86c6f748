// File: recorder.h
//
// Many clients of one real server, over gRPC and REST, on a few hot products: what they asked and what they were
// answered, by product. The server is killed now and then and started again; then one client asks for all products
// before the others go on.
#ifndef ONHAND_TESTS_PROOF_LINEARIZABILITY_RECORDER_H_
#define ONHAND_TESTS_PROOF_LINEARIZABILITY_RECORDER_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/proof/linearizability/operation.h"

namespace onhand::proof {

struct RecordingOptions {
  std::string folder;  // new
  uint64_t seed = 1;
  int operations = 10'000;  // about
  int clients = 16;         // half over gRPC, half over REST
  int products = 4;         // one of them gets half of all operations
  int kills = 2;
  bool hasty_proxy = false;    // deliberate fault: some events are acknowledged before they are sent
  std::string failpoint = "";  // another: of ONHAND_FAILPOINT
};

struct Recording {
  std::map<std::string, History> products;
  int64_t operations = 0;
  int64_t unanswered = 0;
  int64_t kills = 0;
  std::vector<std::string> problems;  // the server did not start, or answered what nobody understands
};

Recording Record(const RecordingOptions& options);

}  // namespace onhand::proof

#endif  // ONHAND_TESTS_PROOF_LINEARIZABILITY_RECORDER_H_
