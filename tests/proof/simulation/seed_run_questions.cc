// Questions, each compared with the model's answer.

#include <algorithm>
#include <utility>

#include "tests/engine/random/domains.h"
#include "tests/engine/random/partition_ids.h"
#include "tests/proof/simulation/seed_run.h"
#include "tests/support/audit_problem.h"
#include "tests/support/model_bridge.h"
#include "tests/support/model_text.h"

namespace onhand::proof {

std::string SeedRun::Circumstance() const {
  if (troubled_) return "the store may refuse writes";
  if (!queue_.empty()) return "calls wait to be written";
  return recovered_ ? "after a recovery" : "nothing";
}

void SeedRun::Asked(const std::string& operation, const std::set<std::string>& reasons) {
  ++result_.verified;
  result_.coverage.Fault(operation, Circumstance());
  for (const std::string& reason : reasons) result_.coverage.Refusal(operation, reason);
}

void SeedRun::Ask() {
  const int64_t dice = random_.Below(100);
  if (dice < 12) {
    AskBuckets(generator_.MakeBucketQuestion());
  } else if (dice < 22) {
    AskWhy(generator_.MakeBucketQuestion(), /*whole=*/false);
  } else if (dice < 28) {
    AskSearched();
  } else {
    AskOne(generator_.MakeQuestion());
  }
  if (troubled_ || !queue_.empty()) return;
  recovered_ = false;
}

void SeedRun::AskOne(const reference::Question& question) {
  const auto answer = question.exact ? environment().Query(reference::ToExactQuery(question))
                                     : environment().Query(reference::ToIndexQuery(question));
  if (!answer.ok()) {
    Fail(ToText(question) + "\n  " + std::string(answer.status().ToString()));
    return;
  }
  const reference::Answer expected = truth_.model.Ask(question);
  const std::string difference = reference::CompareAnswer(expected, *answer);
  if (!difference.empty()) {
    Fail(std::string(truth_.model.settings().by_product ? "by product, " : "by location, ") + ToText(question) +
         "\n  " + difference);
  }
  Asked(question.promises ? "promise query" : question.exact ? "exact query" : "index query", expected.reasons);
  std::string said = ToText(question) + " -> " + reference::Join(expected.reasons);
  for (const reference::AnswerRow& row : expected.rows) said += " " + ToText(row);
  Say(said);
}

// A question about the products that a search finds.
void SeedRun::AskSearched() {
  const CatalogQuestion search = RandomCatalogQuestion(&random_);
  reference::Question question = generator_.MakeQuestion();
  question.products = catalog_.Search(search);
  if (question.exact || question.products.empty() || !catalog_doubt_.empty()) return;
  const ProductSearch wanted = search.ToSearch();
  IndexQuery query = reference::ToIndexQuery(question);
  query.product_ids.clear();
  query.product_search = &wanted;
  const auto answer = environment().Query(query);
  if (!answer.ok()) {
    Fail(search.ToText() + "\n  " + std::string(answer.status().ToString()));
    return;
  }
  const reference::Answer expected = truth_.model.Ask(question);
  const std::string difference = reference::CompareAnswer(expected, *answer);
  if (!difference.empty()) Fail(search.ToText() + ", " + ToText(question) + "\n  " + difference);
  Asked("searched query", expected.reasons);
  Say(search.ToText() + " finds " + reference::Join(question.products));
}

void SeedRun::AskBuckets(const reference::BucketQuestion& question) {
  const auto answer = environment().Query(reference::ToAllocationQuery(question));
  if (!answer.ok()) {
    Fail(ToText(question) + "\n  " + std::string(answer.status().ToString()));
    return;
  }
  const reference::BucketAnswer expected = truth_.model.Ask(question);
  const std::string difference = reference::CompareBuckets(expected, *answer);
  if (!difference.empty()) Fail(ToText(question) + "\n  " + difference);
  Asked("allocation query", expected.reasons);
  std::string said = ToText(question) + " -> " + reference::Join(expected.reasons);
  for (const auto& [groups, bucket] : expected.buckets) said += " " + ToText(groups, bucket);
  Say(said);
}

// What makes up the numbers; often of all rows of a product or of a place. What a reservation is called is not known
// while its call waits to be sent again.
void SeedRun::AskWhy(reference::BucketQuestion question, bool whole) {
  if (has_lost() || doubt_.has_value()) return;
  question.groups.clear();
  while (!whole && !question.dimensions.empty() && random_.Percent(60)) {
    question.dimensions.erase(question.dimensions.begin());
  }
  const auto answer = environment().Explain(reference::ToExplainQuery(question));
  if (!answer.ok()) {
    Fail(ToText(question) + "\n  " + std::string(answer.status().ToString()));
    return;
  }
  const reference::ExplainAnswer expected = truth_.model.Explain(question);
  const std::string difference = reference::CompareExplanation(expected, *answer, judge_.ids());
  if (!difference.empty()) Fail("why, " + ToText(question) + "\n  " + difference);
  Asked("explain", expected.reasons);
  std::string said = "why, " + ToText(question);
  for (const ExplainedRow& row : answer->rows) said += " " + std::to_string(row.sequence);
  Say(said);
}

std::string SeedRun::IdOf(const reference::Partition& partition) {
  // The same for every seed; each costs an engine.
  static auto* const ids = new PartitionIds();
  return ids->IdOf(truth_.model.settings().by_product, partition);
}

void SeedRun::CheckPartitions() {
  const auto ids = environment().ListPartitions();
  if (!ids.ok()) {
    Fail("partitions: " + std::string(ids.status().ToString()));
    return;
  }
  // Where only schedules of past days are left, a partition may be listed or not.
  std::set<std::string> must;
  std::set<std::string> may;
  for (const reference::Partition& partition : truth_.model.Partitions()) must.insert(IdOf(partition));
  for (const reference::Partition& partition : truth_.model.FadedPartitions()) may.insert(IdOf(partition));
  const bool all = std::includes(ids->begin(), ids->end(), must.begin(), must.end());
  if (!all || !std::includes(may.begin(), may.end(), ids->begin(), ids->end())) {
    Fail("has " + std::to_string(ids->size()) + " partitions, should have " + std::to_string(must.size()));
  }
  Asked("partitions", {});
  Say("partitions " + reference::Join(*ids));
}

// Everything, by several groupings.
void SeedRun::CheckEverything() {
  reference::Question question{.version = 2, .organizations = {"usmf", "demf", "USMF"}, .return_negative = true};
  question.products = RandomProducts();
  AskOne(question);
  question.promises = truth_.model.settings().schedules;
  question.group_by = {"siteId",
                       "ColorId",
                       "SizeId",
                       "BatchId",
                       "StatusId",
                       "InventDimension1",
                       "CustomDimension12",
                       "ExtendedDimension1"};
  AskOne(question);
  question.promises = false;
  AskOne(question);
  for (const std::string& organization : RandomOrganizations()) {
    for (const std::string& product : RandomProducts()) {
      if (ok())
        AskWhy(
            {.organization = organization, .product = product, .dimension_source = {}, .dimensions = {}, .groups = {}},
            /*whole=*/true);
    }
  }
  if (ok()) CheckPartitions();
  if (ok()) CheckAdjustments();
  if (ok()) CheckCatalog();
}

// What the tables say against what the log says.
void SeedRun::CheckAudit() {
  // On one thread, for the disk to be read in the same order each time.
  const std::string problem = AuditProblem(&environment(), nullptr, {.threads = 1});
  if (!problem.empty()) Fail(problem);
}

}  // namespace onhand::proof
