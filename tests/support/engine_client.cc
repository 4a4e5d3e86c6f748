#include "tests/support/engine_client.h"

#include <string_view>

#include "tests/support/engine_batch.h"

namespace onhand {
namespace {

constexpr int64_t kStartUs = 1'770'019'200'000'000;  // 2026-02-02T08:00:00Z

std::vector<std::string_view> Views(const std::vector<std::string>& texts) { return {texts.begin(), texts.end()}; }

template <typename QueryType>
void FillShared(const ScenarioQuery& query, QueryType* out) {
  out->version = query.version == 2 ? QueryVersion::kV2 : QueryVersion::kV1;
  out->dimension_data_source = query.dimension_source;
  out->organization_ids = Views(query.organizations);
  out->product_ids = Views(query.products);
  out->group_by = Views(query.group_by);
  out->return_negative = query.return_negative;
  out->atp = {.wanted = query.promises, .from = query.from, .to = query.to};
}

std::map<std::string, std::string> Read(const QueryAnswer& answer, const std::vector<MeasureValue>& values) {
  std::map<std::string, std::string> out;
  for (const MeasureValue& value : values) {
    const MeasureColumn& column = answer.columns[value.column];
    out[column.data_source + "." + column.measure] = FormatMicros(value.micros);
  }
  return out;
}

std::map<std::string, std::map<std::string, std::string>> Read(const QueryAnswer& answer,
                                                               const std::vector<DayValues>& days) {
  std::map<std::string, std::map<std::string, std::string>> out;
  for (const DayValues& day : days) {
    out[absl::FormatCivilTime(absl::CivilDay(1970, 1, 1) + day.day)] = Read(answer, day.values);
  }
  return out;
}

// Of a call or a question that is refused as a whole.
absl::Status Refused(const std::vector<Issue>& issues) {
  return issues[0].reason == Reason::kFeatureOff ? absl::FailedPreconditionError(issues[0].message)
                                                 : absl::InvalidArgumentError(issues[0].message);
}

absl::StatusOr<std::vector<ScenarioOutcome>> ToProductOutcomes(const absl::StatusOr<ProductResults>& results) {
  if (!results.ok()) return results.status();
  if (!results->issues.empty()) return Refused(results->issues);
  std::vector<ScenarioOutcome> outcomes;
  for (const Outcome& outcome : results->outcomes) outcomes.push_back(ToScenario(outcome));
  return outcomes;
}

}  // namespace

EngineClient::EngineClient(std::string data_dir) : data_dir_(std::move(data_dir)), clock_(kStartUs) {}

absl::StatusOr<std::unique_ptr<EngineClient>> EngineClient::Open(const std::string& data_dir) {
  std::unique_ptr<EngineClient> client(new EngineClient(data_dir));
  if (absl::Status status = client->OpenEngine(); !status.ok()) return status;
  if (absl::Status status = client->engine_->CreateEnvironment("scenario"); !status.ok()) return status;
  auto environment = client->engine_->Find("scenario");
  if (!environment.ok()) return environment.status();
  client->environment_ = *std::move(environment);
  return client;
}

absl::Status EngineClient::OpenEngine() {
  environment_.reset();
  engine_.reset();
  EngineOptions options;
  options.data_dir = data_dir_;
  options.maintenance_interval_ms = 0;
  options.clock = &clock_;
  auto engine = Engine::Open(std::move(options));
  if (!engine.ok()) return engine.status();
  engine_ = *std::move(engine);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<ScenarioOutcome>> EngineClient::Apply(const ScenarioCall& call,
                                                                 const std::vector<ScenarioEvent>& events) {
  const ScenarioBatch batch(call, events);
  const EventResults results = environment_->Apply(batch.batch(), {.atomic = call.atomic});
  if (!results.status.ok()) return results.status;
  if (!results.issues.empty()) return Refused(results.issues);
  std::vector<ScenarioOutcome> outcomes;
  size_t next = 0;
  for (const std::optional<ScenarioOutcome>& refused : batch.refused()) {
    if (refused && call.atomic) return absl::UnimplementedError("a cart whose quantities cannot be read");
    outcomes.push_back(refused ? *refused : ToScenario(results.outcomes[next++]));
  }
  return outcomes;
}

absl::StatusOr<std::vector<ScenarioBucket>> EngineClient::Query(const ScenarioBucketQuery& query) {
  AllocationQuery question{.organization_id = query.organization,
                           .product_id = query.product,
                           .dimension_data_source = query.dimension_source};
  for (const auto& [name, value] : query.dimensions) question.dimensions.push_back({name, value});
  for (const auto& [name, value] : query.groups) question.groups.push_back({name, value});
  const auto answer = environment_->Query(question);
  if (!answer.ok()) return answer.status();
  if (!answer->issues.empty()) return Refused(answer->issues);
  std::vector<ScenarioBucket> buckets;
  for (const AllocationBucket& bucket : answer->buckets) {
    ScenarioBucket out{.groups = {},
                       .quantities = {{"@allocated", FormatMicros(bucket.allocated_micros)},
                                      {"@consumed", FormatMicros(bucket.consumed_micros)},
                                      {"@cumulative_allocated", FormatMicros(bucket.cumulative_allocated_micros)},
                                      {"@cumulative_consumed", FormatMicros(bucket.cumulative_consumed_micros)}}};
    for (const NamedValue& group : bucket.groups) out.groups.emplace_back(group.name, group.value);
    buckets.push_back(std::move(out));
  }
  return buckets;
}

absl::StatusOr<std::vector<ScenarioOutcome>> EngineClient::PutProducts(const std::vector<Product>& products) {
  return ToProductOutcomes(environment_->products().PutProducts(products));
}

absl::StatusOr<std::vector<ScenarioOutcome>> EngineClient::DeleteProducts(const std::vector<std::string>& items) {
  return ToProductOutcomes(environment_->products().DeleteProducts(Views(items)));
}

absl::StatusOr<ScenarioAnswer> EngineClient::Query(const ScenarioQuery& query) {
  const ProductSearch search = query.search ? ToProductSearch(*query.search) : ProductSearch();
  absl::StatusOr<QueryAnswer> answer;
  if (query.exact) {
    ExactQuery exact;
    FillShared(query, &exact);
    if (query.search) exact.product_search = &search;
    exact.keys = Views(query.keys);
    for (const auto& tuple : query.tuples) exact.tuples.push_back(Views(tuple));
    answer = environment_->Query(exact);
  } else {
    IndexQuery index;
    FillShared(query, &index);
    if (query.search) index.product_search = &search;
    for (const auto& [name, values] : query.filters) index.filters.push_back({name, Views(values)});
    index.page_number = query.page_number;
    index.page_size = query.page_size;
    answer = environment_->Query(index);
  }
  if (!answer.ok()) return answer.status();
  if (!answer->issues.empty() && answer->issues[0].reason == Reason::kFeatureOff) return Refused(answer->issues);
  ScenarioAnswer out;
  out.next_page = answer->next_page_number;
  for (const Issue& issue : answer->issues) out.problems.push_back(issue.message);
  for (const ResultRow& row : answer->rows) {
    ScenarioRow line{.organization = query.version == 2 ? row.organization_id : "", .product = row.product_id};
    for (size_t i = 0; i < row.dimension_values.size(); ++i) {
      line.dimensions[std::string(answer->dimension_names[i])] = row.dimension_values[i];
    }
    line.quantities = Read(*answer, row.values);
    line.scheduled = Read(*answer, row.scheduled);
    line.promises = Read(*answer, row.promises);
    out.rows.push_back(std::move(line));
  }
  return out;
}

absl::StatusOr<Configuration> EngineClient::GetConfiguration() { return environment_->configuration()->configuration; }

absl::StatusOr<std::pair<uint64_t, std::vector<std::string>>> EngineClient::Configure(
    const Configuration& replacement) {
  const auto result = environment_->ReplaceConfiguration(replacement);
  if (!result.ok()) return result.status();
  std::vector<std::string> problems;
  for (const Issue& issue : result->issues) {
    problems.push_back((issue.reason == Reason::kConfigurationConflict ? "conflict " : "invalid ") + issue.message);
  }
  return std::make_pair(result->version, problems);
}

absl::StatusOr<std::vector<std::string>> EngineClient::ListPartitions() { return environment_->ListPartitions(); }

absl::Status EngineClient::CleanUp(const std::vector<std::string>& partition_ids) {
  return environment_->CleanUpPartitions(partition_ids);
}

absl::Status EngineClient::SetClock(absl::Time now) {
  clock_.Set(absl::ToUnixMicros(now));
  return absl::OkStatus();
}

absl::StatusOr<absl::Time> EngineClient::Now() { return absl::FromUnixMicros(clock_.NowMicros()); }

absl::Status EngineClient::Reopen() {
  if (data_dir_.empty()) return absl::OkStatus();
  if (absl::Status status = OpenEngine(); !status.ok()) return status;
  auto environment = engine_->Find("SCENARIO");
  if (!environment.ok()) return environment.status();
  environment_ = *std::move(environment);
  return absl::OkStatus();
}

}  // namespace onhand
