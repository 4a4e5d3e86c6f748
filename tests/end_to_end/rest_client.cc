#include "tests/end_to_end/rest_client.h"

#include <cstdio>

#include "absl/status/status.h"
#include "boost/json.hpp"
#include "service/configuration/configuration_codec.h"
#include "tests/end_to_end/rest_messages.h"

namespace onhand {
namespace {

namespace json = boost::json;

struct Route {
  std::string path;
  bool bulk = true;
};

Route RouteOf(const ScenarioCall& call) {
  const std::string query = call.atomic ? "?atomic=true" : "";
  switch (call.kind) {
    case ScenarioKind::kPost:
      return {"/onhand/bulk" + query};
    case ScenarioKind::kSet:
      return {"/setonhand/" + call.inventory_system + "/bulk"};
    case ScenarioKind::kReserve:
      return {"/onhand/reserve/bulk" + query};
    case ScenarioKind::kUnreserve:
      return {"/onhand/unreserve/bulk"};
    case ScenarioKind::kExtend:
      return {"/onhand/reserve/extend", false};
    case ScenarioKind::kAllocate:
      return {"/allocation/allocate", false};
    case ScenarioKind::kUnallocate:
      return {"/allocation/unallocate", false};
    case ScenarioKind::kReallocate:
      return {"/allocation/reallocate", false};
    case ScenarioKind::kConsume:
      return {"/allocation/consume", false};
    case ScenarioKind::kSchedule:
      return {"/onhand/changeschedule/bulk"};
  }
  return {};
}

}  // namespace

RestClient::RestClient(int port, std::string environment)
    : environment_(std::move(environment)), base_("/api/environment/" + environment_), connection_(port) {}

absl::StatusOr<std::vector<ScenarioOutcome>> RestClient::ApplySingly(const std::string& path, ScenarioKind kind,
                                                                     const std::vector<ScenarioEvent>& events) {
  std::vector<ScenarioOutcome> outcomes;
  for (const ScenarioEvent& event : events) {
    const auto reply = connection_.Call("POST", base_ + path, EventBody(kind, event));
    if (!reply.ok()) return reply.status();
    if (reply->status != 200) return Unexpected(*reply);
    auto outcome = ReadEnvelope(kind, event, ReadJson(reply->body));
    if (!outcome.ok()) return outcome.status();
    outcomes.push_back(*std::move(outcome));
  }
  return outcomes;
}

absl::StatusOr<std::vector<ScenarioOutcome>> RestClient::Apply(const ScenarioCall& call,
                                                               const std::vector<ScenarioEvent>& events) {
  const Route route = RouteOf(call);
  if (!route.bulk) return ApplySingly(route.path, call.kind, events);
  std::string body = "[";
  for (const ScenarioEvent& event : events) body += (body.size() > 1 ? "," : "") + EventBody(call.kind, event);
  const auto reply = connection_.Call("POST", base_ + route.path, body + "]", {{"Api-Version", "1.0"}});
  if (!reply.ok()) return reply.status();
  if (reply->status != 200) return Unexpected(*reply);
  const json::value envelopes = ReadJson(reply->body);
  if (envelopes.as_array().size() != events.size()) return absl::InternalError("envelopes: " + reply->body);
  std::vector<ScenarioOutcome> outcomes;
  for (size_t i = 0; i < events.size(); ++i) {
    auto outcome = ReadEnvelope(call.kind, events[i], envelopes.as_array()[i]);
    if (!outcome.ok()) return outcome.status();
    outcomes.push_back(*std::move(outcome));
  }
  return outcomes;
}

absl::StatusOr<std::vector<ScenarioBucket>> RestClient::Query(const ScenarioBucketQuery& query) {
  const auto reply = connection_.Call("POST", base_ + "/allocation/query", BucketQueryBody(query));
  if (!reply.ok()) return reply.status();
  if (reply->status != 200) return Unexpected(*reply);
  std::vector<ScenarioBucket> buckets;
  const json::value answer = ReadJson(reply->body);
  for (const json::value& bucket : answer.as_array()) buckets.push_back(ReadBucket(bucket));
  return buckets;
}

absl::StatusOr<std::vector<ScenarioOutcome>> RestClient::PutProducts(const std::vector<Product>& products) {
  std::string body = "[";
  std::vector<std::string> items;
  for (const Product& product : products) {
    body += (body.size() > 1 ? "," : "") + ProductBody(product);
    items.push_back(product.item_number);
  }
  const auto reply = connection_.Call("PUT", base_ + "/products/bulk", body + "]");
  if (!reply.ok()) return reply.status();
  if (reply->status != 200) return Unexpected(*reply);
  return ReadProductEnvelopes(ReadJson(reply->body), items);
}

absl::StatusOr<std::vector<ScenarioOutcome>> RestClient::DeleteProducts(const std::vector<std::string>& items) {
  const auto reply = connection_.Call("DELETE", base_ + "/products/bulk", JsonList(items));
  if (!reply.ok()) return reply.status();
  if (reply->status != 200) return Unexpected(*reply);
  return ReadProductEnvelopes(ReadJson(reply->body), items);
}

absl::StatusOr<ScenarioAnswer> RestClient::Query(const ScenarioQuery& query) {
  std::string target =
      base_ + (query.search ? "/onhand/productsearch" : "/onhand") + (query.exact ? "/exactquery" : "/indexquery");
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
  const json::value value = ReadJson(reply->body);
  const bool wrapped = query.version == 2 && !query.exact;
  for (const json::value& member : (wrapped ? value.at("Value") : value).as_array()) {
    auto row = ReadRow(member);
    if (!row.ok()) return row.status();
    answer.rows.push_back(*std::move(row));
  }
  if (wrapped) {
    const std::string link = JsonText(value.at("nextLink"));
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
  for (const json::value& id : value.as_array()) ids.push_back(JsonText(id));
  return ids;
}

absl::Status RestClient::CleanUp(const std::vector<std::string>& partition_ids) {
  const auto reply = connection_.Call("DELETE", base_ + "/partitions/cleanupalldata", JsonList(partition_ids));
  if (!reply.ok()) return reply.status();
  return reply->status == 200 ? absl::OkStatus() : Unexpected(*reply);
}

absl::Status RestClient::SetClock(absl::Time) { return absl::UnimplementedError("the server's clock is its own"); }
absl::StatusOr<absl::Time> RestClient::Now() { return absl::UnimplementedError("the server's clock is its own"); }
absl::Status RestClient::Reopen() { return absl::UnimplementedError("the server is somebody else's"); }

}  // namespace onhand
