#include "storage/records/row.h"

#include <algorithm>
#include <limits>

#include "absl/status/status.h"
#include "storage/base/check.h"
#include "storage/records/coding.h"
#include "storage/records/record_version.h"

namespace onhand::storage {
namespace {

constexpr uint8_t kVersion = 1;
constexpr uint8_t kVersionWithHeld = 2;

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

template <typename Cells>
void PutCells(const Cells& cells, std::string* out) {
  PutVarint(cells.size(), out);
  MeasureNumber before = 0;
  for (const Cell& cell : cells) {
    PutMeasure(cell.measure, &cell == cells.data(), &before, out);
    PutZigZag(cell.quantity_micros, out);
  }
}

// False if they are out of order.
template <typename Cells>
bool ReadCells(Reader& reader, Cells* cells) {
  const uint64_t count = reader.Count(2);
  MeasureNumber measure = 0;
  for (uint64_t i = 0; i < count; ++i) {
    if (!ReadMeasure(reader, i == 0, &measure)) return false;
    cells->push_back({measure, reader.ZigZag()});
  }
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

int64_t Row::HeldMicros(MeasureNumber measure) const {
  const Cell* cell = FindMeasure(held, measure);
  return cell == nullptr ? 0 : cell->quantity_micros;
}

bool Row::AddHeld(MeasureNumber measure, int64_t quantity_micros) {
  int64_t sum = 0;
  if (__builtin_add_overflow(HeldMicros(measure), quantity_micros, &sum)) return false;
  const auto it = LowerBound(held, measure);
  const bool found = it != held.end() && it->measure == measure;
  if (found && sum == 0) {
    held.erase(it);
  } else if (found) {
    it->quantity_micros = sum;
  } else if (sum != 0) {
    held.insert(it, Cell{measure, sum});
  }
  return true;
}

void EncodeRow(const Row& row, std::string* out) {
  out->push_back(static_cast<char>(row.held.empty() ? kVersion : kVersionWithHeld));
  PutVarint(row.sequence, out);
  PutCells(row.cells, out);
  PutVarint(row.count_times.size(), out);
  MeasureNumber before = 0;
  for (const CountTime& count : row.count_times) {
    PutMeasure(count.measure, &count == row.count_times.data(), &before, out);
    PutZigZag(count.time_us, out);
  }
  if (row.held.empty()) return;
  for (const Cell& cell : row.held) ONHAND_CHECK(cell.quantity_micros != 0);
  PutCells(row.held, out);
}

absl::StatusOr<Row> DecodeRow(std::string_view bytes) {
  Reader reader(bytes);
  const uint8_t version = reader.Byte();
  if (!reader.ok()) return Damaged("row is empty");
  if (version != kVersion && version != kVersionWithHeld) return UnknownVersion("row", version, kVersionWithHeld);
  Row row;
  row.sequence = reader.Varint();
  if (!ReadCells(reader, &row.cells)) return Damaged("row has cells out of order");
  const uint64_t counts = reader.Count(2);
  MeasureNumber measure = 0;
  for (uint64_t i = 0; i < counts; ++i) {
    if (!ReadMeasure(reader, i == 0, &measure)) return Damaged("row has count times out of order");
    row.count_times.push_back({measure, reader.ZigZag()});
  }
  if (version == kVersionWithHeld) {
    if (!ReadCells(reader, &row.held)) return Damaged("row has held parts out of order");
    if (reader.ok() && row.held.empty()) return Damaged("row has no held parts, which its version promises");
    for (const Cell& cell : row.held) {
      if (reader.ok() && cell.quantity_micros == 0) return Damaged("row has a held part of nothing");
    }
  }
  if (!reader.ok()) return Damaged("row is cut off");
  if (!reader.done()) return Damaged("row has bytes too many");
  return row;
}

}  // namespace onhand::storage
