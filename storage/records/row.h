// File: row.h
//
// The value of an on-hand row: its measures as a short array of (measure number, quantity), never names. The numbers
// are those of the environment's measure dictionary (storage/records/dictionary.h).
//
//   row   := version:u8 sequence:varint cells:varint cell* counts:varint count* held?
//   cell  := measure_delta:varint quantity:zigzag-varint       ascending; the delta is to the number before, first to 0
//   count := measure_delta:varint time_us:zigzag-varint        likewise
//   held  := cells:varint cell*                                in version 2 alone, at least one
//
// Version 1 is written where nothing is held, version 2 otherwise.
//
// Worked example: docs/formats/records.md.
#ifndef ONHAND_STORAGE_RECORDS_ROW_H_
#define ONHAND_STORAGE_RECORDS_ROW_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/container/inlined_vector.h"
#include "absl/status/statusor.h"

namespace onhand::storage {

using MeasureNumber = uint16_t;

struct Cell {
  MeasureNumber measure = 0;
  int64_t quantity_micros = 0;
  friend bool operator==(const Cell&, const Cell&) = default;
};

// When a measure was last counted (set), decisions S2.
struct CountTime {
  MeasureNumber measure = 0;
  int64_t time_us = 0;  // since 1970, UTC
  friend bool operator==(const CountTime&, const CountTime&) = default;
};

// A row as stored. A measure that was never posted has no cell; zeros have one.
struct Row {
  uint64_t sequence = 0;                          // of the commit log record that changed it last
  absl::InlinedVector<Cell, 4> cells;             // ascending by measure
  absl::InlinedVector<CountTime, 1> count_times;  // ascending by measure
  absl::InlinedVector<Cell, 1> held;  // the part of each cell that holds make up (decisions X1), ascending, no zeros

  // The cell of a measure, or nullptr.
  const Cell* Find(MeasureNumber measure) const;
  // The cell of a measure, made with quantity 0 where absent.
  Cell& FindOrInsert(MeasureNumber measure);
  const CountTime* FindCount(MeasureNumber measure) const;
  void SetCount(MeasureNumber measure, int64_t time_us);
  int64_t HeldMicros(MeasureNumber measure) const;  // 0 where nothing is held
  // Adds to the held part of a measure, which goes where it comes to 0. False where it would leave the range of int64;
  // then nothing changes.
  bool AddHeld(MeasureNumber measure, int64_t quantity_micros);

  friend bool operator==(const Row&, const Row&) = default;
};

void EncodeRow(const Row& row, std::string* out);  // appends
// DATA_LOSS with what is wrong.
absl::StatusOr<Row> DecodeRow(std::string_view bytes);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_RECORDS_ROW_H_
