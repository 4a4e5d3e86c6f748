// File: random.h
//
// Random numbers that are the same for a seed on every machine: xoshiro256** seeded by splitmix64, integers only. The
// standard library's distributions differ between implementations and are not used.
#ifndef ONHAND_SERVICE_GENERATOR_RANDOM_H_
#define ONHAND_SERVICE_GENERATOR_RANDOM_H_

#include <array>
#include <cstdint>
#include <vector>

namespace onhand {

// Not thread-safe.
class Random {
 public:
  explicit Random(uint64_t seed);

  uint64_t Next();
  // From 0 to bound − 1; bound > 0. Off from uniform by less than bound / 2^64.
  uint64_t Below(uint64_t bound);
  // True once in about `times` calls; times > 0.
  bool OneIn(uint64_t times) { return Below(times) == 0; }

 private:
  std::array<uint64_t, 4> state_;
};

// Draws ranks 0 … count − 1, rank k with a probability in proportion to 1 / (k + 1)^exponent: few of everything sell
// most. Immutable.
class ZipfTable {
 public:
  // exponent_millis: 990 is 0.99, 0 is uniform. 1 <= count <= 10,000,000; 0 <= exponent_millis <= 4000.
  ZipfTable(uint32_t count, uint32_t exponent_millis);

  uint32_t Draw(Random& random) const;
  // Share of rank k in the whole, for tests.
  double Share(uint32_t rank) const;

 private:
  std::vector<uint64_t> cumulative_;  // sum of weights up to and with the rank
};

}  // namespace onhand

#endif  // ONHAND_SERVICE_GENERATOR_RANDOM_H_
