#include "tests/engine/random/random_run.h"

#include <algorithm>
#include <future>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "engine/engine.h"
#include "tests/engine/random/dice.h"
#include "tests/engine/random/generator.h"
#include "tests/engine/random/partition_ids.h"
#include "tests/support/audit_problem.h"
#include "tests/support/model_bridge.h"
#include "tests/support/model_compare.h"
#include "tests/support/model_text.h"
#include "tests/support/reference_model.h"

namespace onhand {
namespace {

using reference::Event;
using reference::Kind;
using reference::Partition;
using reference::Settings;
using reference::Verdict;

constexpr int64_t kStartUs = 1'772'000'000'000'000;  // a day in 2026
constexpr int64_t kDayUs = 86'400'000'000;

// Retention of ids: for ever, 30 days of which less than 20 pass, or 1 day while time runs on and old ids stay unused.
enum class Aging { kNever, kWithinRetention, kPastRetention };

int RetentionDays(Aging aging) { return aging == Aging::kNever ? 0 : aging == Aging::kWithinRetention ? 30 : 1; }

// One call: its events and how they are sent.
struct RandomCall {
  std::vector<Event> events;
  CallOptions options;
  std::set<std::string> faults;   // of the call as a whole
  std::vector<Verdict> verdicts;  // without faults
  std::unique_ptr<reference::EngineBatch> batch;
  std::promise<EventResults> promise;
};

class Run {
 public:
  Run(const RandomRunOptions& options, RandomRunCounts* counts)
      : options_(options),
        counts_(counts),
        random_(options.seed, options.choices),
        on_disk_(options.choices.empty() && random_.Percent(50)),
        aging_(random_.Pick<Aging>({Aging::kNever, Aging::kWithinRetention, Aging::kPastRetention})),
        generator_(&random_, aging_ != Aging::kPastRetention),
        clock_(kStartUs) {}

  std::string Do() {
    if (!Open() || !Start()) return error_;
    while (done_ < options_.operations && error_.empty() && (options_.choices.empty() || random_.has_choices())) Step();
    if (error_.empty()) CheckEverything();
    return error_;
  }

 private:
  bool Fail(const std::string& what) {
    if (error_.empty()) {
      error_ = "operation " + std::to_string(done_) + (on_disk_ ? " (on disk): " : " (in memory): ") + what;
    }
    return false;
  }

  bool Open() {
    environment_.reset();
    engine_.reset();
    EngineOptions options;
    options.data_dir = on_disk_ ? options_.scratch_dir : "";
    options.block_cache_bytes = 4 << 20;
    options.write_buffer_bytes = 4 << 20;
    options.log_retention_days = 40;
    options.maintenance_interval_ms = 0;
    options.clock = &clock_;
    auto engine = Engine::Open(std::move(options));
    if (!engine.ok()) return Fail("open: " + std::string(engine.status().ToString()));
    engine_ = *std::move(engine);
    return true;
  }

  bool Find() {
    auto environment = engine_->Find("Random");
    if (!environment.ok()) return Fail("find: " + std::string(environment.status().ToString()));
    environment_ = *std::move(environment);
    return true;
  }

  bool Start() {
    if (const auto status = engine_->CreateEnvironment("random"); !status.ok()) {
      return Fail("create: " + std::string(status.ToString()));
    }
    return Find() && Configure(random_.Percent(40));
  }

  bool Configure(bool by_product) {
    const Settings settings = generator_.MakeSettings(by_product);
    if (!model_.has_value()) model_.emplace(Settings{.by_product = true}, clock_.NowMicros());
    const std::set<std::string> expected = model_->Replace(settings);
    const auto result = environment_->ReplaceConfiguration(reference::ToConfiguration(settings, RetentionDays(aging_)));
    if (!result.ok()) return Fail("replace: " + std::string(result.status().ToString()));
    const std::string difference = reference::CompareIssues(expected, result->issues);
    if (!difference.empty()) return Fail("replacing the configuration: " + difference);
    if (expected.empty()) {
      ++version_;
      ++counts_->configured;
      if (result->version != version_) return Fail("version is " + std::to_string(result->version));
    }
    if (environment_->configuration()->number != version_) return Fail("the version that holds is another");
    return true;
  }

