#include "tests/proof/workload/step_runner.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "tests/engine/random/domains.h"
#include "tests/support/model_bridge.h"
#include "tests/support/model_text.h"

namespace onhand::proof {

using reference::Partition;
using reference::Verdict;

absl::Status StepRunner::Do(const Step& step, Environment* environment, std::string* difference) {
  difference->clear();
  switch (step.kind) {
    case StepKind::kCall:
      return DoCall(step, environment, difference);
    case StepKind::kConfigure: {
      const auto result = environment->ReplaceConfiguration(reference::ToConfiguration(step.settings, retention_days_));
      if (!result.ok()) return result.status();
      *difference = reference::CompareIssues(step.faults, result->issues);
      return absl::OkStatus();
    }
    case StepKind::kCleanUp: {
      std::vector<std::string> ids;
      for (const Partition& partition : step.partitions) ids.push_back(partition_ids_.IdOf(step.by_product, partition));
      return environment->CleanUpPartitions(ids);
    }
    case StepKind::kMaintain:
      return environment->RunMaintenance();
    case StepKind::kClock:
    case StepKind::kReopen:
      break;
  }
  return absl::OkStatus();
}

Step StepRunner::AsSent(Step step) const {
  for (reference::Event& event : step.events) event.reservation = judge_.ids().IdOf(event.reservation);
  return step;
}

absl::Status StepRunner::DoCall(const Step& step, Environment* environment, std::string* difference) {
  const reference::EngineBatch batch(step.events, judge_.ids());
  const EventResults results = environment->Apply(batch.batch(), step.options);
  if (!results.status.ok()) return results.status;
  *difference = reference::CompareIssues(step.faults, results.issues);
  if (!difference->empty()) return absl::OkStatus();
  if (results.outcomes.size() != step.verdicts.size()) {
    *difference = std::to_string(results.outcomes.size()) + " outcomes";
    return absl::OkStatus();
  }
  for (size_t i = 0; i < step.verdicts.size() && difference->empty(); ++i) {
    *difference = judge_.Compare(step.events[i], step.verdicts[i], results.outcomes[i]);
    if (!difference->empty()) *difference = reference::ToText(step.events[i]) + "\n  " + *difference;
  }
  return absl::OkStatus();
}

std::string StepRunner::CompareAll(const reference::Model& model, Environment* environment, int64_t* compared) {
  // Row by row: measures, holds, buckets, schedules.
  for (const std::string& organization : RandomOrganizations()) {
    for (const std::string& product : RandomProducts()) {
      const reference::BucketQuestion question{.organization = organization, .product = product};
      const auto answer = environment->Explain(reference::ToExplainQuery(question));
      if (!answer.ok()) return answer.status().ToString();
      const reference::ExplainAnswer expected = model.Explain(question);
      const std::string difference = reference::CompareExplanation(expected, *answer, judge_.ids());
      if (!difference.empty()) return reference::ToText(question) + "\n  " + difference;
      *compared += static_cast<int64_t>(expected.rows.size());
    }
  }
  // As sums, and with promises.
  reference::Question question{.version = 2, .organizations = RandomOrganizations(), .return_negative = true};
  question.products = RandomProducts();
  question.promises = model.settings().schedules;
  const auto answer = environment->Query(reference::ToIndexQuery(question));
  if (!answer.ok()) return answer.status().ToString();
  const std::string difference = reference::CompareAnswer(model.Ask(question), *answer);
  if (!difference.empty()) return reference::ToText(question) + "\n  " + difference;
  // Where there is anything at all.
  const auto ids = environment->ListPartitions();
  if (!ids.ok()) return ids.status().ToString();
  std::set<std::string> must;
  std::set<std::string> may;
  const bool by_product = model.settings().by_product;
  for (const Partition& partition : model.Partitions()) must.insert(partition_ids_.IdOf(by_product, partition));
  for (const Partition& partition : model.FadedPartitions()) may.insert(partition_ids_.IdOf(by_product, partition));
  if (!std::includes(ids->begin(), ids->end(), must.begin(), must.end()) ||
      !std::includes(may.begin(), may.end(), ids->begin(), ids->end())) {
    return "has " + std::to_string(ids->size()) + " partitions, should have " + std::to_string(must.size());
  }
  *compared += static_cast<int64_t>(ids->size()) + 1;
  return "";
}

}  // namespace onhand::proof
