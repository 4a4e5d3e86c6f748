#include "service/generator/retailer.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "storage/base/check.h"

namespace onhand {
namespace {

constexpr std::string_view kColors[] = {"Black", "White", "Blue", "Red", "Green", "Grey", "Beige", "Yellow"};
constexpr std::string_view kSizes[] = {"M", "L", "S", "XL", "XS", "XXL"};
constexpr std::string_view kStyles[] = {"Regular", "Slim"};
constexpr uint32_t kVariantCountMax = 4 * std::size(kSizes) * std::size(kStyles);

bool SoldByWeight(uint32_t product) { return product % 16 == 15; }

// What a product comes in.
struct Range {
  uint32_t first_color;
  uint32_t color_count;
  uint32_t size_count;
  uint32_t style_count;
  uint32_t variant_count() const { return color_count * size_count * style_count; }
};

Range RangeOf(uint32_t product) {
  if (SoldByWeight(product)) return {0, 1, 1, 1};
  constexpr uint32_t kSizeCounts[] = {1, 3, 4, 6};
  return {product % static_cast<uint32_t>(std::size(kColors)), 1 + product / 3 % 4, kSizeCounts[product / 5 % 4],
          product % 4 == 0 ? 2u : 1u};
}

uint64_t ShelfKey(uint32_t store, uint32_t product, uint32_t variant) {
  return (uint64_t{store} << 32) | (uint64_t{product} << 8) | variant;
}

// Fisher–Yates, so that what sells best is not what sorts first.
std::vector<uint32_t> Shuffled(uint32_t count, Random& random) {
  std::vector<uint32_t> numbers(count);
  std::iota(numbers.begin(), numbers.end(), 0);
  for (uint32_t i = count; i > 1; --i) std::swap(numbers[i - 1], numbers[random.Below(i)]);
  return numbers;
}

uint32_t StoreCount(const RetailerOptions& options) {
  ONHAND_CHECK(options.organization_count >= 1 && options.organization_count <= 1000);
  ONHAND_CHECK(options.sites_per_organization >= 1 && options.sites_per_organization <= 1000);
  ONHAND_CHECK(options.stores_per_site >= 1 && options.stores_per_site <= 1000);
  const uint64_t stores =
      uint64_t{options.organization_count} * options.sites_per_organization * options.stores_per_site;
  ONHAND_CHECK(stores <= 1'000'000);
  ONHAND_CHECK(options.product_count >= 1 && options.product_count <= 1'000'000);
  return static_cast<uint32_t>(stores);
}

}  // namespace

Retailer::Retailer(RetailerOptions options)
    : options_(std::move(options)),
      random_(options_.seed),
      product_ranks_(options_.product_count, 990),
      store_ranks_(StoreCount(options_), 500),
      variant_ranks_(kVariantCountMax, 700),
      product_of_rank_(Shuffled(options_.product_count, random_)),
      store_of_rank_(Shuffled(StoreCount(options_), random_)) {}

std::string Retailer::OrganizationName(uint32_t organization) { return absl::StrFormat("org%03d", organization + 1); }
std::string Retailer::SiteName(uint32_t site) { return absl::StrFormat("site%03d", site + 1); }
std::string Retailer::StoreName(uint32_t store) { return absl::StrFormat("store%06d", store + 1); }
std::string Retailer::ProductName(uint32_t product) { return absl::StrFormat("P%06d", product + 1); }

const EventRecord& Retailer::Next() {
  if (pending_.empty()) Plan();
  Write(pending_.front());
  pending_.pop_front();
  return event_;
}

Retailer::Row Retailer::DrawRow(uint32_t store) {
  const uint32_t product = product_of_rank_[product_ranks_.Draw(random_)];
  return {store, product, variant_ranks_.Draw(random_) % RangeOf(product).variant_count()};
}

// One basket: one to six lines in one store, small ones more often.
void Retailer::Plan() {
  const uint32_t store = store_of_rank_[store_ranks_.Draw(random_)];
  const uint64_t lines = 1 + std::min(random_.Below(6), random_.Below(6));
  for (uint64_t line = 0; line < lines; ++line) PlanSale(DrawRow(store));
}

void Retailer::PlanSale(const Row& row) {
  const bool by_weight = SoldByWeight(row.product);
  // Grams by weight, otherwise one to four pieces, mostly one.
  const int64_t micros = by_weight
                             ? static_cast<int64_t>(50 + random_.Below(1950)) * 1000
                             : static_cast<int64_t>(1 + std::min(random_.Below(4), random_.Below(4))) * kMicrosPerUnit;
  const auto [entry, untouched] = shelves_.try_emplace(ShelfKey(row.store, row.product, row.variant));
  Shelf& shelf = entry->second;
  if (untouched) {
    const int64_t opening = static_cast<int64_t>(10 + random_.Below(90)) * kMicrosPerUnit;
    shelf.stock_micros += opening;
    pending_.push_back({Kind::kOpening, row, opening});
  }
  if (shelf.sold_micros >= micros && random_.OneIn(15)) {
    shelf.stock_micros += micros;
    shelf.sold_micros -= micros;
    pending_.push_back({Kind::kReturn, row, micros});
    return;
  }
  if (shelf.stock_micros < micros) {
    const int64_t delivery = static_cast<int64_t>(1 + random_.Below(8)) * 12 * kMicrosPerUnit;
    shelf.stock_micros += delivery;
    pending_.push_back({Kind::kDelivery, row, delivery});
  }
  shelf.stock_micros -= micros;
  shelf.sold_micros += micros;
  pending_.push_back({Kind::kSale, row, micros});
}

void Retailer::Write(const Pending& pending) {
  const Row& row = pending.row;
  const uint32_t site_of_retailer = row.store / options_.stores_per_site;
  event_.id = absl::StrCat(options_.id_prefix, "-", std::string(1, static_cast<char>(pending.kind)), ++event_count_);
  event_.organization_id = OrganizationName(site_of_retailer / options_.sites_per_organization);
  event_.product_id = ProductName(row.product);
  event_.dimensions.resize(SoldByWeight(row.product) ? 2 : 5);
  event_.dimensions[0] = {"siteId", SiteName(site_of_retailer % options_.sites_per_organization)};
  event_.dimensions[1] = {"locationId", StoreName(row.store)};
  if (event_.dimensions.size() == 5) {
    const Range range = RangeOf(row.product);
    const uint32_t color = (range.first_color + row.variant % range.color_count) % std::size(kColors);
    const uint32_t size = row.variant / range.color_count % range.size_count;
    const uint32_t style = row.variant / (range.color_count * range.size_count);
    event_.dimensions[2] = {"colorId", std::string(kColors[color])};
    event_.dimensions[3] = {"sizeId", std::string(kSizes[size])};
    event_.dimensions[4] = {"styleId", std::string(kStyles[style])};
  }
  event_.quantities.resize(1);
  event_.quantities[0] = {"pos", pending.kind == Kind::kSale ? "outbound" : "inbound", {pending.micros}};
}

}  // namespace onhand
