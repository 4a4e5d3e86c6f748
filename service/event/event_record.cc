#include "service/event/event_record.h"

namespace onhand {

ChangeEvent EventRecord::ChangeView() const {
  ChangeEvent event{.id = id,
                    .organization_id = organization_id,
                    .product_id = product_id,
                    .dimension_data_source = dimension_data_source,
                    .dimensions = {},
                    .quantities = {}};
  event.dimensions.reserve(dimensions.size());
  for (const Dimension& dimension : dimensions) event.dimensions.push_back({dimension.name, dimension.value});
  event.quantities.reserve(quantities.size());
  for (const Measure& measure : quantities) {
    event.quantities.push_back({measure.data_source, measure.measure, measure.quantity});
  }
  return event;
}

}  // namespace onhand
