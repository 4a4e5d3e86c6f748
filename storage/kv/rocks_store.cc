#include "storage/kv/rocks_store.h"

#include <rocksdb/options.h>
#include <rocksdb/perf_context.h>
#include <rocksdb/perf_level.h>
#include <rocksdb/sst_file_writer.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "storage/base/failpoint.h"
#include "storage/base/mutex.h"
#include "storage/keys/family.h"
#include "storage/keys/partition_key.h"
#include "storage/kv/bulk_order.h"
#include "storage/kv/commit_mark.h"
#include "storage/kv/disk.h"
#include "storage/kv/partition_heads.h"
#include "storage/kv/refusal.h"
#include "storage/kv/rocks_database.h"
#include "storage/kv/rocks_image.h"
#include "storage/kv/rocks_options.h"
#include "storage/kv/rocks_range.h"
#include "storage/kv/rocks_status.h"

namespace onhand::storage {
namespace {

// Files of a bulk write under way; on the database's own disk, so that they can be taken over by a link.
std::string BulkPath(const std::string& path) { return path + ".bulk"; }

rocksdb::Slice ToSlice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }
std::string_view ToView(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

// An empty one: what a process that was killed left there is of no use.
absl::Status MakeBulkFolder(const std::string& path, const Disk& disk) {
  const std::string folder = BulkPath(path);
  if (absl::Status status = disk.RemoveAll(folder); !status.ok()) return status;
  PassFailpoint("store.open.bulk_folder_removed");
  return disk.MakeFolder(folder);
}

rocksdb::Status WriteSynced(const RocksDatabase& database, rocksdb::WriteBatch* batch) {
  rocksdb::WriteOptions options;
  options.sync = true;
  return database.db->Write(options, batch);
}

// Counts, while it lives, how often filters let this thread's reads pass for nothing.
class FilterCount {
 public:
  explicit FilterCount(const RocksDatabase& database, size_t reads)
      : database_(database), level_before_(rocksdb::GetPerfLevel()) {
    rocksdb::SetPerfLevel(rocksdb::PerfLevel::kEnableCount);
    rocksdb::get_perf_context()->EnablePerLevelPerfContext();
    passed_before_ = Passed();
    database_.receipt_reads.fetch_add(reads, std::memory_order_relaxed);
  }
  ~FilterCount() {
    database_.receipt_reads_past_filter.fetch_add(Passed() - passed_before_, std::memory_order_relaxed);
    rocksdb::SetPerfLevel(level_before_);
  }

 private:
  static uint64_t Passed() {
    uint64_t passed = 0;
    for (const auto& [level, context] : *rocksdb::get_perf_context()->level_to_perf_context) {
      passed += context.bloom_filter_full_positive - context.bloom_filter_full_true_positive;
    }
    return passed;
  }

  const RocksDatabase& database_;
  const rocksdb::PerfLevel level_before_;
  uint64_t passed_before_ = 0;
};

class RocksCursor : public Cursor {
 public:
  RocksCursor(const RocksDatabase& database, rocksdb::ReadOptions options, KeyRange range)
      : path_(database.path), begin_(std::move(range.begin)), end_(RangeEnd(begin_, range.end)), end_slice_(end_) {
    options.iterate_upper_bound = &end_slice_;
    options.ignore_range_deletions = !database.may_have_range_markers;
    rocksdb::ColumnFamilyHandle* family = database.FamilyOf(begin_);
    if (family == nullptr) return;
    iterator_.reset(database.db->NewIterator(options, family));
    iterator_->Seek(begin_);
  }

  bool Valid() const override { return iterator_ != nullptr && iterator_->Valid(); }
  void Next() override { iterator_->Next(); }
  void Seek(std::string_view key) override {
    if (iterator_ != nullptr) iterator_->Seek(ToSlice(std::max(key, std::string_view(begin_))));
  }
  std::string_view key() const override { return ToView(iterator_->key()); }
  std::string_view value() const override { return ToView(iterator_->value()); }
  absl::Status status() const override {
    return iterator_ == nullptr ? absl::OkStatus() : FromRocks(iterator_->status(), "cannot read", path_);
  }

 private:
  const std::string& path_;
  const std::string begin_;
  const std::string end_;
  const rocksdb::Slice end_slice_;
  std::unique_ptr<rocksdb::Iterator> iterator_;
};

class RocksSnapshot : public Snapshot {
 public:
  explicit RocksSnapshot(const RocksDatabase& database) : database_(database), snapshot_(database.db->GetSnapshot()) {}
  ~RocksSnapshot() override {
    if (snapshot_ != nullptr) database_.db->ReleaseSnapshot(snapshot_);
  }

  absl::StatusOr<std::optional<std::string>> Get(std::string_view key) const override {
    rocksdb::ColumnFamilyHandle* family = database_.FamilyOf(key);
    if (family == nullptr) return std::nullopt;
    std::optional<FilterCount> count;
    if (key[0] == static_cast<char>(Family::kReceipt)) count.emplace(database_, 1);
    rocksdb::PinnableSlice value;
    const rocksdb::Status status = database_.db->Get(ReadOptions(), family, ToSlice(key), &value);
    if (status.IsNotFound()) return std::nullopt;
    if (!status.ok()) return database_.ReadError(status);
    return value.ToString();
  }

  absl::StatusOr<std::vector<std::optional<std::string>>> MultiGet(absl::Span<const std::string> keys) const override {
    std::vector<std::optional<std::string>> answers(keys.size());
    for (size_t i = 0; i < kRocksFamilies.size(); ++i) {
      if (absl::Status status = MultiGetFamily(kRocksFamilies[i], keys, &answers); !status.ok()) return status;
    }
    return answers;
  }

  std::unique_ptr<Cursor> Scan(KeyRange range, ScanOptions options) const override {
    rocksdb::ReadOptions read_options = ReadOptions();
    read_options.fill_cache = options.fill_cache;
    return std::make_unique<RocksCursor>(database_, read_options, std::move(range));
  }

 private:
  rocksdb::ReadOptions ReadOptions() const {
    rocksdb::ReadOptions options;
    options.snapshot = snapshot_;
    return options;
  }

  absl::Status MultiGetFamily(Family family, absl::Span<const std::string> keys,
                              std::vector<std::optional<std::string>>* answers) const {
    std::vector<rocksdb::Slice> slices;
    std::vector<size_t> places;
    for (size_t i = 0; i < keys.size(); ++i) {
      if (keys[i].empty() || keys[i][0] != static_cast<char>(family)) continue;
      if (places.empty()) {
        slices.reserve(keys.size() - i);
        places.reserve(keys.size() - i);
      }
      slices.emplace_back(keys[i]);
      places.push_back(i);
    }
    if (slices.empty()) return absl::OkStatus();
    std::vector<rocksdb::PinnableSlice> values(slices.size());
    std::vector<rocksdb::Status> statuses(slices.size());
    {
      std::optional<FilterCount> count;
      if (family == Family::kReceipt) count.emplace(database_, slices.size());
      database_.db->MultiGet(ReadOptions(), database_.FamilyOf(keys[places[0]]), slices.size(), slices.data(),
                             values.data(), statuses.data());
    }
    for (size_t i = 0; i < slices.size(); ++i) {
      if (statuses[i].IsNotFound()) continue;
      if (!statuses[i].ok()) return database_.ReadError(statuses[i]);
      (*answers)[places[i]].emplace(values[i].data(), values[i].size());
    }
    return absl::OkStatus();
  }

  const RocksDatabase& database_;
  const rocksdb::Snapshot* const snapshot_;
};

class RocksStore : public Store {
 public:
  RocksStore(std::unique_ptr<RocksDatabase> database, bool read_only)
      : database_(std::move(database)), read_only_(read_only) {}

  absl::Status LoadHeads() {
    MutexLock lock(&mutex_);
    const RocksSnapshot snapshot(*database_);
    const std::unique_ptr<Cursor> cursor = snapshot.Scan({PartitionKey({}), {}}, {});
    for (; cursor->Valid(); cursor->Next()) {
      absl::StatusOr<PartitionHead> head = DecodePartitionHead(cursor->value());
      if (!head.ok()) {
        return absl::DataLossError(
            absl::StrCat("cannot open database ", database_->path, ": ", head.status().message()));
      }
      heads_.Set(cursor->key().substr(1), *head);
    }
    return cursor->status();
  }

  absl::StatusOr<PartitionHead> TakePartition(std::string_view partition) override {
    MutexLock lock(&mutex_);
    PartitionHead head = heads_.Get(partition);
    ++head.epoch;
    PassFailpoint("store.take_partition.begin");
    rocksdb::WriteBatch batch;
    PutHead(partition, head, &batch);
    if (absl::Status status = Write(&batch); !status.ok()) return status;
    PassFailpoint("store.take_partition.written");
    heads_.Set(partition, head);
    return head;
  }

  absl::Status Commit(const WriteBatch& batch) override {
    MutexLock lock(&mutex_);
    if (absl::Status status = heads_.Check(batch); !status.ok()) return status;
    size_t bytes = 0;
    for (const WriteBatch::Change& change : batch.changes()) bytes += change.key.size() + change.value.size() + 16;
    rocksdb::WriteBatch changes(bytes);
    for (size_t i = 0; i < batch.changes().size(); ++i) {
      if (absl::Status status = AddChange(batch.changes(), i, &changes); !status.ok()) return status;
    }
    for (const PartitionStep& step : batch.steps())
      PutHead(step.partition, {step.epoch, step.sequence_after}, &changes);
    PassFailpoint("store.commit.begin");
    if (!SkipAtFailpoint("store.write")) {
      if (absl::Status status = Write(&changes); !status.ok()) return status;
    }
    PassFailpoint("store.commit.written");
    heads_.Advance(batch);
    return absl::OkStatus();
  }

  std::unique_ptr<BulkWrite> NewBulkWrite(std::string_view partition, uint64_t epoch, uint64_t bytes_expected) override;

  // Carries out `write` if the partition's owner may still write.
  template <typename WriteDatabase>
  absl::Status FinishBulk(std::string_view partition, uint64_t epoch, WriteDatabase write) {
    MutexLock lock(&mutex_);
    if (absl::Status status = heads_.CheckOwner(partition, epoch); !status.ok()) return status;
    return Guard(write);
  }

  std::unique_ptr<Snapshot> GetSnapshot() const override { return std::make_unique<RocksSnapshot>(*database_); }

  absl::StatusOr<std::shared_ptr<StoreImage>> OpenImage() override {
    if (read_only_) {
      return absl::FailedPreconditionError(absl::StrCat("database ", database_->path, " is open for reading only"));
    }
    absl::Status status = PrepareRocksImage(database_->db.get(), database_->families, database_->path);
    if (!status.ok()) return status;
    // No commit and no bulk write in between: RocksDB lists its tables first and its log afterwards. A log that had the
    // purge of what a bulk write stands for, without tables that have the bulk, would be a hole.
    MutexLock lock(&mutex_);
    if (!failure_.ok()) return failure_;
    return OpenRocksImage(database_->db.get(), database_->path, heads_);
  }

  absl::Status Flush() {
    const std::vector<rocksdb::ColumnFamilyHandle*> families(database_->families.begin(), database_->families.end());
    return EndBackgroundWork(database_->db->Flush(rocksdb::FlushOptions(), families));
  }

  absl::Status Compact() {
    rocksdb::Status status;
    for (rocksdb::ColumnFamilyHandle* family : database_->families) {
      if (status.ok()) status = database_->db->CompactRange(rocksdb::CompactRangeOptions(), family, nullptr, nullptr);
    }
    return EndBackgroundWork(status);
  }

  absl::Status DropRangeMarkers() {
    if (absl::Status status = Flush(); !status.ok()) return status;
    const absl::Status merged = MergeRangeMarkersAway(database_->db.get(), database_->families, database_->path);
    absl::Status ended = EndBackgroundWork(rocksdb::Status::OK());
    return merged.ok() ? ended : merged;
  }

  StoreStatistics Statistics() const override {
    StoreStatistics statistics;
    statistics.disk_bytes = Sum(rocksdb::DB::Properties::kTotalSstFilesSize);
    if (!read_only_) statistics.disk_bytes += LogBytes();
    statistics.memtable_bytes = Sum(rocksdb::DB::Properties::kCurSizeAllMemTables);
    statistics.pending_compaction_bytes = Sum(rocksdb::DB::Properties::kEstimatePendingCompactionBytes);
    // These two are figures of the whole database.
    statistics.running_compactions = One(rocksdb::DB::Properties::kNumRunningCompactions);
    statistics.write_stopped = One(rocksdb::DB::Properties::kIsWriteStopped) != 0;
    statistics.receipt_reads = database_->receipt_reads.load(std::memory_order_relaxed);
    statistics.receipt_reads_past_filter = database_->receipt_reads_past_filter.load(std::memory_order_relaxed);
    return statistics;
  }

 private:
  uint64_t Sum(const std::string& property) const {
    uint64_t sum = 0;
    database_->db->GetAggregatedIntProperty(property, &sum);
    return sum;
  }
  // Of the write-ahead logs; those that are there, as far as the disk says. RocksDB's own GetSortedWalFiles would read
  // a record of each.
  uint64_t LogBytes() const {
    std::vector<std::string> names;
    database_->db->GetEnv()->GetChildren(database_->path, &names).PermitUncheckedError();
    uint64_t sum = 0;
    for (const std::string& name : names) {
      uint64_t bytes = 0;
      if (!absl::EndsWith(name, ".log")) continue;
      if (database_->db->GetEnv()->GetFileSize(absl::StrCat(database_->path, "/", name), &bytes).ok()) sum += bytes;
    }
    return sum;
  }
  uint64_t One(const std::string& property) const {
    uint64_t value = 0;
    database_->db->GetIntProperty(property, &value);
    return value;
  }

  void PutHead(std::string_view partition, const PartitionHead& head, rocksdb::WriteBatch* batch) const {
    const std::string key = PartitionKey(partition);
    batch->Put(database_->FamilyOf(key), key, EncodePartitionHead(head));
  }

  // Number `index` of `all`.
  absl::Status AddChange(absl::Span<const WriteBatch::Change> all, size_t index, rocksdb::WriteBatch* batch) const {
    const WriteBatch::Change& change = all[index];
    rocksdb::ColumnFamilyHandle* family = database_->FamilyOf(change.key);
    switch (change.kind) {
      case WriteBatch::Kind::kPut:
        batch->Put(family, change.key, change.value);
        break;
      case WriteBatch::Kind::kDelete:
        batch->Delete(family, change.key);
        break;
      case WriteBatch::Kind::kDeleteRange:
        return DeleteEach(database_->db.get(), family, database_->path, change.key, RangeEnd(change.key, change.value),
                          all.subspan(0, index), batch);
    }
    return absl::OkStatus();
  }

  absl::Status Write(rocksdb::WriteBatch* batch) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return Guard([&] { return WriteSynced(*database_, batch); });
  }

  // Does something that changes the database.
  template <typename WriteDatabase>
  absl::Status Guard(WriteDatabase write) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (read_only_) {
      return absl::FailedPreconditionError(absl::StrCat("database ", database_->path, " is open for reading only"));
    }
    if (!failure_.ok()) return failure_;
    const rocksdb::Status status = write();
    if (status.ok() && database_->mark != nullptr) database_->mark->Advance(database_->db->GetLatestSequenceNumber());
    if (status.ok()) return absl::OkStatus();
    // Whatever it was: nobody knows how much of the batch is on disk, and a later write must not bury that.
    const absl::Status cause = FromRocks(status, "cannot write", database_->path);
    failure_ =
        AsRefusal(absl::Status(status.IsCorruption() ? absl::StatusCode::kDataLoss : absl::StatusCode::kUnavailable,
                               absl::StrCat("the store refuses writes until it is opened again: ", cause.message())));
    return failure_;
  }

