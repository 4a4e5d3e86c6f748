// File: derived_sums.h
//
// Sums of measures over rows, kept in memory by the writer so that a check of availability never walks the rows of a
// product again (decisions V2: derived, not a second source of truth). A partition's sums at one level are built from
// its rows when first asked for, and follow every change from then on. Nothing of it is on disk.
#ifndef ONHAND_ENGINE_SUMS_DERIVED_SUMS_H_
#define ONHAND_ENGINE_SUMS_DERIVED_SUMS_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/types/span.h"
#include "engine/config/compiled.h"
#include "engine/model/quantity.h"
#include "engine/sums/check_levels.h"
#include "storage/records/cell_sums.h"
#include "storage/records/row.h"

namespace onhand {

// Not thread-safe, but for rows_walked; the single writer's.
class DerivedSums {
 public:
  // Forgets partitions that were not used for longest as soon as there are more than `tuples_max` tuples in all.
  explicit DerivedSums(size_t tuples_max) : tuples_max_(tuples_max) {}

  // Walks the newest rows whose key begins with a prefix.
  using RowVisitor = std::function<bool(std::string_view row_key, const storage::Row& row)>;
  using RowWalk = std::function<absl::Status(std::string_view prefix, const RowVisitor& visit)>;

  // Makes sure that the sums of these levels are there; walks the partition's rows at most once. Only between groups:
  // changes planned but not committed would be missed. DATA_LOSS, UNAVAILABLE.
  absl::Status Load(const RowWalk& walk, std::string_view partition, absl::Span<const LevelMask> levels);

  // The value of a column at a tuple of a loaded level.
  WideMicros Evaluate(std::string_view partition, LevelMask level, std::string_view tuple,
                      const CompiledColumn& column) const;

  // Follows a change of a row, if its partition is loaded. `by_location` as of the configuration.
  void Follow(std::string_view row_key, bool by_location, const storage::Row& before, const storage::Row& after);

  // Whose sums are loaded.
  std::vector<std::string> Partitions() const;
  // Every level of a partition that is loaded, with its sums by tuple; for the audit.
  struct LoadedLevel {
    LevelMask mask = 0;
    std::vector<std::pair<std::string, storage::CellSums>> tuples;
  };
  std::vector<LoadedLevel> LoadedLevels(std::string_view partition) const;

  // Frees memory beyond the budget. Only between groups.
  void Trim();
  void Clear();
  bool empty() const { return partitions_.empty(); }
  // By all loads so far. Thread-safe.
  uint64_t rows_walked() const { return rows_walked_.load(std::memory_order_relaxed); }

 private:
  struct Level {
    LevelMask mask = 0;
    absl::flat_hash_map<std::string, storage::CellSums> tuples;
  };
  struct Partition {
    std::vector<Level> levels;
    uint64_t last_used = 0;
    const Level* Find(LevelMask mask) const;
  };

  void AddToLevel(const storage::RowIdentity& identity, MeasureNumber measure, WideMicros micros, Level* level);

  const size_t tuples_max_;
  absl::flat_hash_map<std::string, Partition> partitions_;
  size_t tuple_count_ = 0;
  uint64_t now_ = 0;  // counts loads
  std::atomic<uint64_t> rows_walked_ = 0;
  std::string tuple_;  // scratch
};

}  // namespace onhand

#endif  // ONHAND_ENGINE_SUMS_DERIVED_SUMS_H_
