#include "tests/engine/random/random_run.h"

#include <future>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "engine/engine.h"
#include "tests/engine/random/generator.h"
#include "tests/support/model_bridge.h"
#include "tests/support/reference_model.h"

namespace onhand {
namespace {

using reference::Event;
using reference::Partition;
using reference::Settings;
using reference::Verdict;

constexpr int64_t kStartUs = 1'772'000'000'000'000;  // a day in 2026
constexpr int64_t kDayUs = 86'400'000'000;

// Retention of ids: for ever, 30 days of which less than 20 pass, or 1 day while time runs on and old ids stay unused.
enum class Aging { kNever, kWithinRetention, kPastRetention };

int RetentionDays(Aging aging) { return aging == Aging::kNever ? 0 : aging == Aging::kWithinRetention ? 30 : 1; }

class Run {
 public:
  Run(const RandomRunOptions& options, RandomRunCounts* counts)
      : options_(options),
        counts_(counts),
        random_(options.seed),
        on_disk_(random_.Percent(50)),
        aging_(random_.Pick<Aging>({Aging::kNever, Aging::kWithinRetention, Aging::kPastRetention})),
        generator_(&random_, aging_ != Aging::kPastRetention),
        clock_(kStartUs) {}

  std::string Do() {
    if (!Open() || !Start()) return error_;
    while (done_ < options_.operations && error_.empty()) Step();
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
    if (!model_.has_value()) model_.emplace(Settings{.by_product = true});
    const std::set<std::string> expected = model_->Replace(settings);
    const auto result = environment_->ReplaceConfiguration(ToConfiguration(settings, RetentionDays(aging_)));
    if (!result.ok()) return Fail("replace: " + std::string(result.status().ToString()));
    std::set<std::string> got;
    for (const Issue& issue : result->issues) {
      got.emplace(ReasonName(issue.reason));
      if (issue.message.empty()) return Fail("a configuration issue has no message");
    }
    if (got != expected) {
      return Fail("replacing the configuration is " + (got.empty() ? "accepted" : *got.begin()) + ", should be " +
                  (expected.empty() ? "accepted" : *expected.begin()) +
                  (result->issues.empty() ? "" : ": " + result->issues[0].path + " " + result->issues[0].message));
    }
    if (got.empty()) {
      ++version_;
      ++counts_->configured;
      if (result->version != version_) return Fail("version is " + std::to_string(result->version));
    }
    if (environment_->configuration()->number != version_) return Fail("the version that holds is another");
    return true;
  }

  void Step() {
    const int64_t dice = random_.Below(1000);
    if (dice < 500) {
      PostCall();
    } else if (dice < 530) {
      SubmitCalls();
    } else if (dice < 940) {
      Ask();
    } else if (dice < 950) {
      Configure(random_.Percent(model_->settings().by_product ? 80 : 15));
    } else if (dice < 965) {
      CheckPartitions();
    } else if (dice < 968) {
      CleanUp();
    } else if (dice < 990) {
      MoveClock();
    } else if (dice < 994) {
      const auto status = environment_->RunMaintenance();
      if (!status.ok()) Fail("maintenance: " + std::string(status.ToString()));
    } else if (dice < 995) {
      TooMany();
    } else if (on_disk_ && dice < 998) {
      ++counts_->reopened;
      if (Open() && Find() && environment_->configuration()->number != version_) Fail("the version is lost");
    }
    ++done_;
  }

  // Events of one call: all changes, or all counts of one inventory system.
  std::vector<Event> MakeCall(int64_t count_max) {
    std::vector<Event> events;
    const int64_t count = random_.Between(1, count_max);
    while (static_cast<int64_t>(events.size()) < count) {
      Event event = generator_.MakeEvent(model_->settings(), clock_.NowMicros());
      if (!events.empty() && event.count.has_value() != events[0].count.has_value()) break;
      if (event.count && !events.empty()) event.count->inventory_system = events[0].count->inventory_system;
      events.push_back(std::move(event));
      ++done_;
    }
    return events;
  }

