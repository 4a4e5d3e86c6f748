#include "tests/proof/simulation/mutant.h"

#include <string>
#include <utility>

#include "storage/base/mutex.h"
#include "storage/keys/family.h"

namespace onhand::proof {
namespace {

using storage::BulkWrite;
using storage::Family;
using storage::PartitionHead;
using storage::Snapshot;
using storage::Store;
using storage::StoreStatistics;
using storage::WriteBatch;

constexpr int64_t kReceiptLost = 10;
constexpr int64_t kPutLost = 30;
constexpr int64_t kBatchHalved = 6;
constexpr int64_t kSnapshotStale = 5;

bool IsOf(std::string_view key, Family family) { return !key.empty() && key[0] == static_cast<char>(family); }

// A snapshot that several own.
class SharedSnapshot : public Snapshot {
 public:
  explicit SharedSnapshot(std::shared_ptr<const Snapshot> snapshot) : snapshot_(std::move(snapshot)) {}
  absl::StatusOr<std::optional<std::string>> Get(std::string_view key) const override { return snapshot_->Get(key); }
  absl::StatusOr<std::vector<std::optional<std::string>>> MultiGet(absl::Span<const std::string> keys) const override {
    return snapshot_->MultiGet(keys);
  }
  std::unique_ptr<storage::Cursor> Scan(storage::KeyRange range, storage::ScanOptions options) const override {
    return snapshot_->Scan(std::move(range), options);
  }

 private:
  const std::shared_ptr<const Snapshot> snapshot_;
};

class MutantStore : public Store {
 public:
  MutantStore(std::unique_ptr<Store> store, Mutant mutant) : store_(std::move(store)), mutant_(mutant) {}

  absl::StatusOr<PartitionHead> TakePartition(std::string_view partition) override {
    return store_->TakePartition(partition);
  }

  absl::Status Commit(const WriteBatch& batch) override {
    const bool halved = mutant_ == Mutant::kHalfBatch && ++commits_ % kBatchHalved == 0;
    WriteBatch changed;
    for (const storage::PartitionStep& step : batch.steps()) changed.Touch(step);
    size_t taken = 0;
    for (const WriteBatch::Change& change : batch.changes()) {
      const bool kept = IsOf(change.key, Family::kLog) || IsOf(change.key, Family::kMeta);
      if (!kept && halved && ++taken > batch.changes().size() / 2) continue;
      if (change.kind == WriteBatch::Kind::kDelete) {
        changed.Delete(change.key);
      } else if (change.kind == WriteBatch::Kind::kDeleteRange) {
        changed.DeleteRange(change.key, change.value);
      } else if (!Loses(change.key)) {
        changed.Put(change.key, change.value);
      }
    }
    return store_->Commit(changed);
  }

  std::unique_ptr<BulkWrite> NewBulkWrite(std::string_view partition, uint64_t epoch, uint64_t bytes_expected) override;

  std::unique_ptr<Snapshot> GetSnapshot() const override {
    MutexLock lock(&mutex_);
    const bool stale = mutant_ == Mutant::kStaleSnapshot && ++snapshots_ % kSnapshotStale == 0 && last_ != nullptr;
    if (!stale) last_ = store_->GetSnapshot();
    return std::make_unique<SharedSnapshot>(last_);
  }

  StoreStatistics Statistics() const override { return store_->Statistics(); }

  // Whether this entry does not reach the store.
  bool Loses(std::string_view key) {
    if (mutant_ == Mutant::kLosesReceipts) return IsOf(key, Family::kReceipt) && ++puts_ % kReceiptLost == 0;
    // What names measures is not lost: that would be found by a crash.
    return mutant_ == Mutant::kLosesPuts && !IsOf(key, Family::kMeta) && ++puts_ % kPutLost == 0;
  }

 private:
  const std::unique_ptr<Store> store_;
  const Mutant mutant_;
  int64_t commits_ = 0;
  int64_t puts_ = 0;
  mutable Mutex mutex_;
  mutable int64_t snapshots_ ABSL_GUARDED_BY(mutex_) = 0;
  // Before the store, which must outlive it.
  mutable std::shared_ptr<const Snapshot> last_ ABSL_GUARDED_BY(mutex_);
};

class MutantBulk : public BulkWrite {
 public:
  MutantBulk(MutantStore* store, std::unique_ptr<BulkWrite> bulk) : store_(store), bulk_(std::move(bulk)) {}
  absl::Status Put(std::string_view key, std::string_view value) override {
    return store_->Loses(key) ? absl::OkStatus() : bulk_->Put(key, value);
  }
  absl::Status Finish() override { return bulk_->Finish(); }

 private:
  MutantStore* const store_;
  const std::unique_ptr<BulkWrite> bulk_;
};

std::unique_ptr<BulkWrite> MutantStore::NewBulkWrite(std::string_view partition, uint64_t epoch,
                                                     uint64_t bytes_expected) {
  return std::make_unique<MutantBulk>(this, store_->NewBulkWrite(partition, epoch, bytes_expected));
}

}  // namespace

std::string_view MutantName(Mutant mutant) {
  switch (mutant) {
    case Mutant::kNone:
      return "none";
    case Mutant::kLosesReceipts:
      return "loses receipts";
    case Mutant::kLosesPuts:
      return "loses puts";
    case Mutant::kHalfBatch:
      return "half a batch";
    case Mutant::kLyingSync:
      return "lying sync";
    case Mutant::kStaleSnapshot:
      return "stale snapshot";
  }
  return "?";
}

std::unique_ptr<Store> Mutate(std::unique_ptr<Store> store, Mutant mutant) {
  if (mutant == Mutant::kNone || mutant == Mutant::kLyingSync) return store;
  return std::make_unique<MutantStore>(std::move(store), mutant);
}

}  // namespace onhand::proof
