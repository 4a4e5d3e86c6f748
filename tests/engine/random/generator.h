// File: generator.h
//
// Seeded random events, questions and configurations over domains so small that ids, rows and names collide all the
// time. The same seed gives the same sequence on every machine.
#ifndef ONHAND_TESTS_ENGINE_RANDOM_GENERATOR_H_
#define ONHAND_TESTS_ENGINE_RANDOM_GENERATOR_H_

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "tests/support/reference_model.h"

namespace onhand {

// SplitMix64.
class Dice {
 public:
  explicit Dice(uint64_t seed) : state_(seed) {}
  uint64_t Next();
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

class Generator {
 public:
  // `reuse_ids`: events also draw from a few fixed ids for ever; without it an id is only sent again while Forget has
  // not been told about it.
  Generator(Dice* random, bool reuse_ids) : random_(random), reuse_ids_(reuse_ids) {}

  // A configuration that is valid by itself.
  reference::Settings MakeSettings(bool by_product);
  // An event that may be new, an earlier one again (perhaps in other words), or broken. `settings` says which names
  // there are.
  reference::Event MakeEvent(const reference::Settings& settings, int64_t now_us);
  reference::Question MakeQuestion(const reference::Settings& settings);
  // Events generated so far are not sent again.
  void Forget() { recent_.clear(); }

 private:
  reference::Event Fresh(const reference::Settings& settings, int64_t now_us);
  void Break(const reference::Settings& settings, int64_t now_us, reference::Event* event);
  void Rephrase(const reference::Settings& settings, reference::Event* event);
  // Names and values of one dimension, in a random spelling that `via` understands.
  std::string Spell(const reference::Settings& settings, const std::string& via, const std::string& base);
  std::string RandomCase(std::string name);
  std::string ValueFor(const std::string& base);
  int64_t Amount();

  Dice* const random_;
  const bool reuse_ids_;
  int64_t next_id_ = 0;
  std::deque<reference::Event> recent_;
};

}  // namespace onhand

#endif  // ONHAND_TESTS_ENGINE_RANDOM_GENERATOR_H_
