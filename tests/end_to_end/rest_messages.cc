#include "tests/end_to_end/rest_messages.h"

#include <cstdlib>

namespace onhand {
namespace {

namespace json = boost::json;

constexpr char kNoIndexSet[] = "No index hierarchy has been set.";

// Names with values that are JSON already.
using Members = std::vector<std::pair<std::string, std::string>>;

std::string Quote(const std::string& text) { return json::serialize(json::string(text)); }

std::string Object(const Members& members) {
  std::string object = "{";
  for (const auto& [name, value] : members) object += (object.size() > 1 ? "," : "") + Quote(name) + ":" + value;
  return object + "}";
}

std::string Texts(const ScenarioNames& names) {
  Members members;
  for (const auto& [name, value] : names) members.emplace_back(name, Quote(value));
  return Object(members);
}

std::string Time(absl::Time time) { return Quote(absl::FormatTime(absl::RFC3339_full, time, absl::UTCTimeZone())); }

// {"source": {"measure": quantity}}; neighbours of one source share its object.
std::string Quantities(const std::vector<ScenarioAmount>& amounts) {
  std::vector<std::pair<std::string, Members>> sources;
  for (const ScenarioAmount& amount : amounts) {
    if (sources.empty() || sources.back().first != amount.data_source) sources.push_back({amount.data_source, {}});
    sources.back().second.emplace_back(amount.measure, amount.quantity);
  }
  Members members;
  for (const auto& [source, measures] : sources) members.emplace_back(source, Object(measures));
  return Object(members);
}

void AddEnd(const ScenarioEvent& event, Members* members) {
  if (event.ends) members->emplace_back("expiresAt", Time(*event.ends));
  if (event.ttl_seconds) members->emplace_back("ttlSeconds", std::to_string(*event.ttl_seconds));
}

std::string PhysicalMeasures(const ScenarioEvent& event) {
  Members sources;
  for (const auto& [source, measure, subtract] : event.physical) {
    sources.emplace_back(source, Object({{measure, subtract ? "\"Subtraction\"" : "\"Addition\""}}));
  }
  return Object(sources);
}

std::string Bool(bool value) { return value ? "true" : "false"; }

std::string List(const std::vector<std::string>& values) {
  std::string list = "[";
  for (const std::string& value : values) list += (list.size() > 1 ? "," : "") + value;
  return list + "]";
}

std::string Search(const ScenarioSearch& search) {
  std::vector<std::string> fields;
  std::vector<std::string> attributes;
  for (const ScenarioCondition& condition : search.conditions) {
    Members members = {{"conditionOperator", Quote(std::string(ConditionOperatorName(condition.op)))}};
    if (condition.attribute.empty()) {
      members.emplace_back(ProductFieldName(condition.field), JsonList(condition.values));
      fields.push_back(Object(members));
    } else {
      members.emplace_back("attributeName", Quote(condition.attribute));
      members.emplace_back("attributeValues", JsonList(condition.values));
      attributes.push_back(Object(members));
    }
  }
  const auto filter = [&search](const std::vector<std::string>& conditions) {
    return Object({{"logicalOperator", search.any ? "\"Or\"" : "\"And\""}, {"conditions", List(conditions)}});
  };
  return Object({{"productFilter", filter(fields)}, {"attributeFilter", filter(attributes)}});
}

// "2022-02-02T00:00:00" + zone -> "2022-02-02"; "" if it is something else.
std::string ReadDate(const std::string& key, const std::string& zone) {
  const std::string ending = "T00:00:00" + zone;
  return key.size() == 10 + ending.size() && key.ends_with(ending) ? key.substr(0, 10) : "";
}

std::map<std::string, std::string> ReadQuantities(const json::value& value) {
  std::map<std::string, std::string> quantities;
  for (const auto& source : value.as_object()) {
    for (const auto& measure : source.value().as_object()) {
      quantities[std::string(source.key()) + "." + std::string(measure.key())] = JsonText(measure.value());
    }
  }
  return quantities;
}

bool ReadDays(const json::value& row, const char* member, const std::string& zone,
              std::map<std::string, std::map<std::string, std::string>>* days) {
  const json::value* const found = row.as_object().if_contains(member);
  if (found == nullptr) return true;
  for (const auto& day : found->as_object()) {
    const std::string date = ReadDate(std::string(day.key()), zone);
    if (date.empty()) return false;
    (*days)[date] = ReadQuantities(day.value());
  }
  return true;
}

}  // namespace

std::string JsonList(const std::vector<std::string>& texts) {
  std::string list = "[";
  for (const std::string& text : texts) list += (list.size() > 1 ? "," : "") + Quote(text);
  return list + "]";
}

std::string EventBody(ScenarioKind kind, const ScenarioEvent& event) {
  Members members = {{"id", Quote(event.id)},
                     {"organizationId", Quote(event.organization)},
                     {"productId", Quote(event.product)},
                     {"dimensions", Texts(event.dimensions)}};
  if (!event.dimension_source.empty()) members.emplace_back("dimensionDataSource", Quote(event.dimension_source));
  switch (kind) {
    case ScenarioKind::kPost:
    case ScenarioKind::kSet:
      members.emplace_back("quantities", Quantities(event.quantities));
      if (event.modified) members.emplace_back("modifiedDateTimeUTC", Time(*event.modified));
      if (!event.expected.empty()) members.emplace_back("expectedQuantities", Quantities(event.expected));
      break;
    case ScenarioKind::kReserve:
      for (const auto& [source, measure, quantity] : event.quantities) {
        if (!source.empty()) members.emplace_back("quantityDataSource", Quote(source));
        members.emplace_back("modifier", Quote(measure));
        members.emplace_back("quantity", quantity);
      }
      if (event.unchecked) members.emplace_back("ifCheckAvailForReserv", "false");
      AddEnd(event, &members);
      break;
    case ScenarioKind::kUnreserve:
      members.emplace_back("reservationId", Quote(event.reservation_id));
      members.emplace_back("OffsetQty", event.quantity);
      break;
    case ScenarioKind::kExtend:
      members.emplace_back("reservationId", Quote(event.reservation_id));
      AddEnd(event, &members);
      break;
    case ScenarioKind::kSchedule: {
      Members dates;
      for (const auto& [date, amounts] : event.dates) dates.emplace_back(date, Quantities(amounts));
      members.emplace_back("quantitiesByDate", Object(dates));
      break;
    }
    default:
      members.emplace_back("groups", Texts(event.groups));
      members.emplace_back("quantity", event.quantity);
      if (!event.source_groups.empty()) members.emplace_back("sourceGroups", Texts(event.source_groups));
      if (!event.physical.empty()) members.emplace_back("physicalMeasures", PhysicalMeasures(event));
      break;
  }
  return Object(members);
}

std::string QueryBody(const ScenarioQuery& query) {
  Members filters;
  if (!query.organizations.empty()) filters.emplace_back("organizationId", JsonList(query.organizations));
  if (!query.products.empty()) filters.emplace_back("productId", JsonList(query.products));
  for (const auto& [name, values] : query.filters) filters.emplace_back(name, JsonList(values));
  if (query.exact) {
    filters.emplace_back(query.version == 2 ? "keys" : "dimensions", JsonList(query.keys));
    std::string tuples = "[";
    for (const auto& tuple : query.tuples) tuples += (tuples.size() > 1 ? "," : "") + JsonList(tuple);
    filters.emplace_back("values", tuples + "]");
  }
  Members members = {{"filters", Object(filters)},
                     {"groupByValues", JsonList(query.group_by)},
                     {"returnNegative", Bool(query.return_negative)}};
  if (!query.dimension_source.empty()) members.emplace_back("dimensionDataSource", Quote(query.dimension_source));
  if (query.promises) members.emplace_back("QueryATP", "true");
  if (!query.from.empty()) members.emplace_back("ATPFromDate", Quote(query.from));
  if (!query.to.empty()) members.emplace_back("ATPToDate", Quote(query.to));
  if (query.search) members.emplace_back("productSearch", Search(*query.search));
  return Object(members);
}

std::string ProductBody(const Product& product) {
  Members members;
  for (const ProductField field : kProductFields) {
    const std::string& text = ProductFieldText(product, field);
    if (!text.empty()) members.emplace_back(ProductFieldName(field), Quote(text));
  }
  std::vector<std::string> attributes;
  for (const ProductAttribute& attribute : product.attributes) {
    attributes.push_back(Object({{"attributeName", Quote(attribute.name)}, {"value", Quote(attribute.value)}}));
  }
  members.emplace_back("attributes", List(attributes));
  return Object(members);
}

std::string BucketQueryBody(const ScenarioBucketQuery& query) {
  Members members = {{"organizationId", Quote(query.organization)},
                     {"productId", Quote(query.product)},
                     {"dimensions", Texts(query.dimensions)},
                     {"groups", Texts(query.groups)}};
  if (!query.dimension_source.empty()) members.emplace_back("dimensionDataSource", Quote(query.dimension_source));
  return Object(members);
}

json::value ReadJson(const std::string& body) {
  std::string quoted;
  bool in_text = false;
  bool in_number = false;
  for (size_t i = 0; i < body.size(); ++i) {
    const char c = body[i];
    const bool numeric =
        !in_text && (c == '-' || c == '+' || c == '.' || c == 'E' || (c >= '0' && c <= '9') || (c == 'e' && in_number));
    if (numeric != in_number) quoted += '"';
    in_number = numeric;
    if (c == '"') in_text = !in_text;
    quoted += c;
    if (in_text && c == '\\' && i + 1 < body.size()) quoted += body[++i];
  }
  if (in_number) quoted += '"';
  return json::parse(quoted);
}

std::string JsonText(const json::value& value) { return std::string(value.as_string()); }

absl::StatusOr<std::vector<ScenarioOutcome>> ReadProductEnvelopes(const json::value& envelopes,
                                                                  const std::vector<std::string>& items) {
  if (envelopes.as_array().size() != items.size()) {
    return absl::InternalError("too few or too many envelopes: " + json::serialize(envelopes));
  }
  std::vector<ScenarioOutcome> outcomes;
  for (size_t i = 0; i < items.size(); ++i) {
    const json::value& envelope = envelopes.as_array()[i];
    if (JsonText(envelope.at("itemNumber")) != items[i]) {
      return absl::InternalError("another item number came back: " + json::serialize(envelope));
    }
    outcomes.push_back({.status = JsonText(envelope.at("processingStatus")),
                        .code = std::atoi(JsonText(envelope.at("statusCode")).c_str()),
                        .message = JsonText(envelope.at("message"))});
  }
  return outcomes;
}

absl::StatusOr<ScenarioOutcome> ReadEnvelope(ScenarioKind kind, const ScenarioEvent& event,
                                             const json::value& envelope) {
  const bool reserves = kind == ScenarioKind::kReserve || kind == ScenarioKind::kExtend;
  const std::string tag = reserves ? "ohre~" : kind == ScenarioKind::kUnreserve ? "ohoe~" : "";
  if (JsonText(envelope.at("id")) != tag + event.id) {
    return absl::InternalError("another id came back: " + json::serialize(envelope));
  }
  ScenarioOutcome outcome{.status = JsonText(envelope.at("processingStatus")),
                          .code = std::atoi(JsonText(envelope.at("statusCode")).c_str()),
                          .message = JsonText(envelope.at("message"))};
  if (reserves || kind == ScenarioKind::kUnreserve) {
    outcome.reservation_id = JsonText(envelope.at("reservationId"));
  }
  if (kind == ScenarioKind::kUnreserve) {
    outcome.invalid_offset = JsonText(envelope.at("totalInvalidOffsetQtyByReservId"));
  }
  if (const json::value* present = envelope.as_object().if_contains("presentQuantities")) {
    outcome.present = ReadQuantities(*present);
  }
  return outcome;
}

absl::StatusOr<ScenarioRow> ReadRow(const json::value& value) {
  ScenarioRow row;
  row.product = JsonText(value.at("productId"));
  if (const json::value* organization = value.as_object().if_contains("organizationId")) {
    row.organization = JsonText(*organization);
  }
  for (const auto& member : value.at("dimensions").as_object()) {
    row.dimensions[std::string(member.key())] = JsonText(member.value());
  }
  row.quantities = ReadQuantities(value.at("quantities"));
  if (!ReadDays(value, "quantitiesByDate", "", &row.scheduled) ||
      !ReadDays(value, "atpQuantities", "Z", &row.promises)) {
    return absl::InternalError("dates in another form: " + json::serialize(value));
  }
  return row;
}

ScenarioBucket ReadBucket(const json::value& value) {
  ScenarioBucket bucket;
  for (const auto& group : value.at("groups").as_object()) {
    bucket.groups.emplace_back(std::string(group.key()), JsonText(group.value()));
  }
  for (const auto& measure : value.at("quantities").at("@iv").as_object()) {
    bucket.quantities[std::string(measure.key())] = JsonText(measure.value());
  }
  return bucket;
}

std::vector<std::string> Problems(const HttpReply& reply) {
  const auto type = reply.headers.find("content-type");
  if (type == reply.headers.end() || type->second != "application/problem+json") {
    return {"HTTP " + std::to_string(reply.status) + " without a problem: " + reply.body};
  }
  const json::value problem = json::parse(reply.body);
  if (problem.at("status").as_int64() != reply.status) return {"the problem has another status: " + reply.body};
  // The one text that is documented word for word stands in `detail`.
  if (JsonText(problem.at("detail")) == kNoIndexSet) return {kNoIndexSet};
  std::vector<std::string> messages;
  if (const json::value* errors = problem.as_object().if_contains("errors")) {
    for (const json::value& error : errors->as_array()) messages.push_back(JsonText(error.at("message")));
  }
  if (messages.empty()) messages.push_back(JsonText(problem.at("detail")));
  return messages;
}

absl::Status Unexpected(const HttpReply& reply) {
  if (reply.status == 400) return absl::InvalidArgumentError(Problems(reply)[0]);
  if (reply.status == 403) return absl::FailedPreconditionError(Problems(reply)[0]);
  return absl::InternalError("HTTP " + std::to_string(reply.status) + ": " + reply.body);
}

}  // namespace onhand
