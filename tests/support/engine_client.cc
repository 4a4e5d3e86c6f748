#include "tests/support/engine_client.h"

#include <optional>
#include <string_view>

namespace onhand {
namespace {

constexpr int64_t kStartUs = 1'770'019'200'000'000;  // 2026-02-02T08:00:00Z

// What a decoder refuses before the engine sees it; nothing if the quantities can be read.
std::optional<ScenarioOutcome> Decode(const ScenarioEvent& event, ChangeEvent* change) {
  *change = {.id = event.id,
             .organization_id = event.organization,
             .product_id = event.product,
             .dimension_data_source = event.dimension_source};
  for (const auto& [name, value] : event.dimensions) change->dimensions.push_back({name, value});
  for (const ScenarioEvent::Amount& amount : event.quantities) {
    Quantity quantity;
    const QuantityError error = ParseQuantity(amount.quantity, &quantity);
    if (error != QuantityError::kNone) {
      return ScenarioOutcome{"failure", 400, amount.quantity + " " + std::string(QuantityErrorText(error))};
    }
    change->quantities.push_back({amount.data_source, amount.measure, quantity});
  }
  return std::nullopt;
}

ScenarioOutcome ToScenario(const Outcome& outcome) {
  return {std::string(ProcessingStatusName(outcome.status)), outcome.status_code(), outcome.message};
}

std::vector<std::string_view> Views(const std::vector<std::string>& texts) { return {texts.begin(), texts.end()}; }

template <typename QueryType>
void FillShared(const ScenarioQuery& query, QueryType* out) {
  out->version = query.version == 2 ? QueryVersion::kV2 : QueryVersion::kV1;
  out->dimension_data_source = query.dimension_source;
  out->organization_ids = Views(query.organizations);
  out->product_ids = Views(query.products);
  out->group_by = Views(query.group_by);
  out->return_negative = query.return_negative;
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

absl::StatusOr<std::vector<ScenarioOutcome>> EngineClient::Post(const std::vector<ScenarioEvent>& events) {
  std::vector<ScenarioOutcome> outcomes;
  for (const ScenarioEvent& event : events) {
    ChangeEvent change;
    if (auto refusal = Decode(event, &change)) {
      outcomes.push_back(*std::move(refusal));
      continue;
    }
    EventResults results = environment_->PostChanges({&change, 1});
    if (!results.status.ok()) return results.status;
    outcomes.push_back(ToScenario(results.outcomes[0]));
  }
  return outcomes;
}

absl::StatusOr<std::vector<ScenarioOutcome>> EngineClient::Set(const std::string& inventory_system,
                                                               const std::vector<ScenarioEvent>& events) {
  std::vector<ScenarioOutcome> outcomes;
  for (const ScenarioEvent& event : events) {
    SetEvent set;
    if (auto refusal = Decode(event, &set.event)) {
      outcomes.push_back(*std::move(refusal));
      continue;
    }
    if (event.modified) set.modified_at_us = absl::ToUnixMicros(*event.modified);
    EventResults results = environment_->SetOnHand(inventory_system, {&set, 1});
    if (!results.status.ok()) return results.status;
    outcomes.push_back(ToScenario(results.outcomes[0]));
  }
  return outcomes;
}

absl::StatusOr<ScenarioAnswer> EngineClient::Query(const ScenarioQuery& query) {
  absl::StatusOr<QueryAnswer> answer;
  if (query.exact) {
    ExactQuery exact;
    FillShared(query, &exact);
    exact.keys = Views(query.keys);
    for (const auto& tuple : query.tuples) exact.tuples.push_back(Views(tuple));
    answer = environment_->Query(exact);
  } else {
    IndexQuery index;
    FillShared(query, &index);
    for (const auto& [name, values] : query.filters) index.filters.push_back({name, Views(values)});
    index.page_number = query.page_number;
    index.page_size = query.page_size;
    answer = environment_->Query(index);
  }
  if (!answer.ok()) return answer.status();
  ScenarioAnswer out;
  out.next_page = answer->next_page_number;
  for (const Issue& issue : answer->issues) out.problems.push_back(issue.message);
  for (const ResultRow& row : answer->rows) {
    ScenarioRow line{.organization = query.version == 2 ? row.organization_id : "", .product = row.product_id};
    for (size_t i = 0; i < row.dimension_values.size(); ++i) {
      line.dimensions[std::string(answer->dimension_names[i])] = row.dimension_values[i];
    }
    for (const MeasureValue& value : row.values) {
      const MeasureColumn& column = answer->columns[value.column];
      line.quantities[column.data_source + "." + column.measure] = FormatMicros(value.micros);
    }
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