  // Files that nobody needs any more are removed by the threads that made others of them, after those were told of.
  absl::Status EndBackgroundWork(const rocksdb::Status& status) {
    database_->db->PauseBackgroundWork();
    database_->db->ContinueBackgroundWork();
    return FromRocks(status, "cannot write", database_->path);
  }

  const std::unique_ptr<RocksDatabase> database_;
  const bool read_only_;
  mutable Mutex mutex_;
  PartitionHeads heads_ ABSL_GUARDED_BY(mutex_);
  absl::Status failure_ ABSL_GUARDED_BY(mutex_);
};

// A small bulk is one more write.
class RocksBatchBulk : public BulkWrite {
 public:
  RocksBatchBulk(RocksStore* store, const RocksDatabase& database, std::string_view partition, uint64_t epoch)
      : store_(store), database_(database), partition_(partition), epoch_(epoch) {}

  absl::Status Put(std::string_view key, std::string_view value) override {
    if (wrong_.ok()) wrong_ = order_.Check(key);
    if (wrong_.ok()) batch_.Put(database_.FamilyOf(key), ToSlice(key), ToSlice(value));
    return wrong_;
  }

  absl::Status Finish() override {
    if (!wrong_.ok()) return wrong_;
    return store_->FinishBulk(partition_, epoch_, [this] {
      PassFailpoint("store.bulk.batch_begin");
      rocksdb::Status status = WriteSynced(database_, &batch_);
      PassFailpoint("store.bulk.batch_written");
      return status;
    });
  }

