#include <algorithm>
#include <limits>

#include "tests/engine/random/domains.h"
#include "tests/engine/random/generator.h"
#include "tests/support/reference_names.h"

namespace onhand {

using reference::Source;

const std::vector<std::string>& RandomOrganizations() {
  static const auto* const list = new std::vector<std::string>{"usmf", "demf", "USMF"};
  return *list;
}

const std::vector<std::string>& RandomProducts() {
  static const auto* const list = new std::vector<std::string>{"T-shirt", "Bike", "Bike 2", "Fahrräder"};
  return *list;
}

const std::vector<std::string>& RandomDimensions() {
  static const auto* const list = new std::vector<std::string>{
      "ColorId", "SizeId", "BatchId", "CustomDimension1", "CustomDimension12", "ExtendedDimension1"};
  return *list;
}

std::string Folded(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
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

std::string Generator::Spell(const std::string& via, const std::string& base) {
  std::vector<std::string> spellings = {base};
  if (base.rfind("CustomDimension", 0) == 0) spellings.push_back("InventDimension" + base.substr(15));
  for (const Source& source : settings_->sources) {
    if (via.empty() || Folded(source.name) != Folded(via)) continue;
    for (const auto& [own, target] : source.mappings) {
      if (Folded(target) == Folded(spellings.back()) || Folded(target) == Folded(base)) spellings.push_back(own);
    }
  }
  return RandomCase(random_->Pick(spellings));
}

std::string Generator::Date(int64_t day) {
  std::string text = reference::FormatDay(static_cast<int>(std::max<int64_t>(day, 0)));
  if (random_->Percent(20)) text += random_->Percent(50) ? "T00:00:00" : "T00:00:00Z";
  return text;
}

int64_t Generator::Amount() {
  constexpr int64_t kHuge = std::numeric_limits<int64_t>::max();
  if (random_->Percent(2)) return random_->Percent(50) ? kHuge : -kHuge;
  if (random_->Percent(5)) return 0;
  if (random_->Percent(20)) return random_->Between(-1'500'000, 2'500'000);  // with a fraction
  return random_->Between(-4, 20) * 1'000'000;
}

int64_t Generator::SmallAmount() {
  if (random_->Percent(1) && random_->Percent(50)) return std::numeric_limits<int64_t>::max();
  if (random_->Percent(15)) return random_->Between(1, 2'500'000);
  return random_->Between(1, 6) * 1'000'000;
}

}  // namespace onhand
