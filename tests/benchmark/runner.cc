#include "tests/benchmark/runner.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/benchmark/entrant.h"
#include "tests/benchmark/page_cache.h"
#include "tests/benchmark/row_sequence.h"
#include "tests/benchmark/spin_check.h"
#include "tests/benchmark/targets.h"

namespace onhand::benchmark {
namespace {

// At least so many callers there are over a socket, so that one's wire overlaps with the work for another. Of bulks as
// many as an Ingest stream takes at a time.
int CallersOverTheWire(Operation operation) {
  constexpr int kBulks = 8;
  constexpr int kQuestions = 16;
  if (operation == Operation::kApplyBatch) return kBulks;
  return Writes(operation) ? 1 : kQuestions;
}

// Draws of a round; callers go round in them if they need more.
constexpr size_t kBatchDraws = 1 << 22;
constexpr size_t kOtherDraws = 1 << 20;

constexpr const char* kTransportNames[] = {"inprocess", "grpc", "rest"};

class Run {
 public:
  Run(const Workload& workload, Transport transport, const RunOptions& options, const SubjectRegistry& registry,
      Progress* progress)
      : workload_(workload), transport_(transport), options_(options), registry_(registry), progress_(progress) {}

  absl::StatusOr<WorkloadReport> Do() {
    absl::Status status = Enter();
    if (status.ok()) status = WarmUp();
    for (int round = 1; status.ok() && round <= options_.rounds; ++round) status = Round(round);
    if (status.ok()) status = Audit();
    if (!status.ok()) return status;
    return Report();
  }

 private:
  // Fits the workload to the options; another one than the report's own for references.
  Workload Fit(const Workload& workload) const {
    Workload fitted = workload;
    const uint64_t rows = options_.rows > 0 ? options_.rows : workload.dataset.row_count() / options_.rows_divisor;
    fitted.dataset = Scale(workload, std::max<uint64_t>(rows, 1));
    if (options_.callers > 0) {
      fitted.load.callers = options_.callers;
    } else if (transport_ != Transport::kInProcess) {
      fitted.load.callers = std::max(fitted.load.callers, CallersOverTheWire(workload.load.operation));
    }
    if (fitted.load.asks > 0) fitted.dataset.products = static_cast<uint32_t>(options_.rounds) + 1;  // and the warm-up
    if (fitted.load.operation == Operation::kQueryLocation) fitted.load.answer_rows = fitted.dataset.products;
    return fitted;
  }

  absl::Status Add(std::string label, Role role, const Workload& workload, std::string_view subject_name) {
    std::string folder = label;
    std::replace(folder.begin(), folder.end(), ' ', '-');
    const std::filesystem::path dir = std::filesystem::path(options_.dir) / "run" / folder;
    if (absl::Status status = MakeEmptyFolder(dir.string()); !status.ok()) return status;
    absl::StatusOr<std::unique_ptr<Subject>> subject = registry_.MakeSubject(
        subject_name, {.dir = dir.string(),
                       .memory_bytes = workload.memory_bytes > 0 ? workload.memory_bytes : options_.memory_bytes,
                       .index_sets = !workload.without_index_sets,
                       .by_product = workload.by_product});
    if (!subject.ok()) return Excuse(role, label, subject.status());
    auto entrant = std::make_unique<Entrant>(label, role, Fit(workload), dir.string(), *std::move(subject));
    progress_->Step(absl::StrCat(Title(), ": making ", entrant->workload().dataset.row_count(), " rows in ", label));
    const absl::Status prepared = entrant->Prepare();
    if (!prepared.ok()) return Excuse(role, label, prepared);
    entrants_.push_back(std::move(entrant));
    return absl::OkStatus();
  }

  // A peer that is not there is left out, unless it was asked for.
  absl::Status Excuse(Role role, const std::string& label, const absl::Status& why) {
    if (role != Role::kPeer || (options_.peers.has_value() && !absl::IsUnimplemented(why))) {
      return absl::Status(why.code(), absl::StrCat(label, ": ", why.message()));
    }
    EntrantResult left_out;
    left_out.label = label;
    left_out.left_out = std::string(why.message());
    left_out_.push_back(std::move(left_out));
    progress_->Say(absl::StrCat(Title(), ": ", label, " is left out: ", why.message()));
    return absl::OkStatus();
  }

  absl::Status Enter() {
    const std::string ours = transport_ == Transport::kInProcess
                                 ? "onhand"
                                 : absl::StrCat("onhand-", kTransportNames[static_cast<size_t>(transport_)]);
    absl::Status status = Add(ours, Role::kOurs, workload_, ours);
    if (!status.ok()) return status;
    if (transport_ != Transport::kInProcess) status = Add("onhand", Role::kReference, workload_, "onhand");
    for (const std::string& name : workload_.references) {
      if (!status.ok()) return status;
      status = Add(absl::StrCat(ours, " ", name), Role::kReference, *FindWorkload(name), ours);
    }
    for (const std::string& family : options_.peers.value_or(workload_.peers)) {
      // An empty server stands beside the transport that it is empty of.
      for (const std::string& name : registry_.NamesOfFamily(family)) {
        if (!status.ok()) return status;
        if (family == "empty" && name != absl::StrCat("empty-", TransportName(transport_))) continue;
        status = Add(name, Role::kPeer, workload_, name);
      }
    }
    return status;
  }

