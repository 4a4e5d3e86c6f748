#include "tests/proof/workload/step_maker.h"

#include <string>
#include <utility>

#include "tests/support/model_text.h"

namespace onhand::proof {
namespace {

using reference::Event;
using reference::Kind;
using reference::Partition;
using reference::Settings;
using reference::Verdict;

constexpr int64_t kDayUs = 86'400'000'000;

}  // namespace

std::string ToText(const Step& step) {
  switch (step.kind) {
    case StepKind::kCall: {
      std::string text = step.options.atomic ? "a cart" : "a call";
      for (const Event& event : step.events) text += "\n    " + reference::ToText(event);
      return text;
    }
    case StepKind::kConfigure:
      return "another configuration";
    case StepKind::kCleanUp:
      return "a clean-up of " + std::to_string(step.partitions.size()) + " partitions";
    case StepKind::kClock:
      return "time goes on";
    case StepKind::kMaintain:
      return "maintenance";
    case StepKind::kReopen:
      return "closed and opened";
  }
  return "";
}

reference::Model EmptyModel() { return reference::Model(Settings{.by_product = true}, kLoadStartUs); }

void Advance(const Step& step, reference::Model* model) {
  switch (step.kind) {
    case StepKind::kCall:
      if (step.faults.empty()) model->ApplyCall(step.events, step.options.atomic, step.options.caller.system_role);
      break;
    case StepKind::kConfigure:
      model->Replace(step.settings);
      break;
    case StepKind::kCleanUp:
      for (const Partition& partition : step.partitions) model->CleanUp(partition);
      break;
    case StepKind::kClock:
      model->SetNow(step.now_us);
      break;
    case StepKind::kMaintain:
    case StepKind::kReopen:
      break;
  }
}

StepMaker::StepMaker(const LoadOptions& options)
    : options_(options),
      dice_(options.seed),
      aging_(dice_.Pick<Aging>({Aging::kNever, Aging::kWithinRetention, Aging::kPastRetention})),
      generator_(&dice_, aging_ != Aging::kPastRetention),
      model_(EmptyModel()) {}

int StepMaker::retention_days() const {
  return aging_ == Aging::kNever ? 0 : aging_ == Aging::kWithinRetention ? 30 : 1;
}

Step StepMaker::Next() {
  Step step;
  if (!configured_) {
    do {
      step = Configure(dice_.Percent(40));
    } while (!step.faults.empty());
    configured_ = true;
  } else {
    generator_.Prepare(&model_.settings(), now_us_);
    const int64_t roll = dice_.Below(1000);
    if (roll < 900) {
      step = Call();
    } else if (roll < 915) {
      step = Configure(dice_.Percent(model_.settings().by_product ? 80 : 15));
    } else if (roll < 921) {
      step = CleanUp();
    } else if (roll < 975) {
      step = MoveClock();
    } else if (roll < 993 || !options_.reopens) {
      step.kind = StepKind::kMaintain;
    } else {
      step.kind = StepKind::kReopen;
    }
  }
  step.now_us = now_us_;
  return step;
}

Step StepMaker::Configure(bool by_product) {
  Step step{.kind = StepKind::kConfigure};
  step.settings = generator_.MakeSettings(by_product);
  step.faults = model_.Replace(step.settings);
  return step;
}

Step StepMaker::Call() {
  Step step{.kind = StepKind::kCall};
  step.options.caller.system_role = dice_.Percent(60);
  step.options.atomic = dice_.Percent(10);
  const Kind kind = generator_.PickKind();
  for (int64_t count = dice_.Between(1, options_.call_events_max); count > 0; --count) {
    Event event = generator_.MakeEvent(kind);
    if (!step.events.empty()) {
      const std::string& system = step.events[0].inventory_system;
      for (int i = 0; i < 4 && event.inventory_system != system; ++i) event = generator_.MakeEvent(kind);
      event.inventory_system = system;
      if (step.options.atomic && dice_.Percent(95)) event.organization = step.events[0].organization;
    }
    step.events.push_back(std::move(event));
  }
  step.faults = model_.CallFaults(step.events, step.options.atomic);
  if (step.faults.empty()) {
    step.verdicts = model_.ApplyCall(step.events, step.options.atomic, step.options.caller.system_role);
  }
  for (size_t i = 0; i < step.verdicts.size(); ++i) {
    if (step.verdicts[i].reasons.empty()) generator_.Remember(step.events[i], step.verdicts[i]);
  }
  return step;
}

Step StepMaker::CleanUp() {
  Step step{.kind = StepKind::kCleanUp, .by_product = model_.settings().by_product};
  const std::set<Partition> partitions = model_.Partitions();
  if (partitions.empty()) return step;
  const std::vector<Partition> list(partitions.begin(), partitions.end());
  for (int64_t i = dice_.Between(1, 2); i > 0; --i) {
    step.partitions.push_back(dice_.Pick(list));
    model_.CleanUp(step.partitions.back());
  }
  return step;
}

Step StepMaker::MoveClock() {
  Step step{.kind = StepKind::kClock};
  int64_t step_us = 0;
  switch (aging_) {
    case Aging::kNever:
      step_us = dice_.Percent(80) ? dice_.Between(0, 2 * kDayUs) : dice_.Between(0, 40 * kDayUs);
      break;
    case Aging::kWithinRetention:
      if (now_us_ < kLoadStartUs + 20 * kDayUs) step_us = dice_.Between(0, kDayUs / 10);
      break;
    case Aging::kPastRetention:
      if (dice_.Percent(30)) {
        generator_.Forget();
        step_us = dice_.Between(kDayUs, 50 * kDayUs);
      }
      break;
  }
  now_us_ += step_us;
  model_.SetNow(now_us_);
  return step;
}

}  // namespace onhand::proof
