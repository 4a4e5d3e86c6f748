#include "engine/fetch/fetch.h"

#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"

namespace onhand {
namespace {

// A receipt's scope as a map key; the row key stands for organization, product, site and location together with the
// further dimensions, so the scope takes its parts (decisions I1).
using ScopeKey =
    std::tuple<uint8_t, std::string_view, std::string_view, std::string_view, std::string_view, std::string_view>;

ScopeKey KeyOf(const ValidEvent& event) {
  const storage::RowIdentity& identity = event.identity;
  return {static_cast<uint8_t>(event.kind),
          identity.organization,
          identity.product,
          identity.site,
          identity.location,
          event.id};
}

storage::ReceiptScope ScopeOf(const ValidEvent& event) {
  return {.kind = event.kind,
          .organization = event.identity.organization,
          .product = event.identity.product,
          .site = event.identity.site,
          .location = event.identity.location,
          .id = event.id};
}

}  // namespace

absl::StatusOr<Fetched> Fetch(const storage::Ledger& ledger, absl::Span<const ValidEvent* const> events) {
  Fetched fetched;
  fetched.slots.reserve(events.size());
  std::vector<std::string> row_keys;
  std::vector<storage::ReceiptScope> scopes;
  row_keys.reserve(events.size());
  scopes.reserve(events.size());
  absl::flat_hash_map<std::string_view, uint32_t> row_slots;
  absl::flat_hash_map<ScopeKey, uint32_t> receipt_slots;
  row_slots.reserve(events.size());
  receipt_slots.reserve(events.size());

  for (const ValidEvent* event : events) {
    const auto [row, new_row] = row_slots.try_emplace(event->row_key, static_cast<uint32_t>(row_keys.size()));
    if (new_row) row_keys.push_back(event->row_key);
    const auto [receipt, new_receipt] = receipt_slots.try_emplace(KeyOf(*event), static_cast<uint32_t>(scopes.size()));
    if (new_receipt) scopes.push_back(ScopeOf(*event));
    fetched.slots.push_back({row->second, receipt->second});
  }

  auto receipts = ledger.FindReceipts(scopes);
  if (!receipts.ok()) return receipts.status();
  auto rows = ledger.ReadRows(row_keys);
  if (!rows.ok()) return rows.status();

  fetched.working_set.receipts.reserve(receipts->size());
  for (auto& receipt : *receipts) fetched.working_set.receipts.push_back({std::move(receipt)});
  fetched.working_set.rows.resize(rows->size());
  for (size_t i = 0; i < rows->size(); ++i) {
    WorkingRow& working = fetched.working_set.rows[i];
    working.existed = (*rows)[i].has_value();
    if (working.existed) working.row = *std::move((*rows)[i]);
  }
  for (const auto& [key, slot] : row_slots) fetched.working_set.rows[slot].row_key = key;
  return fetched;
}

}  // namespace onhand
