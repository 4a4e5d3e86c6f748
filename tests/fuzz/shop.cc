#include "tests/fuzz/shop.h"

#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/base/check.h"
#include "tests/support/audit_problem.h"

namespace onhand::fuzz {
namespace {

constexpr int64_t kNowUs = 1'709'208'000'000'000;  // 2024-02-29T12:00:00Z

std::vector<ChangeEvent> Stock() {
  std::vector<ChangeEvent> events;
  const auto add = [&events](std::string_view id, std::string_view product, std::string_view location,
                             std::string_view color, int64_t units) {
    ChangeEvent event{{.id = id, .organization_id = "usmf", .product_id = product, .dimension_data_source = ""}, {}};
    event.dimensions = {{"siteId", "1"}, {"locationId", location}};
    if (!color.empty()) event.dimensions.push_back({"ColorId", color});
    event.quantities = {{"pos", "inbound", {units * kMicrosPerUnit}}};
    events.push_back(event);
  };
  add("stock-1", "T-shirt", "11", "red", 10);
  add("stock-2", "T-shirt", "11", "blue", 20);
  add("stock-3", "T-shirt", "12", "red", 5);
  add("stock-4", "Bike", "11", "", 3);
  return events;
}

std::vector<Product> Products() {
  const auto weight = [](std::string value) {
    return ProductAttribute{"Weight", "Decimal", AttributeArea::kProduct, std::move(value)};
  };
  return {
      {.item_number = "T-shirt", .company = "usmf", .product_name = "T-shirt, long", .product_type = "Item"},
      {.item_number = "Bike", .company = "usmf", .product_name = "Fahrrad ÄRGER", .attributes = {weight("12.5")}},
      {.item_number = "Lock", .product_name = "Bike lock", .attributes = {weight("0.75"), weight("heavy")}},
      {.item_number = "C1", .product_name = "cable", .attributes = {{"Colour", "", AttributeArea::kBatch, "Red"}}},
  };
}

Configuration Everything() {
  Configuration configuration = DefaultConfiguration();
  configuration.reservation.enabled = true;
  configuration.schedule.enabled = true;
  configuration.schedule.v2 = true;
  configuration.allocation.enabled = true;
  configuration.product_search_enabled = true;
  configuration.log_enabled = true;
  return configuration;
}

}  // namespace

Shop::Shop() : clock_(kNowUs) {
  EngineOptions options;
  options.clock = &clock_;
  options.maintenance_interval_ms = 0;
  options.adjustment_push_minutes = 0;
  engine_ = Engine::Open(std::move(options)).value();
}

std::shared_ptr<Environment> Shop::Fresh() {
  const std::vector<std::string> ids = engine_->ListEnvironments().value();
  for (const std::string& id : ids) {
    ONHAND_CHECK(engine_->DeleteEnvironment(id).ok());
  }
  ONHAND_CHECK(engine_->CreateEnvironment("shop").ok());
  std::shared_ptr<Environment> shop = engine_->Find("shop").value();
  ONHAND_CHECK(shop->ReplaceConfiguration(Everything()).value().issues.empty());
  const EventResults posted = shop->PostChanges(Stock());
  for (const Outcome& outcome : posted.outcomes) ONHAND_CHECK(!outcome.refused());
  const ProductResults put = shop->products().PutProducts(Products()).value();
  for (const Outcome& outcome : put.outcomes) ONHAND_CHECK(!outcome.refused());
  return shop;
}

void Shop::CheckAll() {
  const std::vector<std::string> ids = engine_->ListEnvironments().value();
  for (const std::string& id : ids) {
    const std::string problem = AuditProblem(engine_->Find(id).value().get(), nullptr, {.threads = 1});
    if (!problem.empty()) std::fprintf(stderr, "%s: %s\n", id.c_str(), problem.c_str());
    ONHAND_CHECK(problem.empty());
  }
}

}  // namespace onhand::fuzz
