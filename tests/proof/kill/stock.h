// File: stock.h
//
// What a few rows must hold, by rules of its own: the arithmetic of posts, counts, checked reservations, releases and
// allocations that the callers of this proof send.
#ifndef ONHAND_TESTS_PROOF_KILL_STOCK_H_
#define ONHAND_TESTS_PROOF_KILL_STOCK_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/support/scenario_client.h"

namespace onhand::proof {

inline constexpr char kOrganization[] = "usmf";
inline constexpr char kSite[] = "1";
inline constexpr char kLocation[] = "11";

struct Numbers {
  int64_t inbound = 0;
  int64_t outbound = 0;
  int64_t reserved = 0;
  int64_t allocated = 0;

  int64_t available() const { return inbound - outbound - reserved - allocated; }
  bool operator==(const Numbers& other) const = default;
};

// By product and color, at kSite and kLocation. A row that is absent is one of zeros.
using Stock = std::map<std::pair<std::string, std::string>, Numbers>;

bool SameStock(const Stock& a, const Stock& b);
// "p red 3-0-1-0, …", inbound, outbound, reserved and allocated of rows that are not zeros.
std::string StockText(const Stock& stock);

// An event on a row.
ScenarioEvent EventOn(std::string id, const std::string& product, const std::string& color);

// What an event of this kind must be answered with on this stock, code and invalid offset, and what it does to it.
ScenarioOutcome Judge(const ScenarioCall& call, const ScenarioEvent& event, Stock* stock);
// The same of a whole call; of a cart all or nothing.
std::vector<ScenarioOutcome> Judge(const ScenarioCall& call, const std::vector<ScenarioEvent>& events, Stock* stock);
// What an event that was answered with this did.
void Follow(const ScenarioCall& call, const ScenarioEvent& event, const ScenarioOutcome& outcome, Stock* stock);

// By the server's word.
absl::StatusOr<Stock> ReadStock(ScenarioClient* client, const std::vector<std::string>& products);

}  // namespace onhand::proof

#endif  // ONHAND_TESTS_PROOF_KILL_STOCK_H_
