// File: caller.h
//
// One caller of a server that may die at any moment: it sends one call after another, knows what each must do, and
// remembers what was answered and what was not.
#ifndef ONHAND_TESTS_PROOF_KILL_CALLER_H_
#define ONHAND_TESTS_PROOF_KILL_CALLER_H_

#include <atomic>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "tests/proof/kill/stock.h"
#include "tests/support/scenario_client.h"

namespace onhand::proof {

// What all callers of a proof have done. Thread-safe.
struct Tally {
  std::atomic<int64_t> operations = 0;
  std::atomic<int64_t> acknowledged = 0;
  std::atomic<int64_t> verified = 0;
};

struct SentCall {
  ScenarioCall call;
  std::vector<ScenarioEvent> events;
  std::vector<ScenarioOutcome> outcomes;  // empty: no answer came
};

// Products that all callers share: nobody posts outbound, and all reservations are checked, so that nothing is ever
// available less than 0 times.
inline const std::vector<std::string> kHotProducts = {"hot-0", "hot-1"};

// Lives through many servers; used by one thread at a time.
class Caller {
 public:
  Caller(int number, uint64_t seed);

  // Sends calls until it is told to stop or one fails.
  void Run(ScenarioClient* client, const std::atomic<bool>& stop, Tally* tally);
  // What the server said in place of an answer; "" = it answered everything.
  const std::string& error() const { return error_; }

  // On a server that was started again and that nobody else writes to. First what is there: all that was acknowledged
  // once, and what was in flight wholly or not at all.
  void CheckOwn(ScenarioClient* client, Tally* tally);
  // Then sends again what was in flight, which must apply now if it has not, and some calls that were answered, which
  // must be answered alike and change nothing.
  void SendAgain(ScenarioClient* client, Tally* tally);

  // What this caller did to kHotProducts; the call in flight apart.
  const Stock& hot() const { return hot_; }
  const std::optional<SentCall>& in_flight() const { return in_flight_; }

  // What was wrong, since it was asked last.
  std::vector<std::string> TakeProblems() { return std::exchange(problems_, {}); }

 private:
  SentCall NextCall();
  SentCall NextHotCall();
  SentCall NextHold();
  std::string NextId();
  int Below(int count) { return static_cast<int>(random_() % static_cast<uint64_t>(count)); }
  void AddQuantity(ScenarioKind kind, int64_t quantity, ScenarioEvent* event) const;

  // Whether the outcomes are what they have to be; follows them.
  void Accept(const SentCall& sent);
  void Compare(const SentCall& sent, const std::vector<ScenarioOutcome>& expected);
  void CheckHot(ScenarioClient* client);
  bool IsHot(const SentCall& sent) const;
  bool IsHold(const SentCall& sent) const;
  void Complain(std::string text);

  const int number_;
  std::mt19937_64 random_;
  int next_id_ = 0;
  const std::vector<std::string> products_;
  const std::string hold_product_;
  Stock own_;
  Stock hot_;
  std::map<std::pair<std::string, std::string>, std::string> reservation_ids_;  // by row
  std::optional<SentCall> in_flight_;
  std::deque<SentCall> recent_;  // answered by the last server, all of it applied
  std::string error_;
  std::vector<std::string> problems_;
};

// Whether two answers to one event are the same.
bool SameOutcome(const ScenarioOutcome& a, const ScenarioOutcome& b);
std::string OutcomeText(const ScenarioOutcome& outcome);

}  // namespace onhand::proof

#endif  // ONHAND_TESTS_PROOF_KILL_CALLER_H_
