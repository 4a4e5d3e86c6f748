#include "tests/benchmark/subjects/engine_subject.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tests/benchmark/subjects/name_table.h"

namespace onhand::benchmark {
namespace {

constexpr char kSource[] = "pos";
constexpr size_t kAuditProducts = 500;  // asked for at once
constexpr int64_t kAtpDays = 180;

// The first thing that kept a call from being applied whole.
absl::Status StatusOf(const EventResults& results) {
  if (!results.status.ok()) return results.status;
  if (!results.issues.empty()) return absl::InternalError(results.issues[0].message);
  for (const Outcome& outcome : results.outcomes) {
    if (outcome.refused()) return absl::InternalError(absl::StrCat("an event was refused: ", outcome.message));
  }
  return absl::OkStatus();
}

void SetDimensions(const RowTexts& row, EventKey* key) {
  key->dimensions.clear();
  key->dimensions.push_back({"siteId", kSite});
  key->dimensions.push_back({"locationId", row.location});
  if (row.color.empty()) return;
  key->dimensions.push_back({"colorId", row.color});
  key->dimensions.push_back({"sizeId", row.size});
}

void SetKey(std::string_view id, const RowTexts& row, EventKey* key) {
  key->id = id;
  key->organization_id = kOrganization;
  key->product_id = row.product;
  SetDimensions(row, key);
}

class EventCounter : public EngineObserver {
 public:
  void OnCommit(const CommitReport& report) override { events_.fetch_add(report.events, std::memory_order_relaxed); }
  int64_t events() const { return events_.load(std::memory_order_relaxed); }

 private:
  std::atomic<int64_t> events_ = 0;
};

class EngineSession : public Session {
 public:
  EngineSession(std::shared_ptr<Environment> environment, const NameTable* names, uint64_t run)
      : environment_(std::move(environment)), names_(names), id_maker_(run) {
    exact_.organization_ids = {kOrganization};
    exact_.return_negative = true;
    exact_.product_ids.resize(1);
    exact_.keys = {"siteId", "locationId"};
    exact_.tuples = {{kSite, ""}};
    if (names_->dataset().variants > 1) {
      exact_.keys.insert(exact_.keys.end(), {"colorId", "sizeId"});
      exact_.group_by = {"colorId", "sizeId"};
      exact_.tuples[0].resize(4);
    }
  }

  absl::Status ApplyBatch(absl::Span<const Sale> sales) override {
    if (events_.size() < sales.size()) {
      events_.resize(sales.size());
      ids_.resize(sales.size());
      for (ChangeEvent& event : events_) event.quantities = {{kSource, "outbound", {kMicrosPerUnit}}};
    }
    for (size_t i = 0; i < sales.size(); ++i) {
      ids_[i].assign(id_maker_.Make(sales[i]));
      SetKey(ids_[i], names_->Of(sales[i].row), &events_[i]);
    }
    return StatusOf(environment_->PostChanges(absl::MakeSpan(events_.data(), sales.size())));
  }

  absl::Status ApplyOne(const Sale& sale) override { return ApplyBatch({&sale, 1}); }

  absl::StatusOr<bool> ReserveOne(const Sale& sale) override {
    const std::string id(id_maker_.Make(sale));
    ReserveEvent event;
    SetKey(id, names_->Of(sale.row), &event);
    event.quantity_data_source = "iv";
    event.modifier = "softreserved";
    event.quantity = Quantity{kMicrosPerUnit};
    const EventResults results = environment_->Apply(absl::Span<const ReserveEvent>(&event, 1), {});
    if (results.answered() && results.outcomes[0].reason == Reason::kNotAvailable) return false;
    const absl::Status status = StatusOf(results);
    if (!status.ok()) return status;
    return true;
  }

  absl::StatusOr<uint64_t> QueryExact(uint64_t row) override {
    const RowTexts texts = names_->Of(row);
    exact_.product_ids[0] = texts.product;
    exact_.tuples[0][1] = texts.location;
    if (!texts.color.empty()) {
      exact_.tuples[0][2] = texts.color;
      exact_.tuples[0][3] = texts.size;
    }
    return RowsOf(environment_->Query(exact_));
  }

  absl::StatusOr<uint64_t> QueryVariants(uint64_t first_row) override {
    const RowTexts texts = names_->Of(first_row);
    IndexQuery query = Question();
    query.product_ids = {texts.product};
    query.filters = {{"siteId", {kSite}}, {"locationId", {texts.location}}};
    query.group_by = {"colorId", "sizeId"};
    return RowsOf(environment_->Query(query));
  }

