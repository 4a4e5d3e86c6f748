// What happens to the machine: faults, power cuts, restarts, and the storage's own work.

#include <thread>
#include <utility>

#include "tests/proof/simulation/seed_run.h"

namespace onhand::proof {
namespace {

PowerCut DrawCut(Dice* random) {
  return {.bytes = random->Pick<PowerCut::Bytes>(
              {PowerCut::Bytes::kDropped, PowerCut::Bytes::kTorn, PowerCut::Bytes::kGarbage}),
          .some_entries = random->Percent(50),
          .seed = random->Next()};
}

}  // namespace

Trouble SeedRun::DrawTrouble(int percent) {
  if (troubled_ || !random_.Percent(percent)) return Trouble::kNone;
  return random_.Pick<Trouble>({Trouble::kPowerCutBefore, Trouble::kPowerCutDuring, Trouble::kPowerCutDuring,
                                Trouble::kIoError, Trouble::kNoSpace, Trouble::kShortWrite, Trouble::kFailedSync});
}

// Faults strike what the simulation's own thread or the writer does, in an order that follows from the seed: the
// database's log, or, `of_tables`, the files that write-backs, flushes and merges make.
void SeedRun::Arm(Trouble trouble, bool of_tables) {
  armed_ = trouble;
  DiskFaultRule rule;
  rule.kind =
      !of_tables
          ? FileKind::kWal
          : random_.Pick<FileKind>({FileKind::kWal, FileKind::kTable, FileKind::kBulkTable, FileKind::kManifest});
  rule.first = random_.Percent(70) ? 1 : random_.Between(1, 4);
  switch (trouble) {
    case Trouble::kNone:
      return;
    case Trouble::kPowerCutBefore:
      world_.disk().PowerOff();
      return;
    case Trouble::kPowerCutDuring:
      rule.first = random_.Between(1, 6);
      rule.times = -1;
      break;
    case Trouble::kIoError:
      rule.operation = DiskOperation::kAppend;
      break;
    case Trouble::kNoSpace:
      rule.fault = DiskFault::kNoSpace;
      rule.operation = DiskOperation::kAppend;
      rule.times = random_.Between(1, 3);
      break;
    case Trouble::kShortWrite:
      rule.fault = DiskFault::kShortWrite;
      rule.operation = DiskOperation::kAppend;
      break;
    case Trouble::kFailedSync:
      rule.operation = DiskOperation::kSync;
      break;
  }
  rules_.push_back(world_.disk().AddFault(rule));
}

bool SeedRun::Disarm() {
  bool met = armed_ == Trouble::kPowerCutBefore;
  for (const int rule : rules_) {
    met |= world_.disk().hits(rule) > 0;
    world_.disk().RemoveFault(rule);
  }
  rules_.clear();
  armed_ = Trouble::kNone;
  if (met && !troubled_) {
    troubled_ = true;
    until_reopen_ = static_cast<int>(random_.Between(1, 10));
  }
  return met;
}

void SeedRun::AfterTrouble(Trouble trouble, bool met) {
  if (!ok() || !met) return;
  if (trouble == Trouble::kPowerCutBefore || trouble == Trouble::kPowerCutDuring) Reopen(/*power_cut=*/true);
}

void SeedRun::Doubt(const Truth& with_it) {
  if (!doubt_.has_value()) doubt_ = with_it;
}

bool SeedRun::OpenWorld() {
  // Now and then the power goes out again while the environment is opened.
  for (int attempt = 0; attempt < 2 && random_.Percent(15); ++attempt) {
    world_.disk().AddFault({.fault = DiskFault::kIoError, .first = random_.Between(1, 250), .times = -1});
    const bool opened = world_.Open().ok();
    Say(opened ? "opened, and the power goes out" : "the power goes out in opening");
    result_.coverage.Fault("open", opened ? "power cut after it" : TroubleName(Trouble::kPowerCutDuring));
    world_.CutPower(DrawCut(&random_));
  }
  const absl::Status status = world_.Open();
  return status.ok() || Fail("opening again: " + std::string(status.ToString()));
}

void SeedRun::Reopen(bool power_cut) {
  const uint64_t before = Sequence();
  Say(power_cut ? "power cut" : "restart");
  ++result_.crashes;
  if (power_cut) {
    world_.CutPower(DrawCut(&random_));
  } else {
    world_.Close();
  }
  result_.coverage.Fault("open", power_cut ? "after a power cut" : troubled_ ? "after a disk fault" : "in good order");
  if (!OpenWorld()) return;
  const uint64_t after = Sequence();
  if (after == before + 1 && doubt_.has_value()) {
    truth_ = *std::move(doubt_);
    Say("what failed is there");
  } else if (after != before) {
    Fail("the log ended with record " + std::to_string(before) + ", and ends with " + std::to_string(after) +
         " after the " + (power_cut ? "power cut" : "restart"));
    return;
  }
  doubt_.reset();
  recovered_ = troubled_ || power_cut;
  troubled_ = false;
  if (environment().configuration()->number != truth_.version) {
    Fail("configuration " + std::to_string(truth_.version) + " should hold, but " +
         std::to_string(environment().configuration()->number) + " does");
  }
  SettleCatalog();
  if (ok()) CheckEverything();
  if (ok() && random_.Percent(30)) CheckAudit();
}

// The environment is closed while calls wait: they are answered, and later ones are turned away.
void SeedRun::CloseUnderLoad() {
  for (int64_t i = random_.Between(1, 4); i > 0 && ok(); --i) SendSomething();
  if (!ok() || queue_.empty() || troubled_) return;
  const uint64_t before = Sequence();
  std::thread closing([this] { environment().Close(); });
  while (environment().ListPartitions().ok()) std::this_thread::yield();
  const size_t waiting = queue_.size();
  for (int64_t i = random_.Between(1, 3); i > 0 && ok(); --i) {
    std::unique_ptr<ClientCall> late = MakeCall(-1);
    CountFault(*late, "environment closed");
    const ClientCall* const call = late.get();
    Send(std::move(late));
    if (queue_.size() > waiting) Fail("a call was taken by an environment that is closed");
    (void)call;
  }
  world_.pool().Release();
  for (const std::unique_ptr<ClientCall>& call : queue_) {
    if (call->thread.joinable()) call->thread.join();
    while (!call->answered) std::this_thread::yield();
  }
  closing.join();
  SettleQueue(Trouble::kNone);
  world_.Close();
  if (!ok() || !OpenWorld()) return;
  ++result_.crashes;
  const uint64_t after = Sequence();
  if (after < before) Fail("closing lost what was there");
  CheckEverything();
}

void SeedRun::Maintain() {
  const Trouble trouble = DrawTrouble(kTroubleAlone);
  Arm(trouble, /*of_tables=*/true);
  const absl::Status status = environment().RunMaintenance();
  const bool met = Disarm();
  if (met) result_.coverage.Fault("maintain", TroubleName(trouble));
  Say("maintenance" + std::string(status.ok() ? "" : " failed"));
  if (status.ok()) {
    ++result_.acknowledged;
  } else if (!troubled_) {
    Fail("maintenance: " + std::string(status.ToString()));
  } else {
    // A step of it may be there all the same; none changes what anybody is told.
    Doubt(truth_);
  }
  AfterTrouble(trouble, met);
}

void SeedRun::FlushOrCompact() {
  if (random_.Percent(60)) Release();
  if (!ok()) return;
  const bool flush = random_.Percent(50);
  const Trouble trouble = queue_.empty() ? DrawTrouble(kTroubleAlone) : Trouble::kNone;
  Arm(trouble, /*of_tables=*/true);
  const absl::Status status = flush ? world_.Flush() : world_.Compact();
  const bool met = Disarm();
  if (met) result_.coverage.Fault(flush ? "flush" : "compact", TroubleName(trouble));
  Say(flush ? "flush" : "compact");
  if (!status.ok() && !troubled_) Fail((flush ? "flush: " : "compact: ") + std::string(status.ToString()));
  AfterTrouble(trouble, met);
}

}  // namespace onhand::proof
