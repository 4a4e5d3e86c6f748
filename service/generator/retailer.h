// File: retailer.h
//
// A made-up retailer of any size: an endless, seeded stream of change events for tests, benchmarks and demos. The same
// options give the same events on every machine.
//
//   onhand::Retailer retailer({.seed = 7});
//   for (int i = 0; i < 1'000'000; ++i) Use(retailer.Next());
//
// What it is like: organizations with sites, sites with stores; a few products and a few stores do most of the trade
// (Zipf, exponent 0.99 and 0.5). A product comes in one to four colours, one to six sizes and one or two styles, or,
// one in sixteen, is sold by weight and has none. The first time that a store touches a variant, its opening stock is
// posted; sales come in baskets of one store; of lines whose variant was sold there before one in fifteen is a return;
// a delivery arrives when a shelf would run empty. So no row's inbound − outbound is ever below zero, in the order of
// the stream. Of the first million events three quarters are sales, a fifth opening stock, 4 % returns, 1 % deliveries.
// Measures are pos.inbound and pos.outbound, dimensions siteId, locationId, colorId, sizeId, styleId: the default
// configuration takes them. Ids are unique over the stream.
#ifndef ONHAND_SERVICE_GENERATOR_RETAILER_H_
#define ONHAND_SERVICE_GENERATOR_RETAILER_H_

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "service/event/event_record.h"
#include "service/generator/random.h"

namespace onhand {

struct RetailerOptions {
  uint64_t seed = 1;
  uint32_t organization_count = 2;      // 1–1,000
  uint32_t sites_per_organization = 3;  // 1–1,000
  uint32_t stores_per_site = 5;         // 1–1,000; organizations × sites × stores at most 1,000,000
  uint32_t product_count = 2000;        // 1–1,000,000
  std::string id_prefix = "g";          // of event ids; another prefix makes the same events new ones
};

// Memory grows with the rows touched (about 32 bytes each), not with the events. Not thread-safe.
class Retailer {
 public:
  // Options out of range are a bug of the caller.
  explicit Retailer(RetailerOptions options);
  Retailer(const Retailer&) = delete;
  Retailer& operator=(const Retailer&) = delete;

  // The next event; valid until the next call.
  const EventRecord& Next();

  // Names by number, for those who ask questions about the stream.
  static std::string OrganizationName(uint32_t organization);
  static std::string SiteName(uint32_t site);    // within the organization
  static std::string StoreName(uint32_t store);  // over the whole retailer
  static std::string ProductName(uint32_t product);

 private:
  struct Row {
    uint32_t store;
    uint32_t product;
    uint32_t variant;
  };
  struct Shelf {
    int64_t stock_micros = 0;
    int64_t sold_micros = 0;  // less what came back
  };
  enum class Kind : char { kOpening = 'o', kSale = 's', kReturn = 'r', kDelivery = 'd' };
  struct Pending {
    Kind kind;
    Row row;
    int64_t micros;
  };

  void Plan();
  void PlanSale(const Row& row);
  Row DrawRow(uint32_t store);
  void Write(const Pending& pending);

  const RetailerOptions options_;
  Random random_;
  const ZipfTable product_ranks_;
  const ZipfTable store_ranks_;
  const ZipfTable variant_ranks_;
  std::vector<uint32_t> product_of_rank_;
  std::vector<uint32_t> store_of_rank_;
  absl::flat_hash_map<uint64_t, Shelf> shelves_;
  std::deque<Pending> pending_;
  uint64_t event_count_ = 0;
  EventRecord event_;
};

}  // namespace onhand

#endif  // ONHAND_SERVICE_GENERATOR_RETAILER_H_
