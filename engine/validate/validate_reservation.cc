#include <string>

#include "absl/strings/str_cat.h"
#include "engine/model/json_pointer.h"
#include "engine/model/text.h"
#include "engine/validate/content_hash.h"
#include "engine/validate/quantity_rules.h"
#include "engine/validate/target_rules.h"
#include "engine/validate/validate.h"

namespace onhand {
namespace {

constexpr int64_t kHoldSecondsMax = 31'536'000;

// What a reservation reserves, from either form of the request (decisions V6).
struct Wanted {
  std::string_view data_source;  // "" = the one that has the measure
  std::string_view measure;
  Quantity quantity;
};

Issue Disagree(std::string_view field) {
  return {Reason::kQuantityFormsDisagree, "/quantities",
          "quantities and " + std::string(field) + " say different things"};
}

std::optional<Issue> FindWanted(const ReserveEvent& event, Wanted* wanted) {
  if (event.quantities.empty()) {
    if (event.modifier.empty()) return Issue{Reason::kMalformed, "/modifier", "modifier is missing"};
    if (!event.quantity.has_value()) return Issue{Reason::kNoQuantity, "/quantity", "the event has no quantity"};
    *wanted = {IsBlank(event.quantity_data_source) ? std::string_view() : event.quantity_data_source, event.modifier,
               *event.quantity};
    return std::nullopt;
  }
  if (event.quantities.size() > 1) {
    return Issue{Reason::kQuantityFormsDisagree, "/quantities",
                 absl::StrCat("a reservation names exactly one measure, not ", event.quantities.size())};
  }
  const MeasureQuantity& given = event.quantities[0];
  if (!IsBlank(event.quantity_data_source) && !NamesEqual(event.quantity_data_source, given.data_source)) {
    return Disagree("quantityDataSource");
  }
  if (!event.modifier.empty() && !NamesEqual(event.modifier, given.measure)) return Disagree("modifier");
  if (event.quantity.has_value() && *event.quantity != given.quantity) return Disagree("quantity");
  *wanted = {given.data_source, given.measure, given.quantity};
  return std::nullopt;
}

// The one data source that has the measure.
std::optional<Issue> FindOnlySource(const CompiledConfiguration& configuration, Wanted* wanted) {
  std::string_view found;
  for (const auto& [name, source] : configuration.sources()) {
    const auto measure = source.measures.find(wanted->measure);
    if (measure == source.measures.end() || measure->second.kind == CompiledMeasure::Kind::kCalculated) continue;
    if (!found.empty()) {
      return Issue{Reason::kAmbiguousDataSource, "/quantityDataSource",
                   "measure '" + std::string(wanted->measure) +
                       "' belongs to several data sources; name one as quantityDataSource"};
    }
    found = source.name;
  }
  if (found.empty()) {
    return Issue{Reason::kUnknownMeasure, "/modifier",
                 "measure '" + std::string(wanted->measure) + "' is not a physical measure of any data source"};
  }
  wanted->data_source = found;
  return std::nullopt;
}

std::optional<Issue> CheckHoldEnd(const HoldEnd& end) {
  if (end.ends_at_us.has_value() && end.ttl_seconds.has_value()) {
    return Issue{Reason::kInvalidHold, "/ttlSeconds", "expiresAt and ttlSeconds exclude each other"};
  }
  if (end.ttl_seconds.has_value() && (*end.ttl_seconds < 1 || *end.ttl_seconds > kHoldSecondsMax)) {
    return Issue{Reason::kInvalidHold, "/ttlSeconds",
                 absl::StrCat("ttlSeconds must be 1 to ", kHoldSecondsMax, ", is ", *end.ttl_seconds)};
  }
  return std::nullopt;
}

std::optional<Issue> ResolveWanted(const CompiledConfiguration& configuration, const ReserveEvent& event,
                                   ValidEvent* valid, ReserveBody* body) {
  Wanted wanted;
  if (auto issue = FindWanted(event, &wanted)) return issue;
  if (wanted.data_source.empty()) {
    if (auto issue = FindOnlySource(configuration, &wanted)) return issue;
  }
  // The pointer names the field that the caller used.
  const bool listed = !event.quantities.empty();
  WritableMeasure found;
  if (auto issue = FindWritableMeasure(configuration, wanted.data_source, wanted.measure, "/quantities", &found)) {
    if (!listed) issue->path = found.source == nullptr ? "/quantityDataSource" : "/modifier";
    return issue;
  }
  const std::string path =
      listed ? PointerTo(PointerTo("/quantities", wanted.data_source), wanted.measure) : "/quantity";
  if (!found.measure->available_column.has_value()) {
    return Issue{Reason::kNotReservable, listed ? path : "/modifier",
                 "measure '" + configuration.measure_name(found.measure->number) +
                     "' has no reservation mapping and cannot be reserved"};
  }
  if (auto issue = CheckQuantity(wanted.quantity, path)) return issue;
  if (wanted.quantity.micros == 0) return Issue{Reason::kQuantityNotPositive, path, "the quantity is zero"};
  if (found.source->read_only) valid->read_only_source = found.source->name;
  valid->quantities.push_back({found.measure->number, wanted.quantity.micros});
  body->available_column = *found.measure->available_column;
  if (body->end.given() && wanted.quantity.micros < 0) {
    return Issue{Reason::kInvalidHold, path, "a reservation that ends by itself needs a positive quantity"};
  }
  return CheckHoldEnd(body->end);
}

}  // namespace

std::optional<Issue> ValidateReserve(const CompiledConfiguration& configuration, const ReserveEvent& event,
                                     uint64_t hash_seed, ValidEvent* valid) {
  valid->kind = storage::EntryKind::kReserve;
  std::optional<std::string_view> foreign;
  if (auto issue = ResolveReservationTarget(configuration, event, Reason::kMissingReservationPlace, valid, &foreign)) {
    return issue;
  }
  if (foreign.has_value()) {
    return Issue{Reason::kUnconfiguredDimension, PointerTo("/dimensions", *foreign),
                 "dimension '" + std::string(*foreign) + "' is not one of the reservation dimensions"};
  }
  ReserveBody body{.check = event.check_available,
                   .available_column = 0,
                   .end = {.ends_at_us = event.ends_at_us, .ttl_seconds = event.ttl_seconds}};
  if (auto issue = ResolveWanted(configuration, event, valid, &body)) return issue;
  ContentHash hash(*valid);
  hash.Add(int64_t{body.check});
  if (body.end.given()) hash.Add(body.end.ends_at_us).Add(body.end.ttl_seconds);
  valid->content_hash = hash.Finish(hash_seed);
  valid->body = body;
  return std::nullopt;
}

std::optional<Issue> ValidateUnreserve(const CompiledConfiguration& configuration, const UnreserveEvent& event,
                                       uint64_t hash_seed, ValidEvent* valid) {
  valid->kind = storage::EntryKind::kUnreserve;
  std::optional<std::string_view> foreign;
  if (auto issue =
          ResolveReservationTarget(configuration, event, Reason::kMissingPartitionDimension, valid, &foreign)) {
    return issue;
  }
  if (auto issue = CheckQuantity(event.offset, "/OffsetQty")) return issue;
  if (event.offset.micros <= 0) {
    return Issue{Reason::kQuantityNotPositive, "/OffsetQty",
                 "OffsetQty must be greater than 0, is " + FormatQuantity(event.offset)};
  }
  valid->content_hash = ContentHash(*valid)
                            .Add(event.reservation_id)
                            .Add(event.offset.micros)
                            .Add(foreign.value_or(std::string_view()))
                            .Finish(hash_seed);
  valid->body = UnreserveBody{.reservation_id = event.reservation_id,
                              .offset_micros = event.offset.micros,
                              .foreign_dimension = foreign.has_value()};
  return std::nullopt;
}

std::optional<Issue> ValidateExtend(const CompiledConfiguration& configuration, const ExtendEvent& event,
                                    uint64_t hash_seed, ValidEvent* valid) {
  valid->kind = storage::EntryKind::kExtend;
  std::optional<std::string_view> foreign;
  if (auto issue =
          ResolveReservationTarget(configuration, event, Reason::kMissingPartitionDimension, valid, &foreign)) {
    return issue;
  }
  const HoldEnd end{.ends_at_us = event.ends_at_us, .ttl_seconds = event.ttl_seconds};
  if (!end.given()) return Issue{Reason::kInvalidHold, "/expiresAt", "expiresAt or ttlSeconds is required"};
  if (auto issue = CheckHoldEnd(end)) return issue;
  valid->content_hash = ContentHash(*valid)
                            .Add(event.reservation_id)
                            .Add(end.ends_at_us)
                            .Add(end.ttl_seconds)
                            .Add(foreign.value_or(std::string_view()))
                            .Finish(hash_seed);
  valid->body =
      ExtendBody{.reservation_id = event.reservation_id, .end = end, .foreign_dimension = foreign.has_value()};
  return std::nullopt;
}

}  // namespace onhand
