#include "tests/proof/simulation/seed_run.h"

#include <algorithm>
#include <utility>

namespace onhand::proof {
namespace {

constexpr int64_t kStartUs = 1'772'000'000'000'000;  // a day in 2026
constexpr int64_t kDayUs = 86'400'000'000;

}  // namespace

std::string TroubleName(Trouble trouble) {
  switch (trouble) {
    case Trouble::kNone:
      return "nothing";
    case Trouble::kPowerCutBefore:
      return "power cut before it";
    case Trouble::kPowerCutDuring:
      return "power cut in it";
    case Trouble::kIoError:
      return "EIO";
    case Trouble::kNoSpace:
      return "ENOSPC";
    case Trouble::kShortWrite:
      return "short write";
    case Trouble::kFailedSync:
      return "failed sync";
  }
  return "?";
}

SeedRun::SeedRun(const SimulationOptions& options)
    : options_(options),
      random_(options.seed),
      aging_(random_.Pick<Aging>({Aging::kNever, Aging::kWithinRetention, Aging::kPastRetention})),
      generator_(&random_, aging_ != Aging::kPastRetention),
      history_(options.verbose),
      world_(DrawWorld(), kStartUs),
      truth_{.model = reference::Model({.by_product = true}, kStartUs), .adjustments = {}} {
  clients_.resize(static_cast<size_t>(random_.Between(2, 9)));
}

WorldOptions SeedRun::DrawWorld() {
  WorldOptions world;
  world.write_back_bytes = random_.Pick<uint64_t>({500, 3'000, 20'000, 64ull << 20});
  world.file_bulk_bytes_min = random_.Percent(50) ? 1 : 1 << 20;
  world.row_cache_bytes = random_.Pick<uint64_t>({8 << 10, 1 << 20, 64 << 20});
  world.derived_sums_max = random_.Pick<size_t>({20, 1'000'000});
  world.pending_bytes_max = random_.Pick<uint64_t>({6'000, 64ull << 20});
  world.hash_seed = random_.Next();
  world.mutant = options_.mutant;
  return world;
}

int SeedRun::RetentionDays() const { return aging_ == Aging::kNever ? 0 : aging_ == Aging::kWithinRetention ? 30 : 1; }

bool SeedRun::Fail(const std::string& what) {
  if (ok()) result_.failure = "operation " + std::to_string(result_.operations) + ": " + what;
  return false;
}

SimulationResult SeedRun::Do() {
  if (Start()) {
    while (ok() && result_.operations < options_.operations) {
      Step();
      ++result_.operations;
    }
    if (ok()) Release();
    if (ok() && (troubled_ || random_.Percent(50))) Reopen(/*power_cut=*/random_.Percent(50));
    while (ok() && (has_lost() || troubled_)) {
      SendSomething();
      Release();
      if (ok() && troubled_) Reopen(/*power_cut=*/random_.Percent(50));
    }
    if (ok()) CheckEverything();
    if (ok()) CheckAudit();
  }
  // Threads of calls that were not let go.
  world_.Close();
  for (const std::unique_ptr<ClientCall>& call : queue_) {
    if (call->thread.joinable()) call->thread.join();
  }
  if (!ok()) result_.failure += "\n  the last that was said:" + history_.Tail();
  result_.history_hash = history_.hash();
  return std::move(result_);
}

bool SeedRun::Start() {
  if (const absl::Status status = world_.Open(); !status.ok()) return Fail("open: " + std::string(status.ToString()));
  generator_.Prepare(&truth_.model.settings(), world_.clock().NowMicros());
  std::unique_ptr<ClientCall> configure = MakeConfigure();
  configure->settings = generator_.MakeSettings(random_.Percent(40));
  SendAlone(std::move(configure));
  return ok();
}

void SeedRun::Step() {
  generator_.Prepare(&truth_.model.settings(), world_.clock().NowMicros());
  if (troubled_ && --until_reopen_ <= 0) {
    Release();
    if (ok()) Reopen(/*power_cut=*/random_.Percent(60));
    return;
  }
  const int64_t dice = random_.Below(1000);
  if (dice < 420) {
    SendSomething();
  } else if (dice < 600) {
    if (queue_.empty()) SendSomething();
    Release();
  } else if (dice < 770) {
    Ask();
  } else if (dice < 830) {
    MoveClock();
  } else if (dice < 870) {
    UseCatalog();
  } else if (dice < 890) {
    CheckPartitions();
  } else if (dice < 902) {
    Flood();
  } else if (dice < 920) {
    FlushOrCompact();
  } else {
    // What is done with nobody else there.
    Release();
    if (!ok()) return;
    if (dice < 930) {
      SendAlone(MakeConfigure());
    } else if (dice < 936) {
      SendAlone(MakeCleanUp());
    } else if (dice < 950) {
      Push();
    } else if (dice < 962) {
      UpdateAggregates();
    } else if (dice < 974) {
      Maintain();
    } else if (dice < 979) {
      RunJob();
    } else if (dice < 985) {
      CloseUnderLoad();
    } else if (dice < 995) {
      Reopen(/*power_cut=*/random_.Percent(70));
    } else {
      CheckAdjustments();
    }
  }
}

bool SeedRun::has_lost() const {
  return std::any_of(clients_.begin(), clients_.end(), [](const Client& client) { return !client.lost.empty(); });
}

// Forwards, often to the very instant at which a hold ends or a day begins, or to just before it.
void SeedRun::MoveClock() {
  const int64_t now_us = world_.clock().NowMicros();
  int64_t step_us = 0;
  switch (aging_) {
    case Aging::kNever:
      step_us = random_.Percent(80) ? random_.Between(0, 2 * kDayUs) : random_.Between(0, 40 * kDayUs);
      break;
    case Aging::kWithinRetention:
      if (now_us < kStartUs + 20 * kDayUs) step_us = random_.Between(0, kDayUs / 10);
      break;
    case Aging::kPastRetention:
      // What is sent again must not be sent again after it is forgotten.
      if (random_.Percent(40) && queue_.empty() && !has_lost()) {
        generator_.Forget();
        recent_adjustments_.clear();
        step_us = random_.Between(kDayUs, 50 * kDayUs);
      }
      break;
  }
  std::vector<int64_t> instants = truth_.model.HoldEnds();
  instants.push_back((now_us / kDayUs + 1) * kDayUs);
  const int64_t instant = random_.Pick(instants) - random_.Below(2);
  if (random_.Percent(50) && instant >= now_us && instant <= now_us + kDayUs && step_us > 0) step_us = instant - now_us;
  world_.clock().Advance(step_us);
  truth_.model.SetNow(now_us + step_us);
  if (doubt_.has_value()) doubt_->model.SetNow(now_us + step_us);
  if (step_us > 0) {
    for (const std::unique_ptr<ClientCall>& call : queue_) call->clock_moved = true;
  }
  Say("clock +" + std::to_string(step_us));
}

SimulationResult RunSimulation(const SimulationOptions& options) { return SeedRun(options).Do(); }

}  // namespace onhand::proof
