// Reservations, allocations, schedules.

#include <algorithm>
#include <utility>

#include "tests/engine/random/domains.h"
#include "tests/engine/random/generator.h"

namespace onhand {
namespace {

using reference::Event;
using reference::Kind;
using reference::Measure;
using reference::Named;

constexpr int64_t kSecondUs = 1'000'000;
constexpr int64_t kDayUs = 86'400 * kSecondUs;

}  // namespace

void Generator::AddReservation(Event* event) {
  const std::string via = event->dimension_source == "  " ? "" : event->dimension_source;
  for (const std::string& name : settings_->reservation_dimensions) {
    const std::string base = Folded(name);
    if (base == "siteid" || base == "locationid" || !random_->Percent(base == "colorid" ? 45 : 15)) continue;
    event->dimensions.emplace_back(RandomCase(name), random_->Percent(10) ? "" : ValueFor(base));
  }
  if (random_->Percent(8)) event->dimensions.emplace_back(Spell(via, random_->Pick(RandomDimensions())), ValueFor(""));

  std::vector<Measure> measures;
  for (const auto& source : settings_->sources) {
    for (const auto& [measure, available] : source.reservable) measures.emplace_back(source.name, measure);
  }
  if (measures.empty() || random_->Percent(4)) measures = PhysicalMeasures();
  if (measures.empty()) measures.emplace_back("iv", "softreserved");
  const auto [source, measure] = random_->Pick(measures);
  event->check = random_->Percent(70);
  const bool negative = random_->Percent(15);
  const int64_t quantity = negative ? -SmallAmount() : SmallAmount();
  if (random_->Percent(15)) {
    event->quantities.emplace_back(RandomCase(source), RandomCase(measure), quantity);
  }
  if (event->quantities.empty() || random_->Percent(30)) {
    if (random_->Percent(80)) event->quantity_source = RandomCase(source);
    event->modifier = RandomCase(measure);
    event->quantity = quantity;
  }
  if (random_->Percent(negative ? 2 : 35)) {
    if (random_->Percent(50)) event->ttl_seconds = random_->Pick<int64_t>({1, 60, 3600, 86'400, 31'536'000});
    if (!event->ttl_seconds) event->ends_us = now_us_ + random_->Between(1, 3 * kDayUs);
  }
}

// A release or an extension of something that was reserved.
Event Generator::Follow(Kind kind) {
  Event event = WithKey(kind, true);
  event.reservation = "none";
  if (!reserved_.empty() && random_->Percent(97)) {
    const Reserved& reserved = reserved_[static_cast<size_t>(random_->Below(static_cast<int64_t>(reserved_.size())))];
    event.organization = reserved.event.organization;
    event.product = reserved.event.product;
    event.dimension_source = reserved.event.dimension_source;
    event.dimensions = reserved.event.dimensions;
    event.reservation = reserved.name;
    Rephrase(&event);
  }
  if (kind == Kind::kUnreserve) {
    event.quantity = SmallAmount();
  } else if (random_->Percent(50)) {
    event.ttl_seconds = random_->Pick<int64_t>({1, 60, 3600, 86'400});
  } else {
    event.ends_us = now_us_ + random_->Between(1, 3 * kDayUs);
  }
  return event;
}

std::vector<Named> Generator::Groups() {
  static const auto* const values =
      new std::vector<std::vector<std::string>>{{"Web", "Store"}, {"VIP", "vip"}, {"EU", "US"}, {"1", "é"}};
  std::vector<Named> groups;
  const auto depth = static_cast<size_t>(random_->Between(1, std::max<int64_t>(1, std::ssize(settings_->groups))));
  for (size_t i = 0; i < depth && i < settings_->groups.size(); ++i) {
    const std::vector<std::string>& list = (*values)[std::min(i, values->size() - 1)];
    groups.emplace_back(RandomCase(settings_->groups[i]), random_->Percent(75) ? list[0] : list[1]);
    if (random_->Percent(50)) break;
  }
  if (random_->Percent(30)) std::reverse(groups.begin(), groups.end());
  return groups;
}

void Generator::AddAllocation(Event* event) {
  event->kind = random_->Pick<Kind>({Kind::kAllocate, Kind::kAllocate, Kind::kAllocate, Kind::kUnallocate,
                                     Kind::kReallocate, Kind::kConsume, Kind::kConsume});
  event->quantity = SmallAmount();
  event->groups = Groups();
  if (event->kind == Kind::kReallocate) event->source_groups = Groups();
  if (event->kind != Kind::kAllocate && !allocated_.empty() && random_->Percent(75)) {
    const Event& allocated = allocated_[static_cast<size_t>(random_->Below(std::ssize(allocated_)))];
    event->organization = allocated.organization;
    event->product = allocated.product;
    event->dimension_source = allocated.dimension_source;
    event->dimensions = allocated.dimensions;
    (event->kind == Kind::kReallocate ? event->source_groups : event->groups) = allocated.groups;
  }
  std::vector<Measure> measures = PhysicalMeasures();
  if (event->kind != Kind::kConsume || measures.empty() || random_->Percent(30)) return;
  for (int64_t i = random_->Between(1, 2); i > 0 && !measures.empty(); --i) {
    const auto place = random_->Below(std::ssize(measures));
    const auto [source, measure] = measures[static_cast<size_t>(place)];
    event->physical.push_back({RandomCase(source), RandomCase(measure), random_->Percent(50)});
    measures.erase(measures.begin() + place);
  }
}

void Generator::AddDates(Event* event) {
  // Operands of schedule measures, mostly; those that a configuration may leave out among them.
  std::vector<Measure> measures = {{"pos", "inbound"}, {"pos", "outbound"}, {"fno", "Arrived"}, {"iv", "ordered"}};
  if (random_->Percent(10)) measures.insert(measures.end(), {{"iv", "softreserved"}, {"iv", "Total Ordered"}});
  const int64_t period = settings_->one_period ? settings_->period_days : 7;
  int64_t day = now_us_ / kDayUs + random_->Between(random_->Percent(8) ? -1 : 0, std::min<int64_t>(period, 4) - 1);
  for (int64_t i = random_->Between(1, 3); i > 0; --i) {
    auto& [date, quantities] = event->dates.emplace_back();
    date = Date(day);
    std::vector<Measure> left = measures;
    for (int64_t j = random_->Between(random_->Percent(10) ? 0 : 1, 2); j > 0; --j) {
      const auto place = random_->Below(std::ssize(left));
      const auto [source, measure] = left[static_cast<size_t>(place)];
      quantities.emplace_back(RandomCase(source), RandomCase(measure), Amount());
      left.erase(left.begin() + place);
    }
    day += random_->Between(1, random_->Percent(90) ? 2 : std::max<int64_t>(period, 2));
    if (!random_->Percent(20) && day > now_us_ / kDayUs + period - 1) break;
  }
}

}  // namespace onhand
