#include "tests/storage/compatibility/make_database.h"

#include <cstdint>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "engine/engine.h"

namespace onhand {
namespace {

constexpr int64_t kDayUs = 24ll * 3600 * 1'000'000;
constexpr int64_t kStartUs = 1'704'067'200'000'000;  // 2024-01-01T00:00:00Z

Quantity Micros(int64_t micros) { return {micros}; }

// Opens the environment on some day after the start, closes it when it goes.
class Day {
 public:
  Day(const std::string& data_dir, int day) : clock_(kStartUs + day * kDayUs) {
    EngineOptions options;
    options.data_dir = data_dir;
    options.clock = &clock_;
    options.maintenance_interval_ms = 0;
    options.log_retention_days = 20;
    auto engine = Engine::Open(options);
    Check(engine.status());
    engine_ = *std::move(engine);
    if (day == 0) Check(engine_->CreateEnvironment("shop"));
    auto shop = engine_->Find("shop");
    Check(shop.status());
    shop_ = *std::move(shop);
  }

  Environment& shop() { return *shop_; }

  void Change(const std::vector<ChangeEvent>& events) { CheckAll(shop_->PostChanges(events)); }
  void Count(const ChangeEvent& event, int64_t modified_at_us) {
    SetEvent set;
    static_cast<ChangeEvent&>(set) = event;
    set.modified_at_us = modified_at_us;
    CheckAll(shop_->SetOnHand("pos", {&set, 1}));
  }
  template <typename AnyEvent>
  std::string Apply(const AnyEvent& event) {
    const EventResults results = shop_->Apply(absl::Span<const AnyEvent>(&event, 1), {});
    CheckAll(results);
    return results.outcomes[0].reservation_id;
  }
  void Adjust(const AdjustEvent& event, bool apply_now) {
    CheckAll(shop_->Apply(AdjustBatch{apply_now, {&event, 1}}, {}));
  }
  void CleanUp(std::string_view product) {
    auto partitions = shop_->ListPartitions();
    Check(partitions.status());
    std::vector<std::string> doomed;
    for (const std::string& id : *partitions) {
      if (id.find(product) != std::string::npos) doomed.push_back(id);
    }
    if (doomed.size() != 1) Check(absl::NotFoundError("the partition to clean up"));
    Check(shop_->CleanUpPartitions(doomed));
  }

  void Configure(const Configuration& configuration) {
    auto replaced = shop_->ReplaceConfiguration(configuration);
    Check(replaced.status());
    if (!replaced->issues.empty()) Check(absl::InvalidArgumentError(replaced->issues[0].message));
  }

  static void Check(const absl::Status& status) {
    if (status.ok()) return;
    std::cerr << status << '\n';
    std::exit(1);
  }

 private:
  static void CheckAll(const EventResults& results) {
    Check(results.status);
    for (const Outcome& outcome : results.outcomes) {
      if (outcome.refused()) Check(absl::InvalidArgumentError(outcome.message));
    }
  }

