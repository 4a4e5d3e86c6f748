// File: evaluate.h
//
// Values of columns in a group: physical sums, calculated measures (decisions R5).
#ifndef ONHAND_ENGINE_QUERY_EVALUATE_H_
#define ONHAND_ENGINE_QUERY_EVALUATE_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "engine/config/compiled.h"
#include "engine/model/quantity.h"
#include "engine/model/query.h"
#include "engine/query/group_sums.h"

namespace onhand {

// Nothing if none of the column's operands was ever posted in the group; missing operands count 0.
std::optional<WideMicros> EvaluateColumn(const CompiledColumn& column, const Group& group);

// The same for all columns of one group after another.
class ColumnEvaluator {
 public:
  // `configuration` must outlive it.
  explicit ColumnEvaluator(const CompiledConfiguration& configuration) : configuration_(configuration) {}

  // Those columns that have a value, ascending.
  std::vector<MeasureValue> Evaluate(const Group& group);

 private:
  const CompiledConfiguration& configuration_;
  std::vector<MeasureValue> values_;  // by column, as far as `valued_` names it
  absl::InlinedVector<uint32_t, 16> valued_;
};

}  // namespace onhand

#endif  // ONHAND_ENGINE_QUERY_EVALUATE_H_
