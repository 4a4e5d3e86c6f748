#include "tests/engine/random/generator.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace onhand {
namespace {

using reference::Event;
using reference::Measure;
using reference::Question;
using reference::Settings;
using reference::Source;

constexpr int64_t kMinuteUs = 60'000'000;
constexpr int64_t kHuge = std::numeric_limits<int64_t>::max();

const std::vector<std::string>& Organizations() {
  static const auto* const list = new std::vector<std::string>{"usmf", "demf", "USMF"};
  return *list;
}

const std::vector<std::string>& Products() {
  static const auto* const list = new std::vector<std::string>{"T-shirt", "Bike", "Bike 2", "Fahrräder"};
  return *list;
}

// Base names that events use beside site and location; they differ in how they are stored, spelt and mapped.
const std::vector<std::string>& Dimensions() {
  static const auto* const list = new std::vector<std::string>{
      "ColorId", "SizeId", "BatchId", "CustomDimension1", "CustomDimension12", "ExtendedDimension1"};
  return *list;
}

// All that a configuration can have; configurations are made by leaving things out.
Settings Everything() {
  Settings all;
  all.sources = {
      {.name = "fno",
       .mappings = {{"InventColorId", "ColorId"}, {"InventSiteId", "SiteId"}, {"LocationId", "LocationId"}},
       .measures = {"Arrived", "Ordered"},
       .calculated = {}},
      {.name = "pos",
       .mappings = {{"PosColorId", "ColorId"},
                    {"posMachineId", "ExtendedDimension1"},
                    {"PosSiteId", "siteid"},
                    {"PosLocationId", "locationid"},
                    {"PosLot", "InventDimension12"}},
       .measures = {"Inbound", "Outbound"},
       .calculated = {{"Net", {{"pos", "inbound"}}, {{"POS", "outbound"}}}}},
      {.name = "iv",
       .mappings = {},
       .measures = {"ordered", "Total Ordered"},
       .calculated = {{"available", {{"fno", "arrived"}, {"pos", "Inbound"}, {"iv", "ordered"}}, {{"pos", "outbound"}}},
                      {"owed", {}, {{"iv", "total ordered"}, {"fno", "ordered"}}}}},
      {.name = "erp", .mappings = {{"Colour", "ColorId"}}, .measures = {"free"}, .calculated = {}},
  };
  return all;
}

}  // namespace

