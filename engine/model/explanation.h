// File: explanation.h
//
// Question and answer: what makes up the numbers of one row or of a group of rows – measures, operands of formulas,
// reservations, buckets, schedules. Requests are views whose texts must live until the call returns; answers own
// theirs.
#ifndef ONHAND_ENGINE_MODEL_EXPLANATION_H_
#define ONHAND_ENGINE_MODEL_EXPLANATION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/model/allocation_query.h"
#include "engine/model/event.h"
#include "engine/model/outcome.h"
#include "engine/model/quantity.h"
#include "engine/model/query.h"

namespace onhand {

// What makes up the numbers of one row or group of rows.
struct ExplainQuery {
  std::string_view organization_id;
  std::string_view product_id;
  std::string_view dimension_data_source;
  std::vector<DimensionValue> dimensions;  // rows must have these values; none = the whole product
};

struct ExplainedMeasure {
  MeasureColumn measure;
  int64_t micros = 0;
  int64_t held_micros = 0;               // the part that live holds make up
  std::optional<int64_t> counted_at_us;  // by the newest set
  std::string reservation_id;            // under which the rest is reserved; "" if the measure cannot be reserved
};

struct ExplainedHold {
  std::string reservation_id;
  MeasureColumn measure;
  int64_t remaining_micros = 0;
  int64_t ends_at_us = 0;
};

struct ExplainedSchedule {
  int32_t day = 0;
  MeasureColumn measure;
  int64_t micros = 0;
};

struct ExplainedRow {
  std::vector<NamedValue> dimensions;  // siteid and locationid first
  uint64_t sequence = 0;               // of the log record that changed it last; 0 = there are only schedules
  std::vector<ExplainedMeasure> measures;
  std::vector<ExplainedHold> holds;
  std::vector<AllocationBucket> buckets;
  std::vector<ExplainedSchedule> schedules;  // of the window
};

// One operand of a calculated measure, summed over the rows.
struct ExplainedOperand {
  MeasureColumn measure;
  bool subtract = false;
  WideMicros micros = 0;
  bool posted = false;  // some row has it
};

struct ExplainedFormula {
  MeasureColumn measure;
  std::vector<ExplainedOperand> operands;
  WideMicros micros = 0;
};

struct Explanation {
  std::vector<Issue> issues;       // not empty: cannot be answered (400)
  std::vector<ExplainedRow> rows;  // the first kExplainedRowCountMax, by key
  uint64_t row_count = 0;          // of all rows that match; formulas sum over all of them
  std::vector<ExplainedFormula> formulas;
};

inline constexpr uint64_t kExplainedRowCountMax = 1000;

}  // namespace onhand

#endif  // ONHAND_ENGINE_MODEL_EXPLANATION_H_