  void Compare(const std::vector<Event>& events, const std::vector<Verdict>& verdicts, const EventResults& results) {
    if (verdicts.empty()) {
      if (results.status.code() != absl::StatusCode::kInvalidArgument || !results.outcomes.empty()) {
        Fail(ToText(events[0]) + "\n  unknown inventory system: " + std::string(results.status.ToString()));
      }
      counts_->refused += static_cast<int64_t>(events.size());
      return;
    }
    if (!results.status.ok()) {
      Fail("post: " + std::string(results.status.ToString()));
      return;
    }
    if (results.outcomes.size() != events.size()) {
      Fail("post: " + std::to_string(results.outcomes.size()) + " outcomes for " + std::to_string(events.size()));
      return;
    }
    for (size_t i = 0; i < events.size(); ++i) {
      const std::string difference = CompareOutcome(verdicts[i], results.outcomes[i]);
      if (!difference.empty()) Fail(ToText(events[i]) + "\n  " + difference);
      ++(verdicts[i].reasons.empty() ? counts_->applied : counts_->refused);
    }
  }

  // Empty: the call as a whole must be refused.
  std::vector<Verdict> ApplyToModel(const std::vector<Event>& events, bool system_role) {
    std::vector<Verdict> verdicts;
    if (!model_->Understands(events[0])) return verdicts;
    for (const Event& event : events) verdicts.push_back(model_->Apply(event, clock_.NowMicros(), system_role));
    return verdicts;
  }

  void PostCall() {
    const std::vector<Event> events = MakeCall(8);
    const Caller caller{.system_role = random_.Percent(60)};
    EventResults results;
    if (events[0].count) {
      std::vector<SetEvent> sets;
      for (const Event& event : events) sets.push_back(ToSet(event));
      results = environment_->SetOnHand(events[0].count->inventory_system, sets, caller);
    } else {
      std::vector<ChangeEvent> changes;
      for (const Event& event : events) changes.push_back(ToChange(event));
      results = environment_->PostChanges(changes, caller);
    }
    Compare(events, ApplyToModel(events, caller.system_role), results);
  }

  // Several calls under way at once; they count in the order of submission.
  void SubmitCalls() {
    struct WriteCall {
      std::vector<Event> events;
      std::vector<ChangeEvent> changes;
      std::vector<SetEvent> sets;
      std::promise<EventResults> promise;
    };
    std::vector<std::unique_ptr<WriteCall>> calls;
    std::vector<std::vector<Verdict>> verdicts;
    for (int64_t i = random_.Between(2, 6); i > 0; --i) {
      auto call = std::make_unique<WriteCall>();
      call->events = MakeCall(4);
      verdicts.push_back(ApplyToModel(call->events, true));
      for (const Event& event : call->events) {
        if (event.count) {
          call->sets.push_back(ToSet(event));
        } else {
          call->changes.push_back(ToChange(event));
        }
      }
      calls.push_back(std::move(call));
    }
    for (const auto& call : calls) {
      auto done = [promise = &call->promise](EventResults results) { promise->set_value(std::move(results)); };
      if (call->events[0].count) {
        environment_->SubmitSetOnHand(call->events[0].count->inventory_system, call->sets, {.system_role = true}, done);
      } else {
        environment_->SubmitChanges(call->changes, {.system_role = true}, done);
      }
    }
    for (size_t i = 0; i < calls.size(); ++i) {
      Compare(calls[i]->events, verdicts[i], calls[i]->promise.get_future().get());
    }
  }

  void TooMany() {
    Event event = generator_.MakeEvent(model_->settings(), clock_.NowMicros());
    const std::vector<ChangeEvent> changes(kBulkRecordCountMax + 1, ToChange(event));
    const EventResults results = environment_->PostChanges(changes);
    if (results.status.code() != absl::StatusCode::kInvalidArgument || !results.outcomes.empty()) {
      Fail("513 records are not refused: " + std::string(results.status.ToString()));
    }
  }

