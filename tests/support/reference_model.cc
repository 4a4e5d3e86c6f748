#include "tests/support/reference_model.h"

#include <algorithm>
#include <limits>

#include "tests/support/reference_names.h"

namespace onhand::reference {
namespace {

constexpr int64_t kFutureMaxUs = 5 * 60 * int64_t{1'000'000};
constexpr size_t kRecordsMax = 512;

const std::vector<std::string>& KindNames() {
  static const auto* const names = new std::vector<std::string>{
      "change", "set", "reserve", "unreserve", "extend", "allocate", "unallocate", "reallocate", "consume", "schedule"};
  return *names;
}

bool IsOfReservations(Kind kind) { return kind == Kind::kReserve || kind == Kind::kUnreserve || kind == Kind::kExtend; }

bool IsOfAllocations(Kind kind) {
  return kind == Kind::kAllocate || kind == Kind::kUnallocate || kind == Kind::kReallocate || kind == Kind::kConsume;
}

}  // namespace

int Model::SetNow(int64_t now_us) {
  now_us_ = now_us;
  int ended = 0;
  for (auto hold = state_.holds.begin(); hold != state_.holds.end();) {
    if (hold->second.ends_us > now_us) {
      ++hold;
      continue;
    }
    // Nothing can refuse the end of a hold: where there is not enough left to take off, the number ends at its limit.
    const Reservation& reservation = state_.reservations.at(hold->first);
    int64_t& millionths = state_.rows[reservation.key].numbers[reservation.measure].millionths;
    const __int128 lowest = -static_cast<__int128>(std::numeric_limits<int64_t>::max());
    millionths = static_cast<int64_t>(std::max(lowest, static_cast<__int128>(millionths) - hold->second.remaining));
    hold = state_.holds.erase(hold);
    ++ended;
  }
  for (auto& [variant, keys] : state_.schedules) {
    for (auto& [key, days] : keys) {
      std::erase_if(days, [&](const auto& day) { return day.first < Today(); });
    }
    for (const auto& [key, days] : keys) {
      if (days.empty()) state_.faded.insert(key);
    }
    std::erase_if(keys, [](const auto& key) { return key.second.empty(); });
  }
  return ended;
}

std::vector<int64_t> Model::HoldEnds() const {
  std::vector<int64_t> ends;
  for (const auto& [name, hold] : state_.holds) ends.push_back(hold.ends_us);
  return ends;
}

const Source* Model::Find(const std::string& name) const {
  for (const Source& source : settings_.sources) {
    if (Lower(source.name) == Lower(name)) return &source;
  }
  return nullptr;
}

bool Model::IsSource(const std::string& name) const { return Lower(name) == "@iv" || Find(name) != nullptr; }

const Calculated* Model::FindCalculated(const Measure& measure) const {
  if (Lower(measure) == Measure("@iv", "@available_to_allocate")) return AvailableToAllocate();
  const Source* const source = Find(measure.first);
  if (source == nullptr) return nullptr;
  for (const Calculated& calculated : source->calculated) {
    if (Lower(calculated.name) == Lower(measure.second)) return &calculated;
  }
  return nullptr;
}

// In one of two places; where both have it they agree.
const Calculated* Model::AvailableToAllocate() const {
  if (settings_.available_to_allocate) return &*settings_.available_to_allocate;
  const Source* const source = Find("@iv");
  if (source == nullptr) return nullptr;
  for (const Calculated& calculated : source->calculated) {
    if (Lower(calculated.name) == "@available_to_allocate") return &calculated;
  }
  return nullptr;
}

bool Model::IsReadOnly(const std::string& source) const {
  return std::any_of(settings_.read_only.begin(), settings_.read_only.end(),
                     [&](const std::string& name) { return Lower(name) == source; });
}

bool Model::IsStored(const Settings& settings, const Measure& measure) const {
  if (IsAllocation(measure)) return true;
  for (const Source& source : settings.sources) {
    for (const std::string& name : source.measures) {
      if (Measure(Lower(source.name), Lower(name)) == measure) return true;
    }
  }
  return false;
}

std::set<std::string> Model::CallFaults(const std::vector<Event>& events, bool cart) const {
  std::set<std::string> faults;
  if (events.size() > kRecordsMax) faults.insert("TOO_MANY_RECORDS");
  std::set<std::string> organizations;
  for (const Event& event : events) {
    if (event.kind == Kind::kSet && !IsSource(event.inventory_system)) faults.insert("UNKNOWN_DATA_SOURCE");
    if ((IsOfReservations(event.kind) && !settings_.reservations) ||
        (IsOfAllocations(event.kind) && !settings_.allocations) ||
        (event.kind == Kind::kSchedule && !settings_.schedules)) {
      faults.insert("FEATURE_OFF");
    }
    organizations.insert(event.organization);
  }
  if (cart && organizations.size() > 1) faults.insert("ORGANIZATIONS_IN_CART");
  return faults;
}

std::vector<Verdict> Model::ApplyCall(const std::vector<Event>& events, bool cart, bool system_role) {
  std::vector<Verdict> verdicts;
  if (!cart) {
    for (const Event& event : events) verdicts.push_back(Apply(event, system_role));
    return verdicts;
  }
  const State before = state_;
  for (size_t i = 0; i < events.size(); ++i) {
    verdicts.push_back(Apply(events[i], system_role));
    if (verdicts.back().reasons.empty()) continue;
    const Verdict refused = verdicts.back();
    verdicts.assign(events.size(), Verdict{.reasons = {"CART_REFUSED"}});
    verdicts[i] = refused;
    state_ = before;
    break;
  }
  return verdicts;
}

// In the order of precedence: form and names, receipt, read-only source; the rest is the kind's own.
Verdict Model::Apply(const Event& event, bool system_role) {
  Decoded decoded = Decode(event);
  if (!decoded.faults.empty()) return {.reasons = decoded.faults};

  const auto& [organization, product, tuple] = decoded.key;
  const std::vector<std::string> scope = {KindNames()[static_cast<size_t>(event.kind)],
                                          organization,
                                          product,
                                          ValueOf(tuple, "siteid"),
                                          ValueOf(tuple, "locationid"),
                                          event.id};
  if (decoded.foreign) return {.reasons = {"UNKNOWN_RESERVATION", "ID_REUSED"}};
  if (const auto found = state_.receipts.find(scope); found != state_.receipts.end()) {
    if (found->second.content != decoded.content) return {.reasons = {"ID_REUSED"}};
    return found->second.verdict;
  }
  if (!system_role) {
    std::set<std::string> faults = ReadOnlyFaults(event, decoded);
    if (!faults.empty()) return {.reasons = std::move(faults)};
  }
  Verdict verdict = Carry(event, decoded);
  if (!verdict.reasons.empty()) return verdict;
  verdict.receipt = static_cast<int64_t>(state_.receipts.size());
  state_.receipts[scope] = {decoded.content, verdict};
  return verdict;
}

std::set<std::string> Model::ReadOnlyFaults(const Event& event, const Decoded& decoded) const {
  std::set<std::string> written;
  for (const auto& [measure, millionths] : decoded.quantities) written.insert(measure.first);
  for (const auto& [measure, subtract] : decoded.physical) written.insert(measure.first);
  for (const auto& [day, quantities] : decoded.days) {
    for (const auto& [measure, millionths] : quantities) written.insert(measure.first);
  }
  if (event.kind == Kind::kReserve) written.insert(decoded.measure.first);
  std::set<std::string> faults;
  if (event.kind == Kind::kUnreserve || event.kind == Kind::kExtend) {
    const auto found = state_.reservations.find(event.reservation);
    if (found == state_.reservations.end()) return faults;
    written.insert(found->second.measure.first);
    // What is not there does not tell whose data source it would be.
    const bool extends_shared = event.kind == Kind::kExtend && !found->second.hold;
    if (!IsKnown(event, decoded) || extends_shared) faults.insert("UNKNOWN_RESERVATION");
  }
  if (!std::any_of(written.begin(), written.end(), [&](const std::string& source) { return IsReadOnly(source); })) {
    return {};
  }
  faults.insert("READ_ONLY_DATA_SOURCE");
  return faults;
}

Verdict Model::Carry(const Event& event, const Decoded& decoded) {
  switch (event.kind) {
    case Kind::kChange:
      return Change(decoded);
    case Kind::kSet:
      return Set(event, decoded);
    case Kind::kReserve:
      return Reserve(event, decoded);
    case Kind::kUnreserve:
      return Unreserve(event, decoded);
    case Kind::kExtend:
      return Extend(event, decoded);
    case Kind::kSchedule:
      return Schedule(decoded);
    default:
      return Allocation(event, decoded);
  }
}

Verdict Model::Change(const Decoded& decoded) {
  const auto present = state_.rows.find(decoded.key);
  Row row = present == state_.rows.end() ? Row() : present->second;
  for (const auto& [measure, millionths] : decoded.quantities) {
    const __int128 sum = static_cast<__int128>(row.numbers[measure].millionths) + millionths;
    if (!IsQuantity(sum)) return {.reasons = {"QUANTITY_OVERFLOW"}};
    row.numbers[measure].millionths = static_cast<int64_t>(sum);
  }
  state_.rows[decoded.key] = row;
  return {};
}

Verdict Model::Set(const Event& event, const Decoded& decoded) {
  const auto present = state_.rows.find(decoded.key);
  Row row = present == state_.rows.end() ? Row() : present->second;
  Verdict refused{.reasons = {"UNEXPECTED_QUANTITY"}};
  bool differs = false;
  for (const auto& [measure, millionths] : decoded.expected) {
    const auto number = row.numbers.find(measure);
    refused.present[measure] = number == row.numbers.end() ? 0 : number->second.millionths;
    differs |= refused.present[measure] != millionths;
  }
  if (differs) return refused;

  const int64_t time_us = event.modified_us.value_or(now_us_);
  if (time_us > now_us_ + kFutureMaxUs) return {.reasons = {"TIME_IN_FUTURE"}};
  for (const auto& [measure, millionths] : decoded.quantities) {
    const auto number = row.numbers.find(measure);
    if (number != row.numbers.end() && number->second.counted_us > time_us) {
      return {.message = "superseded by a newer count"};
    }
  }
  for (const auto& [measure, millionths] : decoded.quantities) {
    row.numbers[measure] = {millionths, time_us};
  }
  state_.rows[decoded.key] = row;
  return {};
}

std::set<std::string> Model::Replace(Settings settings) {
  bool fits = true;
  const auto check_place = [&](const RowKey& key) {
    const Tuple& tuple = std::get<Tuple>(key);
    fits &= settings.by_product || (tuple.contains("siteid") && tuple.contains("locationid"));
  };
  size_t depth = 0;  // groups that have buckets
  for (const auto& [key, row] : state_.rows) {
    check_place(key);
    for (const auto& [measure, number] : row.numbers) fits &= IsStored(settings, measure);
    for (const auto& [path, bucket] : row.buckets) depth = std::max(depth, path.size());
  }
  for (const auto& [variant, keys] : state_.schedules) {
    for (const auto& [key, days] : keys) {
      check_place(key);
      for (const auto& [day, quantities] : days) {
        for (const auto& [measure, millionths] : quantities) fits &= IsStored(settings, measure);
      }
    }
  }
  for (size_t i = 0; i < depth; ++i) {
    fits &= i < settings.groups.size() && Lower(settings.groups[i]) == Lower(settings_.groups[i]);
  }
  if (!fits) return {"CONFIGURATION_CONFLICT"};
  settings_ = std::move(settings);
  return {};
}

Partition Model::PartitionOf(const RowKey& key) const {
  const auto& [organization, product, tuple] = key;
  if (settings_.by_product) return {organization, product, ""};
  return {organization, ValueOf(tuple, "siteid"), ValueOf(tuple, "locationid")};
}

std::set<Partition> Model::Partitions() const {
  std::set<Partition> partitions;
  for (const auto& [key, row] : state_.rows) partitions.insert(PartitionOf(key));
  for (const auto& [variant, keys] : state_.schedules) {
    for (const auto& [key, days] : keys) partitions.insert(PartitionOf(key));
  }
  return partitions;
}

std::set<Partition> Model::FadedPartitions() const {
  std::set<Partition> partitions = Partitions();
  for (const RowKey& key : state_.faded) partitions.insert(PartitionOf(key));
  return partitions;
}

void Model::CleanUp(const Partition& partition) {
  const auto is_in = [&](const auto& entry) { return PartitionOf(entry.first) == partition; };
  std::erase_if(state_.rows, is_in);
  for (auto& [variant, keys] : state_.schedules) std::erase_if(keys, is_in);
  std::erase_if(state_.faded, [&](const RowKey& key) { return PartitionOf(key) == partition; });
  std::erase_if(state_.holds,
                [&](const auto& hold) { return PartitionOf(state_.reservations.at(hold.first).key) == partition; });
}

}  // namespace onhand::reference
