// File: random_run.h
//
// One seeded run: the same random operations on an engine and on the reference model, every outcome and every answer
// compared, the engine closed and opened again in between.
#ifndef ONHAND_TESTS_ENGINE_RANDOM_RANDOM_RUN_H_
#define ONHAND_TESTS_ENGINE_RANDOM_RANDOM_RUN_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace onhand {

struct RandomRunOptions {
  uint64_t seed = 1;
  int operations = 5000;    // events, queries and the rest together
  std::string scratch_dir;  // for databases; an empty directory
  // Not empty: decisions that a fuzzer makes in place of the seed (dice.h). The run is in memory and ends with them.
  std::string_view choices;
};

// What a run did, to see that it did something.
struct RandomRunCounts {
  int64_t applied = 0;  // events, duplicates among them
  int64_t refused = 0;
  int64_t answered = 0;
  int64_t unanswerable = 0;
  int64_t answer_rows = 0;
  int64_t reopened = 0;
  int64_t configured = 0;
  std::map<std::string, int64_t> applied_by_kind;
  std::map<std::string, int64_t> refused_by_reason;  // where it could be one alone
};

// "" if engine and model agreed throughout; otherwise the first difference. Whether a seed runs in memory or on disk,
// and under which settings, follows from the seed.
std::string RunRandom(const RandomRunOptions& options, RandomRunCounts* counts);

}  // namespace onhand

#endif  // ONHAND_TESTS_ENGINE_RANDOM_RANDOM_RUN_H_
