#include "storage/audit/sums_check.h"

#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/audit/audit_scope.h"
#include "storage/inspect/text_parts.h"
#include "storage/keys/row_key.h"
#include "storage/records/cell_sums.h"

namespace onhand::storage {
namespace {

constexpr std::string_view kCheck = "sums";

// A product may change while its sums are asked for; then a newer view tells.
constexpr int kAttempts = 3;

std::string Micros(const std::map<MeasureNumber, __int128>* sums, MeasureNumber measure) {
  if (sums == nullptr) return "absent";
  const auto it = sums->find(measure);
  if (it == sums->end()) return "absent";
  const bool fits = it->second >= INT64_MIN && it->second <= INT64_MAX;
  return fits ? text::Quantity(static_cast<int64_t>(it->second)) : std::string("beyond all quantities");
}

std::string GroupText(std::string_view row_key) { return text::RowKeyIdentity(row_key); }

absl::Status CompareProduct(const AuditScope& scope, const std::string& product, PartMask parts) {
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const std::unique_ptr<LedgerView> view = scope.ledger.OpenView();
    KeptSums found;
    const bool at_hand = view->VisitSums(product, parts, [&](std::string_view row_key, const CellSums& sums) {
      for (const CellSum& sum : sums) found[GroupText(row_key)][sum.measure] = sum.quantity_micros;
    });
    if (!at_hand) continue;
    KeptSums expected;
    uint64_t rows = 0;
    absl::Status walked = view->ScanRows(product, [&](std::string_view row_key, const Row& row) {
      ++rows;
      const std::optional<RowIdentity> identity = ParseRowKey(row_key);
      if (!identity.has_value()) return true;  // "totals" says so
      const std::string group = GroupText(RowKey(KeepParts(*identity, parts)));
      for (const Cell& cell : row.cells) expected[group][cell.measure] += cell.quantity_micros;
      return true;
    });
    if (!walked.ok()) return scope.sink->Ended(kCheck, "rows", walked);
    CompareSums(kCheck, "sums of rows", expected, found, scope.measures, scope.sink);
    return scope.sink->Advance(rows);
  }
  return absl::OkStatus();
}

}  // namespace

void CompareSums(std::string_view check, std::string_view place, const KeptSums& expected, const KeptSums& found,
                 absl::Span<const std::string> measures, AuditSink* sink) {
  std::set<std::pair<std::string_view, MeasureNumber>> all;
  for (const KeptSums* sums : {&expected, &found}) {
    for (const auto& [group, by_measure] : *sums) {
      for (const auto& [measure, micros] : by_measure) all.emplace(group, measure);
    }
  }
  sink->Compared(check, all.size());
  const auto group_of = [](const KeptSums& sums, std::string_view group) {
    const auto it = sums.find(std::string(group));
    return it == sums.end() ? nullptr : &it->second;
  };
  for (const auto& [group, measure] : all) {
    const std::string should = Micros(group_of(expected, group), measure);
    const std::string is = Micros(group_of(found, group), measure);
    if (should == is) continue;
    sink->Find(check, absl::StrCat(std::string(place), " ", std::string(group)),
               absl::StrCat("the sum of ", text::Measure(measure, measures), " should be ", should, "; is ", is));
  }
}

absl::Status CheckKeptSums(const AuditScope& scope) {
  scope.sink->Compared(kCheck, 0);
  for (const auto& [product, parts] : scope.ledger.OpenView()->KeptSums()) {
    if (absl::Status status = CompareProduct(scope, product, parts); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace onhand::storage
