#include "tests/proof/soak/soak_load.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace onhand::proof {
namespace {

constexpr int kProducts = 50;
constexpr int kLocations = 20;
constexpr int kEventsPerCall = 40;
// On the server's clock, which the soak lets run fast.
constexpr int64_t kHoldSeconds = 3600;

std::string NameOfProduct(int product) { return absl::StrCat("p", product); }
std::string NameOfLocation(int location) { return absl::StrCat("l", location); }

}  // namespace

SoakCaller::SoakCaller(int number, uint64_t seed, std::unique_ptr<ScenarioClient> client, SoakCounts* counts)
    : organization_(absl::StrCat("o", number)),
      dice_(seed),
      client_(std::move(client)),
      counts_(counts),
      units_(kProducts) {}

ScenarioEvent SoakCaller::NewEvent(int product) {
  ScenarioEvent event{.id = absl::StrCat(++next_id_), .organization = organization_, .product = NameOfProduct(product)};
  event.dimensions = {{"siteId", "1"}, {"locationId", NameOfLocation(Roll(kLocations))}};
  return event;
}

std::string SoakCaller::Apply(const ScenarioCall& call, const std::vector<ScenarioEvent>& events,
                              std::vector<ScenarioOutcome>* outcomes) {
  ++counts_->calls;
  counts_->events += static_cast<int64_t>(events.size());
  auto answer = client_->Apply(call, events);
  if (!answer.ok()) return absl::StrCat("a call failed: ", answer.status().ToString());
  if (answer->size() != events.size()) {
    return absl::StrCat(events.size(), " events were answered with ", answer->size(), " outcomes");
  }
  for (const ScenarioOutcome& outcome : *answer) counts_->acknowledged += outcome.code == 200;
  *outcomes = *std::move(answer);
  return "";
}

std::string SoakCaller::Post() {
  std::vector<ScenarioEvent> events;
  std::vector<std::pair<int, int>> places;
  for (int i = 0; i < kEventsPerCall; ++i) {
    const int product = Roll(kProducts);
    events.push_back(NewEvent(product));
    events.back().quantities = {{"pos", "inbound", "1"}};
    places.emplace_back(product, std::stoi(events.back().dimensions[1].second.substr(1)));
  }
  std::vector<ScenarioOutcome> outcomes;
  if (std::string wrong = Apply({}, events, &outcomes); !wrong.empty()) return wrong;
  for (size_t i = 0; i < outcomes.size(); ++i) {
    if (outcomes[i].code != 200) return absl::StrCat("a post was refused: ", outcomes[i].message);
    ++units_[places[i].first][places[i].second];
  }
  return "";
}

std::string SoakCaller::Count() {
  const int product = Roll(kProducts);
  ScenarioEvent event = NewEvent(product);
  const int counted = Roll(1000);
  event.quantities = {{"pos", "inbound", absl::StrCat(counted)}};
  std::vector<ScenarioOutcome> outcomes;
  const int location = std::stoi(event.dimensions[1].second.substr(1));
  if (std::string wrong = Apply({.kind = ScenarioKind::kSet, .inventory_system = "pos"}, {event}, &outcomes);
      !wrong.empty()) {
    return wrong;
  }
  if (outcomes[0].code != 200) return absl::StrCat("a count was refused: ", outcomes[0].message);
  units_[product][location] = counted;
  return "";
}

// Some are taken back, the others end by themselves.
std::string SoakCaller::Reserve() {
  ScenarioEvent event = NewEvent(Roll(kProducts));
  event.quantities = {{"iv", "softreserved", "1"}};
  event.ttl_seconds = kHoldSeconds;
  std::vector<ScenarioOutcome> outcomes;
  if (std::string wrong = Apply({.kind = ScenarioKind::kReserve}, {event}, &outcomes); !wrong.empty()) return wrong;
  if (outcomes[0].code != 200 || Roll(2) == 0) return "";
  ScenarioEvent back = event;
  back.id = absl::StrCat(++next_id_);
  back.quantities.clear();
  back.ttl_seconds.reset();
  back.reservation_id = outcomes[0].reservation_id;
  back.quantity = "1";
  return Apply({.kind = ScenarioKind::kUnreserve}, {back}, &outcomes);  // refused where it has ended
}

std::string SoakCaller::Allocate() {
  ScenarioEvent event = NewEvent(Roll(kProducts));
  event.quantity = "1";
  event.groups = {{"channel", "Web"}};
  std::vector<ScenarioOutcome> outcomes;
  if (std::string wrong = Apply({.kind = ScenarioKind::kAllocate}, {event}, &outcomes); !wrong.empty()) return wrong;
  if (outcomes[0].code != 200) return "";
  event.id = absl::StrCat(++next_id_);
  if (std::string wrong = Apply({.kind = ScenarioKind::kUnallocate}, {event}, &outcomes); !wrong.empty()) return wrong;
  return outcomes[0].code == 200 ? "" : absl::StrCat("an allocation could not be taken back: ", outcomes[0].message);
}

std::string SoakCaller::Check(int product) {
  ++counts_->calls;
  ScenarioQuery query{.organizations = {organization_}, .products = {NameOfProduct(product)}, .return_negative = true};
  query.group_by = {"locationId"};
  const auto answer = client_->Query(query);
  if (!answer.ok()) return absl::StrCat("a query failed: ", answer.status().ToString());
  if (!answer->problems.empty()) return absl::StrCat("a query was refused: ", answer->problems.front());
  std::map<std::string, std::string> present;
  for (const ScenarioRow& row : answer->rows) {
    const auto location = row.dimensions.find("locationid");
    const auto units = row.quantities.find("pos.inbound");
    if (location != row.dimensions.end() && units != row.quantities.end()) present[location->second] = units->second;
  }
  for (const auto& [location, units] : units_[product]) {
    const std::string& found = present[NameOfLocation(location)];
    if (found == absl::StrCat(units) || (units == 0 && found.empty())) continue;
    return absl::StrCat("of ", organization_, "'s ", NameOfProduct(product), " in ", NameOfLocation(location),
                        " there must be ", units, " and are \"", found, "\"");
  }
  ++counts_->verified;
  return "";
}

std::string SoakCaller::CheckAll() {
  for (int product = 0; product < kProducts; ++product) {
    if (std::string wrong = Check(product); !wrong.empty()) return wrong;
  }
  return "";
}

std::string SoakCaller::Step() {
  const int kind = Roll(100);
  if (kind < 40) return Post();
  if (kind < 45) return Count();
  if (kind < 60) return Reserve();
  if (kind < 65) return Allocate();
  return Check(Roll(kProducts));
}

}  // namespace onhand::proof