  absl::StatusOr<uint64_t> QueryIndex(uint32_t product) override {
    IndexQuery query = Question();
    query.product_ids = {names_->product(product)};
    query.group_by = {"colorId", "sizeId"};
    return RowsOf(environment_->Query(query));
  }

  absl::StatusOr<uint64_t> QueryLocation(uint32_t location) override {
    IndexQuery query = Question();
    query.filters = {{"siteId", {kSite}}, {"locationId", {names_->location(location)}}};
    return RowsOf(environment_->Query(query));
  }

  absl::StatusOr<uint64_t> QueryAtp(uint64_t row) override {
    const RowTexts texts = names_->Of(row);
    IndexQuery query = Question();
    query.product_ids = {texts.product};
    query.filters = {{"siteId", {kSite}}, {"locationId", {texts.location}}};
    query.atp.wanted = true;
    const absl::StatusOr<QueryAnswer> answer = environment_->Query(query);
    const absl::StatusOr<uint64_t> rows = RowsOf(answer);
    if (!rows.ok() || *rows != 1) return rows;
    return answer->rows[0].promises.size();
  }

 private:
  static IndexQuery Question() {
    IndexQuery query;
    query.organization_ids = {kOrganization};
    query.return_negative = true;
    return query;
  }

  static absl::StatusOr<uint64_t> RowsOf(const absl::StatusOr<QueryAnswer>& answer) {
    if (!answer.ok()) return answer.status();
    if (!answer->issues.empty()) return absl::InternalError(answer->issues[0].message);
    return answer->rows.size();
  }

  const std::shared_ptr<Environment> environment_;
  const NameTable* const names_;
  IdMaker id_maker_;
  std::vector<std::string> ids_;
  std::vector<ChangeEvent> events_;
  ExactQuery exact_;
};

class EngineSubject : public Subject {
 public:
  explicit EngineSubject(EngineSubjectOptions options) : options_(std::move(options)) {
    options_.engine.observer = &counter_;
  }

  std::string name() const override { return options_.name; }

  std::string description() const override {
    return absl::StrCat("onhand in-process: block cache ", options_.engine.block_cache_bytes >> 20, " MiB, row cache ",
                        options_.engine.row_cache_bytes >> 20, " MiB, write buffers ",
                        options_.engine.write_buffer_bytes >> 20, " MiB, ", options_.engine.background_threads,
                        " background threads, every post synced");
  }

  absl::Status Prepare(const Dataset& dataset, uint64_t run) override {
    dataset_ = dataset;
    run_ = run;
    names_ = std::make_unique<NameTable>(dataset);
    absl::StatusOr<std::unique_ptr<Engine>> engine = Engine::Open(options_.engine);
    if (!engine.ok()) return engine.status();
    engine_ = *std::move(engine);
    const absl::Status created = engine_->CreateEnvironment(kBenchmarkEnvironment);
    if (!created.ok() && !absl::IsAlreadyExists(created)) return created;
    absl::StatusOr<std::shared_ptr<Environment>> environment = engine_->Find(kBenchmarkEnvironment);
    if (!environment.ok()) return environment.status();
    environment_ = *std::move(environment);
    if (!created.ok()) return absl::OkStatus();
    absl::StatusOr<ConfigurationResult> configured = environment_->ReplaceConfiguration(options_.configuration);
    if (!configured.ok()) return configured.status();
    if (!configured->issues.empty()) return absl::InvalidArgumentError(configured->issues[0].message);
    if (dataset.stock_units > 0) {
      const absl::Status stocked = PostStock();
      if (!stocked.ok()) return stocked;
    }
    if (dataset.schedule_days > 0) {
      const absl::Status scheduled = PostSchedules();
      if (!scheduled.ok()) return scheduled;
    }
    prepared_events_ = counter_.events();
    return absl::OkStatus();
  }

  absl::StatusOr<std::unique_ptr<Session>> OpenSession() override {
    return std::make_unique<EngineSession>(environment_, names_.get(), run_);
  }

  // What is left of the store's own work would otherwise be done while another subject is measured.
  absl::Status Drain() override {
    const absl::Status maintained = environment_->RunMaintenance();
    if (!maintained.ok()) return maintained;
    while (environment_->Statistics().running_compactions > 0)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return absl::OkStatus();
  }