  void AskOne(const reference::Question& question) {
    const auto answer =
        question.exact ? environment_->Query(ToExactQuery(question)) : environment_->Query(ToIndexQuery(question));
    if (!answer.ok()) {
      Fail(ToText(question) + "\n  " + std::string(answer.status().ToString()));
      return;
    }
    const reference::Answer expected = model_->Ask(question);
    const std::string difference = CompareAnswer(expected, *answer);
    if (!difference.empty()) {
      Fail(std::string(model_->settings().by_product ? "by product, " : "by location, ") + ToText(question) + "\n  " +
           difference);
    }
    ++(expected.reasons.empty() ? counts_->answered : counts_->unanswerable);
    counts_->answer_rows += static_cast<int64_t>(expected.rows.size());
  }

  void Ask() { AskOne(generator_.MakeQuestion(model_->settings())); }

  void CheckPartitions() {
    const auto ids = environment_->ListPartitions();
    if (!ids.ok()) {
      Fail("partitions: " + std::string(ids.status().ToString()));
      return;
    }
    std::set<std::string> expected;
    for (const Partition& partition : model_->Partitions()) expected.insert(IdOf(partition));
    if (std::vector<std::string>(expected.begin(), expected.end()) != *ids) {
      Fail("has " + std::to_string(ids->size()) + " partitions, should have " + std::to_string(expected.size()));
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

  // A partition id is opaque: an engine with nothing but that partition says it.
  std::string IdOf(const Partition& partition) {
    const bool by_product = model_->settings().by_product;
    std::string& id = partition_ids_[{by_product, partition}];
    if (!id.empty()) return id;
    auto engine =
        Engine::Open({.block_cache_bytes = 1 << 20, .write_buffer_bytes = 1 << 20, .maintenance_interval_ms = 0});
    if (!engine.ok() || !(*engine)->CreateEnvironment("scratch").ok()) return "?";
    const auto environment = (*engine)->Find("scratch");
    if (!environment.ok()) return "?";
    Settings settings = generator_.MakeSettings(by_product);
    settings.sources = {{.name = "s", .mappings = {}, .measures = {"m"}, .calculated = {}}};
    if (!(*environment)->ReplaceConfiguration(ToConfiguration(settings, 0)).ok()) return "?";
    const auto& [organization, second, third] = partition;
    Event event{.id = "1", .organization = organization, .product = by_product ? second : "p"};
    if (!by_product) event.dimensions = {{"siteId", second}, {"locationId", third}};
    event.quantities = {{"s", "m", 1}};
    const ChangeEvent change = ToChange(event);
    (*environment)->PostChanges({&change, 1});
    const auto ids = (*environment)->ListPartitions();
    if (!ids.ok() || ids->size() != 1) return "?";
    return id = ids->front();
  }

  void MoveClock() {
    switch (aging_) {
      case Aging::kNever:
        clock_.Advance(random_.Between(0, 40 * kDayUs));
        break;
      case Aging::kWithinRetention:
        if (clock_.NowMicros() < kStartUs + 20 * kDayUs) clock_.Advance(random_.Between(0, kDayUs / 10));
        break;
      case Aging::kPastRetention:
        if (random_.Percent(30)) {
          generator_.Forget();
          clock_.Advance(random_.Between(kDayUs, 50 * kDayUs));
        }
        break;
    }
  }

  // At the end: everything, by several groupings.
  void CheckEverything() {
    reference::Question question{.version = 2, .organizations = {"usmf", "demf", "USMF"}, .return_negative = true};
    question.products = {"T-shirt", "Bike", "Bike 2", "Fahrräder"};
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
    CheckPartitions();
  }

  const RandomRunOptions options_;
  RandomRunCounts* const counts_;
  Dice random_;
  const bool on_disk_;
  const Aging aging_;
  Generator generator_;
  FixedClock clock_;
  std::optional<reference::Model> model_;
  std::unique_ptr<Engine> engine_;
  std::shared_ptr<Environment> environment_;
  std::map<std::pair<bool, Partition>, std::string> partition_ids_;
  uint64_t version_ = 1;
  int done_ = 0;
  std::string error_;
};

}  // namespace

std::string RunRandom(const RandomRunOptions& options, RandomRunCounts* counts) { return Run(options, counts).Do(); }

}  // namespace onhand
