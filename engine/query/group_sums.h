// File: group_sums.h
//
// Sums of physical measures by group. A group's key is its texts in the order of the answer, each ended by 00, so that
// sorting the keys bytewise gives the order of decisions R4.
#ifndef ONHAND_ENGINE_QUERY_GROUP_SUMS_H_
#define ONHAND_ENGINE_QUERY_GROUP_SUMS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "engine/model/quantity.h"
#include "engine/query/resolved_query.h"
#include "storage/keys/row_key.h"
#include "storage/records/cell_sums.h"
#include "storage/records/row.h"
#include "storage/records/schedule.h"

namespace onhand {

// The sum of what is scheduled of one measure on one day in a group.
struct ScheduledSum {
  int32_t day = 0;
  storage::MeasureNumber measure = 0;
  WideMicros micros = 0;
};

// One group: what names it, and its sums, ascending by measure; measures never posted are not there.
struct Group {
  std::string organization;
  std::string product;
  std::vector<std::string> dimension_values;  // by position of ResolvedQuery::grouping
  storage::CellSums sums;
  std::vector<ScheduledSum> scheduled;  // ascending by day, then measure
};

// Not thread-safe. `query` must outlive it.
class GroupSums {
 public:
  explicit GroupSums(const ResolvedQuery& query) : query_(query) { key_.reserve(kUsualKeyBytes); }

  void Add(const storage::RowIdentity& identity, const storage::Row& row);
  void Add(const storage::RowIdentity& identity, const storage::CellSums& sums);
  // An empty schedule makes no group.
  void Add(const storage::RowIdentity& identity, const storage::Schedule& schedule);
  // In the order of the answer. Leaves nothing behind.
  std::vector<Group> TakeSorted();

 private:
  Group& Find(const storage::RowIdentity& identity);
  // Of the group with the key that was made last; the number of groups if there is none.
  size_t FindPosition();
  std::string_view KeyAt(size_t position) const;

  static constexpr size_t kUsualKeyBytes = 96;

  const ResolvedQuery& query_;
  std::vector<Group> groups_;
  std::string keys_;                          // of all groups, one after another
  absl::InlinedVector<size_t, 16> key_ends_;  // in keys_
  size_t greatest_ = 0;                       // the group whose key is greatest
  bool ascending_ = true;                     // so far groups were found in the order of the answer
  std::string key_;
  absl::flat_hash_map<std::string, size_t> positions_;  // of all groups, once there are more than a few
};

}  // namespace onhand

#endif  // ONHAND_ENGINE_QUERY_GROUP_SUMS_H_