  void Step() {
    generator_.Prepare(&model_->settings(), clock_.NowMicros());
    const int64_t dice = random_.Below(1000);
    if (dice < 560) {
      ApplyCall();
    } else if (dice < 590) {
      SubmitCalls();
    } else if (dice < 900) {
      Ask();
    } else if (dice < 912) {
      Configure(random_.Percent(model_->settings().by_product ? 80 : 15));
    } else if (dice < 930) {
      CheckPartitions();
    } else if (dice < 934) {
      CleanUp();
    } else if (dice < 985) {
      MoveClock();
    } else if (dice < 991) {
      const auto status = environment_->RunMaintenance();
      if (!status.ok()) Fail("maintenance: " + std::string(status.ToString()));
      holds_ended_ = false;
    } else if (dice < 993) {
      TooMany();
    } else if (dice >= 997) {
      Audit();
    } else if (on_disk_ && dice < 997) {
      ++counts_->reopened;
      if (Open() && Find() && environment_->configuration()->number != version_) Fail("the version is lost");
    }
    ++done_;
  }

  // Events of one family; sets of one inventory system, carts mostly of one organization.
  std::unique_ptr<RandomCall> MakeCall(int64_t count_max) {
    auto call = std::make_unique<RandomCall>();
    call->options.caller.system_role = random_.Percent(60);
    call->options.atomic = random_.Percent(10);
    const Kind kind = generator_.PickKind();
    for (int64_t count = random_.Between(1, call->options.atomic ? 3 : count_max); count > 0; --count) {
      Event event = generator_.MakeEvent(kind);
      if (!call->events.empty()) {
        const std::string& system = call->events[0].inventory_system;
        for (int i = 0; i < 4 && event.inventory_system != system; ++i) event = generator_.MakeEvent(kind);
        event.inventory_system = system;
        if (call->options.atomic && random_.Percent(95)) event.organization = call->events[0].organization;
      }
      call->events.push_back(std::move(event));
      ++done_;
    }
    return call;
  }

  // Before anything is sent: ids that earlier answers gave go into the batch.
  void Judge(RandomCall* call) {
    call->faults = model_->CallFaults(call->events, call->options.atomic);
    if (call->faults.empty()) {
      call->verdicts = model_->ApplyCall(call->events, call->options.atomic, call->options.caller.system_role);
    }
    call->batch = std::make_unique<reference::EngineBatch>(call->events, judge_.ids());
  }

  void Compare(const RandomCall& call, const EventResults& results) {
    const std::string what = (call.options.atomic ? "in a cart, " : "") +
                             std::string(call.options.caller.system_role ? "by the system, " : "");
    if (!results.status.ok()) {
      Fail(what + ToText(call.events[0]) + "\n  " + std::string(results.status.ToString()));
      return;
    }
    if (std::string wrong = reference::CompareIssues(call.faults, results.issues); !wrong.empty()) {
      Fail(what + ToText(call.events[0]) + "\n  " + wrong);
      return;
    }
    if (results.outcomes.size() != call.verdicts.size()) {
      Fail(what + std::to_string(results.outcomes.size()) + " outcomes for " + std::to_string(call.events.size()));
      return;
    }
    if (!call.faults.empty()) counts_->refused += static_cast<int64_t>(call.events.size());
    for (size_t i = 0; i < call.verdicts.size(); ++i) {
      const Verdict& verdict = call.verdicts[i];
      std::string difference = judge_.Compare(call.events[i], verdict, results.outcomes[i]);
      if (!difference.empty()) {
        Fail(what + "event " + std::to_string(i) + " of " + std::to_string(call.events.size()) + ": " +
             ToText(call.events[i]) + "\n  " + difference);
        return;
      }
      if (!verdict.reasons.empty()) {
        ++counts_->refused;
        if (verdict.reasons.size() == 1) ++counts_->refused_by_reason[*verdict.reasons.begin()];
        continue;
      }
      ++counts_->applied;
      ++counts_->applied_by_kind[KindName(call.events[i].kind)];
      generator_.Remember(call.events[i], verdict);
    }
  }

