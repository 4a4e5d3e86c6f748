#include "engine/fetch/fetch.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "engine/fetch/declared_reads.h"
#include "engine/sums/check_levels.h"

namespace onhand {
namespace {

bool NeedsSums(const ValidEvent& event, const CompiledConfiguration& configuration) {
  if (const auto* reserve = std::get_if<ReserveBody>(&event.body)) {
    return reserve->check && event.quantities[0].micros > 0;
  }
  const auto* allocation = std::get_if<AllocationBody>(&event.body);
  return allocation != nullptr && allocation->operation == AllocationOperation::kAllocate &&
         configuration.allocation().available_column.has_value();
}

absl::Status LoadSums(const storage::Ledger& ledger, const ValidEvent& event, bool by_location, DerivedSums* sums) {
  const CheckLevels levels(event.identity, by_location);
  std::vector<LevelMask> masks;
  masks.reserve(levels.count());
  for (size_t subset = 0; subset < levels.count(); ++subset) masks.push_back(levels.mask(subset));
  return sums->Load([&ledger](std::string_view prefix,
                              const DerivedSums::RowVisitor& visit) { return ledger.ScanRows(prefix, visit); },
                    PartitionOfRowKey(event.row_key, by_location), masks);
}

absl::Status ReadRows(const storage::Ledger& ledger, const DeclaredReads& reads, WorkingSet* working_set) {
  const std::vector<std::string_view>& keys = reads.rows.refs();
  auto rows = ledger.ReadRows(keys);
  if (!rows.ok()) return rows.status();
  working_set->rows.resize(rows->size());
  for (size_t i = 0; i < rows->size(); ++i) {
    WorkingRow& working = working_set->rows[i];
    working.row_key = keys[i];
    working.existed = (*rows)[i].has_value();
    if (working.existed) working.row = *std::move((*rows)[i]);
  }
  return absl::OkStatus();
}

absl::Status ReadReceipts(const storage::Ledger& ledger, const DeclaredReads& reads, WorkingSet* working_set) {
  auto receipts = ledger.FindReceipts(reads.receipts.refs());
  if (!receipts.ok()) return receipts.status();
  working_set->receipts.reserve(receipts->size());
  for (auto& receipt : *receipts) working_set->receipts.push_back({std::move(receipt)});
  return absl::OkStatus();
}

// What few groups have.
absl::Status ReadBesideRows(const storage::Ledger& ledger, const DeclaredReads& reads, WorkingSet* working_set) {
  if (!reads.buckets.refs().empty()) {
    auto buckets = ledger.ReadBuckets(reads.buckets.refs());
    if (!buckets.ok()) return buckets.status();
    for (size_t i = 0; i < buckets->size(); ++i) {
      const storage::BucketRef& ref = reads.buckets.refs()[i];
      working_set->buckets.push_back({.row_key = ref.row_key, .path = ref.path, .bucket = (*buckets)[i]});
    }
  }
  if (!reads.schedules.refs().empty()) {
    auto schedules = ledger.ReadSchedules(reads.schedules.refs());
    if (!schedules.ok()) return schedules.status();
    for (size_t i = 0; i < schedules->size(); ++i) {
      const storage::ScheduleRef& ref = reads.schedules.refs()[i];
      WorkingSchedule working{.row_key = ref.row_key, .variant = ref.variant, .schedule = {}};
      working.existed = (*schedules)[i].has_value();
      if (working.existed) working.schedule = *std::move((*schedules)[i]);
      working_set->schedules.push_back(std::move(working));
    }
  }
  if (!reads.holds.refs().empty()) {
    auto holds = ledger.ReadHolds(reads.holds.refs());
    if (!holds.ok()) return holds.status();
    for (size_t i = 0; i < holds->size(); ++i) {
      const storage::HoldRef& ref = reads.holds.refs()[i];
      working_set->holds.push_back(
          {.row_key = ref.row_key, .hold_id = ref.hold_id, .before = (*holds)[i], .hold = (*holds)[i]});
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Fetched> Fetch(const storage::Ledger& ledger, const CompiledConfiguration& configuration,
                              absl::Span<const ValidEvent* const> events, absl::Span<const storage::FoundHold> ended,
                              DerivedSums* sums) {
  const bool by_location = configuration.by_location();
  Fetched fetched{.working_set = WorkingSet(sums, by_location), .slots = {}, .expiring = {}};
  DeclaredReads reads(events.size() + ended.size());
  fetched.slots.reserve(events.size());
  for (const ValidEvent* event : events) {
    fetched.slots.push_back(reads.Declare(*event));
    if (!NeedsSums(*event, configuration)) continue;
    if (absl::Status status = LoadSums(ledger, *event, by_location, sums); !status.ok()) return status;
  }
  for (const storage::FoundHold& hold : ended) fetched.expiring.push_back(reads.Declare(hold));

  WorkingSet* working_set = &fetched.working_set;
  if (absl::Status status = ReadReceipts(ledger, reads, working_set); !status.ok()) return status;
  if (absl::Status status = ReadRows(ledger, reads, working_set); !status.ok()) return status;
  if (absl::Status status = ReadBesideRows(ledger, reads, working_set); !status.ok()) return status;
  return fetched;
}

}  // namespace onhand