 private:
  RocksStore* const store_;
  const RocksDatabase& database_;
  const std::string partition_;
  const uint64_t epoch_;
  BulkOrder order_;
  absl::Status wrong_;
  rocksdb::WriteBatch batch_;
};

// A large bulk goes into sorted files that the database takes over as they are: neither its log nor its memtables see
// it.
class RocksFileBulk : public BulkWrite {
 public:
  RocksFileBulk(RocksStore* store, const RocksDatabase& database, std::string_view partition, uint64_t epoch)
      : store_(store), database_(database), partition_(partition), epoch_(epoch) {}

  ~RocksFileBulk() override {
    writer_.reset();
    // What was taken over has another name by now.
    for (const rocksdb::IngestExternalFileArg& file : files_) {
      for (const std::string& path : file.external_files) database_.db->GetEnv()->DeleteFile(path);
    }
    PassFailpoint("store.bulk.links_removed");
  }

  absl::Status Put(std::string_view key, std::string_view value) override {
    if (wrong_.ok()) wrong_ = order_.Check(key);
    if (!wrong_.ok()) return wrong_;
    rocksdb::ColumnFamilyHandle* const family = database_.FamilyOf(key);
    if (files_.empty() || files_.back().column_family != family) wrong_ = NextFile(family);
    if (!wrong_.ok()) return wrong_;
    wrong_ = FromRocks(writer_->Put(ToSlice(key), ToSlice(value)), "cannot write", files_.back().external_files[0]);
    return wrong_;
  }

