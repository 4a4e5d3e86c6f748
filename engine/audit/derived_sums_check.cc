#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "engine/audit/environment_audit.h"
#include "engine/model/base_dimension.h"
#include "storage/audit/sums_check.h"
#include "storage/keys/row_key.h"
#include "storage/records/cell_sums.h"

namespace onhand {
namespace {

constexpr std::string_view kCheck = "derived_sums";

std::string Quoted(std::string_view text) {
  return absl::StrCat("\"", absl::Utf8SafeCEscape(absl::string_view(text.data(), text.size())), "\"");
}

// "at ColorId "red"", "as a whole"
std::string TupleText(std::string_view tuple) {
  if (tuple.empty()) return "as a whole";
  std::string text = "at";
  while (!tuple.empty()) {
    const size_t end = std::min(tuple.find('\0', 1), tuple.size());
    const auto dimension = static_cast<BaseDimension>(tuple[0]);
    absl::StrAppend(&text, " ", std::string(BaseDimensionName(dimension)), "=", Quoted(tuple.substr(1, end - 1)));
    tuple.remove_prefix(std::min(end + 1, tuple.size()));
  }
  return text;
}

std::string PartitionText(std::string_view partition) {
  std::string text = "sums of";
  constexpr std::string_view kParts[] = {"organization", "product", "site", "location"};
  for (const std::string_view part : kParts) {
    if (partition.empty()) break;
    const size_t end = std::min(partition.find('\0'), partition.size());
    absl::StrAppend(&text, " ", std::string(part), "=", Quoted(partition.substr(0, end)));
    partition.remove_prefix(std::min(end + 1, partition.size()));
  }
  return text;
}

// A change to nothing leaves a sum of zero or none; both say the same.
void DropZeros(storage::KeptSums* sums) {
  for (auto& [tuple, by_measure] : *sums) std::erase_if(by_measure, [](const auto& sum) { return sum.second == 0; });
}

// What a partition's sums are, and a view of the same moment.
struct Moment {
  std::vector<DerivedSums::LoadedLevel> levels;
  std::unique_ptr<storage::LedgerView> view;
  std::vector<std::string> measures;
};

absl::Status Compare(std::string_view partition, const Moment& moment, storage::AuditSink* sink) {
  std::vector<storage::KeptSums> expected(moment.levels.size());
  uint64_t rows = 0;
  std::string tuple;
  absl::Status walked = moment.view->ScanRows(partition, [&](std::string_view row_key, const storage::Row& row) {
    ++rows;
    const std::optional<storage::RowIdentity> identity = storage::ParseRowKey(row_key);
    if (!identity.has_value()) return true;  // "totals" says so
    for (size_t i = 0; i < moment.levels.size(); ++i) {
      tuple.clear();
      if (!AppendTupleOfRow(*identity, moment.levels[i].mask, &tuple)) continue;
      std::map<storage::MeasureNumber, __int128>& sums = expected[i][TupleText(tuple)];
      for (const storage::Cell& cell : row.cells) sums[cell.measure] += cell.quantity_micros;
    }
    return true;
  });
  if (!walked.ok()) return sink->Ended(kCheck, PartitionText(partition), walked);
  for (size_t i = 0; i < moment.levels.size(); ++i) {
    storage::KeptSums found;
    for (const auto& [key, sums] : moment.levels[i].tuples) {
      std::map<storage::MeasureNumber, __int128>& by_measure = found[TupleText(key)];
      for (const storage::CellSum& sum : sums) by_measure[sum.measure] = sum.quantity_micros;
    }
    DropZeros(&expected[i]);
    DropZeros(&found);
    storage::CompareSums(kCheck, PartitionText(partition), expected[i], found, moment.measures, sink);
  }
  return sink->Advance(rows);
}

}  // namespace

absl::Status CheckDerivedSums(const AuditSubject& subject, storage::AuditSink* sink) {
  sink->Compared(kCheck, 0);
  std::vector<std::string> partitions;
  absl::Status listed = subject.in_writer([&] {
    partitions = subject.sums->Partitions();
    return absl::OkStatus();
  });
  if (!listed.ok()) return listed;
  for (const std::string& partition : partitions) {
    Moment moment;
    absl::Status taken = subject.in_writer([&] {
      moment.levels = subject.sums->LoadedLevels(partition);
      moment.view = subject.ledger->OpenView();
      moment.measures = subject.ledger->dictionary();
      return absl::OkStatus();
    });
    if (!taken.ok()) return taken;
    if (absl::Status status = Compare(partition, moment, sink); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace onhand
