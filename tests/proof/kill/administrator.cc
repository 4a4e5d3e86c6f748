#include "tests/proof/kill/administrator.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <thread>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "boost/json.hpp"
#include "grpcpp/grpcpp.h"
#include "onhand/v1/environment.grpc.pb.h"
#include "tests/end_to_end/grpc_client.h"
#include "tests/end_to_end/rest_client.h"
#include "tests/end_to_end/rest_messages.h"

namespace onhand::proof {
namespace {

constexpr char kBase[] = "/api/environment/shop";
constexpr char kScratch[] = "scratch";  // an organization
constexpr char kScratchPartition[] = "location:scratch:1:9";
constexpr int kScratchEvents = 8;
constexpr size_t kEnvironmentsMax = 3;
constexpr std::chrono::seconds kJobPatience(30);

void SetDeadline(grpc::ClientContext* context) {
  context->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
}

std::string SourceName(int version) { return absl::StrCat("extra", version); }

std::vector<ScenarioEvent> ScratchEvents(int first) {
  std::vector<ScenarioEvent> events;
  for (int i = 0; i < kScratchEvents; ++i) {
    ScenarioEvent event;
    event.id = absl::StrCat("scratch-", first + i);
    event.organization = kScratch;
    event.product = event.id;
    event.dimensions = {{"siteId", "1"}, {"locationId", "9"}};
    event.quantities = {{"pos", "inbound", "1"}};
    events.push_back(std::move(event));
  }
  return events;
}

}  // namespace

struct Connections::Stubs {
  std::unique_ptr<v1::EnvironmentService::Stub> environment;
};

Connections::Connections(const std::string& address, int http_port)
    : grpc_address(address),
      grpc(std::make_unique<GrpcClient>(address, "shop")),
      rest(std::make_unique<RestClient>(http_port, "shop")),
      http(http_port),
      stubs(std::make_unique<Stubs>()) {
  stubs->environment =
      v1::EnvironmentService::NewStub(grpc::CreateChannel(address, grpc::InsecureChannelCredentials()));
}
Connections::~Connections() = default;

bool Administrator::Failed(const std::string& what) {
  error_ = what;
  return false;
}

bool Administrator::Replied(const char* what, const absl::StatusOr<HttpReply>& reply) {
  if (!reply.ok()) return Failed(absl::StrCat(what, ": ", reply.status().ToString()));
  if (reply->status != 200) return Failed(absl::StrCat(what, ": HTTP ", reply->status, " ", reply->body));
  return true;
}

bool Administrator::SetUp(Connections* to) {
  absl::StatusOr<Configuration> configuration = to->grpc->GetConfiguration();
  if (!configuration.ok()) return Failed(configuration.status().ToString());
  configuration->idempotency_retention_days = 1;
  configuration->data_sources.push_back({.name = SourceName(0), .physical_measures = {"m"}});
  const auto replaced = to->grpc->Configure(*configuration);
  if (!replaced.ok()) return Failed(replaced.status().ToString());
  return replaced->second.empty() || Failed(replaced->second[0]);
}

void Administrator::Run(Connections* to, const std::atomic<bool>& stop, Tally* tally) {
  error_.clear();
  using Step = bool (Administrator::*)(Connections * to);
  std::vector<Step> steps = {&Administrator::Configure,    &Administrator::MakeOrDeleteEnvironment,
                             &Administrator::Adjust,       &Administrator::Push,
                             &Administrator::KeepProducts, &Administrator::StartJob,
                             &Administrator::FillScratch,  &Administrator::WipeScratch,
                             &Administrator::MakeBackup,   &Administrator::RestoreBackup,
                             &Administrator::DeleteBackup};
  while (!stop) {
    std::shuffle(steps.begin(), steps.end(), random_);
    for (const Step step : steps) {
      if (stop) return;
      ++tally->operations;
      if (!(this->*step)(to)) return;
      ++tally->acknowledged;
    }
  }
}

bool Administrator::Configure(Connections* to) {
  absl::StatusOr<Configuration> configuration = to->grpc->GetConfiguration();
  if (!configuration.ok()) return Failed(configuration.status().ToString());
  configuring_ = version_ + 1;
  configuration->data_sources.back().name = SourceName(*configuring_ % 10);
  ScenarioClient* const client = *configuring_ % 2 == 0 ? to->grpc.get() : to->rest.get();
  const auto replaced = client->Configure(*configuration);
  if (!replaced.ok()) return Failed(replaced.status().ToString());
  if (!replaced->second.empty()) return Failed("a configuration was refused: " + replaced->second[0]);
  version_ = *configuring_;
  configuring_.reset();
  return true;
}

void Administrator::CheckConfiguration(Connections* to) {
  const absl::StatusOr<Configuration> configuration = to->rest->GetConfiguration();
  if (!configuration.ok()) return Complain("no configuration: " + configuration.status().ToString());
  const std::string& found = configuration->data_sources.back().name;
  const bool is_new = configuring_.has_value() && found == SourceName(*configuring_ % 10);
  if (found != SourceName(version_ % 10) && !is_new) {
    Complain(absl::StrCat("the configuration should name ", SourceName(version_ % 10),
                          configuring_.has_value() ? " or its successor" : "", " and names ", found));
  }
  if (is_new) version_ = *configuring_;
  configuring_.reset();
}

bool Administrator::MakeOrDeleteEnvironment(Connections* to) {
  grpc::ClientContext context;
  SetDeadline(&context);
  grpc::Status status;
  const bool makes = environments_.empty() || (environments_.size() < kEnvironmentsMax && random_() % 2 == 0);
  if (makes) {
    toggling_ = absl::StrCat("side-", ++environments_made_);
    v1::CreateEnvironmentRequest request;
    request.set_environment_id(*toggling_);
    v1::CreateEnvironmentResponse response;
    status = to->stubs->environment->CreateEnvironment(&context, request, &response);
  } else {
    toggling_ = *environments_.begin();
    v1::DeleteEnvironmentRequest request;
    request.set_environment_id(*toggling_);
    v1::DeleteEnvironmentResponse response;
    status = to->stubs->environment->DeleteEnvironment(&context, request, &response);
  }
  if (!status.ok()) return Failed("environment " + *toggling_ + ": " + status.error_message());
  if (makes) {
    environments_.insert(*toggling_);
  } else {
    environments_.erase(*toggling_);
  }
  toggling_.reset();
  return true;
}

void Administrator::CheckEnvironments(Connections* to) {
  grpc::ClientContext context;
  SetDeadline(&context);
  v1::ListEnvironmentsResponse response;
  const grpc::Status status = to->stubs->environment->ListEnvironments(&context, {}, &response);
  if (!status.ok()) return Complain("cannot list environments: " + status.error_message());
  std::set<std::string> found(response.environment_ids().begin(), response.environment_ids().end());
  found.erase("shop");
  std::erase_if(found, [](const std::string& id) { return absl::StartsWith(id, "copy-"); });
  std::set<std::string> other = environments_;
  if (toggling_.has_value() && other.erase(*toggling_) == 0) other.insert(*toggling_);
  if (found != environments_ && found != other) {
    Complain(absl::StrCat("there should be ", environments_.size(), " or ", other.size(),
                          " environments beside the shop; there are ", found.size(),
                          " (in flight: ", toggling_.value_or("none"), ")"));
  }
  environments_ = found;
  toggling_.reset();
  for (const std::string& id : environments_) {
    // It is whole: it can be written and read.
    GrpcClient client(to->grpc_address, id);
    ScenarioEvent event = EventOn("once", "p", "red");
    event.quantities = {{"pos", "inbound", "1"}};
    const auto outcomes = client.Apply({.kind = ScenarioKind::kSet, .inventory_system = "pos"}, {event});
    const absl::StatusOr<Stock> stock = ReadStock(&client, {"p"});
    if (!outcomes.ok() || (*outcomes)[0].code != 200 || !stock.ok() ||
        !SameStock(*stock, {{{"p", "red"}, {1, 0, 0, 0}}})) {
      Complain("environment " + id + " cannot be used: " + outcomes.status().ToString() + " " +
               stock.status().ToString());
    }
  }
}

bool Administrator::SendAdjustment(Connections* to, int number) {
  const std::string body =
      absl::StrCat(R"([{"id":"adjust-)", number, R"(","organizationId":"usmf","productId":"adjusted",)",
                   R"("dimensions":{"siteId":"1","locationId":"11","colorId":"red"},"quantityDataSource":"pos",)",
                   R"("physicalMeasure":"inbound","quantity":1}])");
  const auto reply = to->http.Call(
      "POST", absl::StrCat(kBase, "/transaction/adjustment/bulk?createWithIVSync=", number % 4 == 0 ? "true" : "false"),
      body);
  if (!Replied("an adjustment", reply)) return false;
  const boost::json::value envelopes = ReadJson(reply->body);
  return JsonText(envelopes.at(0).at("statusCode")) == "200" || Failed("an adjustment: " + reply->body);
}

bool Administrator::Adjust(Connections* to) {
  for (int i = 0; i < 4; ++i) {
    adjusting_ = true;
    if (!SendAdjustment(to, adjustments_ + 1)) return false;
    adjusting_ = false;
    ++adjustments_;
  }
  return true;
}

bool Administrator::Push(Connections* to) {
  return Replied("a push", to->http.Call("POST", absl::StrCat(kBase, "/transaction/adjustment/push")));
}

std::optional<int64_t> Administrator::Adjusted(Connections* to) {
  const absl::StatusOr<Stock> stock = ReadStock(to->grpc.get(), {"adjusted"});
  if (!stock.ok()) return std::nullopt;
  const auto row = stock->find({"adjusted", "red"});
  return row == stock->end() ? 0 : row->second.inbound;
}

void Administrator::CheckAdjustments(Connections* to) {
  const std::optional<int64_t> before = Adjusted(to);
  if (!before.has_value() || *before > adjustments_ + (adjusting_ ? 1 : 0)) {
    Complain(absl::StrCat("on hand are ", before.value_or(-1), " of ", adjustments_, " adjustments"));
  }
  if (adjusting_) {
    if (!SendAdjustment(to, adjustments_ + 1)) return Complain(error_);
    adjusting_ = false;
    ++adjustments_;
  }
  if (!Push(to)) return Complain(error_);
  const std::optional<int64_t> after = Adjusted(to);
  if (after != adjustments_) {
    Complain(absl::StrCat("after a push ", adjustments_, " adjustments should be on hand, and ", after.value_or(-1),
                          " are"));
  }
}

bool Administrator::KeepProducts(Connections* to) {
  const int number = ++products_kept_;
  keeping_ = {absl::StrCat("item-", number % 16), number % 3 == 0 ? "" : absl::StrCat("name ", number)};
  Product product;
  product.item_number = keeping_->first;
  product.product_name = keeping_->second;
  ScenarioClient* const client = number % 2 == 0 ? to->grpc.get() : to->rest.get();
  const auto outcomes =
      keeping_->second.empty() ? client->DeleteProducts({keeping_->first}) : client->PutProducts({product});
  if (!outcomes.ok()) return Failed(outcomes.status().ToString());
  if ((*outcomes)[0].code != 200) return Failed("a product: " + OutcomeText((*outcomes)[0]));
  if (keeping_->second.empty()) {
    products_.erase(keeping_->first);
  } else {
    products_[keeping_->first] = keeping_->second;
  }
  keeping_.reset();
  return true;
}

void Administrator::CheckProducts(Connections* to) {
  const auto reply = to->http.Call("GET", absl::StrCat(kBase, "/products"));
  if (!Replied("products", reply)) return Complain(error_);
  std::map<std::string, std::string> found;
  const boost::json::value answer = boost::json::parse(reply->body);
  for (const boost::json::value& product : answer.at("value").as_array()) {
    found[JsonText(product.at("itemNumber"))] = JsonText(product.at("productName"));
  }
  std::map<std::string, std::string> other = products_;
  if (keeping_.has_value()) {
    if (keeping_->second.empty()) {
      other.erase(keeping_->first);
    } else {
      other[keeping_->first] = keeping_->second;
    }
  }
  if (found != products_ && found != other) Complain("the catalogue is neither as before nor as after the last change");
  // Postings and products are one: each is found by its name.
  for (const auto& [item, name] : found) {
    ScenarioQuery query;
    query.organizations = {kOrganization};
    query.filters = {{"siteId", {kSite}}, {"locationId", {kLocation}}};
    query.search = ScenarioSearch{.conditions = {{.field = ProductField::kProductName, .values = {name}}}};
    const absl::StatusOr<ScenarioAnswer> searched = to->grpc->Query(query);
    if (!searched.ok() || !searched->problems.empty()) Complain("product " + item + " cannot be searched for");
  }
  products_ = found;
  keeping_.reset();
}

bool Administrator::StartJob(Connections* to) {
  const bool extract = random_() % 2 == 0;
  const auto reply =
      extract ? to->http.Call("POST", absl::StrCat(kBase, "/logTransactionDetails"),
                              R"({"organizationId":"usmf","UtcFromDate":"2020-01-01","UtcToDate":"2040-01-01",)"
                              R"("productId":"own-0-a"})")
              : to->http.Call("POST", absl::StrCat(kBase, "/onhand/reserve/resyncjob"), R"(["iv"])");
  if (reply.ok() && reply->status == 429) return true;  // enough of them wait
  if (!Replied("a job", reply)) return false;
  const boost::json::value answer = boost::json::parse(reply->body);
  jobs_.push_back(JsonText(answer.at("jobId")));
  return true;
}

void Administrator::CheckJobs(Connections* to) {
  const auto end = std::chrono::steady_clock::now() + kJobPatience;
  for (const std::string& id : jobs_) {
    std::string status;
    while (status != "Completed") {
      const auto reply = to->http.Call("GET", absl::StrCat(kBase, "/getJobProgress?jobId=", id));
      if (!Replied("a job that was started", reply)) {
        Complain(error_);
        break;
      }
      const boost::json::value answer = ReadJson(reply->body);
      status = JsonText(answer.at("status"));
      if (status == "Failed" || std::chrono::steady_clock::now() > end) {
        Complain("job " + id + " is " + reply->body);
        break;
      }
      if (status != "Completed") std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }
  jobs_.clear();
}

bool Administrator::FillScratch(Connections* to) {
  filling_ = true;
  const auto outcomes = to->rest->Post(ScratchEvents(scratch_events_));
  if (!outcomes.ok()) return Failed(outcomes.status().ToString());
  filling_ = false;
  scratch_events_ += kScratchEvents;
  scratch_rows_ += kScratchEvents;
  return true;
}

bool Administrator::WipeScratch(Connections* to) {
  wiping_ = true;
  const absl::Status status = to->rest->CleanUp({kScratchPartition});
  if (!status.ok()) return Failed(status.ToString());
  wiping_ = false;
  scratch_rows_ = 0;
  return true;
}

void Administrator::CheckScratch(Connections* to) {
  ScenarioQuery query;
  query.organizations = {kScratch};
  query.filters = {{"siteId", {"1"}}, {"locationId", {"9"}}};
  const absl::StatusOr<ScenarioAnswer> answer = to->grpc->Query(query);
  if (!answer.ok() || !answer->problems.empty()) return Complain("cannot read what was to be wiped");
  const int found = static_cast<int>(answer->rows.size());
  const bool right = found == scratch_rows_ || (wiping_ && found == 0) ||
                     (filling_ && found > scratch_rows_ && found <= scratch_rows_ + kScratchEvents);
  if (!right) {
    Complain(absl::StrCat("of the partition that is wiped ", scratch_rows_, " rows should be left and ", found, " are",
                          wiping_ ? "; a wipe was in flight" : "", filling_ ? "; events were in flight" : ""));
  }
  scratch_rows_ = found;
  if (filling_) scratch_events_ += kScratchEvents;
  filling_ = false;
  wiping_ = false;
}

void Administrator::Check(Connections* to, Tally* tally) {
  CheckConfiguration(to);
  CheckEnvironments(to);
  CheckAdjustments(to);
  CheckProducts(to);
  CheckJobs(to);
  CheckScratch(to);
  keeper_.Check(to->grpc_address);
  for (std::string& problem : keeper_.TakeProblems()) problems_.push_back(std::move(problem));
  tally->verified += 8;
}

}  // namespace onhand::proof