  absl::Status Finish() override {
    if (wrong_.ok()) wrong_ = EndFile();
    if (!wrong_.ok()) return wrong_;
    return store_->FinishBulk(partition_, epoch_, [this] {
      if (files_.empty()) return rocksdb::Status::OK();
      PassFailpoint("store.bulk.ingest_begin");
      rocksdb::Status status = database_.db->IngestExternalFiles(files_);
      PassFailpoint("store.bulk.ingested");
      return status;
    });
  }

 private:
  absl::Status NextFile(rocksdb::ColumnFamilyHandle* family) {
    if (absl::Status status = EndFile(); !status.ok()) return status;
    rocksdb::IngestExternalFileArg file;
    file.column_family = family;
    file.external_files = {absl::StrCat(BulkPath(database_.path), "/", files_.size(), ".sst")};
    file.options.move_files = true;
    file.options.write_global_seqno = false;
    files_.push_back(std::move(file));
    rocksdb::DBOptions db_options = database_.db->GetDBOptions();
    writer_ = std::make_unique<rocksdb::SstFileWriter>(
        rocksdb::EnvOptions(db_options), rocksdb::Options(db_options, database_.db->GetOptions(family)), family);
    const std::string& path = files_.back().external_files[0];
    const rocksdb::Status status = writer_->Open(path);
    PassFailpoint("store.bulk.file_begin");
    return FromRocks(status, "cannot make", path);
  }

