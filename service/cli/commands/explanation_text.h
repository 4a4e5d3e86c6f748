// File: explanation_text.h
//
// What makes up the numbers of a product, for people.
#ifndef ONHAND_SERVICE_CLI_COMMANDS_EXPLANATION_TEXT_H_
#define ONHAND_SERVICE_CLI_COMMANDS_EXPLANATION_TEXT_H_

#include <string>

#include "engine/model/explanation.h"

namespace onhand::cli {

// A block for each row: its measures, then holds, allocation buckets and schedules where there are any; at the end each
// calculated measure with its operands, summed over all rows. `explanation` has no issues.
std::string ExplanationText(const Explanation& explanation);

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_COMMANDS_EXPLANATION_TEXT_H_
