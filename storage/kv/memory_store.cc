#include "storage/kv/memory_store.h"

#include <algorithm>
#include <atomic>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "absl/container/inlined_vector.h"
#include "absl/strings/str_cat.h"
#include "storage/base/mutex.h"
#include "storage/keys/family.h"
#include "storage/keys/partition_key.h"
#include "storage/kv/bulk_order.h"
#include "storage/kv/partition_heads.h"

namespace onhand::storage {
namespace {

struct Version {
  uint64_t commit = 0;
  std::optional<std::string> value;  // nothing: deleted by that commit
};

// Ascending by commit, never empty.
using Versions = absl::InlinedVector<Version, 1>;
using Table = std::map<std::string, Versions, std::less<>>;

const std::string* Visible(const Versions& versions, uint64_t commit) {
  for (auto it = versions.rbegin(); it != versions.rend(); ++it) {
    if (it->commit <= commit) return it->value.has_value() ? &*it->value : nullptr;
  }
  return nullptr;
}

}  // namespace

struct MemoryDisk::State {
  mutable Mutex mutex;
  Table table ABSL_GUARDED_BY(mutex);
  PartitionHeads heads ABSL_GUARDED_BY(mutex);
  uint64_t last_commit ABSL_GUARDED_BY(mutex) = 0;
  std::multiset<uint64_t> snapshots ABSL_GUARDED_BY(mutex);
  // Keys that hold a version nobody needs once all snapshots are at least at that commit, in order of commits.
  std::deque<std::pair<uint64_t, std::string>> superseded ABSL_GUARDED_BY(mutex);
  absl::Status refusal ABSL_GUARDED_BY(mutex);

  uint64_t OldestNeeded() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) {
    return snapshots.empty() ? last_commit : *snapshots.begin();
  }

  void Write(std::string_view key, std::optional<std::string> value) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex);
  void Apply(const WriteBatch& batch) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex);
  void Trim() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex);
};

void MemoryDisk::State::Write(std::string_view key, std::optional<std::string> value) {
  auto it = table.lower_bound(key);
  const bool known = it != table.end() && it->first == key;
  if (!known) {
    if (!value.has_value()) return;
    it = table.emplace_hint(it, std::string(key), Versions());
  }
  Versions& versions = it->second;
  // A later change of the same batch wins; without a snapshot in between nobody sees the older version either.
  const bool replaces = known && (versions.back().commit == last_commit ||
                                  (snapshots.empty() && value.has_value() && versions.size() == 1));
  if (replaces) {
    versions.back() = {last_commit, std::move(value)};
  } else {
    versions.push_back({last_commit, std::move(value)});
  }
  if ((known && !replaces) || !versions.back().value.has_value()) superseded.emplace_back(last_commit, key);
}

void MemoryDisk::State::Apply(const WriteBatch& batch) {
  ++last_commit;
  for (const WriteBatch::Change& change : batch.changes()) {
    switch (change.kind) {
      case WriteBatch::Kind::kPut:
        Write(change.key, change.value);
        break;
      case WriteBatch::Kind::kDelete:
        Write(change.key, std::nullopt);
        break;
      case WriteBatch::Kind::kDeleteRange: {
        const std::string end = RangeEnd(change.key, change.value);
        for (auto it = table.lower_bound(change.key); it != table.end() && it->first < end; ++it) {
          if (it->second.back().value.has_value()) Write(it->first, std::nullopt);
        }
        break;
      }
    }
  }
  heads.Advance(batch);
  for (const PartitionStep& step : batch.steps()) {
    Write(PartitionKey(step.partition), EncodePartitionHead({step.epoch, step.sequence_after}));
  }
  Trim();
}

void MemoryDisk::State::Trim() {
  const uint64_t oldest = OldestNeeded();
  while (!superseded.empty() && superseded.front().first <= oldest) {
    const auto it = table.find(superseded.front().second);
    superseded.pop_front();
    if (it == table.end()) continue;
    Versions& versions = it->second;
    const auto newer = std::find_if(versions.begin(), versions.end(),
                                    [oldest](const Version& version) { return version.commit > oldest; });
    // The last version at or before `oldest` is still seen, unless it says that the key is gone.
    auto needed = newer == versions.begin() ? newer : newer - 1;
    if (needed != newer && !needed->value.has_value()) ++needed;
    versions.erase(versions.begin(), needed);
    if (versions.empty()) table.erase(it);
  }
}

class MemoryCursor : public Cursor {
 public:
  MemoryCursor(MemoryDisk::State& state, uint64_t commit, KeyRange range, bool keys_only)
      : state_(state),
        commit_(commit),
        begin_(std::move(range.begin)),
        end_(RangeEnd(begin_, range.end)),
        keys_only_(keys_only) {
    Seek(begin_);
  }

  bool Valid() const override { return valid_; }
  void Next() override {
    MutexLock lock(&state_.mutex);
    ++at_;
    Settle();
  }
  void Seek(std::string_view key) override {
    MutexLock lock(&state_.mutex);
    at_ = state_.table.lower_bound(std::max(key, std::string_view(begin_)));
    Settle();
  }
  // The entry stays in the table as long as our snapshot sees it, so its key needs no copy; its versions may move.
  std::string_view key() const override { return at_->first; }
  std::string_view value() const override { return value_; }
  absl::Status status() const override { return absl::OkStatus(); }

 private:
  void Settle() ABSL_EXCLUSIVE_LOCKS_REQUIRED(state_.mutex) {
    for (; at_ != state_.table.end() && at_->first < end_; ++at_) {
      const std::string* value = Visible(at_->second, commit_);
      if (value == nullptr) continue;
      if (!keys_only_) value_ = *value;
      valid_ = true;
      return;
    }
    valid_ = false;
  }

