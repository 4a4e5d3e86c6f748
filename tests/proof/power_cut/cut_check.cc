#include "tests/proof/power_cut/cut_check.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/proof/workload/step_maker.h"
#include "tests/support/audit_problem.h"

namespace onhand::proof {
namespace {

// Of calls before the cut that are sent again.
constexpr int kSentAgain = 3;

}  // namespace

struct CutChecker::Machine {
  explicit Machine(const DiskImage& image, int64_t now_us) : disk(image), clock(now_us) {}

  SimulatedDisk disk;
  FixedClock clock;
  std::unique_ptr<Engine> engine;
  std::shared_ptr<Environment> environment;

  absl::Status Open() {
    environment.reset();
    engine.reset();
    absl::StatusOr<std::unique_ptr<Engine>> opened = Engine::Open(CutEngineOptions(disk, &clock));
    if (!opened.ok()) return opened.status();
    engine = *std::move(opened);
    return absl::OkStatus();
  }
  absl::Status Find() {
    absl::StatusOr<std::shared_ptr<Environment>> found = engine->Find(kCutEnvironment);
    if (!found.ok()) return found.status();
    environment = *std::move(found);
    return absl::OkStatus();
  }
};

CutChecker::CutChecker(const RecordedRun* run)
    : run_(*run), runner_(run->runner), before_(EmptyModel()), after_(EmptyModel()) {
  if (!run_.steps.empty()) Advance(run_.steps[0].step, &after_);
}

void CutChecker::GoTo(size_t steps) {
  for (; steps_ < steps; ++steps_) {
    Advance(run_.steps[steps_].step, &before_);
    if (steps_ + 1 < run_.steps.size()) Advance(run_.steps[steps_ + 1].step, &after_);
  }
}

int64_t CutChecker::NowBefore() const { return steps_ == 0 ? kLoadStartUs : run_.steps[steps_ - 1].step.now_us; }

std::string CutChecker::CheckThere(uint64_t sequence, const Cut& cut) const {
  const uint64_t least = cut.answered == 0 ? 0 : steps_ == 0 ? run_.first_sequence : run_.steps[steps_ - 1].sequence;
  const uint64_t most = cut.answered == 0            ? run_.first_sequence
                        : steps_ < run_.steps.size() ? run_.steps[steps_].sequence
                                                     : least;
  if (sequence >= least && sequence <= most) return "";
  return absl::StrCat("commits up to ", least, " were answered and up to ", most, " begun; after the cut there are ",
                      sequence);
}

std::string CutChecker::Check(const Cut& cut, int64_t* verified) {
  GoTo(cut.answered == 0 ? 0 : static_cast<size_t>(cut.answered - 1));
  Machine machine(cut.image, NowBefore());
  if (absl::Status status = machine.Open(); !status.ok()) {
    return absl::StrCat("the engine does not start: ", status.ToString());
  }
  if (cut.answered == 0) {
    const absl::StatusOr<std::vector<std::string>> ids = machine.engine->ListEnvironments();
    if (!ids.ok()) return absl::StrCat("the list of environments: ", ids.status().ToString());
    if (ids->empty()) {
      const absl::Status status = machine.engine->CreateEnvironment(kCutEnvironment);
      if (!status.ok()) return absl::StrCat("cannot be created after the cut: ", status.ToString());
    }
  }
  if (absl::Status status = machine.Find(); !status.ok()) {
    return absl::StrCat("the environment does not open: ", status.ToString());
  }
  const uint64_t sequence = machine.environment->Statistics().sequence;
  if (std::string wrong = CheckThere(sequence, cut); !wrong.empty()) return wrong;
  if (std::string wrong = AuditProblem(machine.environment.get(), verified); !wrong.empty()) return wrong;

  const bool in_flight = cut.answered > 0 && steps_ < run_.steps.size();
  const Step* const step = in_flight ? &run_.steps[steps_].step : nullptr;
  const uint64_t sequence_before = steps_ == 0 ? run_.first_sequence : run_.steps[steps_ - 1].sequence;
  // A call that wrote nothing changed nothing.
  const bool done = in_flight && sequence == run_.steps[steps_].sequence && sequence != sequence_before;
  if (steps_ > 0 || done) {
    const bool is_after = done && step->kind != StepKind::kMaintain;
    std::string wrong = runner_.CompareAll(is_after ? after_ : before_, machine.environment.get(), verified);
    if (!wrong.empty()) {
      return absl::StrCat(is_after ? "with" : "without", " what was in flight: ", wrong,
                          step == nullptr ? "" : absl::StrCat("\n  in flight was ", ToText(*step)));
    }
  }
  return in_flight ? GoOn(done, &machine, verified) : "";
}

std::string CutChecker::GoOn(bool in_flight_done, Machine* machine, int64_t* verified) {
  const Step& step = run_.steps[steps_].step;
  std::string difference;
  const auto again = [&](const Step& sent, std::string_view what) {
    const absl::Status status = runner_.Do(sent, machine->environment.get(), &difference);
    if (!status.ok()) difference = status.ToString();
    *verified += static_cast<int64_t>(sent.events.size());
    if (!difference.empty()) difference = absl::StrCat(std::string(what), " ", ToText(sent), ": ", difference);
  };
  // What was answered before is known, also after the cut.
  int sent_again = 0;
  for (size_t i = steps_; i-- > 0 && sent_again < kSentAgain && run_.steps[i].step.now_us == NowBefore();) {
    // Under another configuration the same words may mean something else.
    if (run_.steps[i].step.kind == StepKind::kConfigure) break;
    if (!run_.steps[i].step.all_applied()) continue;
    again(run_.steps[i].sent, "sent again,");
    if (!difference.empty()) return difference;
    ++sent_again;
  }
  machine->clock.Set(step.now_us);
  if (!in_flight_done || step.all_applied() || step.kind == StepKind::kMaintain) {
    again(run_.steps[steps_].sent, in_flight_done ? "there and sent again," : "sent after the cut,");
    if (!difference.empty()) return difference;
  }
  if (std::string wrong = runner_.CompareAll(after_, machine->environment.get(), verified); !wrong.empty()) {
    return absl::StrCat("after sending it again: ", wrong);
  }
  if (absl::Status status = machine->environment->RunMaintenance(); !status.ok()) {
    return absl::StrCat("maintenance after the cut: ", status.ToString());
  }
  if (absl::Status status = machine->Open(); !status.ok()) return absl::StrCat("opened again: ", status.ToString());
  if (absl::Status status = machine->Find(); !status.ok()) return absl::StrCat("opened again: ", status.ToString());
  if (std::string wrong = runner_.CompareAll(after_, machine->environment.get(), verified); !wrong.empty()) {
    return absl::StrCat("closed and opened after the cut: ", wrong);
  }
  return AuditProblem(machine->environment.get(), verified);
}

}  // namespace onhand::proof
