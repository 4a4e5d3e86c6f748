#include "service/cli/import/event_text.h"

#include <array>
#include <string_view>

#include "engine/model/quantity.h"
#include "service/cli/files/text_record.h"
#include "service/json/json_writer.h"

namespace onhand::cli {
namespace {

constexpr std::array<std::string_view, 5> kDimensions = {"siteId", "locationId", "colorId", "sizeId", "styleId"};
constexpr std::array<std::string_view, 2> kMeasures = {"inbound", "outbound"};

void AppendMember(std::string_view name, std::string_view value, std::string* out) {
  AppendJsonString(name, out);
  out->push_back(':');
  AppendJsonString(value, out);
}

}  // namespace

void AppendJsonEvent(const EventRecord& event, std::string* out) {
  out->push_back('{');
  AppendMember("id", event.id, out);
  out->push_back(',');
  AppendMember("organizationId", event.organization_id, out);
  out->push_back(',');
  AppendMember("productId", event.product_id, out);
  if (!event.dimension_data_source.empty()) {
    out->push_back(',');
    AppendMember("dimensionDataSource", event.dimension_data_source, out);
  }
  out->append(",\"dimensions\":{");
  for (size_t i = 0; i < event.dimensions.size(); ++i) {
    if (i > 0) out->push_back(',');
    AppendMember(event.dimensions[i].name, event.dimensions[i].value, out);
  }
  out->append("},\"quantities\":{");
  // All measures of one data source in one object, at the place of the first.
  for (size_t i = 0; i < event.quantities.size(); ++i) {
    const std::string& source = event.quantities[i].data_source;
    bool before = false;
    for (size_t j = 0; j < i; ++j) before |= event.quantities[j].data_source == source;
    if (before) continue;
    if (i > 0) out->push_back(',');
    AppendJsonString(source, out);
    out->append(":{");
    bool first = true;
    for (size_t j = i; j < event.quantities.size(); ++j) {
      if (event.quantities[j].data_source != source) continue;
      if (!first) out->push_back(',');
      first = false;
      AppendJsonString(event.quantities[j].measure, out);
      out->push_back(':');
      AppendMicros(event.quantities[j].quantity.micros, out);
    }
    out->push_back('}');
  }
  out->append("}}\n");
}

void AppendRetailerHeading(std::string* out) {
  out->append("id,organizationId,productId");
  for (const std::string_view name : kDimensions) out->append(",").append(name);
  for (const std::string_view name : kMeasures) out->append(",pos.").append(name);
  out->push_back('\n');
}

void AppendRetailerRecord(const EventRecord& event, std::string* out) {
  AppendCsvField(event.id, out);
  out->push_back(',');
  AppendCsvField(event.organization_id, out);
  out->push_back(',');
  AppendCsvField(event.product_id, out);
  for (const std::string_view name : kDimensions) {
    out->push_back(',');
    for (const EventRecord::Dimension& dimension : event.dimensions) {
      if (dimension.name == name) AppendCsvField(dimension.value, out);
    }
  }
  for (const std::string_view name : kMeasures) {
    out->push_back(',');
    for (const EventRecord::Measure& measure : event.quantities) {
      if (measure.measure == name) AppendMicros(measure.quantity.micros, out);
    }
  }
  out->push_back('\n');
}

}  // namespace onhand::cli