  const RowSequence& Rows(const Entrant& entrant, uint64_t seed) {
    const auto rows = static_cast<uint32_t>(entrant.workload().dataset.row_count());
    const Skew skew = entrant.workload().load.skew;
    for (const auto& drawn : drawn_) {
      if (drawn.rows == rows && drawn.skew == skew && drawn.seed == seed) return *drawn.sequence;
    }
    const size_t draws = entrant.workload().load.operation == Operation::kApplyBatch ? kBatchDraws : kOtherDraws;
    drawn_.push_back({rows, skew, seed, std::make_unique<RowSequence>(rows, skew, seed, draws)});
    return *drawn_.back().sequence;
  }

  absl::Status WarmUp() {
    std::vector<std::unique_ptr<Entrant>> able;
    for (auto& entrant : entrants_) {
      progress_->Step(absl::StrCat(Title(), ": warming ", entrant->label()));
      const absl::Status warmed = entrant->WarmUp(std::min(options_.seconds, 2.0), Rows(*entrant, 0));
      if (warmed.ok()) {
        able.push_back(std::move(entrant));
      } else if (absl::IsUnimplemented(warmed)) {
        const absl::Status excused = Excuse(entrant->role(), entrant->label(), warmed);
        if (!excused.ok()) return excused;
      } else {
        return absl::Status(warmed.code(), absl::StrCat(entrant->label(), ": ", warmed.message()));
      }
    }
    entrants_ = std::move(able);
    return absl::OkStatus();
  }

  absl::Status Round(int round) {
    drawn_.clear();
    for (auto& entrant : entrants_) {
      const RowSequence& rows = Rows(*entrant, static_cast<uint64_t>(round));
      progress_->Step(absl::StrCat(Title(), ": round ", round, " of ", options_.rounds, ", ", entrant->label()));
      LookAtMachine();
      const absl::Status status = entrant->Round(options_.seconds, options_.open_share, rows);
      if (!status.ok()) return absl::Status(status.code(), absl::StrCat(entrant->label(), ": ", status.message()));
      LookAtMachine();
    }
    return absl::OkStatus();
  }

  void LookAtMachine() {
    spins_ns_.push_back(TimeSpinNs());
    syncs_us_.push_back(TimeSyncUs(options_.dir));
  }

  absl::Status Audit() {
    for (auto& entrant : entrants_) {
      progress_->Step(absl::StrCat(Title(), ": auditing ", entrant->label()));
      const absl::Status status = entrant->Audit();
      if (!status.ok()) return absl::Status(status.code(), absl::StrCat(entrant->label(), ": ", status.message()));
    }
    return absl::OkStatus();
  }

  WorkloadReport Report() {
    WorkloadReport report{.workload = workload_.name,
                          .transport = std::string(TransportName(transport_)),
                          .help = workload_.help,
                          .unit = std::string(UnitOf(workload_.load.operation)),
                          .rows = Fit(workload_).dataset.row_count(),
                          .seconds = options_.seconds,
                          .rounds = options_.rounds,
                          .open_share = workload_.load.asks == 0 ? options_.open_share : 0,
                          .noise = NoiseOf(spins_ns_),
                          .sync_us = SpreadOf(syncs_us_)};
    for (auto& entrant : entrants_) report.entrants.push_back(entrant->Finish());
    for (EntrantResult& entrant : left_out_) report.entrants.push_back(std::move(entrant));
    report.verdicts = Judge(report);
    return report;
  }

  std::string Title() const { return absl::StrCat(workload_.name, " (", TransportName(transport_), ")"); }

  struct Drawn {
    uint32_t rows;
    Skew skew;
    uint64_t seed;
    std::unique_ptr<RowSequence> sequence;
  };

  const Workload& workload_;
  const Transport transport_;
  const RunOptions& options_;
  const SubjectRegistry& registry_;
  Progress* const progress_;
  std::vector<Drawn> drawn_;  // outlives the entrants, whose last callers look at it
  std::vector<std::unique_ptr<Entrant>> entrants_;
  std::vector<EntrantResult> left_out_;
  std::vector<int64_t> spins_ns_;
  std::vector<double> syncs_us_;
};

}  // namespace

const char* TransportName(Transport transport) { return kTransportNames[static_cast<size_t>(transport)]; }

std::optional<Transport> FindTransport(std::string_view name) {
  for (size_t i = 0; i < std::size(kTransportNames); ++i) {
    if (name == kTransportNames[i]) return static_cast<Transport>(i);
  }
  return std::nullopt;
}

absl::StatusOr<WorkloadReport> RunWorkload(const Workload& workload, Transport transport, const RunOptions& options,
                                           const SubjectRegistry& registry, Progress* progress) {
  absl::StatusOr<WorkloadReport> report = Run(workload, transport, options, registry, progress).Do();
  std::error_code ignored;
  std::filesystem::remove_all(std::filesystem::path(options.dir) / "run", ignored);
  return report;
}

}  // namespace onhand::benchmark
