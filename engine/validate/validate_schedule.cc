#include <algorithm>
#include <string>

#include "engine/model/date.h"
#include "engine/model/json_pointer.h"
#include "engine/validate/content_hash.h"
#include "engine/validate/quantity_rules.h"
#include "engine/validate/target_rules.h"
#include "engine/validate/validate.h"

namespace onhand {
namespace {

std::optional<Issue> ResolveDay(const CompiledConfiguration& configuration, const DatedQuantities& dated,
                                ValidEvent* valid, ScheduleBody* body) {
  const std::string path = PointerTo("/quantitiesByDate", dated.date);
  const std::optional<int32_t> day = ParseDate(dated.date);
  if (!day.has_value()) {
    return Issue{Reason::kInvalidDate, path,
                 "'" + std::string(dated.date) + "' is not a date (YYYY-MM-DD, midnight UTC)"};
  }
  const bool repeated = std::any_of(body->cells.begin(), body->cells.end(),
                                    [&](const storage::ScheduleCell& cell) { return cell.day == *day; });
  if (repeated) return Issue{Reason::kInvalidDate, path, "the day " + FormatDate(*day) + " is given twice"};

  absl::InlinedVector<ValidQuantity, 2> quantities;
  if (auto issue = ResolveQuantities(configuration, dated.quantities, path, &quantities, &valid->read_only_source)) {
    return issue;
  }
  for (const ValidQuantity& quantity : quantities) {
    if (configuration.schedule().period_days_of_measure[quantity.measure] == 0) {
      return Issue{
          Reason::kMeasureNotScheduled, path,
          "measure '" + configuration.measure_name(quantity.measure) + "' is not part of any schedule measure"};
    }
    body->cells.push_back({*day, quantity.measure, quantity.micros});
  }
  return std::nullopt;
}

}  // namespace

std::optional<Issue> ValidateSchedule(const CompiledConfiguration& configuration, const ScheduleEvent& event,
                                      uint64_t hash_seed, ValidEvent* valid) {
  valid->kind = storage::EntryKind::kSchedule;
  if (auto issue = ResolveTarget(configuration, event, valid)) return issue;
  ScheduleBody body{.variant = configuration.schedule().variant, .cells = {}};
  for (const DatedQuantities& dated : event.quantities_by_date) {
    if (dated.quantities.empty()) continue;  // decisions E7
    if (auto issue = ResolveDay(configuration, dated, valid, &body)) return issue;
  }
  if (body.cells.empty()) return Issue{Reason::kNoQuantity, "/quantitiesByDate", "the event has no quantity"};
  std::sort(body.cells.begin(), body.cells.end(), [](const storage::ScheduleCell& a, const storage::ScheduleCell& b) {
    return std::pair(a.day, a.measure) < std::pair(b.day, b.measure);
  });
  ContentHash hash(*valid);
  for (const storage::ScheduleCell& cell : body.cells) {
    hash.Add(int64_t{cell.day}).Add(int64_t{cell.measure}).Add(cell.quantity_micros);
  }
  valid->content_hash = hash.Finish(hash_seed);
  valid->body = std::move(body);
  return std::nullopt;
}

}  // namespace onhand
