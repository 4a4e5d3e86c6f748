// File: dice.h
//
// Seeded random numbers, the same on every machine. A fuzzer may give the first of them.
#ifndef ONHAND_TESTS_ENGINE_RANDOM_DICE_H_
#define ONHAND_TESTS_ENGINE_RANDOM_DICE_H_

#include <cstdint>
#include <string_view>
#include <vector>

namespace onhand {

// SplitMix64.
class Dice {
 public:
  // `choices`: the first numbers, two bytes each (low byte first); those from 0xF000 up leave it to chance. It must
  // outlive the dice.
  explicit Dice(uint64_t seed, std::string_view choices = {}) : state_(seed), choices_(choices) {}

  uint64_t Next() {
    if (choices_.size() >= 2) {
      const unsigned choice = static_cast<uint8_t>(choices_[0]) | static_cast<uint8_t>(choices_[1]) << 8;
      choices_.remove_prefix(2);
      if (choice < 0xF000) return choice;
    }
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

  // Whether any are left.
  bool has_choices() const { return choices_.size() >= 2; }

 private:
  uint64_t state_;
  std::string_view choices_;
};

}  // namespace onhand

#endif  // ONHAND_TESTS_ENGINE_RANDOM_DICE_H_
