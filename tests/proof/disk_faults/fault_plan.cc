#include "tests/proof/disk_faults/fault_plan.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "tests/engine/random/dice.h"

namespace onhand::proof {
namespace {

// Cases of a disk that runs full, for all operations together.
constexpr int kFullDisks = 12;

std::vector<DiskFault> FaultsOf(DiskOperation operation) {
  switch (operation) {
    case DiskOperation::kAppend:
      return {DiskFault::kIoError, DiskFault::kNoSpace, DiskFault::kShortWrite};
    case DiskOperation::kCreate:
    case DiskOperation::kPutZeros:
    case DiskOperation::kSync:
    case DiskOperation::kRename:
    case DiskOperation::kLink:
    case DiskOperation::kMakeFolder:
    case DiskOperation::kSyncFolder:
      return {DiskFault::kIoError, DiskFault::kNoSpace};
    case DiskOperation::kOpen:
    case DiskOperation::kRead:
    case DiskOperation::kSize:
    case DiskOperation::kDelete:
    case DiskOperation::kDeleteFolder:
    case DiskOperation::kList:
    case DiskOperation::kLock:
      return {DiskFault::kIoError};
  }
  return {};
}

}  // namespace

FaultPlan::FaultPlan(const OperationCounts& counts, bool mutant) {
  if (mutant) {
    constexpr auto kSync = static_cast<size_t>(DiskOperation::kSync);
    constexpr auto kWal = static_cast<size_t>(FileKind::kWal);
    entries_.push_back(
        {.rule = {.fault = DiskFault::kLie, .operation = DiskOperation::kSync, .kind = FileKind::kWal, .times = -1},
         .count = counts[kSync][kWal]});
    return;
  }
  for (int operation = 0; operation < kDiskOperations; ++operation) {
    for (int kind = 0; kind < kFileKinds; ++kind) {
      const int64_t count = counts[static_cast<size_t>(operation)][static_cast<size_t>(kind)];
      if (count == 0) continue;
      for (const DiskFault fault : FaultsOf(static_cast<DiskOperation>(operation))) {
        for (const int64_t times : {int64_t{1}, int64_t{-1}}) {
          entries_.push_back({.rule = {.fault = fault,
                                       .operation = static_cast<DiskOperation>(operation),
                                       .kind = static_cast<FileKind>(kind),
                                       .times = times},
                              .count = count});
        }
      }
    }
  }
  for (int i = 0; i < kFullDisks; ++i) entries_.push_back({.full_disk = true});
}

FaultCase FaultPlan::At(int64_t number, uint64_t seed) const {
  const Entry& entry = EntryOf(number);
  FaultCase fault_case{.seed = seed, .full_disk = entry.full_disk};
  if (entry.full_disk) return fault_case;
  Dice dice(seed * 31 + static_cast<uint64_t>(number));
  fault_case.rule = entry.rule;
  // Anywhere in the load; loads differ a little.
  fault_case.rule->first = 1 + dice.Below(std::max<int64_t>(1, entry.count * 3 / 4));
  return fault_case;
}

std::string FaultPlan::Name(int64_t number) const {
  const Entry& entry = EntryOf(number);
  if (entry.full_disk) return "a full disk";
  return absl::StrCat(std::string(NameOf(entry.rule.fault)), " of ", std::string(NameOf(*entry.rule.operation)), ", ",
                      std::string(NameOf(*entry.rule.kind)), entry.rule.times == 1 ? ", once" : ", from then on");
}

void FaultPlan::Add(int64_t number, const FaultResult& result) {
  Entry& entry = entries_[static_cast<size_t>(number) % entries_.size()];
  ++entry.tried;
  entry.met += result.hits > 0 ? 1 : 0;
  entry.refused += result.refused;
  entry.reopened += result.reopened;
}

std::string FaultPlan::Table() const {
  // Both ways of one fault together.
  std::map<std::tuple<std::string, std::string, std::string>, Entry> cells;
  for (const Entry& entry : entries_) {
    auto& cell = entry.full_disk
                     ? cells[{"any", "any", "full disk"}]
                     : cells[{std::string(NameOf(*entry.rule.operation)), std::string(NameOf(*entry.rule.kind)),
                              std::string(NameOf(entry.rule.fault))}];
    cell.tried += entry.tried;
    cell.met += entry.met;
    cell.refused += entry.refused;
    cell.reopened += entry.reopened;
  }
  char line[160];
  std::snprintf(line, sizeof(line), "%-14s %-11s %-11s %6s %6s %8s %9s\n", "operation", "file", "fault", "cases", "met",
                "refused", "reopened");
  std::string table = line;
  for (const auto& [name, cell] : cells) {
    const auto& [operation, kind, fault] = name;
    std::snprintf(line, sizeof(line), "%-14s %-11s %-11s %6lld %6lld %8lld %9lld\n", operation.c_str(), kind.c_str(),
                  fault.c_str(), static_cast<long long>(cell.tried), static_cast<long long>(cell.met),
                  static_cast<long long>(cell.refused), static_cast<long long>(cell.reopened));
    table += line;
  }
  return table;
}

std::vector<int64_t> FaultPlan::NotMet() const {
  std::vector<int64_t> numbers;
  for (size_t i = 0; i < entries_.size(); ++i) {
    if (entries_[i].tried > 0 && entries_[i].met == 0) numbers.push_back(static_cast<int64_t>(i));
  }
  return numbers;
}

}  // namespace onhand::proof
