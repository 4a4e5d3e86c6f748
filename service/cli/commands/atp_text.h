// File: atp_text.h
//
// What is available to promise, for people: for each row of an answer a table by day and a chart for each schedule
// measure.
#ifndef ONHAND_SERVICE_CLI_COMMANDS_ATP_TEXT_H_
#define ONHAND_SERVICE_CLI_COMMANDS_ATP_TEXT_H_

#include <string>

#include "engine/model/query.h"

namespace onhand::cli {

// The table has a line for each day with schedules, and one for each run of other days that promise the same; columns
// are the days, what is scheduled of each physical measure, and of each schedule measure the net change and the
// promise. A last line counts the rows. `answer` has no issues.
std::string AtpText(const QueryAnswer& answer);

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_COMMANDS_ATP_TEXT_H_
