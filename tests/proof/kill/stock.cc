#include "tests/proof/kill/stock.h"

#include <algorithm>
#include <cstdlib>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace onhand::proof {
namespace {

Numbers Find(const Stock& stock, const std::pair<std::string, std::string>& key) {
  const auto found = stock.find(key);
  return found == stock.end() ? Numbers() : found->second;
}

std::string ColorOf(const ScenarioEvent& event) {
  for (const auto& [name, value] : event.dimensions) {
    if (name == "colorId") return value;
  }
  return {};
}

// Names come back in the case in which they were asked for, or in lower case.
std::string ColorOf(const ScenarioRow& row) {
  for (const auto& [name, value] : row.dimensions) {
    if (absl::EqualsIgnoreCase(name, "colorid")) return value;
  }
  return {};
}

int64_t ToNumber(const std::string& text) { return std::atoll(text.c_str()); }

// On the row and on all rows of the product together, for that is the coarser level.
bool Available(const Stock& stock, const ScenarioEvent& event, int64_t quantity) {
  int64_t whole = 0;
  for (const auto& [key, numbers] : stock) {
    if (key.first == event.product) whole += numbers.available();
  }
  return whole >= quantity && Find(stock, {event.product, ColorOf(event)}).available() >= quantity;
}

int64_t QuantityOf(const ScenarioEvent& event) {
  return ToNumber(event.quantities.empty() ? event.quantity : event.quantities[0].quantity);
}

}  // namespace

bool SameStock(const Stock& a, const Stock& b) {
  const auto covers = [](const Stock& all, const Stock& some) {
    return std::all_of(some.begin(), some.end(), [&](const auto& row) { return Find(all, row.first) == row.second; });
  };
  return covers(a, b) && covers(b, a);
}

std::string StockText(const Stock& stock) {
  std::string text;
  for (const auto& [key, numbers] : stock) {
    if (numbers == Numbers()) continue;
    absl::StrAppend(&text, text.empty() ? "" : ", ", key.first, " ", key.second, " ", numbers.inbound, "-",
                    numbers.outbound, "-", numbers.reserved, "-", numbers.allocated);
  }
  return text.empty() ? "nothing" : text;
}

ScenarioEvent EventOn(std::string id, const std::string& product, const std::string& color) {
  ScenarioEvent event;
  event.id = std::move(id);
  event.organization = kOrganization;
  event.product = product;
  event.dimensions = {{"siteId", kSite}, {"locationId", kLocation}, {"colorId", color}};
  return event;
}

ScenarioOutcome Judge(const ScenarioCall& call, const ScenarioEvent& event, Stock* stock) {
  ScenarioOutcome outcome{.status = "success"};
  const int64_t quantity = QuantityOf(event);
  const bool takes = call.kind == ScenarioKind::kReserve || call.kind == ScenarioKind::kAllocate;
  if (takes && !Available(*stock, event, quantity)) {
    outcome.status = "failure";
    outcome.code = 500;
    return outcome;
  }
  if (call.kind == ScenarioKind::kUnreserve) {
    const int64_t missing = quantity - Find(*stock, {event.product, ColorOf(event)}).reserved;
    if (missing > 0) {
      outcome.status = "partialSuccess";
      outcome.invalid_offset = absl::StrCat(missing);
    }
  }
  Follow(call, event, outcome, stock);
  return outcome;
}

std::vector<ScenarioOutcome> Judge(const ScenarioCall& call, const std::vector<ScenarioEvent>& events, Stock* stock) {
  Stock changed = *stock;
  std::vector<ScenarioOutcome> outcomes;
  bool refused = false;
  for (const ScenarioEvent& event : events) {
    outcomes.push_back(Judge(call, event, &changed));
    refused = refused || outcomes.back().code != 200;
    if (!call.atomic || !refused) continue;
    // Judged up to the first that is refused; all others carry that nothing was applied.
    outcomes.resize(events.size());
    for (size_t i = 0; i < events.size(); ++i) {
      if (events[i].id == event.id) continue;
      outcomes[i] = {.status = "failure", .code = 424};
    }
    return outcomes;
  }
  *stock = std::move(changed);
  return outcomes;
}

void Follow(const ScenarioCall& call, const ScenarioEvent& event, const ScenarioOutcome& outcome, Stock* stock) {
  if (outcome.code != 200) return;
  Numbers& row = (*stock)[{event.product, ColorOf(event)}];
  switch (call.kind) {
    case ScenarioKind::kPost:
      for (const ScenarioAmount& amount : event.quantities) {
        (amount.measure == "inbound" ? row.inbound : row.outbound) += ToNumber(amount.quantity);
      }
      break;
    case ScenarioKind::kSet:
      row.inbound = QuantityOf(event);
      break;
    case ScenarioKind::kReserve:
      row.reserved += QuantityOf(event);
      break;
    case ScenarioKind::kUnreserve:
      row.reserved -= QuantityOf(event) - ToNumber(outcome.invalid_offset);
      break;
    case ScenarioKind::kAllocate:
      row.allocated += QuantityOf(event);
      break;
    default:
      std::abort();  // not sent by this proof
  }
}

absl::StatusOr<Stock> ReadStock(ScenarioClient* client, const std::vector<std::string>& products) {
  ScenarioQuery query;
  query.organizations = {kOrganization};
  query.products = products;
  query.filters = {{"siteId", {kSite}}, {"locationId", {kLocation}}};
  query.group_by = {"colorId"};
  query.return_negative = true;
  const absl::StatusOr<ScenarioAnswer> answer = client->Query(query);
  if (!answer.ok()) return answer.status();
  if (!answer->problems.empty()) return absl::InternalError(answer->problems[0]);
  Stock stock;
  for (const ScenarioRow& row : answer->rows) {
    Numbers& numbers = stock[{row.product, ColorOf(row)}];
    const auto number = [&row](const char* name) {
      const auto found = row.quantities.find(name);
      return found == row.quantities.end() ? int64_t{0} : ToNumber(found->second);
    };
    numbers = {.inbound = number("pos.inbound"),
               .outbound = number("pos.outbound"),
               .reserved = number("iv.softreservordered"),
               .allocated = number("@iv.@allocated")};
    if (row.quantities.contains("iv.availabletoreserve") && number("iv.availabletoreserve") != numbers.available()) {
      return absl::InternalError(absl::StrCat("a row of ", row.product, " says that ", number("iv.availabletoreserve"),
                                              " are available, not ", numbers.available()));
    }
  }
  return stock;
}

}  // namespace onhand::proof
