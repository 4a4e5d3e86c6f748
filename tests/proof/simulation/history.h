// File: history.h
//
// What was said at the engine's boundary, in order: its hash tells two runs of one seed apart, its last lines tell how
// a failure came about.
#ifndef ONHAND_TESTS_PROOF_SIMULATION_HISTORY_H_
#define ONHAND_TESTS_PROOF_SIMULATION_HISTORY_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>

namespace onhand::proof {

// Not thread-safe.
class History {
 public:
  // `verbose`: each line is printed at once.
  explicit History(bool verbose) : verbose_(verbose) {}

  void Add(std::string line);
  uint64_t hash() const { return hash_; }
  int64_t lines() const { return lines_; }
  // The newest ones, one below the other.
  std::string Tail() const;

 private:
  static constexpr size_t kTailLines = 12;

  const bool verbose_;
  uint64_t hash_ = 0xcbf29ce484222325u;  // FNV-1a
  int64_t lines_ = 0;
  std::deque<std::string> tail_;
};

}  // namespace onhand::proof

#endif  // ONHAND_TESTS_PROOF_SIMULATION_HISTORY_H_
