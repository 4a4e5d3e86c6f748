#include "storage/records/row.h"

#include <algorithm>
#include <limits>

#include "absl/status/status.h"
#include "storage/base/check.h"
#include "storage/records/coding.h"

namespace onhand::storage {
namespace {

constexpr uint8_t kVersion = 1;

template <typename Items>
auto LowerBound(Items& items, MeasureNumber measure) {
  return std::lower_bound(items.begin(), items.end(), measure,
                          [](const auto& item, MeasureNumber wanted) { return item.measure < wanted; });
}

template <typename Items>
auto FindMeasure(Items& items, MeasureNumber measure) -> decltype(&*items.begin()) {
  const auto it = LowerBound(items, measure);
  return it != items.end() && it->measure == measure ? &*it : nullptr;
}

void PutMeasure(MeasureNumber measure, bool first, MeasureNumber* before, std::string* out) {
  ONHAND_CHECK(first || measure > *before);
  PutVarint(static_cast<uint64_t>(measure - *before), out);
  *before = measure;
}

// False if the numbers do not ascend or one is too large.
bool ReadMeasure(Reader& reader, bool first, MeasureNumber* measure) {
  const uint64_t delta = reader.Varint();
  if ((!first && delta == 0) || delta > std::numeric_limits<MeasureNumber>::max() - uint64_t{*measure}) return false;
  *measure = static_cast<MeasureNumber>(*measure + delta);
  return true;
}

absl::Status Damaged(const char* what) { return absl::DataLossError(what); }

}  // namespace

const Cell* Row::Find(MeasureNumber measure) const { return FindMeasure(cells, measure); }

Cell& Row::FindOrInsert(MeasureNumber measure) {
  const auto it = LowerBound(cells, measure);
  if (it != cells.end() && it->measure == measure) return *it;
  return *cells.insert(it, Cell{measure, 0});
}

const CountTime* Row::FindCount(MeasureNumber measure) const { return FindMeasure(count_times, measure); }

void Row::SetCount(MeasureNumber measure, int64_t time_us) {
  const auto it = LowerBound(count_times, measure);
  if (it != count_times.end() && it->measure == measure) {
    it->time_us = time_us;
  } else {
    count_times.insert(it, CountTime{measure, time_us});
  }
}

void EncodeRow(const Row& row, std::string* out) {
  out->push_back(static_cast<char>(kVersion));
  PutVarint(row.sequence, out);
  PutVarint(row.cells.size(), out);
  MeasureNumber before = 0;
  for (const Cell& cell : row.cells) {
    PutMeasure(cell.measure, &cell == row.cells.data(), &before, out);
    PutZigZag(cell.quantity_micros, out);
  }
  PutVarint(row.count_times.size(), out);
  before = 0;
  for (const CountTime& count : row.count_times) {
    PutMeasure(count.measure, &count == row.count_times.data(), &before, out);
    PutZigZag(count.time_us, out);
  }
}

absl::StatusOr<Row> DecodeRow(std::string_view bytes) {
  Reader reader(bytes);
  const uint8_t version = reader.Byte();
  if (!reader.ok()) return Damaged("row is empty");
  if (version != kVersion) return Damaged("row has an unknown version");
  Row row;
  row.sequence = reader.Varint();
  const uint64_t cells = reader.Count(2);
  MeasureNumber measure = 0;
  for (uint64_t i = 0; i < cells; ++i) {
    if (!ReadMeasure(reader, i == 0, &measure)) return Damaged("row has cells out of order");
    row.cells.push_back({measure, reader.ZigZag()});
  }
  const uint64_t counts = reader.Count(2);
  measure = 0;
  for (uint64_t i = 0; i < counts; ++i) {
    if (!ReadMeasure(reader, i == 0, &measure)) return Damaged("row has count times out of order");
    row.count_times.push_back({measure, reader.ZigZag()});
  }
  if (!reader.ok()) return Damaged("row is cut off");
  if (!reader.done()) return Damaged("row has bytes too many");
  return row;
}

}  // namespace onhand::storage
