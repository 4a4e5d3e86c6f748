// Random configurations: everything there is, with some of it left out.

#include <algorithm>

#include "tests/engine/random/domains.h"
#include "tests/engine/random/generator.h"
#include "tests/support/reference_names.h"

namespace onhand {
namespace {

using reference::Calculated;
using reference::Measure;
using reference::Settings;
using reference::Source;

Settings Everything() {
  Settings all;
  all.sources = {
      {.name = "fno",
       .mappings = {{"InventColorId", "ColorId"}, {"InventSiteId", "SiteId"}, {"LocationId", "LocationId"}},
       .measures = {"Arrived", "Ordered"},
       .calculated = {},
       .reservable = {}},
      {.name = "pos",
       .mappings = {{"PosColorId", "ColorId"},
                    {"posMachineId", "ExtendedDimension1"},
                    {"PosSiteId", "siteid"},
                    {"PosLocationId", "locationid"},
                    {"PosLot", "InventDimension12"}},
       .measures = {"Inbound", "Outbound"},
       .calculated = {{"Net", {{"pos", "inbound"}}, {{"POS", "outbound"}}}},
       .reservable = {{"Outbound", {"pos", "net"}}}},
      {.name = "iv",
       .mappings = {},
       .measures = {"ordered", "SoftReserved", "SoftReservPhysical", "Total Ordered"},
       .calculated =
           {{"available", {{"fno", "arrived"}, {"pos", "Inbound"}, {"iv", "ordered"}}, {{"pos", "outbound"}}},
            {"to reserve",
             {{"fno", "arrived"}, {"pos", "Inbound"}, {"iv", "ordered"}},
             {{"pos", "outbound"}, {"iv", "softreserved"}, {"iv", "softreservphysical"}, {"@iv", "@allocated"}}},
            {"owed", {}, {{"iv", "total ordered"}, {"fno", "ordered"}}}},
       .reservable = {{"softreserved", {"iv", "To Reserve"}},
                      {"SoftReservPhysical", {"iv", "to reserve"}},
                      {"Total Ordered", {"IV", "owed"}}}},
      {.name = "erp",
       .mappings = {{"Colour", "ColorId"}},
       .measures = {"free", "softreserved"},
       .calculated = {{"left", {{"erp", "free"}, {"pos", "inbound"}}, {{"erp", "softreserved"}}}},
       .reservable = {{"softreserved", {"erp", "left"}}}},
  };
  all.available_to_allocate = Calculated{"@available_to_allocate",
                                         {{"fno", "arrived"}, {"pos", "Inbound"}},
                                         {{"pos", "outbound"}, {"iv", "softreserved"}, {"@iv", "@Allocated"}}};
  return all;
}

// Of the physical measures of these settings.
bool IsThere(const Settings& settings, const Measure& measure) {
  if (reference::IsAllocation(reference::Lower(measure))) return true;
  for (const Source& source : settings.sources) {
    if (Folded(source.name) != Folded(measure.first)) continue;
    for (const std::string& name : source.measures) {
      if (Folded(name) == Folded(measure.second)) return true;
    }
  }
  return false;
}

const Calculated* FindCalculated(const Settings& settings, const Measure& measure) {
  for (const Source& source : settings.sources) {
    if (Folded(source.name) != Folded(measure.first)) continue;
    for (const Calculated& calculated : source.calculated) {
      if (Folded(calculated.name) == Folded(measure.second)) return &calculated;
    }
  }
  return nullptr;
}

}  // namespace

// Sources, measures, mappings and formulas go, and with them what names them.
void Generator::LeaveOut(Settings* settings) {
  if (random_->Percent(20)) {
    settings->sources.erase(settings->sources.begin() + random_->Below(static_cast<int64_t>(settings->sources.size())));
  }
  for (Source& source : settings->sources) {
    if (random_->Percent(10) && !source.measures.empty()) source.measures.pop_back();
    if (random_->Percent(20) && !source.mappings.empty()) source.mappings.pop_back();
    if (random_->Percent(20) && !source.calculated.empty()) source.calculated.pop_back();
    if (random_->Percent(20) && !source.reservable.empty()) source.reservable.pop_back();
  }
  const auto gone = [&](const Measure& operand) { return !IsThere(*settings, operand); };
  for (Source& source : settings->sources) {
    for (Calculated& calculated : source.calculated) {
      std::erase_if(calculated.additions, gone);
      std::erase_if(calculated.subtractions, gone);
    }
    std::erase_if(source.reservable, [&](const auto& mapping) {
      return !IsThere(*settings, {source.name, mapping.first}) || FindCalculated(*settings, mapping.second) == nullptr;
    });
  }
  std::erase_if(settings->available_to_allocate->additions, gone);
  std::erase_if(settings->available_to_allocate->subtractions, gone);
}

Settings Generator::MakeSettings(bool by_product) {
  Settings settings = Everything();
  settings.by_product = by_product;
  settings.has_index_set = !random_->Percent(5);
  if (random_->Percent(70)) settings.read_only.push_back("FNO");
  if (random_->Percent(10)) settings.read_only.push_back("erp");
  LeaveOut(&settings);

  settings.reservations = !random_->Percent(5);
  settings.ignore_unconfigured = random_->Percent(40);
  for (const char* place : {"SiteId", "locationid"}) {
    if (random_->Percent(90)) settings.reservation_dimensions.push_back(place);
  }
  for (const std::string& base : RandomDimensions()) {
    if (random_->Percent(base == "ColorId" ? 90 : 40)) settings.reservation_dimensions.push_back(RandomCase(base));
  }

  settings.schedules = !random_->Percent(5);
  settings.one_period = random_->Percent(70);
  settings.period_days = static_cast<int>(random_->Pick<int64_t>({1, 3, 7, 7, 7, 30, 180}));
  for (const Measure& measure : {Measure("pos", "NET"), Measure("iv", "available"), Measure("iv", "to reserve")}) {
    const Calculated* const calculated = FindCalculated(settings, measure);
    if (calculated == nullptr || calculated->additions.empty() || random_->Percent(30)) continue;
    settings.schedule_measures.emplace_back(measure, static_cast<int>(random_->Between(1, 7)));
  }

  settings.allocations = !random_->Percent(5);
  settings.groups = {RandomCase("channel"), "customerGroup", "region"};
  if (random_->Percent(25)) settings.groups.push_back("tier");
  if (random_->Percent(20)) settings.groups.pop_back();
  if (random_->Percent(10)) settings.groups.pop_back();
  if (random_->Percent(8)) std::reverse(settings.groups.begin(), settings.groups.end());
  // The formula stands in one place or the other, or nowhere.
  if (random_->Percent(40)) {
    settings.sources.push_back({.name = "@iv", .mappings = {}, .measures = {}, .calculated = {}, .reservable = {}});
    settings.sources.back().calculated = {*settings.available_to_allocate};
    settings.available_to_allocate.reset();
  } else if (random_->Percent(5)) {
    settings.available_to_allocate.reset();
  }
  return settings;
}

}  // namespace onhand
