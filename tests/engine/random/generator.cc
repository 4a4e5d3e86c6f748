#include "tests/engine/random/generator.h"

#include <algorithm>
#include <utility>

#include "tests/engine/random/domains.h"

namespace onhand {
namespace {

using reference::Event;
using reference::Kind;
using reference::Measure;
using reference::Source;

constexpr int64_t kMinuteUs = 60'000'000;
constexpr size_t kRecentMax = 40;
constexpr size_t kRememberedMax = 30;

}  // namespace

Kind Generator::PickKind() {
  const int64_t dice = random_->Below(100);
  if (dice < 32) return Kind::kChange;
  if (dice < 42) return Kind::kSet;
  if (dice < 64) return Kind::kReserve;
  if (dice < 74) return Kind::kUnreserve;
  if (dice < 78) return Kind::kExtend;
  return dice < 90 ? Kind::kAllocate : Kind::kSchedule;
}

std::vector<Measure> Generator::PhysicalMeasures() const {
  std::vector<Measure> measures;
  for (const Source& source : settings_->sources) {
    for (const std::string& measure : source.measures) measures.emplace_back(source.name, measure);
  }
  return measures;
}

Event Generator::WithKey(Kind kind, bool hot) {
  Event event{.kind = kind};
  event.id =
      reuse_ids_ && random_->Percent(20) ? "e" + std::to_string(random_->Below(30)) : "n" + std::to_string(next_id_++);
  event.organization = hot || random_->Percent(60) ? RandomOrganizations()[0] : random_->Pick(RandomOrganizations());
  event.product = hot ? RandomProducts()[0] : random_->Pick(RandomProducts());
  if (random_->Percent(40) && !settings_->sources.empty()) {
    event.dimension_source = RandomCase(random_->Pick(settings_->sources).name);
  } else if (random_->Percent(10)) {
    event.dimension_source = "  ";
  }
  const std::string via = event.dimension_source == "  " ? "" : event.dimension_source;
  for (const char* base : {"siteid", "locationid"}) {
    if (hot || !settings_->by_product || random_->Percent(80)) {
      event.dimensions.emplace_back(Spell(via, base), hot ? "1" : ValueFor(base));
    }
  }
  return event;
}

void Generator::AddDimensions(Event* event) {
  const std::string via = event->dimension_source == "  " ? "" : event->dimension_source;
  for (const std::string& base : RandomDimensions()) {
    if (random_->Percent(base == "ColorId" ? 60 : 12)) {
      event->dimensions.emplace_back(Spell(via, base), random_->Percent(10) ? "" : ValueFor(base));
    }
  }
  if (random_->Percent(20)) std::reverse(event->dimensions.begin(), event->dimensions.end());
}

void Generator::AddQuantities(Event* event) {
  std::vector<Measure> measures = PhysicalMeasures();
  if (measures.empty()) return;
  const bool count = event->kind == Kind::kSet;
  const std::string system = random_->Pick(measures).first;
  if (count) {
    event->inventory_system = RandomCase(system);
    if (random_->Percent(70)) event->modified_us = now_us_ + random_->Between(-5, 4) * kMinuteUs;
    std::erase_if(measures, [&](const Measure& measure) { return measure.first != system; });
  }
  for (int i = static_cast<int>(random_->Between(1, 3)); i > 0 && !measures.empty(); --i) {
    const auto place = random_->Below(static_cast<int64_t>(measures.size()));
    const auto [source, measure] = measures[static_cast<size_t>(place)];
    // Mostly more comes in than goes out.
    const bool out = Folded(measure) == "outbound" && random_->Percent(70);
    event->quantities.emplace_back(RandomCase(source), RandomCase(measure), out ? SmallAmount() : Amount());
    // What the stock is expected to be; right now and then, where it is 0 or was counted before.
    if (count && random_->Percent(12)) {
      event->expected.emplace_back(RandomCase(source), RandomCase(measure), random_->Percent(60) ? 0 : Amount());
    }
    measures.erase(measures.begin() + place);
  }
}

Event Generator::Fresh(Kind kind) {
  if (kind == Kind::kUnreserve || kind == Kind::kExtend) return Follow(kind);
  const bool hot = random_->Percent(50);
  Event event = WithKey(kind, hot);
  switch (kind) {
    case Kind::kReserve:
      AddReservation(&event);
      break;
    case Kind::kAllocate:
      if (!hot) AddDimensions(&event);
      AddAllocation(&event);
      break;
    case Kind::kSchedule:
      if (!hot) AddDimensions(&event);
      AddDates(&event);
      break;
    default:
      if (!hot) AddDimensions(&event);
      AddQuantities(&event);
      break;
  }
  return event;
}

// The same content in other words.
void Generator::Rephrase(Event* event) {
  for (auto& [name, value] : event->dimensions) name = RandomCase(name);
  for (auto& [source, measure, amount] : event->quantities) {
    source = RandomCase(source);
    measure = RandomCase(measure);
  }
  for (auto* groups : {&event->groups, &event->source_groups}) {
    for (auto& [name, value] : *groups) name = RandomCase(name);
    if (random_->Percent(50)) std::reverse(groups->begin(), groups->end());
  }
  event->quantity_source = RandomCase(event->quantity_source);
  event->modifier = RandomCase(event->modifier);
  if (event->kind != Kind::kReserve && random_->Percent(50)) {
    std::reverse(event->quantities.begin(), event->quantities.end());
  }
  if (random_->Percent(50)) std::reverse(event->dates.begin(), event->dates.end());
  if (random_->Percent(50)) std::reverse(event->expected.begin(), event->expected.end());
  if (random_->Percent(50)) std::reverse(event->dimensions.begin(), event->dimensions.end());
  const bool of_reservation =
      event->kind == Kind::kReserve || event->kind == Kind::kUnreserve || event->kind == Kind::kExtend;
  if (!of_reservation && random_->Percent(30)) event->dimensions.emplace_back("VersionId", "");
}

Event Generator::MakeEvent(Kind kind) {
  std::deque<Event>& recent = recent_[kind];
  if (!recent.empty() && random_->Percent(20)) {
    Event again = recent[static_cast<size_t>(random_->Below(static_cast<int64_t>(recent.size())))];
    if (random_->Percent(60)) Rephrase(&again);
    if (random_->Percent(15) && !again.quantities.empty()) std::get<2>(again.quantities[0]) = Amount();
    if (random_->Percent(10) && again.quantity) again.quantity = SmallAmount();
    if (random_->Percent(10)) again.product = random_->Pick(RandomProducts());
    if (random_->Percent(10) && again.modified_us) again.modified_us.reset();
    if (random_->Percent(10) && kind == Kind::kReserve) again.check = !again.check;
    return again;
  }
  Event event = Fresh(kind);
  if (random_->Percent(12)) Break(&event);
  if (random_->Percent(3)) Break(&event);
  recent.push_back(event);
  if (recent.size() > kRecentMax) recent.pop_front();
  return event;
}

void Generator::Remember(const Event& event, const reference::Verdict& verdict) {
  if (event.kind == Kind::kReserve) reserved_.push_back({event, verdict.reservation});
  if (reserved_.size() > kRememberedMax) reserved_.pop_front();
  if (event.kind == Kind::kAllocate || event.kind == Kind::kReallocate) allocated_.push_back(event);
  if (allocated_.size() > kRememberedMax) allocated_.pop_front();
}

}  // namespace onhand
