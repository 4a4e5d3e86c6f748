// File: row_cache.h
//
// The on-hand rows of one environment in memory: all that changed since the tables were written last, and those that
// were used lately. A row stands here with the state that the newest commit gave it and, as long as a view needs them,
// with earlier ones, so that a reader sees one moment without waiting for the writer.
//
// Rows lie by product, sorted, so that one lookup finds what a question about a product needs. A product is *complete*
// when every row that it has is here; then a walk over it needs no table at all.
//
//   writer:  Find -> (plan) -> Install(…, sequence)            one thread at a time
//   reader:  Read / Visit at a ViewPoint                        any number
//   write-back:  TakeDirty -> Snapshotted rows -> SetMark       one at a time
#ifndef ONHAND_STORAGE_CACHE_ROW_CACHE_H_
#define ONHAND_STORAGE_CACHE_ROW_CACHE_H_

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "storage/base/mutex.h"
#include "storage/cache/memory_budget.h"
#include "storage/cache/product_sums.h"
#include "storage/keys/row_key.h"
#include "storage/kv/store.h"
#include "storage/records/cell_sums.h"
#include "storage/records/log_record.h"
#include "storage/records/row.h"

namespace onhand::storage {

// A moment to read at.
struct ViewPoint {
  uint64_t sequence = 0;             // of the last commit that is seen
  uint64_t mark = 0;                 // the tables hold every row as this commit left it; <= sequence
  const Snapshot* tables = nullptr;  // at the mark
};

// Thread-safe, but for what is marked as the writer's.
class RowCache {
 public:
  // Rows that are in their table and that no view needs go when `budget` (not owned) is exceeded, those not used for
  // longest first.
  // `mark`: the tables hold everything up to here.
  RowCache(MemoryBudget* budget, uint64_t mark);
  ~RowCache();
  RowCache(const RowCache&) = delete;
  RowCache& operator=(const RowCache&) = delete;

  // What is known of a row without asking a table.
  enum class Known : uint8_t { kNothing, kAbsent, kRow };

  struct Product;
  struct CachedRow;
  // Where a row was found, to be found again without a search. nullptr: it was not.
  struct Place {
    Product* product;
    CachedRow* row;
  };

  // The row at this moment. kNothing: ask the view's tables. DATA_LOSS, UNAVAILABLE: its table could not be read.
  // `place`: the writer's alone; filled where the row is in memory, good until EndGroup.
  absl::StatusOr<Known> Find(std::string_view row_key, const ViewPoint& at, Row* row, Place* place = nullptr);

  // Has the processor fetch what Find and Install of these rows look at, so that many are found in the time of a few.
  void Prefetch(absl::Span<const std::string_view> row_keys) const;

  // Keeps what a table said of a row at this moment, unless something newer is known.
  void KeepClean(std::string_view row_key, const ViewPoint& at, const Row& row);

  // Visits the rows of a product whose key begins with `prefix`, which holds the whole product, in key order, as far as
  // they exist at this moment. False from the visitor ends the walk. The answer is false, and nothing was visited, if
  // the product is not complete. The visitor must not ask the cache.
  using RowVisitor = absl::FunctionRef<bool(std::string_view row_key, const Row& row)>;
  absl::StatusOr<bool> VisitProduct(std::string_view prefix, const ViewPoint& at, RowVisitor visit);
  // Visits the sums of a product's rows by `parts`, by row key, as they are at this moment. The answer is false, and
  // nothing was visited, if they are not at hand: the product is small, not complete or being changed, or nobody asked
  // for them before.
  using SumsVisitor = absl::FunctionRef<void(std::string_view row_key, const CellSums& sums)>;
  bool VisitSums(std::string_view product, PartMask parts, const ViewPoint& at, SumsVisitor visit);
  // Which sums are at hand now, by product and parts.
  std::vector<std::pair<std::string, PartMask>> KeptSums();
  // Whether to read a whole product, to keep it, when a part of it was asked for: as long as there is memory, and every
  // once in a while, so that products asked for often come to be kept.
  bool IsWorthKeeping();
  // Makes a product complete with what its table has at this moment (keys ascending), unless something newer is known.
  void KeepProduct(std::string_view product, const ViewPoint& at, const std::vector<std::pair<std::string, Row>>& rows);

  // Sequences of the views in use, ascending. Until it is called again, further ones are opened at the newest commit
  // only, that before the one being installed. Earlier states that none of them sees are not kept. The writer's; so
  // below.
  void SetViews(std::vector<uint64_t> sequences) { views_ = std::move(sequences); }
  // What commit row.sequence makes of a row. Seen by no view until it is opened at that sequence.
  // `place`: where Find of the same group found it, or some other row.
  void Install(std::string_view row_key, Row row, Place place = {nullptr, nullptr});
  // Places are good no longer.
  void EndGroup() { group_.fetch_add(1, std::memory_order_relaxed); }
  // Something that commit `sequence` did to a row, to be applied to what its table has once that is asked for. Only
  // before the first view, in the order of commits. True if it is the first effect on the row.
  bool InstallEffect(std::string_view row_key, const RowEffect& effect, uint64_t sequence);
  // The rows for which `goes` says so are gone from commit `sequence` on. All rows must be in their tables, and the
  // mark is set to `sequence` before.
  void Remove(absl::FunctionRef<bool(std::string_view row_key)> goes, uint64_t sequence);