  absl::Status EndFile() {
    if (writer_ == nullptr) return absl::OkStatus();
    const rocksdb::Status status = writer_->Finish();
    writer_.reset();
    PassFailpoint("store.bulk.file_written");
    return FromRocks(status, "cannot write", files_.back().external_files[0]);
  }

  RocksStore* const store_;
  const RocksDatabase& database_;
  const std::string partition_;
  const uint64_t epoch_;
  BulkOrder order_;
  absl::Status wrong_;
  std::vector<rocksdb::IngestExternalFileArg> files_;
  std::unique_ptr<rocksdb::SstFileWriter> writer_;
};

std::unique_ptr<BulkWrite> RocksStore::NewBulkWrite(std::string_view partition, uint64_t epoch,
                                                    uint64_t bytes_expected) {
  PassFailpoint("store.bulk.begin");
  if (bytes_expected < database_->resources->file_bulk_bytes_min()) {
    return std::make_unique<RocksBatchBulk>(this, *database_, partition, epoch);
  }
  return std::make_unique<RocksFileBulk>(this, *database_, partition, epoch);
}

}  // namespace

absl::Status CreateRocksStore(const std::string& path, const std::shared_ptr<RocksResources>& resources) {
  rocksdb::Options options(RocksDbOptions(*resources, RocksWarningsPath(path)),
                           RocksFamilyOptions(Family::kPartition, *resources));
  options.create_if_missing = true;
  options.error_if_exists = true;
  rocksdb::DB* opened = nullptr;
  rocksdb::Status status = rocksdb::DB::Open(options, path, &opened);
  if (!status.ok()) return FromRocks(status, "cannot make database", path);
  const std::unique_ptr<rocksdb::DB> db(opened);
  PassFailpoint("store.create.database_made");
  // All at once; opening with missing families would write and sync the options file for each of them.
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  status = db->CreateColumnFamilies(RocksDescriptors(*resources, /*first=*/1), &handles);
  PassFailpoint("store.create.families_made");
  for (rocksdb::ColumnFamilyHandle* handle : handles) db->DestroyColumnFamilyHandle(handle);
  if (status.ok()) status = db->Close();
  return FromRocks(status, "cannot make database", path);
}

