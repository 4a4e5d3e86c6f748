// File: evaluate.h
//
// Values of columns in a group: physical sums, calculated measures (decisions R5).
#ifndef ONHAND_ENGINE_QUERY_EVALUATE_H_
#define ONHAND_ENGINE_QUERY_EVALUATE_H_

#include <optional>
#include <vector>

#include "engine/config/compiled.h"
#include "engine/model/quantity.h"
#include "engine/query/group_sums.h"
#include "storage/records/row.h"

namespace onhand {

// Nothing if none of the column's operands was ever posted in the group; missing operands count 0.
std::optional<WideMicros> EvaluateColumn(const CompiledColumn& column, const Group& group);

// The same for many columns of one group after another.
class ColumnEvaluator {
 public:
  // What follows is about this group. Its sums must not change meanwhile.
  void Load(const Group& group);
  std::optional<WideMicros> Evaluate(const CompiledColumn& column) const;

 private:
  std::vector<const MeasureSum*> by_measure_;  // nullptr = never posted
  std::vector<storage::MeasureNumber> loaded_;
};

}  // namespace onhand

#endif  // ONHAND_ENGINE_QUERY_EVALUATE_H_
