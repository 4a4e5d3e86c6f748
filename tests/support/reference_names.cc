#include "tests/support/reference_names.h"

#include <algorithm>
#include <cstdio>
#include <limits>
#include <set>

namespace onhand::reference {
namespace {

// The 33 base dimensions as answers spell them.
const std::vector<std::string>& BaseNames() {
  static const auto* const names = [] {
    auto* list = new std::vector<std::string>{"siteid",      "locationid",     "ColorId",  "SizeId",   "StyleId",
                                              "ConfigId",    "BatchId",        "SerialId", "StatusId", "WMSLocationId",
                                              "WMSPalletId", "LicensePlateId", "VersionId"};
    for (int i = 1; i <= 12; ++i) list->push_back("CustomDimension" + std::to_string(i));
    for (int i = 1; i <= 8; ++i) list->push_back("ExtendedDimension" + std::to_string(i));
    return list;
  }();
  return *names;
}

bool IsLeap(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

int DaysIn(int year, int month) {
  const int days[] = {31, IsLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return days[month - 1];
}

}  // namespace

std::string Lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

Measure Lower(const Measure& measure) { return {Lower(measure.first), Lower(measure.second)}; }

bool IsBlank(const std::string& text) { return text.find_first_not_of(" \t\r\n") == std::string::npos; }

bool IsText(const std::string& text) {
  if (text.empty() || text.size() > 256) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c < 0x20 || c == 0x7F || c == 0xFF) return false;
    if (c == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0) return false;
  }
  return true;
}

std::string FindBase(const std::string& name) {
  std::string wanted = Lower(name);
  if (wanted.rfind("inventdimension", 0) == 0) wanted = "customdimension" + wanted.substr(15);
  for (const std::string& base : BaseNames()) {
    if (Lower(base) == wanted) return base;
  }
  return "";
}

bool IsQuantity(__int128 millionths) {
  constexpr __int128 kMax = std::numeric_limits<int64_t>::max();
  return millionths >= -kMax && millionths <= kMax;
}

bool IsAllocation(const Measure& measure) {
  static const auto* const names =
      new std::set<std::string>{"@allocated", "@consumed", "@cumulative_allocated", "@cumulative_consumed"};
  return measure.first == "@iv" && names->contains(measure.second);
}

std::string ValueOf(const std::map<std::string, std::string>& tuple, const std::string& base) {
  const auto found = tuple.find(base);
  return found == tuple.end() ? "" : found->second;
}

bool Contains(const std::vector<std::string>& list, const std::string& text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

void AddOnce(std::vector<std::string>* list, const std::string& text) {
  if (!Contains(*list, text)) list->push_back(text);
}

std::optional<int> ParseDay(const std::string& text) {
  for (size_t i = 0; i < 10; ++i) {
    if (i >= text.size()) return std::nullopt;
    if (i == 4 || i == 7 ? text[i] != '-' : text[i] < '0' || text[i] > '9') return std::nullopt;
  }
  const std::string rest = text.substr(10);
  if (!rest.empty() && rest != "T00:00:00" && rest != "T00:00:00Z") return std::nullopt;
  const int year = std::stoi(text.substr(0, 4));
  const int month = std::stoi(text.substr(5, 2));
  const int day = std::stoi(text.substr(8, 2));
  if (year < 1970 || month < 1 || month > 12 || day < 1 || day > DaysIn(year, month)) return std::nullopt;
  int days = day - 1;
  for (int y = 1970; y < year; ++y) days += IsLeap(y) ? 366 : 365;
  for (int m = 1; m < month; ++m) days += DaysIn(year, m);
  return days;
}

std::string FormatDay(int day) {
  int year = 1970;
  int month = 1;
  for (; day >= (IsLeap(year) ? 366 : 365); ++year) day -= IsLeap(year) ? 366 : 365;
  for (; day >= DaysIn(year, month); ++month) day -= DaysIn(year, month);
  char text[16];
  std::snprintf(text, sizeof(text), "%04d-%02d-%02d", year, month, day + 1);
  return text;
}

std::string Decimal::ToString() const {
  unsigned __int128 rest = millionths < 0 ? -static_cast<unsigned __int128>(millionths) : millionths;
  std::string digits;
  do {
    digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(rest % 10)));
    rest /= 10;
  } while (rest != 0);
  if (digits.size() < 7) digits.insert(0, 7 - digits.size(), '0');
  std::string whole = digits.substr(0, digits.size() - 6);
  std::string fraction = digits.substr(digits.size() - 6);
  while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
  return (millionths < 0 ? "-" : "") + whole + (fraction.empty() ? "" : "." + fraction);
}

}  // namespace onhand::reference
