// File: seed_run.h
//
// The state of one seed's run and its steps. Private to tests/proof/simulation; simulation_run.h is its door.
//
// Calls of clients queue up behind a writer that is held back (held_pool.h), until a step lets it go; what stood in the
// queue between two calls that run alone is then one commit group. The model judges them in that order. A fault is
// armed before the writer is let go. The first group that fails is in doubt: from then on there are two truths, without
// and with it, until the environment is opened again and its sequence number says which.
#ifndef ONHAND_TESTS_PROOF_SIMULATION_SEED_RUN_H_
#define ONHAND_TESTS_PROOF_SIMULATION_SEED_RUN_H_

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/engine/random/dice.h"
#include "tests/engine/random/generator.h"
#include "tests/proof/simulation/adjustment_model.h"
#include "tests/proof/simulation/catalog_model.h"
#include "tests/proof/simulation/client_call.h"
#include "tests/proof/simulation/history.h"
#include "tests/proof/simulation/simulation_run.h"
#include "tests/proof/simulation/world.h"
#include "tests/support/model_compare.h"
#include "tests/support/reference_model.h"

namespace onhand::proof {

// What the environment should hold.
struct Truth {
  reference::Model model;
  AdjustmentModel adjustments;
  uint64_t version = 1;  // of the configuration
};

// What happens to the machine while something is written.
enum class Trouble : uint8_t {
  kNone,
  kPowerCutBefore,
  kPowerCutDuring,
  kIoError,
  kNoSpace,
  kShortWrite,
  kFailedSync,
};
std::string TroubleName(Trouble trouble);

// How often, of a hundred: groups of calls are many, what is done alone is rare.
inline constexpr int kTroubleOfGroups = 12;
inline constexpr int kTroubleAlone = 40;

class SeedRun {
 public:
  explicit SeedRun(const SimulationOptions& options);
  SimulationResult Do();

 private:
  // Retention of ids: for ever, 30 days of which less than 20 pass, or 1 day while time runs on and old ids stay
  // unused.
  enum class Aging { kNever, kWithinRetention, kPastRetention };
  struct Client {
    bool busy = false;                             // a call of it is in the queue
    std::deque<std::unique_ptr<ClientCall>> lost;  // without an answer, or turned away: to be sent again
  };

  // seed_run.cc
  WorldOptions DrawWorld();
  bool Fail(const std::string& what);
  bool ok() const { return result_.failure.empty(); }
  void Say(const std::string& line) { history_.Add(line); }
  bool Start();
  void Step();
  void MoveClock();
  bool has_lost() const;
  int RetentionDays() const;
  uint64_t Sequence() { return world_.environment().Statistics().sequence; }
  LedgerEnvironment& environment() { return world_.environment(); }

  // seed_run_calls.cc
  void SendSomething();
  std::unique_ptr<ClientCall> MakeCall(int client);
  Adjustment MakeAdjustment();
  std::unique_ptr<ClientCall> MakeConfigure();
  std::unique_ptr<ClientCall> MakeCleanUp();
  void Send(std::unique_ptr<ClientCall> call);
  void SendAlone(std::unique_ptr<ClientCall> call);
  void Flood();
  // Lets the writer go and judges what comes of the queue.
  void Release();
  void SettleQueue(Trouble met);
  void SettleUnit(std::vector<ClientCall*> unit, Trouble met);
  std::string Judge(const ClientCall& call, Truth* truth, bool compare);
  std::string JudgeEvents(const ClientCall& call, Truth* truth, bool compare);
  void Count(const ClientCall& call, size_t position, const reference::Verdict& verdict, const Outcome& outcome);
  void CountFault(const ClientCall& call, const std::string& fault);
  void Settled(std::unique_ptr<ClientCall> call);

  // seed_run_trouble.cc
  // In so many of a hundred cases.
  Trouble DrawTrouble(int percent);
  void Arm(Trouble trouble, bool of_tables);
  // What was armed is over; whether it was met.
  bool Disarm();
  // The power goes out, or the store is opened again some steps later.
  void AfterTrouble(Trouble trouble, bool met);
  // Something failed that may be there all the same.
  void Doubt(const Truth& with_it);
  void Reopen(bool power_cut);
  bool OpenWorld();
  void CloseUnderLoad();
  void Maintain();
  void FlushOrCompact();

  // seed_run_questions.cc
  void Ask();
  void AskOne(const reference::Question& question);
  void AskSearched();
  void AskBuckets(const reference::BucketQuestion& question);
  void AskWhy(reference::BucketQuestion question, bool whole);
  void CheckPartitions();
  void CheckEverything();
  void CheckAudit();
  std::string IdOf(const reference::Partition& partition);
  // The state that questions meet, for the coverage.
  std::string Circumstance() const;
  void Asked(const std::string& operation, const std::set<std::string>& reasons);

  // seed_run_books.cc
  void UseCatalog();
  void PutProducts();
  void DeleteProducts();
  void FindProducts();
  // What became of products that a write that failed was about.
  void SettleCatalog();
  void CheckCatalog();
  void Push();
  void UpdateAggregates();
  void CheckAdjustments();
  void RunJob();
  void CheckExtract(const std::string& csv);

  const SimulationOptions options_;
  Dice random_;
  const Aging aging_;
  Generator generator_;
  History history_;
  World world_;
  SimulationResult result_;

  Truth truth_;
  std::optional<Truth> doubt_;  // the truth, should what failed first be there after all
  reference::OutcomeJudge judge_;
  std::set<int64_t> answered_;  // receipts
  CatalogModel catalog_;
  std::map<std::string, std::optional<Product>> catalog_doubt_;  // what may be there instead

  std::deque<Client> clients_;                      // which need not be copied
  std::vector<std::unique_ptr<ClientCall>> queue_;  // sent, and not let go yet
  std::deque<Adjustment> recent_adjustments_;
  int64_t next_adjustment_ = 0;

  Trouble armed_ = Trouble::kNone;
  std::vector<int> rules_;  // of what is armed
  bool troubled_ = false;   // the store may refuse
  int until_reopen_ = 0;    // steps, while it may
  bool recovered_ = false;  // nothing was written since it was opened after trouble
};

}  // namespace onhand::proof

#endif  // ONHAND_TESTS_PROOF_SIMULATION_SEED_RUN_H_
