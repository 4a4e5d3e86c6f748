// File: allocation_table.h
//
// Allocation buckets as a table for people.
#ifndef ONHAND_SERVICE_CLI_COMMANDS_ALLOCATION_TABLE_H_
#define ONHAND_SERVICE_CLI_COMMANDS_ALLOCATION_TABLE_H_

#include <string>
#include <vector>

#include "engine/model/allocation_query.h"

namespace onhand::cli {

// Columns: the allocation groups that some bucket names, from the top, then the four numbers.
std::string AllocationTable(const std::vector<AllocationBucket>& buckets);

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_COMMANDS_ALLOCATION_TABLE_H_
