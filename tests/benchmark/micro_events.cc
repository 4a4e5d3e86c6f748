#include "tests/benchmark/micro_events.h"

#include "tests/benchmark/subject.h"

namespace onhand::benchmark {

MicroEvents::MicroEvents() {
  const Dataset dataset;
  for (uint64_t i = 0; i < kMicroEvents; ++i) {
    const uint64_t row = i * 7919 % dataset.row_count();
    const RowNames names = NamesOf(dataset, row);
    const std::string& id = texts_.emplace_back(IdOf(1, {.row = row, .number = i}));
    const std::string& product = texts_.emplace_back(names.product);
    const std::string& location = texts_.emplace_back(names.location);
    ChangeEvent event;
    event.id = id;
    event.organization_id = kOrganization;
    event.product_id = product;
    event.dimensions = {{"siteId", kSite}, {"locationId", location}};
    event.quantities = {{"pos", "outbound", {kMicrosPerUnit}}};
    events_.push_back(event);
  }
}

std::string MicroEvents::Json() const {
  std::string json = "[";
  for (const ChangeEvent& event : events_) {
    if (json.size() > 1) json += ",";
    json += R"({"id":")";
    json += event.id;
    json += R"(","organizationId":")";
    json += event.organization_id;
    json += R"(","productId":")";
    json += event.product_id;
    json += R"(","dimensions":{"siteId":")";
    json += event.dimensions[0].value;
    json += R"(","locationId":")";
    json += event.dimensions[1].value;
    json += R"("},"quantities":{"pos":{"outbound":1}}})";
  }
  return json + "]";
}

}  // namespace onhand::benchmark
