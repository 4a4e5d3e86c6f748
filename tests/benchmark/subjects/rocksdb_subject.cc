#include "tests/benchmark/subjects/rocksdb_subject.h"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/options.h>
#include <rocksdb/table.h>
#include <rocksdb/version.h>
#include <rocksdb/write_batch.h>

#include <chrono>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/engine.h"
#include "tests/benchmark/subjects/name_table.h"

namespace onhand::benchmark {
namespace {

constexpr size_t kKeyBytes = 40;
constexpr size_t kValueBytes = 64;
constexpr uint64_t kBatch = 512;

// As much as onhand's caches of blocks and rows together.
uint64_t DefaultCacheBytes() {
  const EngineOptions ours;
  return ours.block_cache_bytes + ours.row_cache_bytes;
}

absl::Status ToStatus(const rocksdb::Status& status) {
  return status.ok() ? absl::OkStatus() : absl::InternalError(status.ToString());
}

class Key {
 public:
  Key(const NameTable& names, uint64_t row) {
    const RowTexts texts = names.Of(row);
    const uint64_t variant = row % names.dataset().variants;
    Append(texts.product);
    Append("/");
    Append(texts.location);
    prefix_bytes_ = length_;
    const char digits[3] = {'/', static_cast<char>('0' + variant / 10), static_cast<char>('0' + variant % 10)};
    Append({digits, sizeof(digits)});
    std::memset(bytes_ + length_, '.', kKeyBytes - length_);
  }
  rocksdb::Slice slice() const { return {bytes_, kKeyBytes}; }
  // Of one product and location.
  rocksdb::Slice prefix() const { return {bytes_, prefix_bytes_}; }

 private:
  void Append(std::string_view text) {
    std::memcpy(bytes_ + length_, text.data(), text.size());
    length_ += text.size();
  }

  char bytes_[kKeyBytes];
  size_t length_ = 0;
  size_t prefix_bytes_ = 0;
};

class RocksDbSession : public Session {
 public:
  RocksDbSession(rocksdb::DB* db, const NameTable* names)
      : db_(db), names_(names), iterator_(db->NewIterator(rocksdb::ReadOptions())) {
    synced_.sync = true;
  }

  absl::Status ApplyBatch(absl::Span<const Sale> sales) override {
    batch_.Clear();
    for (const Sale& sale : sales) batch_.Put(Key(*names_, sale.row).slice(), value_);
    return ToStatus(db_->Write(synced_, &batch_));
  }

  absl::Status ApplyOne(const Sale& sale) override {
    return ToStatus(db_->Put(synced_, Key(*names_, sale.row).slice(), value_));
  }

  absl::StatusOr<bool> ReserveOne(const Sale&) override { return Unknown(); }

  absl::StatusOr<uint64_t> QueryExact(uint64_t row) override {
    pinned_.Reset();
    const rocksdb::Status status =
        db_->Get(rocksdb::ReadOptions(), db_->DefaultColumnFamily(), Key(*names_, row).slice(), &pinned_);
    if (!status.ok()) return ToStatus(status);
    return pinned_.size() == kValueBytes ? 1 : 0;
  }

  // Refresh shows what was written since, for less than a new iterator costs.
  absl::StatusOr<uint64_t> QueryVariants(uint64_t first_row) override {
    const rocksdb::Status refreshed = iterator_->Refresh();
    if (!refreshed.ok()) return ToStatus(refreshed);
    const Key first(*names_, first_row);
    uint64_t rows = 0;
    for (iterator_->Seek(first.slice()); iterator_->Valid() && iterator_->key().starts_with(first.prefix());
         iterator_->Next()) {
      rows += iterator_->value().size() == kValueBytes ? 1 : 0;
    }
    if (!iterator_->status().ok()) return ToStatus(iterator_->status());
    return rows;
  }

  absl::StatusOr<uint64_t> QueryIndex(uint32_t) override { return Unknown(); }
  absl::StatusOr<uint64_t> QueryLocation(uint32_t) override { return Unknown(); }
  absl::StatusOr<uint64_t> QueryAtp(uint64_t) override { return Unknown(); }

 private:
  static absl::Status Unknown() { return absl::UnimplementedError("raw RocksDB has no such thing"); }

  rocksdb::DB* const db_;
  const NameTable* const names_;
  const std::unique_ptr<rocksdb::Iterator> iterator_;
  const std::string value_ = std::string(kValueBytes, 'v');
  rocksdb::WriteOptions synced_;
  rocksdb::WriteBatch batch_;
  rocksdb::PinnableSlice pinned_;
};

class RocksDbSubject : public Subject {
 public:
  explicit RocksDbSubject(const SubjectOptions& options)
      : dir_(options.dir), cache_bytes_(options.memory_bytes > 0 ? options.memory_bytes : DefaultCacheBytes()) {}

