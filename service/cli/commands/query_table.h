// File: query_table.h
//
// The answer of a query as a table for people.
#ifndef ONHAND_SERVICE_CLI_COMMANDS_QUERY_TABLE_H_
#define ONHAND_SERVICE_CLI_COMMANDS_QUERY_TABLE_H_

#include <string>

#include "engine/model/query.h"

namespace onhand::cli {

// Columns: organization (version 2), product, dimensions, then those measures that some row has; a last line counts
// the rows. `answer` has no issues.
std::string QueryTable(const QueryAnswer& answer);

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_COMMANDS_QUERY_TABLE_H_
