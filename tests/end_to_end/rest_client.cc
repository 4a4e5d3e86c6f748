#include "tests/end_to_end/rest_client.h"

#include <cstdio>

#include "absl/status/status.h"
#include "boost/json.hpp"
#include "service/configuration/configuration_codec.h"

namespace onhand {
namespace {

namespace json = boost::json;

constexpr char kNoIndexSet[] = "No index hierarchy has been set.";

std::string Quote(const std::string& text) { return json::serialize(json::string(text)); }

std::string List(const std::vector<std::string>& texts) {
  std::string list = "[";
  for (const std::string& text : texts) list += (list.size() > 1 ? "," : "") + Quote(text);
  return list + "]";
}

// "name":value, to be put between braces; values are JSON already.
std::string Object(const std::vector<std::pair<std::string, std::string>>& members) {
  std::string object = "{";
  for (const auto& [name, value] : members) object += (object.size() > 1 ? "," : "") + Quote(name) + ":" + value;
  return object + "}";
}

std::string EventBody(const ScenarioEvent& event) {
  std::vector<std::pair<std::string, std::string>> dimensions;
  for (const auto& [name, value] : event.dimensions) dimensions.emplace_back(name, Quote(value));
  std::vector<std::pair<std::string, std::vector<std::pair<std::string, std::string>>>> sources;
  for (const ScenarioEvent::Amount& amount : event.quantities) {
    if (sources.empty() || sources.back().first != amount.data_source) sources.push_back({amount.data_source, {}});
    sources.back().second.emplace_back(amount.measure, amount.quantity);
  }
  std::vector<std::pair<std::string, std::string>> quantities;
  for (const auto& [source, measures] : sources) quantities.emplace_back(source, Object(measures));
  std::vector<std::pair<std::string, std::string>> members = {{"id", Quote(event.id)},
                                                              {"organizationId", Quote(event.organization)},
                                                              {"productId", Quote(event.product)},
                                                              {"dimensions", Object(dimensions)},
                                                              {"quantities", Object(quantities)}};
  if (!event.dimension_source.empty()) members.emplace_back("dimensionDataSource", Quote(event.dimension_source));
  if (event.modified) {
    members.emplace_back("modifiedDateTimeUTC",
                         Quote(absl::FormatTime(absl::RFC3339_full, *event.modified, absl::UTCTimeZone())));
  }
  return Object(members);
}

std::string QueryBody(const ScenarioQuery& query) {
  std::vector<std::pair<std::string, std::string>> filters;
  if (!query.organizations.empty()) filters.emplace_back("organizationId", List(query.organizations));
  if (!query.products.empty()) filters.emplace_back("productId", List(query.products));
  for (const auto& [name, values] : query.filters) filters.emplace_back(name, List(values));
  if (query.exact) {
    filters.emplace_back(query.version == 2 ? "keys" : "dimensions", List(query.keys));
    std::string tuples = "[";
    for (const auto& tuple : query.tuples) tuples += (tuples.size() > 1 ? "," : "") + List(tuple);
    filters.emplace_back("values", tuples + "]");
  }
  std::vector<std::pair<std::string, std::string>> members = {
      {"filters", Object(filters)},
      {"groupByValues", List(query.group_by)},
      {"returnNegative", query.return_negative ? "true" : "false"}};
  if (!query.dimension_source.empty()) members.emplace_back("dimensionDataSource", Quote(query.dimension_source));
  return Object(members);
}

// A number of the answer as the shortest decimal. Vectors hold numbers that a double holds exactly enough.
std::string Number(const json::value& value) {
  if (value.is_int64()) return std::to_string(value.as_int64());
  if (value.is_uint64()) return std::to_string(value.as_uint64());
  char text[64];
  std::snprintf(text, sizeof(text), "%.6f", value.as_double());
  std::string number = text;
  while (number.back() == '0') number.pop_back();
  if (number.back() == '.') number.pop_back();
  return number;
}

std::string Text(const json::value& value) { return std::string(value.as_string()); }

// What an RFC 9457 body complains of.
std::vector<std::string> Problems(const HttpReply& reply) {
  const auto type = reply.headers.find("content-type");
  if (type == reply.headers.end() || type->second != "application/problem+json") {
    return {"HTTP " + std::to_string(reply.status) + " without a problem: " + reply.body};
  }
  const json::value problem = json::parse(reply.body);
  if (problem.at("status").as_int64() != reply.status) return {"the problem has another status: " + reply.body};
  // The one text that is documented word for word stands in `detail`.
  if (Text(problem.at("detail")) == kNoIndexSet) return {kNoIndexSet};
  std::vector<std::string> messages;
  for (const json::value& error : problem.at("errors").as_array()) messages.push_back(Text(error.at("message")));
  if (messages.empty()) messages.push_back(Text(problem.at("detail")));
  return messages;
}

absl::Status Unexpected(const HttpReply& reply) {
  if (reply.status == 400) return absl::InvalidArgumentError(Problems(reply)[0]);
  return absl::InternalError("HTTP " + std::to_string(reply.status) + ": " + reply.body);
}

ScenarioRow ReadRow(const json::value& value) {
  ScenarioRow row{.organization = "", .product = Text(value.at("productId")), .dimensions = {}, .quantities = {}};
  if (const json::value* organization = value.as_object().if_contains("organizationId")) {
    row.organization = Text(*organization);
  }
  for (const auto& member : value.at("dimensions").as_object()) {
    row.dimensions[std::string(member.key())] = Text(member.value());
  }
  for (const auto& source : value.at("quantities").as_object()) {
    for (const auto& measure : source.value().as_object()) {
      row.quantities[std::string(source.key()) + "." + std::string(measure.key())] = Number(measure.value());
    }
  }
  return row;
}

}  // namespace

RestClient::RestClient(int port, std::string environment)
    : environment_(std::move(environment)), base_("/api/environment/" + environment_), connection_(port) {}

absl::StatusOr<std::vector<ScenarioOutcome>> RestClient::Events(const std::string& path,
                                                                const std::vector<ScenarioEvent>& events) {
  std::string body = "[";
  for (const ScenarioEvent& event : events) body += (body.size() > 1 ? "," : "") + EventBody(event);
  const auto reply = connection_.Call("POST", base_ + path, body + "]", {{"Api-Version", "1.0"}});
  if (!reply.ok()) return reply.status();
  if (reply->status != 200) return Unexpected(*reply);
  const json::value envelopes = json::parse(reply->body);
  std::vector<ScenarioOutcome> outcomes;
  for (size_t i = 0; i < envelopes.as_array().size(); ++i) {
    const json::value& envelope = envelopes.as_array()[i];
    if (i < events.size() && Text(envelope.at("id")) != events[i].id)
      return absl::InternalError("another id came back");
    outcomes.push_back({Text(envelope.at("processingStatus")), static_cast<int>(envelope.at("statusCode").as_int64()),
                        Text(envelope.at("message"))});
  }
  return outcomes;
}

absl::StatusOr<std::vector<ScenarioOutcome>> RestClient::Post(const std::vector<ScenarioEvent>& events) {
  return Events("/onhand/bulk", events);
}

absl::StatusOr<std::vector<ScenarioOutcome>> RestClient::Set(const std::string& inventory_system,
                                                             const std::vector<ScenarioEvent>& events) {
  return Events("/setonhand/" + inventory_system + "/bulk", events);
}

absl::StatusOr<ScenarioAnswer> RestClient::Query(const ScenarioQuery& query) {
  std::string target = base_ + (query.exact ? "/onhand/exactquery" : "/onhand/indexquery");
  if (query.page_number) target += "?pageNumber=" + std::to_string(*query.page_number);
  if (query.page_size) target += (query.page_number ? "&" : "?") + ("pageSize=" + std::to_string(*query.page_size));
  const auto reply =
      connection_.Call("POST", target, QueryBody(query), {{"Api-Version", query.version == 2 ? "2.0" : "1.0"}});
  if (!reply.ok()) return reply.status();
  ScenarioAnswer answer;
  if (reply->status == 400) {
    answer.problems = Problems(*reply);
    return answer;
  }
  if (reply->status != 200) return Unexpected(*reply);
  const json::value value = json::parse(reply->body);
  const bool wrapped = query.version == 2 && !query.exact;
  for (const json::value& row : (wrapped ? value.at("Value") : value).as_array()) answer.rows.push_back(ReadRow(row));
  if (wrapped) {
    const std::string link = Text(value.at("nextLink"));
    if (!link.empty()) {
      long number = 0;
      long size = 0;
      if (std::sscanf(link.c_str(), "onhand/indexquery?pageNumber=%ld&pageSize=%ld", &number, &size) != 2 ||
          size != query.page_size) {
        return absl::InternalError("nextLink is " + link);
      }
      answer.next_page = number;
    }
  }
  return answer;
}

absl::StatusOr<Configuration> RestClient::GetConfiguration() {
  const auto reply = connection_.Call("GET", base_ + "/configuration");
  if (!reply.ok()) return reply.status();
  if (reply->status != 200) return Unexpected(*reply);
  DecodedConfiguration decoded = DecodeConfiguration(reply->body);
  if (!decoded.issues.empty()) return absl::InternalError("the configuration document: " + decoded.issues[0].message);
  return std::move(decoded.configuration);
}

absl::StatusOr<std::pair<uint64_t, std::vector<std::string>>> RestClient::Configure(const Configuration& replacement) {
  const std::string document = EncodeConfiguration(environment_, {.number = 1, .configuration = replacement});
  const auto reply = connection_.Call("POST", base_ + "/configuration/hardupdate", document);
  if (!reply.ok()) return reply.status();
  std::pair<uint64_t, std::vector<std::string>> result;
  if (reply->status == 200) {
    result.first = static_cast<uint64_t>(json::parse(reply->body).at("configurationVersion").as_int64());
  } else if (reply->status == 400 || reply->status == 409) {
    for (const std::string& message : Problems(*reply)) {
      result.second.push_back((reply->status == 409 ? "conflict " : "invalid ") + message);
    }
  } else {
    return Unexpected(*reply);
  }
  return result;
}

absl::StatusOr<std::vector<std::string>> RestClient::ListPartitions() {
  const auto reply = connection_.Call("GET", base_ + "/allpartitionids");
  if (!reply.ok()) return reply.status();
  if (reply->status != 200) return Unexpected(*reply);
  std::vector<std::string> ids;
  const json::value value = json::parse(reply->body);
  for (const json::value& id : value.as_array()) ids.push_back(Text(id));
  return ids;
}

absl::Status RestClient::CleanUp(const std::vector<std::string>& partition_ids) {
  const auto reply = connection_.Call("DELETE", base_ + "/partitions/cleanupalldata", List(partition_ids));
  if (!reply.ok()) return reply.status();
  return reply->status == 200 ? absl::OkStatus() : Unexpected(*reply);
}

absl::Status RestClient::SetClock(absl::Time) { return absl::UnimplementedError("the server's clock is its own"); }
absl::StatusOr<absl::Time> RestClient::Now() { return absl::UnimplementedError("the server's clock is its own"); }
absl::Status RestClient::Reopen() { return absl::UnimplementedError("the server is somebody else's"); }

}  // namespace onhand
