// File: summed_parts.h
//
// Which sums answer a query in place of rows.
#ifndef ONHAND_ENGINE_QUERY_SUMMED_PARTS_H_
#define ONHAND_ENGINE_QUERY_SUMMED_PARTS_H_

#include <optional>

#include "engine/config/compiled.h"
#include "engine/query/resolved_query.h"
#include "storage/keys/row_key.h"

namespace onhand {

// The parts of rows that an index query filters or groups by, if an index set has all its dimensions; site and location
// belong to every set. Nothing otherwise, and for an exact query, which hardly groups at all.
std::optional<storage::PartMask> SummedParts(const CompiledConfiguration& configuration, const ResolvedQuery& query);

}  // namespace onhand

#endif  // ONHAND_ENGINE_QUERY_SUMMED_PARTS_H_
