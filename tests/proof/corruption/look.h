// File: look.h
//
// What a data directory says of itself: whether verify finds it whole, every record of every table as text, and what
// the engine answers, after which events are sent again.
#ifndef ONHAND_TESTS_PROOF_CORRUPTION_LOOK_H_
#define ONHAND_TESTS_PROOF_CORRUPTION_LOOK_H_

#include <cstdint>
#include <string>
#include <vector>

namespace onhand::proof {

struct Look {
  // Errors, "" = none. Each holds the status as text.
  std::string verify;  // also what it found, a line each
  std::string dump;
  std::string open;
  std::vector<std::string> reads;  // of the engine's answers and of events sent again
  std::string other;               // of the other environment, its answers in short

  // What was said where there was no error.
  std::string records;  // all tables, from the dump
  std::string answers;  // queries, books, the configuration
  std::string audit;    // what the audit found; "" = nothing
  int64_t compared = 0;

  std::string Encode() const;
  static Look Decode(const std::string& bytes);
};

// Opens environment "shop" for writing, and the other one. Call it in a process of its own: it may crash.
Look LookAt(const std::string& data_dir);

}  // namespace onhand::proof

#endif  // ONHAND_TESTS_PROOF_CORRUPTION_LOOK_H_
