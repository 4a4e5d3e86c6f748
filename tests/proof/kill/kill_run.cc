#include "tests/proof/kill/kill_run.h"

#include <signal.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "engine/engine.h"
#include "engine/model/clock.h"
#include "tests/end_to_end/grpc_client.h"
#include "tests/end_to_end/rest_client.h"
#include "tests/support/audit_problem.h"

namespace onhand::proof {
namespace {

constexpr int kCallers = 6;
constexpr int kHoursALife = 6;
constexpr int kHoursBefore = 50;
constexpr std::chrono::milliseconds kPatience(15'000);  // for a failpoint
constexpr std::chrono::milliseconds kIdlePatience(5'000);
constexpr std::chrono::milliseconds kEndPatience(60'000);

absl::Time TimeAt(int hours) { return absl::FromUnixSeconds(1'767'225'600) + absl::Hours(hours); }

// All threads of a load; joined when it ends.
class Threads {
 public:
  ~Threads() {
    stop = true;
    for (std::thread& thread : threads_) thread.join();
  }
  template <typename Work>
  void Run(Work work) {
    threads_.emplace_back([this, work] {
      work();
      ++ended;
    });
  }
  std::atomic<bool> stop = false;
  std::atomic<int> ended = 0;

 private:
  std::vector<std::thread> threads_;
};

}  // namespace

KillRun::KillRun(std::string folder, uint64_t seed, MutantRules mutant_rules, Tally* tally)
    : folder_(std::move(folder)), mutant_rules_(std::move(mutant_rules)), tally_(tally), administrator_(seed) {
  std::filesystem::remove_all(folder_);
  std::filesystem::create_directories(folder_);
  for (int i = 0; i < kCallers; ++i) callers_.push_back(std::make_unique<Caller>(i, seed));
}

void KillRun::Complain(std::string text) { problems_->push_back(std::move(text)); }

std::string KillRun::ErrorText() const {
  std::ostringstream text;
  text << std::ifstream(folder_ + "/stderr").rdbuf();
  const std::string all = text.str();
  return all.substr(all.size() - std::min<size_t>(all.size(), 500));
}

void KillRun::CountEnd(const OnhanddProcess& server, bool in_order_is_right) {
  if (server.result() == -SIGKILL) {
    ++kills_;
  } else if (!(in_order_is_right && server.result() == 0)) {
    Complain(absl::StrCat("the server ended by itself with ", server.result(), ": ", ErrorText()));
  }
}

std::unique_ptr<OnhanddProcess> KillRun::Start(const std::string& rule, int maintenance_ms) {
  OnhanddProcess::Options options{
      .data_dir = folder_ + "/data",
      .flags = {"--create_environment=shop", "--write_back=1", "--write_buffer=4", "--block_cache=4", "--row_cache=16",
                "--log_retention_days=1", absl::StrCat("--maintenance_interval_ms=", maintenance_ms),
                "--fixed_time=" + absl::FormatTime("%Y-%m-%d%ET%H:%M:%SZ", TimeAt(hours_), absl::UTCTimeZone())},
      .failpoint = rule,
      .error_path = folder_ + "/stderr"};
  hours_ += kHoursALife;
  auto server = std::make_unique<OnhanddProcess>(options);
  if (server->WaitUntilReady()) return server;
  CountEnd(*server, /*in_order_is_right=*/false);
  return nullptr;
}

void KillRun::LiveBefore() {
  lived_before_ = true;
  const std::unique_ptr<OnhanddProcess> server = Start("", 0);
  if (server == nullptr) return Complain("the first server did not start: " + ErrorText());
  {
    Connections connections(server->grpc_address(), server->http_port());
    if (!administrator_.SetUp(&connections)) Complain("cannot set up: " + administrator_.error());
  }
  KillPlan plan{.phase = KillPlan::Phase::kStop, .kill_after_ms = 300, .bulk = true};
  Load(plan, /*waits=*/false, server.get());
  Check({.ends_in_order = true, .mutant = false});
  hours_ += kHoursBefore;
}

bool KillRun::Load(const KillPlan& plan, bool waits, OnhanddProcess* server) {
  std::vector<std::unique_ptr<ScenarioClient>> clients;
  for (size_t i = 0; i < callers_.size(); ++i) {
    if (i % 2 == 0) {
      clients.push_back(std::make_unique<GrpcClient>(server->grpc_address(), "shop"));
    } else {
      clients.push_back(std::make_unique<RestClient>(server->http_port(), "shop"));
    }
  }
  GrpcClient bulk_client(server->grpc_address(), "shop");
  Connections connections(server->grpc_address(), server->http_port());

  bool killed = false;
  {
    Threads threads;
    for (size_t i = 0; i < callers_.size(); ++i) {
      threads.Run([&, i] { callers_[i]->Run(clients[i].get(), threads.stop, tally_); });
    }
    threads.Run([&] { administrator_.Run(&connections, threads.stop, tally_); });
    if (plan.bulk) threads.Run([&] { bulk_caller_.Run(&bulk_client, threads.stop, tally_); });

    const auto begin = std::chrono::steady_clock::now();
    const auto end = begin + (waits ? kPatience : std::chrono::milliseconds(plan.kill_after_ms));
    while (server->Running() && threads.ended == 0 && std::chrono::steady_clock::now() < end) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    // Whoever ended by itself did so because the server is gone.
    if (threads.ended > 0 && !server->WaitForEnd(std::chrono::seconds(5))) {
      threads.stop = true;
      std::string errors;
      for (const auto& caller : callers_) absl::StrAppend(&errors, caller->error(), " ");
      Complain(absl::StrCat("a call failed on a server that lives: ", errors, administrator_.error(), " ",
                            bulk_caller_.error()));
    }
    if (server->Running()) {
      const bool in_order = plan.phase == KillPlan::Phase::kStop;
      server->Signal(in_order ? SIGTERM : SIGKILL);
      killed = !in_order;
      if (!server->WaitForEnd(kEndPatience)) Complain("the server does not end");
    }
  }
  CountEnd(*server, plan.phase == KillPlan::Phase::kStop);
  return !killed && server->result() == -SIGKILL;
}

void KillRun::Check(CheckOptions options) {
  const std::unique_ptr<OnhanddProcess> server = Start(options.mutant ? mutant_rules_.check : "", 1000);
  if (server == nullptr) return Complain("the server cannot be started again: " + ErrorText());
  {
    Connections connections(server->grpc_address(), server->http_port());
    for (size_t i = 0; i < callers_.size(); ++i) {
      callers_[i]->CheckOwn(i % 2 == 0 ? connections.rest.get() : connections.grpc.get(), tally_);
    }
    // Of what all share: at least what was acknowledged, at most that and what was in flight.
    for (const bool sent_again : {false, true}) {
      Stock least;
      Stock most;
      for (const auto& caller : callers_) {
        Stock sure = caller->hot();
        Stock maybe = sure;
        const std::optional<SentCall>& sent = caller->in_flight();
        if (sent.has_value() && std::count(kHotProducts.begin(), kHotProducts.end(), sent->events[0].product) > 0) {
          Follow(sent->call, sent->events[0], {.status = "success"},
                 sent->call.kind == ScenarioKind::kUnreserve ? &sure : &maybe);
        }
        for (const auto& [key, numbers] : sure) {
          least[key].inbound += numbers.inbound;
          least[key].reserved += numbers.reserved;
        }
        for (const auto& [key, numbers] : maybe) {
          most[key].inbound += numbers.inbound;
          most[key].reserved += numbers.reserved;
        }
      }
      const absl::StatusOr<Stock> found = ReadStock(connections.rest.get(), kHotProducts);
      if (!found.ok()) return Complain("cannot read: " + found.status().ToString());
      for (const auto& [key, numbers] : most) {
        const auto row = found->find(key);
        const Numbers has = row == found->end() ? Numbers() : row->second;
        const bool right = has.inbound >= least[key].inbound && has.inbound <= numbers.inbound &&
                           has.reserved >= least[key].reserved && has.reserved <= numbers.reserved &&
                           has.available() >= 0;
        if (right) continue;
        Complain(absl::StrCat(sent_again ? "after sending again: " : "", "shared ", key.first, " ", key.second,
                              " should have at least ", StockText(least), " and at most ", StockText(most),
                              " and nothing oversold; it has ", StockText(*found)));
      }
      if (sent_again) break;
      for (size_t i = 0; i < callers_.size(); ++i) {
        callers_[i]->SendAgain(i % 2 == 0 ? connections.rest.get() : connections.grpc.get(), tally_);
      }
    }
    // And nothing that was sent again has changed anything twice.
    for (const auto& caller : callers_) caller->CheckOwn(connections.grpc.get(), tally_);
    bulk_caller_.Check(connections.grpc.get(), tally_);
    administrator_.Check(&connections, tally_);
  }
  server->Signal(options.ends_in_order ? SIGTERM : SIGKILL);
  if (!server->WaitForEnd(kEndPatience)) Complain("the server does not end");
  CountEnd(*server, options.ends_in_order);
}

void KillRun::Audit() {
  const FixedClock clock(absl::ToUnixMicros(TimeAt(hours_)));
  EngineOptions options;
  options.data_dir = folder_ + "/data";
  options.maintenance_interval_ms = 0;
  options.adjustment_push_minutes = 0;
  options.clock = &clock;
  const absl::StatusOr<std::unique_ptr<Engine>> engine = Engine::Open(std::move(options));
  if (!engine.ok()) return Complain("cannot open the directory: " + engine.status().ToString());
  const absl::StatusOr<std::shared_ptr<Environment>> shop = (*engine)->Find("shop");
  if (!shop.ok()) return Complain("cannot open the shop: " + shop.status().ToString());
  int64_t compared = 0;
  const std::string problem = AuditProblem(shop->get(), &compared);
  tally_->verified += compared;
  if (!problem.empty()) Complain(problem);
}

bool KillRun::RunCase(const KillPlan& plan, std::vector<std::string>* problems) {
  problems_ = problems;
  if (!lived_before_) LiveBefore();
  const bool under_load = plan.phase != KillPlan::Phase::kStart;
  std::string rule = under_load ? plan.rule : plan.earlier_rule;
  const bool waits = !rule.empty() && plan.phase != KillPlan::Phase::kStop;
  if (!mutant_rules_.load.empty()) rule = mutant_rules_.load;
  bool died = true;
  // To have something to replay, it purges and writes back only where that is what is waited for.
  std::unique_ptr<OnhanddProcess> server = Start(rule, under_load ? plan.maintenance_ms : 0);
  if (server != nullptr) died = Load(plan, waits, server.get());
  if (!under_load) {
    const int64_t kills = kills_;
    server = Start(plan.rule, plan.maintenance_ms);
    if (server != nullptr && server->WaitForEnd(kIdlePatience)) CountEnd(*server, /*in_order_is_right=*/false);
    died = kills_ == kills + 1;
    server.reset();
  }
  if (plan.audit) Audit();
  Check({.ends_in_order = plan.ends_in_order, .mutant = true});
  const auto take = [problems](auto* caller) {
    for (std::string& problem : caller->TakeProblems()) problems->push_back(std::move(problem));
  };
  for (const auto& caller : callers_) take(caller.get());
  take(&bulk_caller_);
  take(&administrator_);
  return died;
}

}  // namespace onhand::proof
