// File: generator.h
//
// Seeded random events, questions and configurations over domains so small that ids, rows, reservations and names
// collide all the time. The same seed gives the same sequence on every machine.
#ifndef ONHAND_TESTS_ENGINE_RANDOM_GENERATOR_H_
#define ONHAND_TESTS_ENGINE_RANDOM_GENERATOR_H_

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "tests/engine/random/dice.h"
#include "tests/support/reference_types.h"

namespace onhand {

class Generator {
 public:
  // `reuse_ids`: events also draw from a few fixed ids for ever; without it an id is only sent again while Forget has
  // not been told about it.
  Generator(Dice* random, bool reuse_ids) : random_(random), reuse_ids_(reuse_ids) {}

  // A configuration that is valid by itself.
  reference::Settings MakeSettings(bool by_product);

  // What the events to come are made for.
  void Prepare(const reference::Settings* settings, int64_t now_us) {
    settings_ = settings;
    now_us_ = now_us;
  }
  // The kind of a call's events; of the four allocations always kAllocate.
  reference::Kind PickKind();
  // An event of that kind, or any allocation: new, an earlier one again (perhaps in other words), or broken.
  reference::Event MakeEvent(reference::Kind kind);
  reference::Question MakeQuestion();
  reference::BucketQuestion MakeBucketQuestion();

  // What was applied: a reserve can then be released and extended, what was allocated can be moved and consumed.
  void Remember(const reference::Event& event, const reference::Verdict& verdict);
  // Events generated so far are not sent again.
  void Forget() { recent_.clear(); }

 private:
  struct Reserved {
    reference::Event event;
    std::string name;
  };

  // generator_settings.cc
  void LeaveOut(reference::Settings* settings);

  // generator.cc
  reference::Event Fresh(reference::Kind kind);
  // New ids, an organization, a product and a place; `hot` events fall on very few rows.
  reference::Event WithKey(reference::Kind kind, bool hot);
  void AddDimensions(reference::Event* event);
  void AddQuantities(reference::Event* event);
  void Rephrase(reference::Event* event);
  std::vector<reference::Measure> PhysicalMeasures() const;

  // generator_promise.cc
  void AddReservation(reference::Event* event);
  reference::Event Follow(reference::Kind kind);
  std::vector<reference::Named> Groups();
  void AddAllocation(reference::Event* event);
  void AddDates(reference::Event* event);

  // generator_break.cc
  void Break(reference::Event* event);
  void BreakKey(reference::Event* event);
  void BreakQuantities(reference::Event* event);
  void BreakReservation(reference::Event* event);
  void BreakAllocation(reference::Event* event);
  void BreakDates(reference::Event* event);

  // generator_question.cc
  void AddFilters(reference::Question* question);
  void AddTuples(reference::Question* question);
  void BreakQuestion(reference::Question* question);

  // generator_names.cc
  // The name of one dimension in a random spelling that `via` understands, and a value.
  std::string Spell(const std::string& via, const std::string& base);
  std::string RandomCase(std::string name);
  std::string ValueFor(const std::string& base);
  // 1970 and so many days, in a random form.
  std::string Date(int64_t day);
  int64_t Amount();
  // A small positive amount, mostly of whole units.
  int64_t SmallAmount();

  Dice* const random_;
  const bool reuse_ids_;
  const reference::Settings* settings_ = nullptr;
  int64_t now_us_ = 0;
  int64_t next_id_ = 0;
  std::map<reference::Kind, std::deque<reference::Event>> recent_;
  std::deque<Reserved> reserved_;
  std::deque<reference::Event> allocated_;
};

}  // namespace onhand

#endif  // ONHAND_TESTS_ENGINE_RANDOM_GENERATOR_H_
