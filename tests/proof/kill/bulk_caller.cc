#include "tests/proof/kill/bulk_caller.h"

#include <algorithm>
#include <cstdlib>

#include "absl/strings/str_cat.h"

namespace onhand::proof {
namespace {

constexpr char kBulkLocation[] = "12";

}  // namespace

std::vector<ScenarioEvent> BulkCaller::Events() const {
  std::vector<ScenarioEvent> events;
  for (int i = 0; i < kEvents; ++i) {
    const int number = calls_ * kEvents + i;
    ScenarioEvent event;
    event.id = absl::StrCat("bulk-", number);
    event.organization = kOrganization;
    event.product = absl::StrCat("bulk-", number % kProducts);
    event.dimensions = {{"siteId", kSite}, {"locationId", kBulkLocation}};
    event.quantities = {{"pos", "inbound", "1"}};
    events.push_back(std::move(event));
  }
  return events;
}

void BulkCaller::Run(ScenarioClient* client, const std::atomic<bool>& stop, Tally* tally) {
  error_.clear();
  while (!stop) {
    in_flight_ = true;
    tally->operations += kEvents;
    const absl::StatusOr<std::vector<ScenarioOutcome>> outcomes = client->Post(Events());
    if (!outcomes.ok()) {
      error_ = outcomes.status().ToString();
      return;
    }
    in_flight_ = false;
    tally->acknowledged += kEvents;
    for (const ScenarioOutcome& outcome : *outcomes) {
      if (outcome.code != 200) problems_.push_back("bulk caller: " + OutcomeText(outcome));
    }
    for (int i = 0; i < kEvents; ++i) ++units_[static_cast<size_t>((calls_ * kEvents + i) % kProducts)];
    ++calls_;
  }
}

bool BulkCaller::ReadUnits(ScenarioClient* client, std::vector<int64_t>* units) {
  ScenarioQuery query;
  query.organizations = {kOrganization};
  query.filters = {{"siteId", {kSite}}, {"locationId", {kBulkLocation}}};
  const absl::StatusOr<ScenarioAnswer> answer = client->Query(query);
  if (!answer.ok() || !answer->problems.empty()) {
    problems_.push_back("bulk caller: cannot read: " +
                        (answer.ok() ? answer->problems[0] : answer.status().ToString()));
    return false;
  }
  units->assign(kProducts, 0);
  for (const ScenarioRow& row : answer->rows) {
    const size_t number = static_cast<size_t>(std::atoi(row.product.c_str() + row.product.find('-') + 1));
    (*units)[number] += std::atoll(row.quantities.at("pos.inbound").c_str());
  }
  return true;
}

void BulkCaller::Check(ScenarioClient* client, Tally* tally) {
  std::vector<int64_t> found;
  if (!ReadUnits(client, &found)) return;
  tally->verified += kProducts;
  std::vector<int64_t> most = units_;
  if (in_flight_) {
    for (int i = 0; i < kEvents; ++i) ++most[static_cast<size_t>((calls_ * kEvents + i) % kProducts)];
  }
  for (size_t i = 0; i < found.size() && problems_.size() < 10; ++i) {
    if (found[i] >= units_[i] && found[i] <= most[i]) continue;
    problems_.push_back(absl::StrCat("bulk caller: product bulk-", i, " should have ", units_[i], " to ", most[i],
                                     " units and has ", found[i]));
  }
  if (!in_flight_) return;
  const absl::StatusOr<std::vector<ScenarioOutcome>> again = client->Post(Events());
  if (!again.ok()) {
    problems_.push_back("bulk caller: cannot send again: " + again.status().ToString());
    return;
  }
  in_flight_ = false;
  units_ = most;
  ++calls_;
  if (!ReadUnits(client, &found) || found == units_) return;
  const auto wrong = std::mismatch(found.begin(), found.end(), units_.begin());
  problems_.push_back(absl::StrCat("bulk caller: after sending again product bulk-", wrong.first - found.begin(),
                                   " should have ", *wrong.second, " units and has ", *wrong.first));
}

}  // namespace onhand::proof