  absl::StatusOr<Totals> Audit() override {
    WideMicros inbound = 0;
    WideMicros outbound = 0;
    WideMicros reserved = 0;
    for (size_t first = 0; first < dataset_.products; first += kAuditProducts) {
      IndexQuery query;
      query.organization_ids = {kOrganization};
      query.return_negative = true;
      const size_t end = std::min<size_t>(dataset_.products, first + kAuditProducts);
      for (size_t p = first; p < end; ++p) query.product_ids.push_back(names_->product(static_cast<uint32_t>(p)));
      const absl::StatusOr<QueryAnswer> answer = environment_->Query(query);
      if (!answer.ok()) return answer.status();
      if (!answer->issues.empty()) return absl::InternalError(answer->issues[0].message);
      for (const ResultRow& row : answer->rows) {
        for (const MeasureValue& value : row.values) {
          const MeasureColumn& column = answer->columns[value.column];
          if (column.data_source == kSource && column.measure == "inbound") inbound += value.micros;
          if (column.data_source == kSource && column.measure == "outbound") outbound += value.micros;
          if (column.data_source == "iv" && column.measure == "softreserved") reserved += value.micros;
        }
      }
    }
    const WideMicros stock = WideMicros{dataset_.stock_units} * dataset_.row_count() * kMicrosPerUnit;
    if (inbound != stock) return absl::DataLossError("the opening stock is not what was posted");
    return Totals{.sold_units = static_cast<int64_t>(outbound / kMicrosPerUnit),
                  .reserved_units = static_cast<int64_t>(reserved / kMicrosPerUnit),
                  .events = counter_.events() - prepared_events_};
  }

 private:
  absl::Status PostStock() {
    const Quantity stock{dataset_.stock_units * kMicrosPerUnit};
    std::vector<std::string> ids(kBulkRecordCountMax);
    std::vector<ChangeEvent> events(kBulkRecordCountMax);
    for (ChangeEvent& event : events) event.quantities = {{kSource, "inbound", stock}};
    for (uint64_t row = 0; row < dataset_.row_count();) {
      size_t count = 0;
      for (; count < events.size() && row < dataset_.row_count(); ++count, ++row) {
        ids[count] = absl::StrCat("stock-", row);
        SetKey(ids[count], names_->Of(row), &events[count]);
      }
      const absl::Status status = StatusOf(environment_->PostChanges(absl::MakeSpan(events.data(), count)));
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  // One more each day, from today on.
  absl::Status PostSchedules() {
    const absl::CivilDay today =
        absl::ToCivilDay(absl::FromUnixMicros(options_.engine.clock->NowMicros()), absl::UTCTimeZone());
    std::vector<std::string> dates;
    for (int64_t day = 0; day < std::min<int64_t>(dataset_.schedule_days, kAtpDays); ++day) {
      dates.push_back(absl::FormatCivilTime(today + day));
    }
    for (uint64_t row = 0; row < dataset_.row_count(); ++row) {
      const std::string id = absl::StrCat("schedule-", row);
      ScheduleEvent event;
      SetKey(id, names_->Of(row), &event);
      for (const std::string& date : dates) {
        event.quantities_by_date.push_back({date, {{kSource, "inbound", {kMicrosPerUnit}}}});
      }
      const absl::Status status = StatusOf(environment_->Apply(absl::Span<const ScheduleEvent>(&event, 1), {}));
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  EngineSubjectOptions options_;
  EventCounter counter_;  // outlives the engine, which reports to it
  Dataset dataset_;
  uint64_t run_ = 0;
  int64_t prepared_events_ = 0;
  std::unique_ptr<NameTable> names_;
  std::unique_ptr<Engine> engine_;
  std::shared_ptr<Environment> environment_;
};

}  // namespace

Configuration BenchmarkConfiguration(const SubjectOptions& options) {
  Configuration configuration = DefaultConfiguration();
  configuration.index_sets = {{.number = 1, .dimensions = {"Empty"}}};
  if (options.index_sets) configuration.index_sets[0].dimensions = {"ColorId", "SizeId"};
  if (options.by_product) configuration.partition_rule = PartitionRule::kByProduct;
  return configuration;
}

EngineOptions BenchmarkEngineOptions(const SubjectOptions& options) {
  EngineOptions engine;
  engine.data_dir = options.dir;
  if (options.memory_bytes > 0) {
    engine.write_buffer_bytes = options.memory_bytes / 8;
    engine.row_cache_bytes = options.memory_bytes / 4 * 3;
    engine.block_cache_bytes = options.memory_bytes / 8;
  }
  return engine;
}

std::unique_ptr<Subject> NewEngineSubject(EngineSubjectOptions options) {
  return std::make_unique<EngineSubject>(std::move(options));
}

void AddEngineSubjects(SubjectRegistry* registry) {
  registry->Add({.name = "onhand",
                 .family = "onhand",
                 .help = "onhand in this process",
                 .make = [](const SubjectOptions& options) -> absl::StatusOr<std::unique_ptr<Subject>> {
                   return NewEngineSubject(
                       {.engine = BenchmarkEngineOptions(options), .configuration = BenchmarkConfiguration(options)});
                 }});
}

}  // namespace onhand::benchmark
