#include "tests/storage/testing/counting_store.h"

#include <utility>

namespace onhand::storage {
namespace {

class CountingCursor : public Cursor {
 public:
  CountingCursor(std::unique_ptr<Cursor> cursor, ReadCounts* counts) : cursor_(std::move(cursor)), counts_(counts) {
    Count();
  }

  bool Valid() const override { return cursor_->Valid(); }
  void Next() override {
    cursor_->Next();
    Count();
  }
  void Seek(std::string_view key) override {
    cursor_->Seek(key);
    Count();
  }
  std::string_view key() const override { return cursor_->key(); }
  std::string_view value() const override { return cursor_->value(); }
  absl::Status status() const override { return cursor_->status(); }

 private:
  void Count() {
    if (cursor_->Valid()) ++counts_->entries;
  }

  const std::unique_ptr<Cursor> cursor_;
  ReadCounts* const counts_;
};

class CountingSnapshot : public Snapshot {
 public:
  CountingSnapshot(std::unique_ptr<Snapshot> snapshot, ReadCounts* counts)
      : snapshot_(std::move(snapshot)), counts_(counts) {}

  absl::StatusOr<std::optional<std::string>> Get(std::string_view key) const override {
    ++counts_->keys;
    return snapshot_->Get(key);
  }
  absl::StatusOr<std::vector<std::optional<std::string>>> MultiGet(absl::Span<const std::string> keys) const override {
    counts_->keys += static_cast<int64_t>(keys.size());
    return snapshot_->MultiGet(keys);
  }
  std::unique_ptr<Cursor> Scan(KeyRange range, ScanOptions options) const override {
    return std::make_unique<CountingCursor>(snapshot_->Scan(std::move(range), options), counts_);
  }

 private:
  const std::unique_ptr<Snapshot> snapshot_;
  ReadCounts* const counts_;
};

class CountingStore : public Store {
 public:
  CountingStore(Store* store, ReadCounts* counts) : store_(store), counts_(counts) {}

  absl::StatusOr<PartitionHead> TakePartition(std::string_view partition) override {
    return store_->TakePartition(partition);
  }
  absl::Status Commit(const WriteBatch& batch) override { return store_->Commit(batch); }
  std::unique_ptr<BulkWrite> NewBulkWrite(std::string_view partition, uint64_t epoch,
                                          uint64_t bytes_expected) override {
    return store_->NewBulkWrite(partition, epoch, bytes_expected);
  }
  std::unique_ptr<Snapshot> GetSnapshot() const override {
    return std::make_unique<CountingSnapshot>(store_->GetSnapshot(), counts_);
  }
  StoreStatistics Statistics() const override { return store_->Statistics(); }

 private:
  Store* const store_;
  ReadCounts* const counts_;
};

}  // namespace

std::unique_ptr<Store> NewCountingStore(Store* store, ReadCounts* counts) {
  return std::make_unique<CountingStore>(store, counts);
}

}  // namespace onhand::storage
