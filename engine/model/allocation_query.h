// File: allocation_query.h
//
// Question and answer: the allocation buckets of one row (spec 4.4, decisions L6, E9). Requests are views whose texts
// must live until the call returns; answers own theirs.
#ifndef ONHAND_ENGINE_MODEL_ALLOCATION_QUERY_H_
#define ONHAND_ENGINE_MODEL_ALLOCATION_QUERY_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/model/event.h"
#include "engine/model/outcome.h"

namespace onhand {

// Which buckets there are at exactly these dimensions (spec 4.4, decisions L6, E9).
struct AllocationQuery {
  std::string_view organization_id;
  std::string_view product_id;
  std::string_view dimension_data_source;
  std::vector<DimensionValue> dimensions;
  std::vector<GroupValue> groups;  // none = all paths, else exactly this one
};

// A dimension or an allocation group with its value.
struct NamedValue {
  std::string name;
  std::string value;
  friend bool operator==(const NamedValue&, const NamedValue&) = default;
};

struct AllocationBucket {
  std::vector<NamedValue> groups;  // from the top, names in the configuration's spelling
  int64_t allocated_micros = 0;
  int64_t consumed_micros = 0;
  int64_t cumulative_allocated_micros = 0;
  int64_t cumulative_consumed_micros = 0;
  friend bool operator==(const AllocationBucket&, const AllocationBucket&) = default;
};

struct AllocationAnswer {
  std::vector<Issue> issues;  // not empty: cannot be answered (400; 403 while allocation is off)
  std::string organization_id;
  std::string product_id;
  std::vector<NamedValue> dimensions;     // of the row, in the spelling of answers
  std::vector<AllocationBucket> buckets;  // by group path, bytewise
};

}  // namespace onhand

#endif  // ONHAND_ENGINE_MODEL_ALLOCATION_QUERY_H_
