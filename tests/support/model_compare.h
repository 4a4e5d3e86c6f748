// File: model_compare.h
//
// Judges what the engine answers by what the reference model says. Each comparison returns "" or what is wrong.
#ifndef ONHAND_TESTS_SUPPORT_MODEL_COMPARE_H_
#define ONHAND_TESTS_SUPPORT_MODEL_COMPARE_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "engine/model/allocation_query.h"
#include "engine/model/explanation.h"
#include "engine/model/outcome.h"
#include "engine/model/query.h"
#include "tests/support/model_bridge.h"
#include "tests/support/reference_types.h"

namespace onhand::reference {

// Remembers reservation ids and first envelopes, so that later answers must fit them. One an environment.
class OutcomeJudge {
 public:
  std::string Compare(const Event& event, const Verdict& verdict, const Outcome& outcome);
  const ReservationIds& ids() const { return ids_; }

 private:
  std::string CompareRefusal(const Event& event, const Verdict& verdict, const Outcome& outcome) const;

  ReservationIds ids_;
  std::map<int64_t, Outcome> first_;  // by receipt
};

// Of calls and configurations: each issue must be one of the reasons, and there must be one if there are reasons.
std::string CompareIssues(const std::set<std::string>& reasons, const std::vector<Issue>& issues);
std::string CompareAnswer(const Answer& expected, const QueryAnswer& answer);
std::string CompareBuckets(const BucketAnswer& expected, const AllocationAnswer& answer);
std::string CompareExplanation(const ExplainAnswer& expected, const Explanation& answer, const ReservationIds& ids);

}  // namespace onhand::reference

#endif  // ONHAND_TESTS_SUPPORT_MODEL_COMPARE_H_
