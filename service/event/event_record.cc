#include "service/event/event_record.h"

namespace onhand {

namespace {

template <typename Views>
void View(const std::vector<EventRecord::Measure>& measures, Views* views) {
  views->reserve(measures.size());
  for (const EventRecord::Measure& measure : measures) {
    views->push_back({measure.data_source, measure.measure, measure.quantity});
  }
}

}  // namespace

ChangeEvent EventRecord::ChangeView() const {
  ChangeEvent event;
  event.id = id;
  event.organization_id = organization_id;
  event.product_id = product_id;
  event.dimension_data_source = dimension_data_source;
  event.dimensions.reserve(dimensions.size());
  for (const Dimension& dimension : dimensions) event.dimensions.push_back({dimension.name, dimension.value});
  View(quantities, &event.quantities);
  return event;
}

SetEvent EventRecord::SetView() const {
  SetEvent event;
  static_cast<ChangeEvent&>(event) = ChangeView();
  event.modified_at_us = modified_at_us;
  View(expected, &event.expected_quantities);
  return event;
}

}  // namespace onhand