  void ApplyCall() {
    const auto call = MakeCall(8);
    Judge(call.get());
    const uint64_t sequence = environment_->Statistics().sequence;
    Compare(*call, environment_->Apply(call->batch->batch(), call->options));
    // What is refused changes nothing, also nothing that an answer does not show. Only the end of a hold may be written
    // down on any occasion.
    const bool refused = std::all_of(call->verdicts.begin(), call->verdicts.end(),
                                     [](const Verdict& verdict) { return !verdict.reasons.empty(); });
    if (refused && !holds_ended_ && environment_->Statistics().sequence != sequence) {
      Fail(ToText(call->events[0]) + "\n  is refused, but something was written");
    }
  }

  // Several calls under way at once; they count in the order of submission.
  void SubmitCalls() {
    std::vector<std::unique_ptr<RandomCall>> calls;
    for (int64_t i = random_.Between(2, 6); i > 0; --i) {
      calls.push_back(MakeCall(4));
      Judge(calls.back().get());
    }
    for (const auto& call : calls) {
      environment_->Submit(call->batch->batch(), call->options, [promise = &call->promise](EventResults results) {
        promise->set_value(std::move(results));
      });
    }
    for (const auto& call : calls) {
      const EventResults results = call->promise.get_future().get();
      if (error_.empty()) Compare(*call, results);
    }
  }

  void TooMany() {
    RandomCall call;
    call.events.assign(kBulkRecordCountMax + 1, generator_.MakeEvent(generator_.PickKind()));
    Judge(&call);
    const uint64_t sequence = environment_->Statistics().sequence;
    Compare(call, environment_->Apply(call.batch->batch(), {}));
    if (environment_->Statistics().sequence != sequence) Fail("513 records are refused, but something was written");
  }

  void Ask() {
    if (random_.Percent(12)) {
      AskBuckets(generator_.MakeBucketQuestion());
    } else if (random_.Percent(8)) {
      AskWhy(generator_.MakeBucketQuestion());
    } else {
      AskOne(generator_.MakeQuestion());
    }
  }

  void AskOne(const reference::Question& question) {
    const auto answer = question.exact ? environment_->Query(reference::ToExactQuery(question))
                                       : environment_->Query(reference::ToIndexQuery(question));
    if (!answer.ok()) {
      Fail(ToText(question) + "\n  " + std::string(answer.status().ToString()));
      return;
    }
    const reference::Answer expected = model_->Ask(question);
    const std::string difference = reference::CompareAnswer(expected, *answer);
    if (!difference.empty()) {
      Fail(std::string(model_->settings().by_product ? "by product, " : "by location, ") + ToText(question) + "\n  " +
           difference);
    }
    ++(expected.reasons.empty() ? counts_->answered : counts_->unanswerable);
    counts_->answer_rows += static_cast<int64_t>(expected.rows.size());
  }

  void AskBuckets(const reference::BucketQuestion& question) {
    const auto answer = environment_->Query(reference::ToAllocationQuery(question));
    if (!answer.ok()) {
      Fail(ToText(question) + "\n  " + std::string(answer.status().ToString()));
      return;
    }
    const reference::BucketAnswer expected = model_->Ask(question);
    const std::string difference = reference::CompareBuckets(expected, *answer);
    if (!difference.empty()) Fail(ToText(question) + "\n  " + difference);
    ++(expected.reasons.empty() ? counts_->answered : counts_->unanswerable);
    counts_->answer_rows += static_cast<int64_t>(expected.buckets.size());
  }

  // What makes up the numbers; often of all rows of a product or of a place.
  void AskWhy(reference::BucketQuestion question) {
    question.groups.clear();
    while (!question.dimensions.empty() && random_.Percent(60)) question.dimensions.erase(question.dimensions.begin());
    const auto answer = environment_->Explain(reference::ToExplainQuery(question));
    if (!answer.ok()) {
      Fail(ToText(question) + "\n  " + std::string(answer.status().ToString()));
      return;
    }
    const std::string difference = reference::CompareExplanation(model_->Explain(question), *answer, judge_.ids());
    if (!difference.empty()) Fail("why, " + ToText(question) + "\n  " + difference);
    ++counts_->answered;
  }