  // Rows that changed since it was called last (or since the cache was made), for a write-back at `at.sequence`.
  // `sequence`: of the newest commit. The writer's.
  class Dirty;
  struct DeleteDirty {
    void operator()(Dirty* dirty) const;
  };
  std::unique_ptr<Dirty, DeleteDirty> TakeDirty(uint64_t sequence);
  static size_t CountDirty(const Dirty& dirty);
  // Visits the rows of `dirty` in key order as they are at this moment; all of them exist.
  absl::Status VisitDirty(Dirty& dirty, const ViewPoint& at,
                          absl::FunctionRef<absl::Status(std::string_view row_key, const Row& row)> visit);
  // After a write-back that failed: its rows are dirty again. The writer's.
  void GiveBackDirty(std::unique_ptr<Dirty, DeleteDirty> dirty);
  size_t dirty_count() const { return dirty_count_.load(std::memory_order_relaxed); }

  // The tables hold everything up to here; called when views begin to be opened on them.
  void SetMark(uint64_t mark) { mark_.store(mark, std::memory_order_release); }
  // What views still need: those at `sequence` and later, on tables at `mark` and later.
  void SetOldestView(uint64_t sequence, uint64_t mark);
  // Frees what is beyond the budget.
  void Trim();

 private:
  struct Version;
  struct Shard;
  struct SumsInUse;

  static constexpr size_t kShards = 64;

  Shard& ShardOf(std::string_view product) const;
  // With the shard's mutex held; so below.
  Product* FindProduct(Shard& shard, std::string_view product) const ABSL_NO_THREAD_SAFETY_ANALYSIS;
  Product* FindOrMakeProduct(Shard& shard, std::string_view product) ABSL_NO_THREAD_SAFETY_ANALYSIS;
  // The first row whose rest begins with `rest`, where there is a short way to it.
  static CachedRow* FindFirst(Shard& shard, std::string_view product,
                              std::string_view rest) ABSL_NO_THREAD_SAFETY_ANALYSIS;
  static void MakeShortWays(Shard& shard, CachedRow* before, CachedRow* row) ABSL_NO_THREAD_SAFETY_ANALYSIS;
  static void DropShortWays(Shard& shard, const Product& product) ABSL_NO_THREAD_SAFETY_ANALYSIS;
  static CachedRow* FindOrMakeRow(Shard& shard, Product& product, std::string_view rest,
                                  bool* made) ABSL_NO_THREAD_SAFETY_ANALYSIS;
  void KeepRow(Shard& shard, Product& product, std::string_view rest, const Row& row) ABSL_NO_THREAD_SAFETY_ANALYSIS;
  void Resize(Product& product, uint64_t before, uint64_t after);
  // Puts the newest state of a row behind the one that commit `sequence` is about to make.
  void Supersede(CachedRow* row, uint64_t sequence) const;
  // Whether a view in use sees what was so from commit `begin` until commit `end` changed it.
  bool IsSeen(uint64_t begin, uint64_t end) const;
  static bool IsAt(std::string_view row_key, const Place& place);
  void InstallAt(Product* product, CachedRow* cached, bool made, Row row);
  void DropSums(Product& product);
  void FollowSums(Product& product, const CachedRow& cached, const Row& after);
  std::optional<ProductSums> AddUp(const Product& product, PartMask parts) const;
  // Frees what no view needs, now that one at the row's sequence is open.
  void DropOlder(Product& product, CachedRow* row);
  void MarkDirty(Product* product, CachedRow* row);
  absl::Status Resolve(Product& product, CachedRow* row, const Snapshot& tables);

  MemoryBudget* const budget_;
  std::unique_ptr<Shard[]> shards_;
  std::atomic<uint64_t> mark_ = 0;
  std::atomic<uint64_t> oldest_sequence_ = UINT64_MAX;
  std::atomic<uint64_t> oldest_mark_ = UINT64_MAX;
  std::atomic<size_t> dirty_count_ = 0;
  std::atomic<uint64_t> group_ = 1;  // products that it has places in stay
  std::atomic<size_t> next_trimmed_ = 0;
  std::atomic<uint32_t> parts_read_ = 0;  // of products, with little memory left

  // The writer's.
  std::unique_ptr<Dirty> dirty_;
  uint64_t dirty_since_ = 0;     // rows of a later sequence are on the list
  std::vector<uint64_t> views_;  // ascending; the writer's
};

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_CACHE_ROW_CACHE_H_