  FixedClock clock_;
  std::unique_ptr<Engine> engine_;
  std::shared_ptr<Environment> shop_;
};

ChangeEvent Event(std::string_view id, std::string_view product, std::vector<DimensionValue> dimensions,
                  std::vector<MeasureQuantity> quantities) {
  ChangeEvent event;
  event.id = id;
  event.organization_id = "usmf";
  event.product_id = product;
  event.dimensions.assign(dimensions.begin(), dimensions.end());
  event.quantities.assign(quantities.begin(), quantities.end());
  return event;
}

void NameShirt(EventKey* event, std::string_view id) {
  event->id = id;
  event->organization_id = "usmf";
  event->product_id = "T-shirt";
  event->dimensions = {{"siteId", "1"}, {"locationId", "11"}, {"colorId", "Red"}};
}

// What lies beside rows, and the books beside them: format 2 has gained them.
void PostBesideRows(Day& day) {
  const auto reserve = [&](std::string_view id, int64_t micros, std::optional<int64_t> ends_at_us) {
    ReserveEvent event;
    NameShirt(&event, id);
    event.quantities = {{"iv", "softreserved", Micros(micros)}};
    event.ends_at_us = ends_at_us;
    return day.Apply(event);
  };
  reserve("soft-1", 500'000, std::nullopt);
  reserve("hold-ends", 250'000, kStartUs + 30 * kDayUs);  // taken off on day 40
  const std::string held = reserve("hold-stays", 1'000'000, kStartUs + 100 * kDayUs);
  UnreserveEvent release;
  NameShirt(&release, "release-1");
  release.reservation_id = held;
  release.offset = Micros(400'000);
  day.Apply(release);
  ExtendEvent extend;
  NameShirt(&extend, "extend-1");
  extend.reservation_id = held;
  extend.ends_at_us = kStartUs + 200 * kDayUs;
  day.Apply(extend);

  AllocationEvent allocate;
  NameShirt(&allocate, "allocate-1");
  allocate.groups = {{"channel", "Online"}, {"customerGroup", "VIP"}};
  allocate.quantity = Micros(3'000'000);
  day.Apply(allocate);
  AllocationEvent consume = allocate;
  consume.id = "consume-1";
  consume.operation = AllocationOperation::kConsume;
  consume.quantity = Micros(1'000'000);
  consume.physical_measures = {{"pos", "outbound"}};
  day.Apply(consume);

  ScheduleEvent schedule;
  NameShirt(&schedule, "schedule-1");
  schedule.quantities_by_date = {{"2024-02-20", {{"pos", "inbound", Micros(8'000'000)}}},
                                 {"2024-05-20", {{"pos", "inbound", Micros(2'000'000)}}}};
  day.Apply(schedule);

  AdjustEvent adjust;
  NameShirt(&adjust, "adjust-1");
  adjust.quantity_data_source = "pos";
  adjust.physical_measure = "inbound";
  adjust.quantity = Micros(2'000'000);
  adjust.external_reference_id = "journal-7";
  day.Adjust(adjust, /*apply_now=*/false);
  adjust.id = "adjust-2";
  adjust.quantity = Micros(-500'000);
  day.Adjust(adjust, /*apply_now=*/true);
  Day::Check(day.shop().adjustments().Push().status());
  adjust.id = "adjust-3";  // stays staged
  day.Adjust(adjust, /*apply_now=*/false);
}

}  // namespace

void MakeDatabase(const std::string& data_dir) {
  {  // By location, as a new environment is.
    Day day(data_dir, 0);
    day.Change(
        {Event("sale-1", "T-shirt", {{"siteId", "1"}, {"locationId", "11"}, {"colorId", "Red"}},
               {{"pos", "inbound", Micros(10'000'000)}, {"pos", "outbound", Micros(2'500'000)}}),
         Event("order-1", "T-shirt", {{"siteId", "1"}, {"locationId", "11"}, {"colorId", "Red"}},
               {{"iv", "ordered", Micros(-1)}}),
         Event("gone-1", "Gone", {{"siteId", "2"}, {"locationId", "21"}}, {{"pos", "inbound", Micros(7'000'000)}})});
    day.Count(Event("count-1", "Bike", {{"siteId", "1"}, {"locationId", "13"}, {"colorId", "Red"}, {"sizeId", "L"}},
                    {{"pos", "inbound", Micros(4'000'000)}}),
              kStartUs - 60'000'000);
  }
  {  // By product: rows need neither site nor location.
    Day day(data_dir, 1);
    Configuration configuration = day.shop().configuration()->configuration;
    configuration.partition_rule = PartitionRule::kByProduct;
    configuration.idempotency_retention_days = 20;
    DataSource web{.name = "web"};
    web.physical_measures = {"returned"};
    configuration.data_sources.push_back(web);
    day.Configure(configuration);
    day.Change({Event("web-1", "Lamp", {}, {{"web", "returned", Micros(3'000'000)}}),
                Event("web-2", "Lamp", {{"siteId", "1"}}, {{"web", "returned", Micros(1'250'000)}}),
                Event("web-3", "Lamp", {{"colorId", "Weiß"}}, {{"pos", "inbound", Micros(1)}})});
    const Product lamp{.item_number = "Lamp", .company = "usmf", .product_name = "Stehlampe Süd", .attributes = {}};
    const Product shirt{.item_number = "T-shirt", .company = "usmf", .product_name = "T-shirt", .attributes = {}};
    Day::Check(day.shop().products().PutProducts({lamp, shirt}).status());
  }
  {
    Day day(data_dir, 2);
    day.CleanUp("Gone");
  }
  {  // What the log still holds in the end.
    Day day(data_dir, 25);
    PostBesideRows(day);
    Configuration configuration = day.shop().configuration()->configuration;
    configuration.product_search_enabled = false;
    day.Configure(configuration);
    day.Change({Event("sale-2", "T-shirt", {{"siteId", "1"}, {"locationId", "11"}, {"colorId", "Red"}},
                      {{"pos", "outbound", Micros(1'000'000)}}),
                Event("gone-2", "Gone", {}, {{"pos", "inbound", Micros(1'000'000)}}),
                Event("gone-3", "Gone", {{"locationId", "x"}}, {{"pos", "inbound", Micros(1'000'000)}})});
    day.CleanUp("Gone");
    // Older than the count before it: superseded.
    day.Count(Event("count-2", "Bike", {{"siteId", "1"}, {"locationId", "13"}, {"colorId", "Red"}, {"sizeId", "L"}},
                    {{"pos", "inbound", Micros(99'000'000)}}),
              kStartUs - 120'000'000);
  }
  {  // Everything before day 20 is forgotten.
    Day day(data_dir, 40);
    Day::Check(day.shop().RunMaintenance());
    day.Change({Event("sale-3", "Bike", {{"siteId", "1"}, {"locationId", "13"}, {"colorId", "Red"}, {"sizeId", "L"}},
                      {{"pos", "outbound", Micros(500'000)}})});
  }
}

}  // namespace onhand
