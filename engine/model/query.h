// File: query.h
//
// Questions and answers: index query and exact query, versions 1.0 and 2.0 (spec 1.12–1.16, decisions R1–R14, P3–P5).
// Requests are structs of views whose texts must live until the call returns; answers own theirs.
#ifndef ONHAND_ENGINE_MODEL_QUERY_H_
#define ONHAND_ENGINE_MODEL_QUERY_H_

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/model/outcome.h"
#include "engine/model/product_search.h"
#include "engine/model/quantity.h"

namespace onhand {

enum class QueryVersion : uint8_t { kV1, kV2 };

// Rows pass whose dimension has one of the values; "" stands for rows that leave it unspecified (R2). No values: no
// filter.
struct DimensionFilter {
  std::string_view name;  // base name, or the dimension data source's own, in any case
  std::vector<std::string_view> values;
};

// Whether available to promise is asked for, and for which days (decisions P3–P5). Without `wanted` the dates are
// ignored.
struct AtpRange {
  bool wanted = false;    // QueryATP
  std::string_view from;  // a date as in DatedQuantities; "" = from the first day of the window
  std::string_view to;    // included; "" = to its last day
};

struct IndexQuery {
  QueryVersion version = QueryVersion::kV1;
  std::string_view dimension_data_source;
  std::vector<std::string_view> organization_ids;  // v1.0: exactly one
  std::vector<std::string_view> product_ids;
  std::vector<DimensionFilter> filters;  // site and location among them
  std::vector<std::string_view> group_by;
  bool return_negative = false;        // R6
  std::optional<int64_t> page_number;  // v2.0, from 1
  std::optional<int64_t> page_size;    // v2.0, warehouses a page
  AtpRange atp;
  // In place of product_ids, which must then be empty: the products that this finds, at most kSearchedProductsMax. A
  // search that finds none is answered without rows. Not owned.
  const ProductSearch* product_search = nullptr;
};

struct ExactQuery {
  QueryVersion version = QueryVersion::kV1;
  std::string_view dimension_data_source;
  std::vector<std::string_view> organization_ids;  // v1.0: exactly one; v2.0: must be empty, see keys
  std::vector<std::string_view> product_ids;
  std::vector<std::string_view> keys;                 // dimension names; v2.0 also "organizationId"
  std::vector<std::vector<std::string_view>> tuples;  // values by position of keys
  std::vector<std::string_view> group_by;
  bool return_negative = false;
  AtpRange atp;
  const ProductSearch* product_search = nullptr;  // as above
};

// A column of an answer.
struct MeasureColumn {
  std::string data_source;  // lower case
  std::string measure;      // lower case
  bool calculated = false;
  friend bool operator==(const MeasureColumn&, const MeasureColumn&) = default;
};

// The columns of an answer. Answers of one configuration share them: copying is cheap.
class MeasureColumns {
 public:
  MeasureColumns() = default;
  MeasureColumns(std::initializer_list<MeasureColumn> columns) : columns_(std::make_shared<Columns>(columns)) {}
  explicit MeasureColumns(std::vector<MeasureColumn> columns)
      : columns_(std::make_shared<Columns>(std::move(columns))) {}

  size_t size() const { return columns_ == nullptr ? 0 : columns_->size(); }
  bool empty() const { return size() == 0; }
  const MeasureColumn& operator[](size_t position) const { return (*columns_)[position]; }
  const MeasureColumn* begin() const { return columns_ == nullptr ? nullptr : columns_->data(); }
  const MeasureColumn* end() const { return begin() + size(); }
  // Others that share the columns so far do not see it.
  void push_back(MeasureColumn column) {
    auto columns = columns_ == nullptr ? std::make_shared<Columns>() : std::make_shared<Columns>(*columns_);
    columns->push_back(std::move(column));
    columns_ = std::move(columns);
  }

  friend bool operator==(const MeasureColumns& a, const MeasureColumns& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
  }

 private:
  using Columns = std::vector<MeasureColumn>;
  std::shared_ptr<const Columns> columns_;
};

struct MeasureValue {
  uint32_t column = 0;  // index of QueryAnswer::columns
  WideMicros micros = 0;
  friend bool operator==(const MeasureValue&, const MeasureValue&) = default;
};

// Values of one day.
struct DayValues {
  int32_t day = 0;                   // since 1970-01-01, UTC
  std::vector<MeasureValue> values;  // ascending by column
  friend bool operator==(const DayValues&, const DayValues&) = default;
};

struct ResultRow {
  std::string organization_id;
  std::string product_id;
  std::vector<std::string> dimension_values;  // by position of QueryAnswer::dimension_names
  std::vector<MeasureValue> values;           // ascending by column; measures never posted are left out (R5)
  // With QueryATP. Days of the window that have schedules: the operands of schedule measures, and of each schedule
  // measure the net change.
  std::vector<DayValues> scheduled;
  std::vector<DayValues> promises;  // every day of the window: ATP of each schedule measure
  friend bool operator==(const ResultRow&, const ResultRow&) = default;
};

struct QueryAnswer {
  // Not empty: the query cannot be answered (400); nothing else is set.
  std::vector<Issue> issues;

  QueryVersion version = QueryVersion::kV1;
  std::vector<std::string_view> dimension_names;  // in the spelling of answers; live for ever
  MeasureColumns columns;                         // by data source, then measure, bytewise
  std::vector<ResultRow> rows;                    // ordered as R4 says
  // v2.0 index query: the page to ask for next; nothing on the last one.
  std::optional<int64_t> next_page_number;
  bool has_atp = false;  // QueryATP was asked for
};

}  // namespace onhand

#endif  // ONHAND_ENGINE_MODEL_QUERY_H_