  MemoryDisk::State& state_;
  const uint64_t commit_;
  const std::string begin_;
  const std::string end_;
  const bool keys_only_;
  Table::const_iterator at_;
  std::string value_;
  bool valid_ = false;
};

class MemorySnapshot : public Snapshot {
 public:
  explicit MemorySnapshot(std::shared_ptr<MemoryDisk::State> state) : state_(std::move(state)) {
    MutexLock lock(&state_->mutex);
    commit_ = state_->last_commit;
    state_->snapshots.insert(commit_);
  }
  ~MemorySnapshot() override {
    MutexLock lock(&state_->mutex);
    state_->snapshots.erase(state_->snapshots.find(commit_));
    state_->Trim();
  }

  absl::StatusOr<std::optional<std::string>> Get(std::string_view key) const override {
    MutexLock lock(&state_->mutex);
    return Find(key);
  }
  absl::StatusOr<std::vector<std::optional<std::string>>> MultiGet(absl::Span<const std::string> keys) const override {
    std::vector<std::optional<std::string>> values;
    values.reserve(keys.size());
    MutexLock lock(&state_->mutex);
    for (const std::string& key : keys) values.push_back(Find(key));
    return values;
  }
  std::unique_ptr<Cursor> Scan(KeyRange range, ScanOptions options) const override {
    return std::make_unique<MemoryCursor>(*state_, commit_, std::move(range), options.keys_only);
  }

 private:
  std::optional<std::string> Find(std::string_view key) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(state_->mutex) {
    const auto it = state_->table.find(key);
    if (it == state_->table.end()) return std::nullopt;
    const std::string* value = Visible(it->second, commit_);
    return value != nullptr ? std::optional<std::string>(*value) : std::nullopt;
  }

  const std::shared_ptr<MemoryDisk::State> state_;
  uint64_t commit_ = 0;
};

class MemoryStore : public Store {
 public:
  explicit MemoryStore(std::shared_ptr<MemoryDisk::State> state) : state_(std::move(state)) {}

  std::unique_ptr<BulkWrite> NewBulkWrite(std::string_view partition, uint64_t epoch, uint64_t) override;

  absl::StatusOr<PartitionHead> TakePartition(std::string_view partition) override {
    MutexLock lock(&state_->mutex);
    if (absl::Status status = Writable(); !status.ok()) return status;
    PartitionHead head = state_->heads.Get(partition);
    ++head.epoch;
    state_->heads.Set(partition, head);
    ++state_->last_commit;
    state_->Write(PartitionKey(partition), EncodePartitionHead(head));
    state_->Trim();
    return head;
  }

  absl::Status Commit(const WriteBatch& batch) override {
    MutexLock lock(&state_->mutex);
    if (absl::Status status = state_->heads.Check(batch); !status.ok()) return status;
    if (absl::Status status = Writable(); !status.ok()) return status;
    state_->Apply(batch);
    return absl::OkStatus();
  }

  absl::Status Finish(std::string_view partition, uint64_t epoch, const WriteBatch& batch) {
    MutexLock lock(&state_->mutex);
    if (absl::Status status = state_->heads.CheckOwner(partition, epoch); !status.ok()) return status;
    if (absl::Status status = Writable(); !status.ok()) return status;
    state_->Apply(batch);
    return absl::OkStatus();
  }

  std::unique_ptr<Snapshot> GetSnapshot() const override { return std::make_unique<MemorySnapshot>(state_); }

  StoreStatistics Statistics() const override { return {}; }

 private:
  absl::Status Writable() ABSL_EXCLUSIVE_LOCKS_REQUIRED(state_->mutex) {
    if (failure_.ok() && !state_->refusal.ok()) {
      failure_ = absl::UnavailableError(
          absl::StrCat("the store refuses writes until it is opened again: ", state_->refusal.message()));
    }
    return failure_;
  }

  const std::shared_ptr<MemoryDisk::State> state_;
  absl::Status failure_ ABSL_GUARDED_BY(state_->mutex);
};

class MemoryBulkWrite : public BulkWrite {
 public:
  MemoryBulkWrite(MemoryStore* store, std::string_view partition, uint64_t epoch)
      : store_(store), partition_(partition), epoch_(epoch) {}

  absl::Status Put(std::string_view key, std::string_view value) override {
    if (wrong_.ok()) wrong_ = order_.Check(key);
    if (wrong_.ok()) batch_.Put(key, value);
    return wrong_;
  }
  absl::Status Finish() override { return wrong_.ok() ? store_->Finish(partition_, epoch_, batch_) : wrong_; }

 private:
  MemoryStore* const store_;
  const std::string partition_;
  const uint64_t epoch_;
  BulkOrder order_;
  absl::Status wrong_;
  WriteBatch batch_;
};

std::unique_ptr<BulkWrite> MemoryStore::NewBulkWrite(std::string_view partition, uint64_t epoch, uint64_t) {
  return std::make_unique<MemoryBulkWrite>(this, partition, epoch);
}

MemoryDisk::MemoryDisk() : state_(std::make_shared<State>()) {}
MemoryDisk::~MemoryDisk() = default;

std::unique_ptr<Store> MemoryDisk::OpenStore() { return std::make_unique<MemoryStore>(state_); }

void MemoryDisk::RefuseWrites(absl::Status reason) {
  MutexLock lock(&state_->mutex);
  state_->refusal = std::move(reason);
}

std::unique_ptr<Store> NewMemoryStore() { return MemoryDisk().OpenStore(); }

}  // namespace onhand::storage
