// What is promised of the stock: reservations, holds, allocation.

#include <algorithm>
#include <limits>

#include "tests/support/reference_model.h"
#include "tests/support/reference_names.h"

namespace onhand::reference {
namespace {

constexpr int64_t kSecondUs = 1'000'000;
constexpr int64_t kHoldMaxUs = 31'536'000 * kSecondUs;

}  // namespace

Values Model::ValuesOf(const Row& row) const {
  Values values;
  for (const auto& [measure, number] : row.numbers) values[measure] = Decimal{number.millionths};
  for (const auto& [path, bucket] : row.buckets) {
    values[{"@iv", "@allocated"}] += Decimal{bucket.allocated};
    values[{"@iv", "@consumed"}] += Decimal{bucket.consumed};
    values[{"@iv", "@cumulative_allocated"}] += Decimal{bucket.cumulative_allocated};
    values[{"@iv", "@cumulative_consumed"}] += Decimal{bucket.cumulative_consumed};
  }
  return values;
}

Decimal Model::Evaluate(const Calculated* calculated, const Values& stored) const {
  Decimal sum;
  if (calculated == nullptr) return sum;
  for (const Measure& operand : calculated->additions) {
    if (const auto found = stored.find(Lower(operand)); found != stored.end()) sum += found->second;
  }
  for (const Measure& operand : calculated->subtractions) {
    if (const auto found = stored.find(Lower(operand)); found != stored.end()) sum -= found->second;
  }
  return sum;
}

Decimal Model::Available(const Calculated* calculated, const std::string& organization, const std::string& product,
                         const Tuple& tuple) const {
  Decimal sum;
  for (const auto& [key, row] : state_.rows) {
    if (std::get<0>(key) != organization || std::get<1>(key) != product) continue;
    const Tuple& have = std::get<Tuple>(key);
    if (std::all_of(tuple.begin(), tuple.end(), [&](const auto& d) { return ValueOf(have, d.first) == d.second; })) {
      sum += Evaluate(calculated, ValuesOf(row));
    }
  }
  return sum;
}

bool Model::IsCovered(const Calculated* calculated, const RowKey& key, int64_t quantity) const {
  const auto& [organization, product, tuple] = key;
  Tuple fixed;
  std::vector<Named> others;
  for (const auto& [base, value] : tuple) {
    const bool partition = !settings_.by_product && (base == "siteid" || base == "locationid");
    if (partition) fixed.emplace(base, value);
    if (!partition) others.emplace_back(base, value);
  }
  for (uint64_t chosen = 0; chosen < uint64_t{1} << others.size(); ++chosen) {
    Tuple subset = fixed;
    for (size_t i = 0; i < others.size(); ++i) {
      if ((chosen >> i & 1) != 0) subset.insert(others[i]);
    }
    if (Available(calculated, organization, product, subset) < Decimal{quantity}) return false;
  }
  return true;
}

__int128 Model::Held(const RowKey& key, const Measure& measure) const {
  __int128 held = 0;
  for (const auto& [name, hold] : state_.holds) {
    const Reservation& reservation = state_.reservations.at(name);
    if (reservation.key == key && reservation.measure == measure) held += hold.remaining;
  }
  return held;
}

// A shared id stands for the measure's number at these dimensions, a hold's for the hold: it ends with it, and with
// what it holds.
bool Model::IsKnown(const Event& event, const Decoded& decoded) const {
  const auto found = state_.reservations.find(event.reservation);
  if (found == state_.reservations.end() || found->second.key != decoded.key) return false;
  if (found->second.hold) return state_.holds.contains(event.reservation);
  const auto row = state_.rows.find(decoded.key);
  return row != state_.rows.end() && row->second.numbers.contains(found->second.measure);
}

std::optional<int64_t> Model::EndOf(const Event& event) const {
  if (event.ends_us) return *event.ends_us;
  if (event.ttl_seconds) return now_us_ + *event.ttl_seconds * kSecondUs;
  return std::nullopt;
}

Verdict Model::Reserve(const Event& event, const Decoded& decoded) {
  const std::optional<int64_t> end = EndOf(event);
  if (end && (*end <= now_us_ || *end > now_us_ + kHoldMaxUs)) return {.reasons = {"HOLD_END_OUT_OF_RANGE"}};

  const auto present = state_.rows.find(decoded.key);
  const Row row = present == state_.rows.end() ? Row() : present->second;
  const auto number = row.numbers.find(decoded.measure);
  const __int128 before = number == row.numbers.end() ? 0 : number->second.millionths;
  const __int128 held = Held(decoded.key, decoded.measure);
  const __int128 after = before + decoded.quantity;
  const __int128 shared = before - held + (end ? 0 : decoded.quantity);
  if (!IsQuantity(after) || !IsQuantity(held + (end ? decoded.quantity : 0))) {
    return {.reasons = {"QUANTITY_OVERFLOW"}};
  }
  if (decoded.quantity < 0) {
    if (event.check) return {.reasons = {"CHECKED_RELEASE"}};
    if (shared < 0) return {.reasons = {"RELEASE_BELOW_ZERO"}};
  } else if (event.check) {
    const Calculated* available = nullptr;
    for (const auto& [name, calculated] : Find(decoded.measure.first)->reservable) {
      if (Lower(name) == decoded.measure.second) available = FindCalculated(calculated);
    }
    if (!IsCovered(available, decoded.key, decoded.quantity)) return {.reasons = {"NOT_AVAILABLE"}};
  }
  state_.rows[decoded.key].numbers[decoded.measure].millionths = static_cast<int64_t>(after);

  const auto& [organization, product, tuple] = decoded.key;
  std::string name = organization + "\n" + product;
  for (const auto& [base, value] : tuple) name += "\n" + base + "=" + value;
  name += "\n" + decoded.measure.first + "." + decoded.measure.second;
  if (end) {
    name = "hold " + std::to_string(state_.receipts.size()) + " of " + name;
    state_.holds[name] = {decoded.quantity, *end};
  }
  state_.reservations[name] = {decoded.key, decoded.measure, end.has_value()};
  return {.reservation = name};
}

Verdict Model::Unreserve(const Event& event, const Decoded& decoded) {
  if (!IsKnown(event, decoded)) return {.reasons = {"UNKNOWN_RESERVATION"}};
  const Reservation& reservation = state_.reservations.at(event.reservation);
  Number& number = state_.rows[reservation.key].numbers[reservation.measure];
  const __int128 reserved = reservation.hold ? state_.holds[event.reservation].remaining
                                             : number.millionths - Held(reservation.key, reservation.measure);
  const __int128 released = std::clamp<__int128>(reserved, 0, decoded.quantity);
  if (!IsQuantity(number.millionths - released)) return {.reasons = {"QUANTITY_OVERFLOW"}};
  number.millionths -= static_cast<int64_t>(released);
  if (reservation.hold) {
    int64_t& remaining = state_.holds[event.reservation].remaining;
    remaining -= static_cast<int64_t>(released);
    if (remaining == 0) state_.holds.erase(event.reservation);
  }
  return {.partial = released < decoded.quantity,
          .invalid = static_cast<int64_t>(decoded.quantity - released),
          .reservation = event.reservation};
}

Verdict Model::Extend(const Event& event, const Decoded& decoded) {
  if (!IsKnown(event, decoded) || !state_.reservations.at(event.reservation).hold) {
    return {.reasons = {"UNKNOWN_RESERVATION"}};
  }
  const int64_t end = *EndOf(event);
  if (end <= now_us_ || end > now_us_ + kHoldMaxUs) return {.reasons = {"HOLD_END_OUT_OF_RANGE"}};
  state_.holds[event.reservation].ends_us = end;
  return {.reservation = event.reservation};
}

Verdict Model::Allocation(const Event& event, const Decoded& decoded) {
  const auto present = state_.rows.find(decoded.key);
  Row row = present == state_.rows.end() ? Row() : present->second;
  const int64_t quantity = decoded.quantity;
  const bool adds = event.kind == Kind::kAllocate || event.kind == Kind::kReallocate;
  const Path& source = event.kind == Kind::kReallocate ? decoded.source_path : decoded.path;
  const int64_t allocated = row.buckets.contains(source) ? row.buckets[source].allocated : 0;

  // What would come out, judged for overflow before it is judged for quantity.
  Row after = row;
  bool fits = true;
  const auto add = [&](int64_t Bucket::*member, const Path& path, int64_t amount) {
    const __int128 sum = static_cast<__int128>(after.buckets[path].*member) + amount;
    fits &= IsQuantity(sum);
    if (IsQuantity(sum)) after.buckets[path].*member = static_cast<int64_t>(sum);
  };
  if (event.kind != Kind::kAllocate) add(&Bucket::allocated, source, -quantity);
  if (adds) add(&Bucket::allocated, decoded.path, quantity);
  if (event.kind == Kind::kAllocate) add(&Bucket::cumulative_allocated, decoded.path, quantity);
  if (event.kind == Kind::kConsume) {
    add(&Bucket::consumed, decoded.path, quantity);
    add(&Bucket::cumulative_consumed, decoded.path, quantity);
  }
  for (const auto& [measure, value] : ValuesOf(after)) fits &= !IsAllocation(measure) || IsQuantity(value.millionths);
  for (const auto& [measure, subtract] : decoded.physical) {
    Number& number = after.numbers[measure];
    const __int128 sum = static_cast<__int128>(number.millionths) + (subtract ? -quantity : quantity);
    fits &= IsQuantity(sum);
    if (IsQuantity(sum)) number.millionths = static_cast<int64_t>(sum);
  }
  if (!fits) return {.reasons = {"QUANTITY_OVERFLOW"}};
  if (event.kind == Kind::kAllocate && !IsCovered(AvailableToAllocate(), decoded.key, quantity)) {
    return {.reasons = {"NOT_AVAILABLE_TO_ALLOCATE"}};
  }
  if (event.kind != Kind::kAllocate && allocated < quantity) return {.reasons = {"NOT_ALLOCATED"}};
  state_.rows[decoded.key] = after;
  return {};
}

}  // namespace onhand::reference
