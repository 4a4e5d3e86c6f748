#include "tests/proof/audit/audit_proof.h"

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "tests/proof/audit/busy_shop.h"
#include "tests/proof/audit/damage.h"

namespace onhand::proof {
namespace {

constexpr int kOperations = 400;

std::string Text(const AuditReport& report) {
  std::string text;
  for (const AuditFinding& finding : report.findings) {
    absl::StrAppend(&text, "\n    ", finding.check, ": ", finding.place, ": ", finding.what);
  }
  return text.empty() ? "nothing" : text;
}

class AuditCase {
 public:
  AuditCase(const ProofOptions& options, int64_t seed, ProofReport* report)
      : seed_(seed),
        report_(report),
        dir_(absl::StrCat(options.dir, "/case-", seed)),
        damaged_dir_(absl::StrCat(options.dir, "/damaged-", seed)) {
    Clear();
    const absl::Span<const Damage> all = AllDamage();
    if (options.mutant) blind_ = all[static_cast<size_t>(seed) % all.size()].check;
  }
  ~AuditCase() { Clear(); }

  void Do() {
    if (absl::Status status = Fill(); !status.ok()) {
      report_->Fail(seed_, absl::StrCat("filling the database: ", std::string(status.message())));
      return;
    }
    for (const Damage& damage : AllDamage()) {
      if (report_->TimeIsUp()) return;
      Break(damage);
    }
  }

 private:
  void Clear() {
    std::error_code ignored;
    std::filesystem::remove_all(dir_, ignored);
    std::filesystem::remove_all(damaged_dir_, ignored);
  }

  absl::Status Fill() {
    BusyShop shop(dir_, static_cast<uint64_t>(seed_));
    if (absl::Status status = shop.Open(); !status.ok()) return status;
    for (int quarter = 0; quarter < 4; ++quarter) {
      if (absl::Status status = shop.Live(kOperations / 4); !status.ok()) return status;
      if (quarter == 3) {
        if (absl::Status status = shop.HaveSomeOfEverything(); !status.ok()) return status;
      }
      // Little memory, so that there are many slices.
      ExpectNothing(shop.Audit({.memory_bytes = quarter % 2 == 0 ? uint64_t{64} << 20 : 1, .findings_max = 20}));
    }
    if (absl::Status status = shop.Open(); !status.ok()) return status;
    ExpectNothing(shop.Audit());
    report_->AddOperations(kOperations);
    report_->AddAcknowledged(static_cast<int64_t>(shop.applied()));
    return absl::OkStatus();
  }

  void ExpectNothing(const absl::StatusOr<AuditReport>& found) {
    report_->AddVerified(1);
    if (!found.ok()) {
      report_->Fail(seed_, absl::StrCat("the audit of an undamaged database: ", std::string(found.status().message())));
    } else if (found->findings_total != 0) {
      report_->Fail(seed_, absl::StrCat("an audit of an undamaged database should find nothing; found ", Text(*found)));
    }
  }

  void Break(const Damage& damage) {
    std::error_code error;
    std::filesystem::remove_all(damaged_dir_, error);
    std::filesystem::copy(dir_, damaged_dir_, std::filesystem::copy_options::recursive, error);
    if (error) return report_->Fail(seed_, absl::StrCat("cannot copy the database: ", error.message()));
    const absl::StatusOr<bool> done =
        ApplyDamage(damaged_dir_, BusyShop::kEnvironment, damage, static_cast<uint64_t>(seed_));
    const std::string name(damage.name);
    if (!done.ok()) {
      return report_->Fail(seed_, absl::StrCat("cannot do damage ", name, ": ", std::string(done.status().message())));
    }
    if (!*done) {
      report_->Say(absl::StrCat("seed ", seed_, " has nothing to do damage ", name, " to"));
      return;
    }
    report_->AddVerified(1);
    BusyShop shop(damaged_dir_, static_cast<uint64_t>(seed_));
    absl::Status opened = shop.Open();
    // Opening looks at some things itself.
    if (absl::IsDataLoss(opened)) return;
    if (!opened.ok()) {
      return report_->Fail(seed_, absl::StrCat("opening after damage ", name, ": ", std::string(opened.message())));
    }
    const absl::StatusOr<AuditReport> found = shop.Audit({.findings_max = 1000});
    if (!found.ok()) {
      return report_->Fail(seed_,
                           absl::StrCat("the audit after damage ", name, ": ", std::string(found.status().message())));
    }
    for (const AuditFinding& finding : found->findings) {
      if (finding.check == damage.check && finding.check != blind_) return;
    }
    report_->Fail(seed_, absl::StrCat("after damage ", name, " check '", std::string(damage.check),
                                      "' should find something; found ", Text(*found)));
  }

  const int64_t seed_;
  ProofReport* const report_;
  const std::string dir_;
  const std::string damaged_dir_;
  std::string_view blind_;
};

}  // namespace

void RunAuditCases(const ProofOptions& options, ProofReport* report) {
  for (int64_t seed = options.seed; report->NextCase(); ++seed) AuditCase(options, seed, report).Do();
}

void MeasureAudit(const ProofOptions& options, int64_t rows, ProofReport* report) {
  const std::string dir = absl::StrCat(options.dir, "/rows");
  report->NextCase();
  {
    BusyShop shop(dir, static_cast<uint64_t>(options.seed));
    absl::Status status = shop.Open(64 << 20);
    if (status.ok()) status = shop.FillRows(rows);
    if (status.ok()) status = shop.environment().RunMaintenance();
    if (!status.ok()) return report->Fail(options.seed, std::string(status.message()));
    report->AddOperations(rows);
    report->AddAcknowledged(static_cast<int64_t>(shop.applied()));
    report->Say(absl::StrCat(rows, " rows are there"));
    const auto begin = std::chrono::steady_clock::now();
    const absl::StatusOr<AuditReport> found = shop.Audit();
    const auto taken = std::chrono::steady_clock::now() - begin;
    if (!found.ok()) return report->Fail(options.seed, std::string(found.status().message()));
    if (found->findings_total != 0) report->Fail(options.seed, absl::StrCat("found ", Text(*found)));
    uint64_t compared = 0;
    for (const AuditCheck& check : found->checks) compared += check.compared;
    report->AddVerified(static_cast<int64_t>(compared));
    report->Field("rows", rows);
    report->Field("audit_ms", std::chrono::duration_cast<std::chrono::milliseconds>(taken).count());
  }
}

}  // namespace onhand::proof
