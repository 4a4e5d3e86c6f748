// File: model_text.h
//
// The reference model's values as text, for messages of failed tests and to compare rows.
#ifndef ONHAND_TESTS_SUPPORT_MODEL_TEXT_H_
#define ONHAND_TESTS_SUPPORT_MODEL_TEXT_H_

#include <set>
#include <string>
#include <vector>

#include "tests/support/reference_types.h"

namespace onhand::reference {

// ['a', 'b'].
std::string Join(const std::vector<std::string>& texts);
std::string Join(const std::set<std::string>& texts);

std::string KindName(Kind kind);
std::string ToText(const Event& event);
std::string ToText(const Question& question);
std::string ToText(const BucketQuestion& question);
// Everything in it; equal texts, equal rows.
std::string ToText(const AnswerRow& row);
std::string ToText(const std::vector<Named>& groups, const Bucket& bucket);

}  // namespace onhand::reference

#endif  // ONHAND_TESTS_SUPPORT_MODEL_TEXT_H_
