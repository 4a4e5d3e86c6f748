// File: row_sequence.h
//
// Which rows a load touches, one after another: drawn before the clock starts, the same for every subject of a round.
#ifndef ONHAND_TESTS_BENCHMARK_ROW_SEQUENCE_H_
#define ONHAND_TESTS_BENCHMARK_ROW_SEQUENCE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace onhand::benchmark {

enum class Skew : uint8_t {
  kUniform,
  kZipf,  // exponent 0.99; which row is how popular is shuffled, so that the popular ones are not neighbours
};

// Immutable, and so thread-safe.
class RowSequence {
 public:
  // 1 <= rows <= 10,000,000. The order of popularity depends on rows alone, the draws on the seed.
  RowSequence(uint32_t rows, Skew skew, uint64_t seed, size_t draws);
  // For any position; after the last draw it begins again.
  uint32_t At(uint64_t position) const { return draws_[position & mask_]; }
  size_t size() const { return draws_.size(); }

 private:
  std::vector<uint32_t> draws_;  // a power of two of them
  uint64_t mask_ = 0;
};

}  // namespace onhand::benchmark

#endif  // ONHAND_TESTS_BENCHMARK_ROW_SEQUENCE_H_