uint64_t Dice::Next() {
  state_ += 0x9E3779B97F4A7C15u;
  uint64_t z = state_;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

Settings Generator::MakeSettings(bool by_product) {
  Settings settings = Everything();
  settings.by_product = by_product;
  settings.has_index_set = !random_->Percent(5);
  if (random_->Percent(70)) settings.read_only.push_back("FNO");
  if (random_->Percent(10)) settings.read_only.push_back("erp");
  if (random_->Percent(20)) {
    settings.sources.erase(settings.sources.begin() + random_->Below(static_cast<int64_t>(settings.sources.size())));
  }
  for (Source& source : settings.sources) {
    if (random_->Percent(10) && !source.measures.empty()) source.measures.pop_back();
    if (random_->Percent(20) && !source.mappings.empty()) source.mappings.pop_back();
    if (random_->Percent(20) && !source.calculated.empty()) source.calculated.pop_back();
  }
  // What was left out cannot be an operand.
  const auto folded = [](std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
  };
  const auto gone = [&](const Measure& operand) {
    for (const Source& source : settings.sources) {
      for (const std::string& measure : source.measures) {
        if (folded(source.name) == folded(operand.first) && folded(measure) == folded(operand.second)) return false;
      }
    }
    return true;
  };
  for (Source& source : settings.sources) {
    for (reference::Calculated& calculated : source.calculated) {
      std::erase_if(calculated.additions, gone);
      std::erase_if(calculated.subtractions, gone);
    }
  }
  return settings;
}

std::string Generator::RandomCase(std::string name) {
  if (random_->Percent(60)) return name;
  for (char& c : name) c = static_cast<char>(random_->Percent(50) ? std::toupper(c) : std::tolower(c));
  return name;
}

std::string Generator::ValueFor(const std::string& base) {
  if (base == "siteid") return random_->Pick<std::string>({"1", "1", "2"});
  if (base == "locationid") return random_->Pick<std::string>({"1", "11", "12", "9", "é"});
  return random_->Pick<std::string>({"red", "Red", "blue", "b"});
}

std::string Generator::Spell(const Settings& settings, const std::string& via, const std::string& base) {
  const auto folded = [](std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
  };
  std::vector<std::string> spellings = {base};
  if (base.rfind("CustomDimension", 0) == 0) spellings.push_back("InventDimension" + base.substr(15));
  for (const Source& source : settings.sources) {
    if (via.empty() || folded(source.name) != folded(via)) continue;
    for (const auto& [own, target] : source.mappings) {
      if (folded(target) == folded(spellings.back()) || folded(target) == folded(base)) spellings.push_back(own);
    }
  }
  return RandomCase(random_->Pick(spellings));
}

int64_t Generator::Amount() {
  if (random_->Percent(3)) return random_->Percent(50) ? kHuge : -kHuge;
  if (random_->Percent(5)) return 0;
  if (random_->Percent(20)) return random_->Between(-1'500'000, 2'500'000);  // with a fraction
  return random_->Between(-4, 20) * 1'000'000;
}

Event Generator::Fresh(const Settings& settings, int64_t now_us) {
  Event event;
  event.id =
      reuse_ids_ && random_->Percent(20) ? "e" + std::to_string(random_->Below(30)) : "n" + std::to_string(next_id_++);
  // Half of all events fall on very few rows.
  const bool hot = random_->Percent(50);
  event.organization = hot || random_->Percent(60) ? Organizations()[0] : random_->Pick(Organizations());
  event.product = hot ? Products()[0] : random_->Pick(Products());
  if (random_->Percent(40) && !settings.sources.empty()) {
    event.dimension_source = RandomCase(random_->Pick(settings.sources).name);
  } else if (random_->Percent(10)) {
    event.dimension_source = "  ";
  }
  const std::string via = event.dimension_source == "  " ? "" : event.dimension_source;
  for (const char* base : {"siteid", "locationid"}) {
    if (hot || !settings.by_product || random_->Percent(80)) {
      event.dimensions.emplace_back(Spell(settings, via, base), hot ? "1" : ValueFor(base));
    }
  }
  for (const std::string& base : Dimensions()) {
    if (!hot && random_->Percent(base == "ColorId" ? 60 : 12)) {
      event.dimensions.emplace_back(Spell(settings, via, base), random_->Percent(10) ? "" : ValueFor(base));
    }
  }
  if (random_->Percent(20)) std::reverse(event.dimensions.begin(), event.dimensions.end());

  std::vector<std::pair<std::string, std::string>> measures;
  for (const Source& source : settings.sources) {
    for (const std::string& measure : source.measures) measures.emplace_back(source.name, measure);
  }
  if (measures.empty()) return event;
  const bool count = random_->Percent(30);
  const std::string system = random_->Pick(measures).first;
  if (count) {
    event.count.emplace(Event::Count{RandomCase(system), std::nullopt});
    if (random_->Percent(70)) event.count->modified_us = now_us + random_->Between(-5, 4) * kMinuteUs;
  }
  for (int i = static_cast<int>(random_->Between(1, 3)); i > 0; --i) {
    const size_t place = static_cast<size_t>(random_->Below(static_cast<int64_t>(measures.size())));
    const auto [source, measure] = measures[place];
    if (count && source != system) continue;
    event.quantities.emplace_back(RandomCase(source), RandomCase(measure), Amount());
    measures.erase(measures.begin() + static_cast<std::ptrdiff_t>(place));
    if (measures.empty()) break;
  }
  return event;
}

// The same content in other words.
void Generator::Rephrase(const Settings& settings, Event* event) {
  (void)settings;
  for (auto& [name, value] : event->dimensions) name = RandomCase(name);
  for (auto& [source, measure, amount] : event->quantities) {
    source = RandomCase(source);
    measure = RandomCase(measure);
  }
  if (random_->Percent(50)) std::reverse(event->quantities.begin(), event->quantities.end());
  if (random_->Percent(50)) std::reverse(event->dimensions.begin(), event->dimensions.end());
  if (random_->Percent(30)) event->dimensions.emplace_back("VersionId", "");
}

void Generator::Break(const Settings& settings, int64_t now_us, Event* event) {
  switch (random_->Below(20)) {
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
      event->dimensions.emplace_back("StatusId", std::string(257, 'x'));
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
    case 10:
      event->quantities.clear();
      break;
    case 11:
      event->quantities.emplace_back("nobody", "inbound", 1);
      break;
    case 12:
      event->quantities.emplace_back("pos", "inbond", 1);
      break;
    case 13:
      event->quantities.emplace_back("POS", "net", 1);
      break;
    case 14:
      event->quantities.emplace_back("@iv", random_->Pick<std::string>({"@Allocated", "@consumed"}), 1);
      break;
    case 15:
      if (!event->quantities.empty()) event->quantities.push_back(event->quantities.front());
      break;
    case 16:
      event->quantities.emplace_back("iv", "ordered", std::numeric_limits<int64_t>::min());
      break;
    case 17:
      event->dimension_source = "nobody";
      break;
    case 18:
      if (event->count) event->count->modified_us = now_us + random_->Between(5, 6) * kMinuteUs + random_->Below(2);
      break;
    default:
      if (event->count) event->count->inventory_system = random_->Percent(50) ? "nobody" : settings.sources[0].name;
      break;
  }
}

Event Generator::MakeEvent(const Settings& settings, int64_t now_us) {
  if (!recent_.empty() && random_->Percent(20)) {
    Event again = recent_[static_cast<size_t>(random_->Below(static_cast<int64_t>(recent_.size())))];
    if (random_->Percent(60)) Rephrase(settings, &again);
    if (random_->Percent(15) && !again.quantities.empty()) std::get<2>(again.quantities[0]) = Amount();
    if (random_->Percent(10)) again.product = random_->Pick(Products());
    if (random_->Percent(10) && again.count && again.count->modified_us) again.count->modified_us.reset();
    return again;
  }
  Event event = Fresh(settings, now_us);
  if (random_->Percent(12)) Break(settings, now_us, &event);
  if (random_->Percent(3)) Break(settings, now_us, &event);
  recent_.push_back(event);
  if (recent_.size() > 60) recent_.pop_front();
  return event;
}

Question Generator::MakeQuestion(const Settings& settings) {
  Question question;
  question.exact = random_->Percent(40);
  question.version = random_->Percent(50) ? 1 : 2;
  if (random_->Percent(30) && !settings.sources.empty()) {
    question.dimension_source = RandomCase(random_->Pick(settings.sources).name);
  }
  const std::string via = question.dimension_source;
  const auto pick_some = [&](const std::vector<std::string>& from, int chance) {
    std::vector<std::string> some;
    for (const std::string& text : from) {
      if (random_->Percent(chance)) some.push_back(text);
    }
    return some;
  };
  if (question.version == 1 || random_->Percent(50)) {
    question.organizations = {random_->Percent(85) ? Organizations()[0] : random_->Pick(Organizations())};
  } else {
    question.organizations = pick_some(Organizations(), 70);
  }
  const int products = random_->Percent(70) ? 50 : 0;
  question.products = pick_some(Products(), products);
  if (random_->Percent(5)) question.products.push_back("nothing");
  if (!question.products.empty() && random_->Percent(5)) question.products.push_back(question.products[0]);

  const auto place = [&](const std::string& base) {
    std::vector<std::string> values;
    for (int i = static_cast<int>(random_->Between(0, 4)); i > 0; --i) values.push_back(ValueFor(base));
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    if (random_->Percent(5)) values.push_back("");
    return values;
  };
  for (const std::string& name : Dimensions()) {
    if (random_->Percent(name == "ColorId" ? 45 : 15)) question.group_by.push_back(Spell(settings, via, name));
  }
  for (const char* name : {"siteId", "locationId"}) {
    if (random_->Percent(10)) question.group_by.push_back(name);
  }
  if (random_->Percent(30)) std::reverse(question.group_by.begin(), question.group_by.end());
  if (!question.group_by.empty() && random_->Percent(10)) question.group_by.push_back(question.group_by[0]);
  question.return_negative = random_->Percent(60);

  if (!question.exact) {
    for (const char* base : {"siteid", "locationid"}) {
      if (random_->Percent(65)) question.filters.emplace_back(Spell(settings, via, base), place(base));
    }
    for (const std::string& name : Dimensions()) {
      if (random_->Percent(name == "ColorId" ? 30 : 6)) {
        question.filters.emplace_back(Spell(settings, via, name), place(name));
      }
    }
    if (question.version == 2 && random_->Percent(50)) {
      if (random_->Percent(85)) question.page_size = random_->Between(1, 3);
      if (random_->Percent(75)) question.page_number = random_->Between(1, 3);
    }
  } else {
    std::vector<std::string> bases;
    for (const char* base : {"siteid", "locationid"}) {
      if (!settings.by_product || random_->Percent(60)) bases.push_back(base);
    }
    for (const std::string& name : Dimensions()) {
      if (random_->Percent(name == "ColorId" ? 40 : 8)) bases.push_back(name);
    }
    if (question.version == 2) {
      question.organizations.clear();
      bases.insert(bases.begin() + random_->Below(static_cast<int64_t>(bases.size()) + 1), "organizationId");
    }
    for (const std::string& base : bases) {
      question.keys.push_back(base == "organizationId" ? RandomCase(base) : Spell(settings, via, base));
    }
    for (int i = static_cast<int>(random_->Between(1, 5)); i > 0; --i) {
      std::vector<std::string> tuple;
      for (const std::string& base : bases) {
        tuple.push_back(base == "organizationId" ? random_->Pick(Organizations())
                                                 : (random_->Percent(10) ? "" : ValueFor(base)));
      }
      question.tuples.push_back(std::move(tuple));
    }
    if (random_->Percent(10)) question.tuples.push_back(question.tuples[0]);
  }

  if (random_->Percent(10)) {
    switch (random_->Below(9)) {
      case 0:
        question.group_by.push_back("Coulour");
        break;
      case 1:
        question.filters.emplace_back("Coulour", std::vector<std::string>{"red"});
        break;
      case 2:
        question.organizations.push_back("demf");
        break;
      case 3:
        question.organizations.clear();
        break;
      case 4:
        if (question.exact) question.tuples[0].push_back("red");
        break;
      case 5:
        if (question.exact && !question.keys.empty()) question.keys[0] = "Coulour";
        break;
      case 6:
        if (question.version == 2 && !question.exact) question.page_number = 0;
        break;
      case 7:
        if (question.version == 2 && !question.exact) question.page_size = -1;
        break;
      default:
        question.dimension_source = "nobody";
        break;
    }
    if (question.exact) question.filters.clear();
  }
  if (random_->Percent(1) && random_->Percent(30)) {
    for (int i = 0; i < 5001; ++i) question.products.push_back("p" + std::to_string(i));
  }
  return question;
}

}  // namespace onhand
