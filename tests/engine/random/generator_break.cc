// Events with something wrong in them.

#include <cstdint>
#include <limits>
#include <string>

#include "tests/engine/random/generator.h"

namespace onhand {
namespace {

using reference::Event;
using reference::Kind;

constexpr int64_t kMinuteUs = 60'000'000;
constexpr int64_t kDayUs = 86'400'000'000;
constexpr int64_t kYearSeconds = 31'536'000;
constexpr int64_t kNone = std::numeric_limits<int64_t>::min();

}  // namespace

void Generator::Break(Event* event) {
  if (random_->Percent(50)) {
    BreakKey(event);
    return;
  }
  switch (event->kind) {
    case Kind::kChange:
    case Kind::kSet:
      BreakQuantities(event);
      break;
    case Kind::kReserve:
    case Kind::kUnreserve:
    case Kind::kExtend:
      BreakReservation(event);
      break;
    case Kind::kSchedule:
      BreakDates(event);
      break;
    default:
      BreakAllocation(event);
      break;
  }
}

void Generator::BreakKey(Event* event) {
  switch (random_->Below(11)) {
    case 0:
      event->id = "";
      break;
    case 1:
      event->id = std::string(257, 'x');
      break;
    case 2:
      event->organization = random_->Percent(50) ? "" : "us\x01mf";
      break;
    case 3:
      event->product = random_->Pick<std::string>({"", "\xFF", "a\x7F", "a\xC2\x85z"});
      break;
    case 4:
      event->dimensions.emplace_back("Coulour", "red");
      break;
    case 5:
      event->dimensions.emplace_back("SizeId", std::string(257, 'x'));
      break;
    case 6:
      event->dimensions.emplace_back("StatusId", "a\nb");
      break;
    case 7:
      event->dimensions.emplace_back("StatusId", "a");
      event->dimensions.emplace_back("statusid", "b");
      break;
    case 8:  // the same name twice that agrees is fine
      event->dimensions.emplace_back("StatusId", "a");
      event->dimensions.emplace_back("statusid", "a");
      break;
    case 9:
      event->dimensions.clear();
      break;
    default:
      event->dimension_source = "nobody";
      break;
  }
}

void Generator::BreakQuantities(Event* event) {
  switch (random_->Below(10)) {
    case 0:
      event->quantities.clear();
      break;
    case 1:
      event->quantities.emplace_back("nobody", "inbound", 1);
      break;
    case 2:
      event->quantities.emplace_back("pos", "inbond", 1);
      break;
    case 3:
      event->quantities.emplace_back("POS", "net", 1);
      break;
    case 4:
      event->quantities.emplace_back("@iv", random_->Pick<std::string>({"@Allocated", "@consumed"}), 1);
      break;
    case 5:
      if (!event->quantities.empty()) event->quantities.push_back(event->quantities.front());
      break;
    case 6:
      event->quantities.emplace_back("iv", "ordered", kNone);
      break;
    case 7:
      if (event->kind == Kind::kSet) {
        event->modified_us = now_us_ + random_->Between(5, 6) * kMinuteUs + random_->Below(2);
      }
      break;
    case 8:
      if (event->kind == Kind::kSet) event->expected.emplace_back(event->inventory_system, "inbond", 0);
      break;
    default:
      if (event->kind == Kind::kSet) {
        event->inventory_system = random_->Percent(50) ? "nobody" : settings_->sources[0].name;
      }
      break;
  }
}

void Generator::BreakReservation(Event* event) {
  const bool reserve = event->kind == Kind::kReserve;
  switch (random_->Below(14)) {
    case 0:
      event->quantity = 0;
      break;
    case 1:
      event->quantity = random_->Percent(50) ? kNone : -1;
      break;
    case 2:
      if (reserve) event->modifier = random_->Pick<std::string>({"", "softreserve", "NET", "@allocated"});
      break;
    case 3:
      if (reserve) event->quantity_source = random_->Pick<std::string>({"", "nobody", "erp", "@iv"});
      break;
    case 4:
      if (reserve) event->quantities.emplace_back("pos", "outbound", 1);
      break;
    case 5:
      if (reserve && !event->quantities.empty()) {
        int64_t& micros = std::get<2>(event->quantities[0]);
        micros += micros < std::numeric_limits<int64_t>::max() ? 1 : -1;
      }
      break;
    case 6:
      event->ends_us = now_us_ + random_->Between(-1, 0) * kMinuteUs;
      break;
    case 7:
      event->ends_us = now_us_ + kYearSeconds * 1'000'000 + random_->Below(2);
      break;
    case 8:
      event->ttl_seconds = random_->Pick<int64_t>({0, -1, kYearSeconds + 1});
      break;
    case 9:
      event->ends_us = now_us_ + kMinuteUs;
      event->ttl_seconds = 60;
      break;
    case 10:
      if (!reserve) event->reservation = random_->Percent(50) ? "none" : reserved_.empty() ? "-" : reserved_[0].name;
      break;
    case 11:
      if (!reserve) event->ends_us.reset();
      if (!reserve) event->ttl_seconds.reset();
      break;
    case 12:
      if (!event->dimensions.empty()) event->dimensions.pop_back();
      break;
    default:
      event->dimensions.emplace_back("ConfigId", "a");
      break;
  }
  if (event->kind == Kind::kExtend) event->quantity.reset();
  if (event->kind == Kind::kUnreserve) event->ends_us = event->ttl_seconds = std::nullopt;
}

void Generator::BreakAllocation(Event* event) {
  switch (random_->Below(10)) {
    case 0:
      event->quantity = random_->Pick<int64_t>({0, -1, kNone});
      break;
    case 1:
      event->groups.clear();
      break;
    case 2:
      event->groups.emplace_back("colour", "red");
      break;
    case 3:
      if (!event->groups.empty()) event->groups[0].second = random_->Percent(50) ? "" : "a\nb";
      break;
    case 4:
      if (!event->groups.empty()) event->groups.erase(event->groups.begin());
      break;
    case 5:
      if (event->kind == Kind::kReallocate) event->source_groups = event->groups;
      break;
    case 6:
      if (event->kind == Kind::kReallocate) event->source_groups.clear();
      break;
    case 7:
      if (event->kind == Kind::kConsume) event->physical.push_back({"pos", "inbond", false});
      break;
    case 8:
      if (event->kind == Kind::kConsume) event->physical.push_back({"@iv", "@allocated", false});
      break;
    default:
      for (const char* base : {"ColorId", "SizeId", "StyleId", "ConfigId", "BatchId", "SerialId", "StatusId",
                               "WMSLocationId", "WMSPalletId"}) {
        event->dimensions.emplace_back(base, "b");
      }
      break;
  }
}

void Generator::BreakDates(Event* event) {
  if (event->dates.empty()) return;
  auto& [date, quantities] = event->dates.back();
  switch (random_->Below(9)) {
    case 0:
      date = random_->Pick<std::string>({"", "2026-02-30", "2026-2-3", "20260203", "2026-02-03T08:00:00", "tomorrow"});
      break;
    case 1:
      event->dates.push_back(event->dates.front());
      break;
    case 2:
      for (auto& [day, list] : event->dates) list.clear();
      break;
    case 3:
      quantities.emplace_back("iv", "Total Ordered", 1'000'000);
      break;
    case 4:
      quantities.emplace_back("pos", "inbond", 1);
      break;
    case 5:
      quantities.emplace_back("pos", "Net", 1);
      break;
    case 6:
      if (!quantities.empty()) quantities.push_back(quantities.front());
      break;
    case 7:
      quantities.emplace_back("iv", "ordered", kNone);
      break;
    default:
      date = Date(now_us_ / kDayUs + random_->Pick<int64_t>({-1, settings_->period_days, 7, 200}));
      break;
  }
}

}  // namespace onhand
