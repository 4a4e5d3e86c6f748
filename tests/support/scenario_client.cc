#include "tests/support/scenario_client.h"

namespace onhand {

ProductSearch ToProductSearch(const ScenarioSearch& search) {
  ProductSearch out;
  out.product_filter.any = search.any;
  out.attribute_filter.any = search.any;
  for (const ScenarioCondition& condition : search.conditions) {
    const std::vector<std::string_view> values(condition.values.begin(), condition.values.end());
    if (condition.attribute.empty()) {
      out.product_filter.conditions.push_back({condition.field, condition.op, values});
    } else {
      out.attribute_filter.conditions.push_back(
          {.attribute_name = condition.attribute, .op = condition.op, .values = values});
    }
  }
  return out;
}

}  // namespace onhand