  void CheckPartitions() {
    const auto ids = environment_->ListPartitions();
    if (!ids.ok()) {
      Fail("partitions: " + std::string(ids.status().ToString()));
      return;
    }
    // Where only schedules of past days are left, a partition may be listed or not.
    std::set<std::string> must;
    std::set<std::string> may;
    for (const Partition& partition : model_->Partitions()) must.insert(IdOf(partition));
    for (const Partition& partition : model_->FadedPartitions()) may.insert(IdOf(partition));
    const bool all = std::includes(ids->begin(), ids->end(), must.begin(), must.end());
    if (!all || !std::includes(may.begin(), may.end(), ids->begin(), ids->end())) {
      Fail("has " + std::to_string(ids->size()) + " partitions, should have " + std::to_string(must.size()));
    }
  }

  void CleanUp() {
    const std::set<Partition> partitions = model_->Partitions();
    if (partitions.empty()) return;
    const std::vector<Partition> list(partitions.begin(), partitions.end());
    std::vector<std::string> ids;
    for (int64_t i = random_.Between(1, 2); i > 0; --i) {
      const Partition& partition = random_.Pick(list);
      ids.push_back(IdOf(partition));
      model_->CleanUp(partition);
    }
    const auto status = environment_->CleanUpPartitions(ids);
    if (!status.ok()) Fail("clean-up: " + std::string(status.ToString()));
    CheckPartitions();
  }

  // Everything that the engine says twice; with little memory, so that it is looked at slice by slice.
  void Audit() {
    const std::string problem = AuditProblem(environment_.get(), nullptr, {.memory_bytes = 1});
    if (!problem.empty()) Fail(problem);
  }

  std::string IdOf(const Partition& partition) { return partition_ids_.IdOf(model_->settings().by_product, partition); }

  // Often to the very instant at which a hold ends or a day begins, or to just before it.
  void MoveClock() {
    const int64_t now_us = clock_.NowMicros();
    int64_t step_us = 0;
    switch (aging_) {
      case Aging::kNever:
        step_us = random_.Percent(80) ? random_.Between(0, 2 * kDayUs) : random_.Between(0, 40 * kDayUs);
        break;
      case Aging::kWithinRetention:
        if (now_us < kStartUs + 20 * kDayUs) step_us = random_.Between(0, kDayUs / 10);
        break;
      case Aging::kPastRetention:
        if (random_.Percent(30)) {
          generator_.Forget();
          step_us = random_.Between(kDayUs, 50 * kDayUs);
        }
        break;
    }
    std::vector<int64_t> instants = model_->HoldEnds();
    instants.push_back((now_us / kDayUs + 1) * kDayUs);
    const int64_t instant = random_.Pick(instants) - random_.Below(2);
    if (random_.Percent(50) && instant >= now_us && instant <= now_us + kDayUs && step_us > 0) {
      step_us = instant - now_us;
    }
    clock_.Advance(step_us);
    if (model_->SetNow(clock_.NowMicros()) > 0) holds_ended_ = true;
  }

  // At the end: everything, by several groupings.
  void CheckEverything() {
    reference::Question question{.version = 2, .organizations = {"usmf", "demf", "USMF"}, .return_negative = true};
    question.products = {"T-shirt", "Bike", "Bike 2", "Fahrräder"};
    AskOne(question);
    question.promises = model_->settings().schedules;
    AskOne(question);
    question.group_by = {"siteId",
                         "ColorId",
                         "SizeId",
                         "BatchId",
                         "StatusId",
                         "InventDimension1",
                         "CustomDimension12",
                         "ExtendedDimension1"};
    AskOne(question);
    question.promises = false;
    AskOne(question);
    CheckPartitions();
    Audit();
  }

  const RandomRunOptions options_;
  RandomRunCounts* const counts_;
  Dice random_;
  const bool on_disk_;
  const Aging aging_;
  Generator generator_;
  FixedClock clock_;
  std::optional<reference::Model> model_;
  reference::OutcomeJudge judge_;
  std::unique_ptr<Engine> engine_;
  std::shared_ptr<Environment> environment_;
  PartitionIds partition_ids_;
  bool holds_ended_ = false;  // since the last maintenance
  uint64_t version_ = 1;
  int done_ = 0;
  std::string error_;
};

}  // namespace

std::string RunRandom(const RandomRunOptions& options, RandomRunCounts* counts) { return Run(options, counts).Do(); }

}  // namespace onhand
