// File: dice.h
//
// Seeded random numbers, the same on every machine.
#ifndef ONHAND_TESTS_ENGINE_RANDOM_DICE_H_
#define ONHAND_TESTS_ENGINE_RANDOM_DICE_H_

#include <cstdint>
#include <vector>

namespace onhand {

// SplitMix64.
class Dice {
 public:
  explicit Dice(uint64_t seed) : state_(seed) {}

  uint64_t Next() {
    state_ += 0x9E3779B97F4A7C15u;
    uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  // 0 … bound − 1; bound > 0.
  int64_t Below(int64_t bound) { return static_cast<int64_t>(Next() % static_cast<uint64_t>(bound)); }
  int64_t Between(int64_t low, int64_t high) { return low + Below(high - low + 1); }
  bool Percent(int chance) { return Below(100) < chance; }
  template <typename T>
  const T& Pick(const std::vector<T>& list) {
    return list[static_cast<size_t>(Below(static_cast<int64_t>(list.size())))];
  }

 private:
  uint64_t state_;
};

}  // namespace onhand

#endif  // ONHAND_TESTS_ENGINE_RANDOM_DICE_H_
