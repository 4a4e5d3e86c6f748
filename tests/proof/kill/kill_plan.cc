#include "tests/proof/kill/kill_plan.h"

#include <cstddef>
#include <iterator>
#include <random>
#include <string_view>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "storage/base/failpoint.h"

namespace onhand::proof {
namespace {

bool BeginsWith(std::string_view name, std::string_view prefix) { return name.substr(0, prefix.size()) == prefix; }

// Passed when a server starts, or before anybody writes: the first write takes ended holds off by itself.
bool IsOfStart(std::string_view name) {
  for (const std::string_view prefix :
       {"directory.probed", "directory.leftover_found", "store.open.", "store.take_partition.", "ledger.open.",
        "ledger.replay.", "ledger.receipts.learned", "environment.expire."}) {
    if (BeginsWith(name, prefix)) return true;
  }
  return false;
}

// How often it is passed in a second, about.
int PassesMax(std::string_view name) {
  for (const std::string_view prefix :
       {"store.commit.", "store.write", "ledger.commit.", "ledger.find_receipts", "writer."}) {
    if (BeginsWith(name, prefix)) return 300;
  }
  if (name == "ledger.replay.record") return 20;
  if (BeginsWith(name, "ledger.write_back.") || BeginsWith(name, "store.bulk.")) return 3;
  if (BeginsWith(name, "store.take_partition.")) return 2;
  return 1;
}

}  // namespace

uint64_t SeedOf(std::string_view failpoint) {
  for (size_t i = 0; i < std::size(kFailpoints); ++i) {
    if (kFailpoints[i] == failpoint) return 2 * i + 1;
  }
  return 0;
}

KillPlan MakeKillPlan(uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto below = [&random](int count) { return static_cast<int>(random() % static_cast<uint64_t>(count)); };
  KillPlan plan;
  plan.audit = seed % 8 == 0;
  plan.ends_in_order = below(3) == 0;
  plan.bulk = below(4) == 0;
  static constexpr int kMaintenance[] = {0, 50, 200, 1000};
  plan.maintenance_ms = kMaintenance[below(4)];
  plan.kill_after_ms = 30 + below(600);
  if (seed % 2 == 0) {
    plan.phase = below(8) == 0 ? KillPlan::Phase::kStop : KillPlan::Phase::kLoad;
    return plan;
  }
  const std::string_view name = kFailpoints[seed / 2 % std::size(kFailpoints)];
  plan.failpoint = std::string(name);
  plan.rule = absl::StrCat(plan.failpoint, ":", 1 + below(PassesMax(name)));
  plan.maintenance_ms = 100;
  plan.bulk = false;
  if (IsOfStart(name)) {
    plan.phase = KillPlan::Phase::kStart;
    plan.kill_after_ms += 300;
    if (name == "directory.leftover_found") plan.earlier_rule = "directory.create.store_made";
  } else if (BeginsWith(name, "ledger.close.")) {
    plan.phase = KillPlan::Phase::kStop;
  } else if (BeginsWith(name, "store.bulk.file") || BeginsWith(name, "store.bulk.ingest") ||
             BeginsWith(name, "store.bulk.links")) {
    // Files are only made of much at once.
    plan.bulk = true;
    plan.maintenance_ms = 0;
    plan.rule = plan.failpoint;
  }
  return plan;
}

}  // namespace onhand::proof
