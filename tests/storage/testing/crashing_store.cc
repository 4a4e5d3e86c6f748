#include "tests/storage/testing/crashing_store.h"

#include <utility>

namespace onhand::storage {
namespace {

absl::Status Refused() { return absl::UnavailableError("the test's disk writes nothing any more"); }

// Carries out `write` unless the switch refuses it.
template <typename Write>
absl::Status Guarded(CrashSwitch& crash, bool bulk, const Write& write) {
  const CrashSwitch::Fate fate = crash.NextWrite(bulk);
  if (fate == CrashSwitch::Fate::kRefused) return Refused();
  const absl::Status status = write();
  return fate == CrashSwitch::Fate::kDone ? status : Refused();
}

class CrashingBulk : public BulkWrite {
 public:
  CrashingBulk(std::unique_ptr<BulkWrite> bulk, std::shared_ptr<CrashSwitch> crash)
      : bulk_(std::move(bulk)), crash_(std::move(crash)) {}

  absl::Status Put(std::string_view key, std::string_view value) override {
    return crash_->MayGather() ? bulk_->Put(key, value) : Refused();
  }
  absl::Status Finish() override {
    return Guarded(*crash_, /*bulk=*/true, [this] { return bulk_->Finish(); });
  }

 private:
  const std::unique_ptr<BulkWrite> bulk_;
  const std::shared_ptr<CrashSwitch> crash_;
};

class CrashingStore : public Store {
 public:
  CrashingStore(std::unique_ptr<Store> store, std::shared_ptr<CrashSwitch> crash)
      : store_(std::move(store)), crash_(std::move(crash)) {}

  absl::StatusOr<PartitionHead> TakePartition(std::string_view partition) override {
    absl::StatusOr<PartitionHead> head;
    const absl::Status status = Guarded(*crash_, /*bulk=*/false, [&] {
      head = store_->TakePartition(partition);
      return head.status();
    });
    if (!status.ok()) return status;
    return head;
  }
  absl::Status Commit(const WriteBatch& batch) override {
    return Guarded(*crash_, /*bulk=*/false, [&] { return store_->Commit(batch); });
  }
  std::unique_ptr<BulkWrite> NewBulkWrite(std::string_view partition, uint64_t epoch,
                                          uint64_t bytes_expected) override {
    return std::make_unique<CrashingBulk>(store_->NewBulkWrite(partition, epoch, bytes_expected), crash_);
  }
  std::unique_ptr<Snapshot> GetSnapshot() const override { return store_->GetSnapshot(); }
  StoreStatistics Statistics() const override { return store_->Statistics(); }

 private:
  const std::unique_ptr<Store> store_;
  const std::shared_ptr<CrashSwitch> crash_;
};

}  // namespace

void CrashSwitch::CrashAfter(int writes, bool last_unanswered) {
  MutexLock lock(&mutex_);
  writes_left_ = writes;
  last_unanswered_ = last_unanswered;
}

void CrashSwitch::RefuseBulkWrites(bool refuse) {
  MutexLock lock(&mutex_);
  refuse_bulk_writes_ = refuse;
}

CrashSwitch::Fate CrashSwitch::NextWrite(bool bulk) {
  MutexLock lock(&mutex_);
  if (bulk && refuse_bulk_writes_) return Fate::kRefused;
  if (!writes_left_.has_value()) return Fate::kDone;
  if (*writes_left_ > 0) {
    --*writes_left_;
    return Fate::kDone;
  }
  return std::exchange(last_unanswered_, false) ? Fate::kDoneUnanswered : Fate::kRefused;
}

bool CrashSwitch::MayGather() {
  MutexLock lock(&mutex_);
  return !refuse_bulk_writes_ && (!writes_left_.has_value() || *writes_left_ > 0 || last_unanswered_);
}

bool CrashSwitch::crashed() {
  MutexLock lock(&mutex_);
  return writes_left_ == 0 && !last_unanswered_;
}

std::unique_ptr<Store> NewCrashingStore(std::unique_ptr<Store> store, std::shared_ptr<CrashSwitch> crash) {
  return std::make_unique<CrashingStore>(std::move(store), std::move(crash));
}

}  // namespace onhand::storage
