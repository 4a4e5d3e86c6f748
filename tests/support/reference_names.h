// File: reference_names.h
//
// Names, texts and dates as the reference model reads them.
#ifndef ONHAND_TESTS_SUPPORT_REFERENCE_NAMES_H_
#define ONHAND_TESTS_SUPPORT_REFERENCE_NAMES_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/reference_types.h"

namespace onhand::reference {

std::string Lower(std::string text);
Measure Lower(const Measure& measure);
bool IsBlank(const std::string& text);
// 1–256 bytes without control characters; the tests try no other broken UTF-8 than a lone 0xFF.
bool IsText(const std::string& text);
// The base dimension that is called so, as answers spell it; "" if none.
std::string FindBase(const std::string& name);
// Whether it can be stored.
bool IsQuantity(__int128 millionths);
// Whether allocation alone writes it.
bool IsAllocation(const Measure& measure);
// "" where the tuple does not have it.
std::string ValueOf(const std::map<std::string, std::string>& tuple, const std::string& base);
bool Contains(const std::vector<std::string>& list, const std::string& text);
void AddOnce(std::vector<std::string>* list, const std::string& text);
// YYYY-MM-DD, perhaps with T00:00:00 and Z, as days since 1970.
std::optional<int> ParseDay(const std::string& text);
// YYYY-MM-DD.
std::string FormatDay(int day);

}  // namespace onhand::reference

#endif  // ONHAND_TESTS_SUPPORT_REFERENCE_NAMES_H_