  std::string name() const override { return "rocksdb"; }

  std::string description() const override {
    return absl::StrCat("raw RocksDB ", ROCKSDB_MAJOR, ".", ROCKSDB_MINOR, ".", ROCKSDB_PATCH,
                        " as Debian builds it, with assertions on (onhand runs on the same): ", kKeyBytes,
                        "-byte keys, ", kValueBytes, "-byte values, synced; default options but for a block cache of ",
                        cache_bytes_ >> 20, " MiB");
  }

  absl::Status Prepare(const Dataset& dataset, uint64_t) override {
    names_ = std::make_unique<NameTable>(dataset);
    rocksdb::BlockBasedTableOptions table;
    table.block_cache = rocksdb::NewLRUCache(cache_bytes_);
    rocksdb::Options options;
    options.create_if_missing = true;
    options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
    rocksdb::DB* db = nullptr;
    const rocksdb::Status opened = rocksdb::DB::Open(options, dir_, &db);
    if (!opened.ok()) return ToStatus(opened);
    db_.reset(db);
    if (dataset.stock_units > 0) {
      const absl::Status stocked = PutAll(dataset.row_count());
      if (!stocked.ok()) return stocked;
    }
    prepared_sequence_ = db_->GetLatestSequenceNumber();
    return absl::OkStatus();
  }

  absl::StatusOr<std::unique_ptr<Session>> OpenSession() override {
    return std::make_unique<RocksDbSession>(db_.get(), names_.get());
  }

  absl::Status Drain() override {
    while (Number("rocksdb.num-running-compactions") + Number("rocksdb.num-running-flushes") +
               Number("rocksdb.compaction-pending") + Number("rocksdb.mem-table-flush-pending") >
           0) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return absl::OkStatus();
  }

  bool applies_ids_once() const override { return false; }

  // Each put has a sequence number of its own, so their count is what was put; then every value that is there is read.
  absl::StatusOr<Totals> Audit() override {
    const std::unique_ptr<rocksdb::Iterator> rows(db_->NewIterator(rocksdb::ReadOptions()));
    uint64_t count = 0;
    for (rows->SeekToFirst(); rows->Valid(); rows->Next(), ++count) {
      if (rows->key().size() != kKeyBytes || rows->value().size() != kValueBytes) {
        return absl::DataLossError(absl::StrCat("a damaged row at ", rows->key().ToString()));
      }
    }
    if (!rows->status().ok()) return ToStatus(rows->status());
    const auto puts = static_cast<int64_t>(db_->GetLatestSequenceNumber() - prepared_sequence_);
    if (prepared_sequence_ > 0 && count != names_->dataset().row_count()) {
      return absl::DataLossError(absl::StrCat(count, " rows in place of ", names_->dataset().row_count()));
    }
    return Totals{.sold_units = puts, .events = puts};
  }

 private:
  absl::Status PutAll(uint64_t rows) {
    const std::string value(kValueBytes, 's');
    for (uint64_t row = 0; row < rows;) {
      rocksdb::WriteBatch batch;
      for (uint64_t k = 0; k < kBatch && row < rows; ++k, ++row) batch.Put(Key(*names_, row).slice(), value);
      const rocksdb::Status written = db_->Write(rocksdb::WriteOptions(), &batch);
      if (!written.ok()) return ToStatus(written);
    }
    return ToStatus(db_->Flush(rocksdb::FlushOptions()));
  }

  uint64_t Number(const std::string& property) {
    uint64_t value = 0;
    db_->GetIntProperty(property, &value);
    return value;
  }

  const std::string dir_;
  const uint64_t cache_bytes_;
  std::unique_ptr<NameTable> names_;
  std::unique_ptr<rocksdb::DB> db_;
  uint64_t prepared_sequence_ = 0;
};

}  // namespace

void AddRocksDbSubjects(SubjectRegistry* registry) {
  registry->Add({.name = "rocksdb",
                 .family = "rocksdb",
                 .help = "raw RocksDB: one synced put of 40 + 64 bytes an event",
                 .make = [](const SubjectOptions& options) -> absl::StatusOr<std::unique_ptr<Subject>> {
                   return std::make_unique<RocksDbSubject>(options);
                 }});
}

}  // namespace onhand::benchmark