absl::StatusOr<std::unique_ptr<Store>> OpenRocksStore(RocksStoreOptions options) {
  auto database = std::make_unique<RocksDatabase>();
  database->keep = std::move(options.keep);
  if (absl::Status status = OpenRocksDatabase(options, database.get()); !status.ok()) return status;
  PassFailpoint("store.open.database_opened");
  if (!options.read_only) {
    if (absl::Status status = MakeBulkFolder(options.path, *options.resources->disk()); !status.ok()) return status;
    auto mark = CommitMark::Make(*options.resources->disk(), options.path, database->db->GetLatestSequenceNumber());
    if (!mark.ok()) return mark.status();
    database->mark = *std::move(mark);
  }
  auto store = std::make_unique<RocksStore>(std::move(database), options.read_only);
  if (absl::Status status = store->LoadHeads(); !status.ok()) return status;
  PassFailpoint("store.open.heads_loaded");
  return store;
}

absl::Status FlushRocksStore(Store* store) { return static_cast<RocksStore*>(store)->Flush(); }
absl::Status CompactRocksStore(Store* store) { return static_cast<RocksStore*>(store)->Compact(); }
absl::Status DropRangeMarkers(Store* store) { return static_cast<RocksStore*>(store)->DropRangeMarkers(); }

}  // namespace onhand::storage
