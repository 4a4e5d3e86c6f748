// File: store.h
//
// The storage seam: one ordered space of byte keys with snapshots, range scans and one atomic, durable, conditional
// batch write. RocksDB serves it embedded (rocks_store.h), a map serves tests (memory_store.h); nothing here names
// either, so that a distributed transactional engine can serve it as well.
//
// Ownership of partitions. A partition is a unit of write ownership named by text (an embedded environment is one
// partition). Whoever wants to write takes it, which raises its *epoch*; each batch names, for every partition it
// touches, that epoch and the sequence number it builds on, and moves the sequence number on. A writer that lost a
// partition, or that builds on a sequence number somebody else has passed, is refused and nothing is written.
//
//   auto head = store->TakePartition("main");
//   WriteBatch batch;
//   batch.Put(key, value);
//   batch.Touch({"main", head->epoch, head->sequence, head->sequence + 1});
//   absl::Status status = store->Commit(batch);  // durable when OK
#ifndef ONHAND_STORAGE_KV_STORE_H_
#define ONHAND_STORAGE_KV_STORE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace onhand::storage {

// Where a partition stands: who owns it and how far it has come.
struct PartitionHead {
  uint64_t epoch = 0;     // raised by each TakePartition; 0 = never taken
  uint64_t sequence = 0;  // of the last committed batch; 0 = none
};

// One partition that a batch touches, and what must still be true of it.
struct PartitionStep {
  std::string partition;
  uint64_t epoch = 0;            // must be the partition's present epoch
  uint64_t sequence_before = 0;  // must be the partition's present sequence number
  uint64_t sequence_after = 0;   // its sequence number afterwards; > sequence_before
};

// Changes that become visible and durable together. Keys are 1–64 KiB, the first byte names a family (see
// storage/keys/family.h); a later change of a key wins over an earlier one. Not thread-safe.
class WriteBatch {
 public:
  enum class Kind : uint8_t { kPut, kDelete, kDeleteRange };
  struct Change {
    Kind kind;
    std::string key;    // kDeleteRange: first key, included
    std::string value;  // kDeleteRange: end key, not included
  };

  void Put(std::string_view key, std::string_view value) {
    changes_.push_back({Kind::kPut, std::string(key), std::string(value)});
  }
  void Delete(std::string_view key) { changes_.push_back({Kind::kDelete, std::string(key), {}}); }
  // Both ends in one family.
  void DeleteRange(std::string_view begin, std::string_view end) {
    changes_.push_back({Kind::kDeleteRange, std::string(begin), std::string(end)});
  }
  void Touch(PartitionStep step) { steps_.push_back(std::move(step)); }

  absl::Span<const Change> changes() const { return changes_; }
  absl::Span<const PartitionStep> steps() const { return steps_; }

 private:
  std::vector<Change> changes_;
  std::vector<PartitionStep> steps_;
};

// Keys in [begin, end); an empty end means: to the end of begin's family. Both ends lie in one family, `end` may
// also be the very first key of the next.
struct KeyRange {
  std::string begin;  // included
  std::string end;    // not included
};

// A walk over a range in byte order. key() and value() are valid until the next call of a non-const method.
// Not thread-safe. Must not outlive its snapshot.
class Cursor {
 public:
  virtual ~Cursor() = default;
  // False at the end of the range and after an error; ask status() which.
  virtual bool Valid() const = 0;
  virtual void Next() = 0;
  // To the first key >= `key`, forwards or backwards, within the range.
  virtual void Seek(std::string_view key) = 0;
  virtual std::string_view key() const = 0;
  virtual std::string_view value() const = 0;
  virtual absl::Status status() const = 0;
};

struct ScanOptions {
  bool keys_only = false;  // value() is not asked for
  bool fill_cache = true;  // false for scans that touch everything once
};

