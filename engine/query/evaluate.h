// File: evaluate.h
//
// Values of columns in a group: physical sums, calculated measures (decisions R5).
#ifndef ONHAND_ENGINE_QUERY_EVALUATE_H_
#define ONHAND_ENGINE_QUERY_EVALUATE_H_

#include <optional>

#include "engine/config/compiled.h"
#include "engine/model/quantity.h"
#include "engine/query/group_sums.h"

namespace onhand {

// Nothing if none of the column's operands was ever posted in the group; missing operands count 0.
std::optional<WideMicros> EvaluateColumn(const CompiledColumn& column, const Group& group);

}  // namespace onhand

#endif  // ONHAND_ENGINE_QUERY_EVALUATE_H_
