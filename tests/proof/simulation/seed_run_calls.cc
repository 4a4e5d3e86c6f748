// Calls of clients: made, queued, let go, judged.

#include <algorithm>
#include <thread>
#include <utility>

#include "tests/engine/random/domains.h"
#include "tests/proof/simulation/seed_run.h"
#include "tests/support/model_text.h"

namespace onhand::proof {
namespace {

using reference::Event;
using reference::Kind;
using reference::Verdict;

constexpr size_t kRecentAdjustmentsMax = 10;

std::string OperationOf(const ClientCall& call, size_t position) {
  switch (call.what) {
    case ClientCall::What::kEvents:
      return reference::KindName(call.events[position].kind);
    case ClientCall::What::kAdjustments:
      return call.apply_now ? "adjust" : "adjust, staged";
    case ClientCall::What::kConfigure:
      return "configure";
    case ClientCall::What::kCleanUp:
      return "clean up";
  }
  return "?";
}

// What a client is told, as far as two runs of a seed must agree on it.
std::string Told(const Outcome& outcome) {
  return std::string(ProcessingStatusName(outcome.status)) + " " + std::string(ReasonName(outcome.reason)) + " " +
         outcome.path + " '" + outcome.message + "' " + outcome.reservation_id + " " +
         std::to_string(outcome.invalid_offset_micros);
}

}  // namespace

Adjustment SeedRun::MakeAdjustment() {
  if (!recent_adjustments_.empty() && random_.Percent(25)) {
    Adjustment again = random_.Pick(std::vector<Adjustment>(recent_adjustments_.begin(), recent_adjustments_.end()));
    if (random_.Percent(30)) std::get<2>(again.change.quantities[0]) += 1;
    if (random_.Percent(15)) again.reference += "'";
    return again;
  }
  Adjustment adjustment;
  Event& change = adjustment.change;
  change.id = "a" + std::to_string(next_adjustment_++);
  change.organization = RandomOrganizations()[0];
  change.product = random_.Percent(50) ? RandomProducts()[0] : random_.Pick(RandomProducts());
  change.dimensions = {{"siteId", random_.Percent(70) ? "1" : "2"}, {"locationId", random_.Percent(60) ? "1" : "11"}};
  if (random_.Percent(30)) change.dimensions.emplace_back("ColorId", random_.Percent(50) ? "red" : "blue");
  std::vector<reference::Measure> measures = {
      {"pos", "inbound"}, {"pos", "outbound"}, {"iv", "ordered"}, {"fno", "arrived"}};
  if (random_.Percent(6)) measures = {{"pos", "net"}, {"pos", "inbond"}, {"nobody", "inbound"}, {"@iv", "@allocated"}};
  const auto& [source, measure] = random_.Pick(measures);
  change.quantities = {{source, measure, random_.Between(-3, 8) * 1'000'000}};
  if (random_.Percent(2)) std::get<2>(change.quantities[0]) = std::numeric_limits<int64_t>::max();
  if (random_.Percent(2)) std::get<2>(change.quantities[0]) = std::numeric_limits<int64_t>::min();
  if (random_.Percent(2)) change.dimensions.emplace_back("Coulour", "red");
  adjustment.reference = "R" + std::to_string(random_.Below(3));
  recent_adjustments_.push_back(adjustment);
  if (recent_adjustments_.size() > kRecentAdjustmentsMax) recent_adjustments_.pop_front();
  return adjustment;
}

// Events of one family; sets of one inventory system, carts mostly of one organization.
std::unique_ptr<ClientCall> SeedRun::MakeCall(int client) {
  auto call = std::make_unique<ClientCall>();
  call->client = client;
  call->options.caller.system_role = random_.Percent(60);
  if (random_.Percent(8)) {
    call->what = ClientCall::What::kAdjustments;
    call->apply_now = random_.Percent(40);
    for (int64_t i = random_.Between(1, 4); i > 0; --i) call->adjustments.push_back(MakeAdjustment());
    return call;
  }
  call->options.atomic = random_.Percent(10);
  const Kind kind = generator_.PickKind();
  for (int64_t count = random_.Between(1, call->options.atomic ? 3 : 4); count > 0; --count) {
    Event event = generator_.MakeEvent(kind);
    if (!call->events.empty()) {
      const std::string& system = call->events[0].inventory_system;
      for (int i = 0; i < 4 && event.inventory_system != system; ++i) event = generator_.MakeEvent(kind);
      event.inventory_system = system;
      if (call->options.atomic && random_.Percent(95)) event.organization = call->events[0].organization;
    }
    call->events.push_back(std::move(event));
  }
  return call;
}

std::unique_ptr<ClientCall> SeedRun::MakeConfigure() {
  auto call = std::make_unique<ClientCall>();
  call->what = ClientCall::What::kConfigure;
  call->client = -1;
  call->settings = generator_.MakeSettings(random_.Percent(truth_.model.settings().by_product ? 80 : 15));
  return call;
}

std::unique_ptr<ClientCall> SeedRun::MakeCleanUp() {
  auto call = std::make_unique<ClientCall>();
  call->what = ClientCall::What::kCleanUp;
  call->client = -1;
  call->by_product = truth_.model.settings().by_product;
  const std::set<reference::Partition> partitions = truth_.model.Partitions();
  const std::vector<reference::Partition> list(partitions.begin(), partitions.end());
  for (int64_t i = random_.Between(1, 2); i > 0 && !list.empty(); --i) {
    call->partitions.push_back(random_.Pick(list));
    call->partition_ids.push_back(IdOf(call->partitions.back()));
  }
  return call;
}

// What was lost is sent again before anything new.
void SeedRun::SendSomething() {
  if (environment().waiting_calls() > 0 && random_.Percent(6)) {
    Send(random_.Percent(60) ? MakeConfigure() : MakeCleanUp());
    return;
  }
  std::vector<int> idle;
  std::vector<int> waiting;
  for (size_t i = 0; i < clients_.size(); ++i) {
    if (clients_[i].busy) continue;
    (clients_[i].lost.empty() ? idle : waiting).push_back(static_cast<int>(i));
  }
  if (!waiting.empty() && (idle.empty() || random_.Percent(60))) {
    Client& client = clients_[static_cast<size_t>(random_.Pick(waiting))];
    std::unique_ptr<ClientCall> call = std::move(client.lost.front());
    client.lost.pop_front();
    Send(std::move(call));
  } else if (!idle.empty()) {
    Send(MakeCall(random_.Pick(idle)));
  } else {
    Release();
  }
}

void SeedRun::Send(std::unique_ptr<ClientCall> sent) {
  ClientCall* const call = sent.get();
  ++call->sent;
  call->answered = false;
  call->at_once = call->clock_moved = call->configuration_replaced = false;
  call->results = {};
  call->status = absl::OkStatus();
  if (call->client >= 0) clients_[static_cast<size_t>(call->client)].busy = true;
  result_.operations += std::max<int64_t>(static_cast<int64_t>(call->size()), 1) - 1;
  if (call->sent > 1) CountFault(*call, "sent again after no answer");
  for (const std::unique_ptr<ClientCall>& before : queue_) {
    if (before->what == ClientCall::What::kConfigure) call->configuration_replaced = true;
  }

  EventBatch batch;
  if (call->what == ClientCall::What::kEvents) {
    call->batch = std::make_unique<reference::EngineBatch>(call->events, judge_.ids());
    batch = call->batch->batch();
  } else if (call->what == ClientCall::What::kAdjustments) {
    call->adjust_events = ToAdjustEvents(call->adjustments);
    batch = AdjustBatch{call->apply_now, call->adjust_events};
  }
  // Where nobody leads, a call that waits would be written by its own thread, now.
  const size_t waiting = environment().waiting_calls();
  const bool waits = !call->has_events() || (waiting > 0 && random_.Percent(30));
  if (waits) {
    call->thread = std::thread([this, call, batch] {
      if (call->has_events()) {
        call->results = environment().Apply(batch, call->options);
      } else if (call->what == ClientCall::What::kConfigure) {
        const auto result =
            environment().ReplaceConfiguration(reference::ToConfiguration(call->settings, RetentionDays()));
        call->status = result.status();
        if (result.ok()) call->configured = *result;
      } else {
        call->status = environment().CleanUpPartitions(call->partition_ids);
      }
      call->answered = true;
    });
    while (!call->answered && environment().waiting_calls() == waiting) std::this_thread::yield();
  } else {
    environment().Submit(batch, call->options, [call](EventResults results) {
      call->results = std::move(results);
      call->answered = true;
    });
  }
  if (!call->answered) {
    queue_.push_back(std::move(sent));
    return;
  }
  call->at_once = true;
  if (call->thread.joinable()) call->thread.join();
  SettleUnit({call}, Trouble::kNone);
  Settled(std::move(sent));
}

// With the queue empty: a call that is written before anything else happens.
void SeedRun::SendAlone(std::unique_ptr<ClientCall> call) {
  if (call->what == ClientCall::What::kCleanUp && call->partition_ids.empty()) return;
  if (call->has_events()) {
    Send(std::move(call));
    Release();
    return;
  }
  const Trouble trouble = truth_.version > 1 ? DrawTrouble(kTroubleAlone) : Trouble::kNone;
  Arm(trouble, /*of_tables=*/false);
  ++call->sent;
  if (call->what == ClientCall::What::kConfigure) {
    const auto result = environment().ReplaceConfiguration(reference::ToConfiguration(call->settings, RetentionDays()));
    call->status = result.status();
    if (result.ok()) call->configured = *result;
  } else {
    call->status = environment().CleanUpPartitions(call->partition_ids);
  }
  call->answered = true;
  queue_.push_back(std::move(call));
  SettleQueue(trouble);
}

// Many calls at once, more than may wait.
void SeedRun::Flood() {
  for (int64_t i = random_.Between(4, 12); i > 0 && ok(); --i) {
    const size_t before = queue_.size();
    SendSomething();
    if (queue_.size() <= before) break;
  }
  Release();
}

void SeedRun::Release() {
  if (queue_.empty() || !ok()) return;
  const Trouble trouble = DrawTrouble(kTroubleOfGroups);
  Arm(trouble, /*of_tables=*/false);
  world_.pool().Release();
  for (const std::unique_ptr<ClientCall>& call : queue_) {
    if (call->thread.joinable()) call->thread.join();
    while (!call->answered) std::this_thread::yield();
  }
  world_.pool().Hold();
  SettleQueue(trouble);
}

// The groups in which the writer takes the queue: what runs alone ends one.
void SeedRun::SettleQueue(Trouble trouble) {
  const bool met = Disarm();
  if (met) Say("met " + TroubleName(trouble));
  std::vector<std::unique_ptr<ClientCall>> queue = std::move(queue_);
  queue_.clear();
  std::vector<ClientCall*> unit;
  const auto settle = [&] {
    if (!unit.empty() && ok()) SettleUnit(std::exchange(unit, {}), met ? trouble : Trouble::kNone);
  };
  for (const std::unique_ptr<ClientCall>& call : queue) {
    if (call->has_events()) {
      unit.push_back(call.get());
      continue;
    }
    settle();
    unit = {call.get()};
    settle();
  }
  settle();
  for (std::unique_ptr<ClientCall>& call : queue) Settled(std::move(call));
  AfterTrouble(trouble, met);
}

void SeedRun::SettleUnit(std::vector<ClientCall*> unit, Trouble met) {
  const ClientCall& first = *unit[0];
  const bool other_rule =
      first.what == ClientCall::What::kCleanUp && first.by_product != truth_.model.settings().by_product;
  if (other_rule && (first.ok() || absl::IsAborted(first.status))) {
    // Its ids are of the rule that a configuration before it in the queue replaced.
    result_.coverage.Refusal("clean up", "ABORTED");
    Say("clean-up under another rule");
    if (first.ok() && !first.partition_ids.empty()) Fail("partitions of another rule are cleaned up");
    return;
  }
  bool failed = false;
  for (const ClientCall* call : unit) {
    if (call->at_once) continue;
    failed |= !call->ok();
    if (met != Trouble::kNone) CountFault(*call, TroubleName(met));
    if (call->clock_moved) CountFault(*call, "clock moved while it waited");
    if (call->configuration_replaced) CountFault(*call, "configuration replaced while it waited");
  }
  std::optional<Truth> with_it;
  if (failed) with_it = truth_;
  for (const ClientCall* call : unit) {
    if (!ok()) return;
    const bool turned_away = call->at_once && !call->ok();
    if (turned_away) {
      const bool full = absl::IsResourceExhausted(call->outcome());
      if (!full && !absl::IsUnavailable(call->outcome()))
        Fail("turned away: " + std::string(call->outcome().ToString()));
      if (full) CountFault(*call, "queue full");
      Say("turned away, client " + std::to_string(call->client));
      continue;
    }
    if (!failed || call->at_once) {
      const std::string wrong = Judge(*call, &truth_, /*compare=*/true);
      if (!wrong.empty()) Fail(wrong);
      continue;
    }
    if (call->ok()) {
      Fail("a call was answered, and another of the same group failed: " + std::string(unit[0]->outcome().ToString()));
    } else if (!troubled_ || !absl::IsUnavailable(call->outcome())) {
      Fail("nothing happened to the disk, but: " + std::string(call->outcome().ToString()));
    }
    Say("no answer, client " + std::to_string(call->client));
    Judge(*call, &*with_it, /*compare=*/false);
  }
  if (failed && ok()) Doubt(*with_it);
}

std::string SeedRun::Judge(const ClientCall& call, Truth* truth, bool compare) {
  if (call.has_events()) return JudgeEvents(call, truth, compare);
  if (call.what == ClientCall::What::kCleanUp) {
    for (const reference::Partition& partition : call.partitions) truth->model.CleanUp(partition);
    if (compare) {
      doubt_.reset();
      ++result_.acknowledged;
      Say("cleaned up " + std::to_string(call.partitions.size()));
    }
    return "";
  }
  const std::set<std::string> expected = truth->model.Replace(call.settings);
  if (expected.empty()) ++truth->version;
  if (!compare) return "";
  std::string wrong = reference::CompareIssues(expected, call.configured.issues);
  if (!wrong.empty()) return "replacing the configuration: " + wrong;
  for (const std::string& reason : expected) result_.coverage.Refusal("configure", reason);
  ++result_.verified;
  if (expected.empty()) {
    doubt_.reset();
    ++result_.acknowledged;
    if (call.configured.version != truth->version) return "version is " + std::to_string(call.configured.version);
  }
  Say("configuration " + std::to_string(truth->version) + (expected.empty() ? " installed" : " refused"));
  return "";
}

std::string SeedRun::JudgeEvents(const ClientCall& call, Truth* truth, bool compare) {
  const bool adjusts = call.what == ClientCall::What::kAdjustments;
  const std::string who = "client " + std::to_string(call.client) + (call.options.atomic ? ", in a cart" : "") +
                          (call.options.caller.system_role ? ", by the system" : "") +
                          (call.sent > 1 ? ", sent again" : "") + ": ";
  std::set<std::string> faults;
  std::vector<Verdict> verdicts;
  if (adjusts) {
    for (const Adjustment& adjustment : call.adjustments) {
      verdicts.push_back(truth->adjustments.Post(adjustment, call.apply_now, call.options.caller.system_role,
                                                 world_.clock().NowMicros(), &truth->model));
    }
  } else {
    faults = truth->model.CallFaults(call.events, call.options.atomic);
    if (faults.empty()) {
      verdicts = truth->model.ApplyCall(call.events, call.options.atomic, call.options.caller.system_role);
    }
  }
  if (!compare) return "";
  const auto event = [&](size_t i) -> const Event& { return adjusts ? call.adjustments[i].change : call.events[i]; };
  if (std::string wrong = reference::CompareIssues(faults, call.results.issues); !wrong.empty()) {
    return who + ToText(event(0)) + "\n  " + wrong;
  }
  for (const Issue& issue : call.results.issues) {
    result_.coverage.Refusal(OperationOf(call, 0), std::string(ReasonName(issue.reason)));
  }
  if (call.results.outcomes.size() != verdicts.size()) {
    return who + std::to_string(call.results.outcomes.size()) + " outcomes for " + std::to_string(call.size());
  }
  if (!faults.empty()) Say(who + reference::Join(faults));
  for (size_t i = 0; i < verdicts.size(); ++i) {
    const Outcome& outcome = call.results.outcomes[i];
    const std::string difference = judge_.Compare(event(i), verdicts[i], outcome);
    if (!difference.empty()) {
      return who + "event " + std::to_string(i) + " of " + std::to_string(call.size()) + ": " + ToText(event(i)) +
             "\n  " + difference;
    }
    Say(who + ToText(event(i)) + " -> " + Told(outcome));
    Count(call, i, verdicts[i], outcome);
    if (verdicts[i].reasons.empty() && !adjusts) generator_.Remember(event(i), verdicts[i]);
  }
  return "";
}

void SeedRun::Count(const ClientCall& call, size_t position, const Verdict& verdict, const Outcome& outcome) {
  ++result_.verified;
  const std::string operation = OperationOf(call, position);
  const std::string reason(ReasonName(outcome.reason));
  if (!verdict.reasons.empty()) {
    result_.coverage.Refusal(operation, reason);
    if (outcome.reason == Reason::kIdReused) result_.coverage.Fault(operation, "id again, other content");
    return;
  }
  ++result_.acknowledged;
  if (answered_.insert(verdict.receipt).second) {
    // Something was written, so what failed before is not there.
    doubt_.reset();
  } else {
    result_.coverage.Fault(operation, "id again");
  }
}

void SeedRun::CountFault(const ClientCall& call, const std::string& fault) {
  if (!call.has_events()) result_.coverage.Fault(OperationOf(call, 0), fault);
  for (size_t i = 0; i < call.size(); ++i) result_.coverage.Fault(OperationOf(call, i), fault);
  if (call.options.atomic) result_.coverage.Fault("cart", fault);
}

// Who got no answer sends it again, but for some that give up. What may have made a reservation is not given up: only
// its answer says what the reservation is called.
void SeedRun::Settled(std::unique_ptr<ClientCall> call) {
  if (call->client < 0) return;
  Client& client = clients_[static_cast<size_t>(call->client)];
  client.busy = false;
  if (call->ok()) return;
  const bool reserves = call->what == ClientCall::What::kEvents && call->events[0].kind == Kind::kReserve;
  if (!reserves && random_.Percent(10)) return;
  client.lost.push_back(std::move(call));
}

}  // namespace onhand::proof