// The store at one moment; writes that come later are not seen. Thread-safe, its cursors are not. Must not outlive
// its store.
class Snapshot {
 public:
  virtual ~Snapshot() = default;
  // The value, or nothing where the key is absent. DATA_LOSS: the bytes on disk are damaged.
  virtual absl::StatusOr<std::optional<std::string>> Get(std::string_view key) const = 0;
  // As many answers as keys, in their order.
  virtual absl::StatusOr<std::vector<std::optional<std::string>>> MultiGet(
      absl::Span<const std::string> keys) const = 0;
  virtual std::unique_ptr<Cursor> Scan(KeyRange range, ScanOptions options = {}) const = 0;
};

// What a store says of itself, for metrics and benchmarks. Figures a store has not got stay 0.
struct StoreStatistics {
  uint64_t disk_bytes = 0;
  uint64_t memtable_bytes = 0;
  uint64_t pending_compaction_bytes = 0;
  uint64_t running_compactions = 0;
  bool write_stopped = false;
  // Point reads of the receipt family since the store was opened.
  uint64_t receipt_reads = 0;
  uint64_t receipt_reads_past_filter = 0;  // those whose filter did not rule out a file, although nothing was there
};

// Many changes at once that restate what committed batches said already (a write-back of derived tables): gathered
// beside the store, then made visible and durable together, without moving a sequence number. Not thread-safe. Must not
// outlive its store; dropped without Finish it leaves nothing. A snapshot that is taken while Finish runs may begin to
// show the changes after it was taken.
class BulkWrite {
 public:
  virtual ~BulkWrite() = default;
  // Keys of one family follow each other and ascend strictly, else INVALID_ARGUMENT. UNAVAILABLE: the disk refused;
  // nothing has changed and the store can still be written to. After an error Finish gives it again, and changes
  // nothing.
  virtual absl::Status Put(std::string_view key, std::string_view value) = 0;
  // Errors as Store::Commit, but of a partition only the epoch counts.
  virtual absl::Status Finish() = 0;
};

class StoreImage;  // storage/kv/store_image.h

// Thread-safe. Commits are applied one after another; reads never wait for them.
class Store {
 public:
  virtual ~Store() = default;

  // Becomes the owner of a partition: its epoch rises by one, durably. Whoever owned it before is refused from then
  // on. Errors as those of Commit that are of the disk.
  virtual absl::StatusOr<PartitionHead> TakePartition(std::string_view partition) = 0;

  // Applies the whole batch or nothing; durable when it returns OK.
  //   FAILED_PRECONDITION  a step's epoch is not the present one: ownership was lost, do not retry
  //   ABORTED              a step's sequence_before is not the present one
  //   INVALID_ARGUMENT     no step, or a step that does not move on
  //   UNAVAILABLE          the disk refused; whether the batch will be there after a reopen is unknown, and until
  //                        then every commit is refused
  //   DATA_LOSS            as UNAVAILABLE, but because the store met damaged bytes while it merged its files
  virtual absl::Status Commit(const WriteBatch& batch) = 0;

  // On behalf of whoever owns `partition` in this epoch. `bytes_expected` of keys and values tell it how to gather; a
  // wrong guess costs speed alone. Commits may come between Put and Finish; another bulk write may not.
  virtual std::unique_ptr<BulkWrite> NewBulkWrite(std::string_view partition, uint64_t epoch,
                                                  uint64_t bytes_expected) = 0;

  virtual std::unique_ptr<Snapshot> GetSnapshot() const = 0;

  // Its files as one commit left them, to be copied while commits go on. Must not outlive the store. UNIMPLEMENTED: it
  // has no files. UNAVAILABLE: the disk refused. What commits are answered, once they are refused: nobody knows what is
  // on disk.
  virtual absl::StatusOr<std::shared_ptr<StoreImage>> OpenImage() {
    return absl::UnimplementedError("this store has no files");
  }

  virtual StoreStatistics Statistics() const = 0;
};

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_KV_STORE_H_
