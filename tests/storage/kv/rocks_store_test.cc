// What only the store on disk has: damage, refusals of the disk, filters, reading beside a writer.
#include "storage/kv/rocks_store.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <thread>
#include <tuple>

#include "storage/kv/rocks_resources.h"
#include "storage/kv/store.h"
#include "storage/records/hash128.h"
#include "tests/storage/testing/status_testing.h"
#include "tests/storage/testing/temp_folder.h"

namespace onhand::storage {
namespace {

class RocksStoreTest : public ::testing::Test {
 protected:
  void SetUp() override { ONHAND_ASSERT_OK(CreateRocksStore(path_, resources_)); }

  absl::StatusOr<std::unique_ptr<Store>> TryOpen(bool read_only = false) {
    RocksStoreOptions options;
    options.path = path_;
    options.resources = resources_;
    options.read_only = read_only;
    return OpenRocksStore(options);
  }

  // Opens it, takes "main" and commits these batches.
  void Write(std::vector<WriteBatch> batches) {
    const std::unique_ptr<Store> store = ValueOf(TryOpen());
    PartitionHead head = ValueOf(store->TakePartition("main"));
    for (WriteBatch& batch : batches) {
      batch.Touch({"main", head.epoch, head.sequence, head.sequence + 1});
      ONHAND_ASSERT_OK(store->Commit(batch));
      ++head.sequence;
    }
  }

  void WriteOne(const std::string& key, const std::string& value) {
    std::vector<WriteBatch> batches(1);
    batches[0].Put(key, value);
    Write(std::move(batches));
  }

  // Files of the database whose name begins, and ends, like this.
  std::vector<std::string> Files(const std::string& begin, const std::string& end) {
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator(path_)) {
      const std::string name = entry.path().filename();
      if (name.compare(0, begin.size(), begin) == 0 && name.size() >= end.size() &&
          name.compare(name.size() - end.size(), end.size(), end) == 0) {
        files.push_back(entry.path());
      }
    }
    return files;
  }

  // A table file that holds this text; "" if none does.
  std::string TableWith(const std::string& text) {
    for (const std::string& table : Files("", ".sst")) {
      std::ifstream file(table, std::ios::binary);
      const std::string content((std::istreambuf_iterator<char>(file)), {});
      if (content.find(text) != std::string::npos) return table;
    }
    return "";
  }

  static void Damage(const std::string& file) {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekp(static_cast<std::streamoff>(std::filesystem::file_size(file) / 2));
    stream << "damage damage damage damage";
  }

  TempFolder folder_{TempFolder::Place::kMemory};
  const std::string path_ = folder_.path() + "/db";
  std::shared_ptr<RocksResources> resources_ = std::make_shared<RocksResources>(RocksLimits{32 << 20, 64 << 20, 2});
};

// Files of bulk writes under way lie beside the database, and nowhere when none is.
TEST_F(RocksStoreTest, FilesOfBulkWritesGoWithThem) {
  const std::string folder = path_ + ".bulk";
  const auto files = [&folder] {
    return std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator());
  };
  const std::unique_ptr<Store> store = ValueOf(TryOpen());
  const PartitionHead head = ValueOf(store->TakePartition("main"));
  const auto gather = [&] {
    std::unique_ptr<BulkWrite> bulk = store->NewBulkWrite("main", head.epoch, 8 << 20);
    for (const char* key : {"Ia", "Ra", "Rb", "Xa"}) ONHAND_EXPECT_OK(bulk->Put(key, "1"));
    EXPECT_EQ(files(), 3) << "one a family";
    return bulk;
  };
  gather();
  EXPECT_EQ(files(), 0) << "dropped";
  ONHAND_EXPECT_OK(gather()->Finish());
  EXPECT_EQ(files(), 0) << "taken over";
  {
    const std::unique_ptr<BulkWrite> bulk = gather();
    ValueOf(store->TakePartition("main"));
    EXPECT_FALSE(bulk->Finish().ok());
  }
  EXPECT_EQ(files(), 0) << "refused";
}

TEST_F(RocksStoreTest, FilesThatAKilledProcessLeftGoWhenItIsOpenedForWriting) {
  WriteOne("Ra", "1");
  const std::string left = path_ + ".bulk/0.sst";
  std::ofstream(left) << "half a file";
  EXPECT_EQ(ValueOf(ValueOf(TryOpen(/*read_only=*/true))->GetSnapshot()->Get("Ra")), "1");
  EXPECT_TRUE(std::filesystem::exists(left)) << "it may be another process's";
  const std::unique_ptr<Store> store = ValueOf(TryOpen());
  EXPECT_FALSE(std::filesystem::exists(left));
  const PartitionHead head = ValueOf(store->TakePartition("main"));
  const std::unique_ptr<BulkWrite> bulk = store->NewBulkWrite("main", head.epoch, 8 << 20);
  ONHAND_ASSERT_OK(bulk->Put("Ra", "2"));
  ONHAND_ASSERT_OK(bulk->Finish());
  EXPECT_EQ(ValueOf(store->GetSnapshot()->Get("Ra")), "2");
}

TEST_F(RocksStoreTest, AMissingDatabaseIsNotMadeSilently) {
  std::filesystem::remove_all(path_);
  ONHAND_EXPECT_STATUS(TryOpen(), absl::StatusCode::kDataLoss, path_);
  EXPECT_FALSE(std::filesystem::exists(path_ + "/CURRENT"));
}

TEST_F(RocksStoreTest, CreatingOverADatabaseIsRefused) {
  WriteOne("Ra", "1");
  EXPECT_FALSE(CreateRocksStore(path_, resources_).ok());
  EXPECT_EQ(ValueOf(ValueOf(TryOpen())->GetSnapshot()->Get("Ra")), "1");
}

TEST_F(RocksStoreTest, DamagedFilesAreDataLoss) {
  WriteOne("Ra", "1");
  std::filesystem::copy(path_, folder_.path() + "/good");
  const auto damaged = [&](auto&& damage) {
    std::filesystem::remove_all(path_);
    std::filesystem::copy(folder_.path() + "/good", path_);
    damage();
    ONHAND_EXPECT_STATUS(TryOpen(), absl::StatusCode::kDataLoss, path_);
    ONHAND_EXPECT_STATUS(TryOpen(/*read_only=*/true), absl::StatusCode::kDataLoss, path_);
  };
  damaged([&] { std::filesystem::remove(path_ + "/CURRENT"); });
  damaged([&] { std::ofstream(path_ + "/CURRENT") << "nonsense"; });
  damaged([&] { std::ofstream(path_ + "/CURRENT") << "MANIFEST-999999\n"; });
  damaged([&] { Damage(Files("MANIFEST", "").at(0)); });
  damaged([&] { std::filesystem::remove(Files("MANIFEST", "").at(0)); });
}

TEST_F(RocksStoreTest, ADamagedTableIsDataLossWhereItIsRead) {
  std::vector<WriteBatch> batches(1);
  for (int i = 0; i < 2000; ++i) batches[0].Put("R" + std::to_string(i), std::string(100, 'a' + i % 26));
  Write(std::move(batches));
  WriteOne("Ma", "1");  // opening again has put the rows into a table
  const std::vector<std::string> tables = Files("", ".sst");
  ASSERT_FALSE(tables.empty());
  for (const std::string& table : tables) {
    if (std::filesystem::file_size(table) > 10'000) Damage(table);
  }
  const absl::StatusOr<std::unique_ptr<Store>> store = TryOpen();
  if (!store.ok()) {
    ONHAND_EXPECT_STATUS(store.status(), absl::StatusCode::kDataLoss, path_);
    return;
  }
  const std::unique_ptr<Snapshot> snapshot = (*store)->GetSnapshot();
  int lost = 0;
  for (int i = 0; i < 2000; ++i) {
    const auto value = snapshot->Get("R" + std::to_string(i));
    if (value.ok()) continue;
    ONHAND_EXPECT_STATUS(value, absl::StatusCode::kDataLoss, path_);
    ++lost;
  }
  EXPECT_GT(lost, 0);
  const std::unique_ptr<Cursor> cursor = snapshot->Scan({"R", ""});
  while (cursor->Valid()) cursor->Next();
  ONHAND_EXPECT_STATUS(cursor->status(), absl::StatusCode::kDataLoss, path_);
  EXPECT_EQ(ValueOf(snapshot->Get("Ma")), "1");
}

// An iterator of RocksDB 7.8.3 forgot damage where one file of a level ends and the next one begins.
TEST_F(RocksStoreTest, ADamagedBlockIsNotPassedOverWhereAFileBegins) {
  resources_ = std::make_shared<RocksResources>(RocksLimits{.automatic_compactions = false});
  PartitionHead head;
  std::unique_ptr<Store> store = ValueOf(TryOpen());
  head = ValueOf(store->TakePartition("main"));
  const auto put = [&](char first, char last, const std::string& value) {
    WriteBatch batch;
    for (char c = first; c <= last; ++c) batch.Put(std::string("R") + c, value);
    batch.Touch({"main", head.epoch, head.sequence, head.sequence + 1});
    ONHAND_ASSERT_OK(store->Commit(batch));
    ++head.sequence;
    ONHAND_ASSERT_OK(FlushRocksStore(store.get()));
  };
  for (const auto& [first, last, value] : {std::tuple('a', 'f', "one"), {'g', 'm', "needle"}, {'n', 'z', "three"}}) {
    put(first, last, value);
    ONHAND_ASSERT_OK(CompactRocksStore(store.get()));
  }
  put('c', 'c', "new");  // in a level of its own
  store.reset();
  const std::string second = TableWith("needle");
  ASSERT_NE(second, "");
  std::fstream(second, std::ios::in | std::ios::out | std::ios::binary).seekp(20) << "damage";
  store = ValueOf(TryOpen(/*read_only=*/true));
  const std::unique_ptr<Snapshot> snapshot = store->GetSnapshot();
  const std::unique_ptr<Cursor> cursor = snapshot->Scan({"R", ""});
  while (cursor->Valid()) cursor->Next();
  ONHAND_EXPECT_STATUS(cursor->status(), absl::StatusCode::kDataLoss, path_);
}

// Nor one where a marker that removes a range of keys lay in an older file.
TEST_F(RocksStoreTest, ADamagedBlockIsNotPassedOverAfterARangeWasRemoved) {
  const auto put = [](char first, char last, const std::string& value) {
    std::vector<WriteBatch> batches(1);
    for (char c = first; c <= last; ++c) batches[0].Put(std::string("R") + c, value);
    return batches;
  };
  Write(put('a', 'z', "old"));
  std::vector<WriteBatch> removal(1);
  removal[0].DeleteRange("Rb", "Rd");
  Write(std::move(removal));  // opening again has put what was there into a table, so below
  Write(put('c', 'h', "needle"));
  WriteOne("Ma", "1");
  const std::string newest = TableWith("needle");
  ASSERT_FALSE(newest.empty());
  std::fstream(newest, std::ios::in | std::ios::out | std::ios::binary).seekp(20) << "damage";
  const std::unique_ptr<Store> store = ValueOf(TryOpen(/*read_only=*/true));
  const std::unique_ptr<Snapshot> snapshot = store->GetSnapshot();
  const std::unique_ptr<Cursor> cursor = snapshot->Scan({"R", ""});
  while (cursor->Valid()) cursor->Next();
  ONHAND_EXPECT_STATUS(cursor->status(), absl::StatusCode::kDataLoss, path_);
}

// The last commit was never answered if its bytes are not all there.
TEST_F(RocksStoreTest, ATornEndOfTheWriteAheadLogDropsOnlyTheLastCommit) {
  std::vector<WriteBatch> batches(2);
  batches[0].Put("Ra", "1");
  batches[1].Put("Ra", "2");
  batches[1].Put("Rb", "2");
  Write(std::move(batches));
  std::string log;
  for (const std::string& file : Files("", ".log")) {
    if (std::filesystem::file_size(file) > 0) log = file;
  }
  std::filesystem::resize_file(log, std::filesystem::file_size(log) - 3);
  // Nor was the mark written by then (log_check_test.cc).
  std::filesystem::remove(path_ + ".mark");
  const std::unique_ptr<Store> store = ValueOf(TryOpen());
  EXPECT_EQ(ValueOf(store->GetSnapshot()->Get("Ra")), "1");
  EXPECT_EQ(ValueOf(store->GetSnapshot()->Get("Rb")), std::nullopt);
  EXPECT_EQ(ValueOf(store->TakePartition("main")).sequence, 1u);
}

TEST_F(RocksStoreTest, ReadersBesideAWriterSeeWhatWasCommittedBefore) {
  const std::unique_ptr<Store> writer = ValueOf(TryOpen());
  const PartitionHead head = ValueOf(writer->TakePartition("main"));
  WriteBatch first;
  first.Put("Ra", "1");
  first.Touch({"main", head.epoch, 0, 1});
  ONHAND_ASSERT_OK(writer->Commit(first));
  const std::unique_ptr<Store> reader = ValueOf(TryOpen(/*read_only=*/true));
  WriteBatch second;
  second.Put("Ra", "2");
  second.Touch({"main", head.epoch, 1, 2});
  ONHAND_ASSERT_OK(writer->Commit(second));

  EXPECT_EQ(ValueOf(reader->GetSnapshot()->Get("Ra")), "1");
  ONHAND_EXPECT_STATUS(reader->TakePartition("main"), absl::StatusCode::kFailedPrecondition, "reading only");
  WriteBatch third;
  third.Put("Ra", "3");
  third.Touch({"main", head.epoch, 1, 2});
  ONHAND_EXPECT_STATUS(reader->Commit(third), absl::StatusCode::kFailedPrecondition, "reading only");
  EXPECT_EQ(ValueOf(ValueOf(TryOpen(/*read_only=*/true))->GetSnapshot()->Get("Ra")), "2");
}

// Where a reader finds zeros in a block of the log and the writer's next records in the one behind it.
TEST_F(RocksStoreTest, ReadersBesideABusyWriterSeeAllUpToSomeCommit) {
  constexpr int kSlots = 2000;
  const RocksLimits kLogsAreSoonRead{.block_cache_bytes = 8 << 20, .write_buffer_bytes = 1 << 20};
  resources_ = std::make_shared<RocksResources>(kLogsAreSoonRead);
  const std::unique_ptr<Store> writer = ValueOf(TryOpen());
  const PartitionHead head = ValueOf(writer->TakePartition("main"));
  std::atomic<bool> ended = false;
  std::atomic<int> written = 0;
  std::thread writing([&] {
    for (int i = 1; !ended; ++i) {
      WriteBatch batch;
      batch.Put("Ra", std::to_string(i));
      batch.Put("Rslot" + std::to_string(i % kSlots), std::to_string(i));
      batch.Touch({"main", head.epoch, static_cast<uint64_t>(i - 1), static_cast<uint64_t>(i)});
      if (!writer->Commit(batch).ok()) return;
      written = i;
    }
  });
  int before = 0;
  for (int opened = 0; opened < 100; ++opened) {
    const int committed = written;
    const absl::StatusOr<std::unique_ptr<Store>> reader = TryOpen(/*read_only=*/true);
    EXPECT_TRUE(reader.ok()) << reader.status();
    if (!reader.ok()) break;
    const std::unique_ptr<Snapshot> snapshot = (*reader)->GetSnapshot();
    const int last = std::stoi(ValueOf(snapshot->Get("Ra")).value_or("0"));
    EXPECT_GE(last, std::max(before, committed));
    before = last;
    int missing = 0;
    for (int i = std::max(1, last - kSlots + 1); i <= last; ++i) {
      missing += ValueOf(snapshot->Get("Rslot" + std::to_string(i % kSlots))) == std::to_string(i) ? 0 : 1;
    }
    EXPECT_EQ(missing, 0) << "of the commits before " << last;
  }
  ended = true;
  writing.join();
  EXPECT_GT(written, 0);
}

TEST_F(RocksStoreTest, StatisticsCountBytes) {
  std::vector<WriteBatch> batches(1);
  for (int i = 0; i < 2000; ++i) batches[0].Put("R" + std::to_string(i), std::string(100, 'x'));
  Write(std::move(batches));
  const std::unique_ptr<Store> store = ValueOf(TryOpen());
  const StoreStatistics statistics = store->Statistics();
  EXPECT_GT(statistics.disk_bytes, 1000u);
  EXPECT_GT(statistics.memtable_bytes, 1000u);
  EXPECT_FALSE(statistics.write_stopped);
  EXPECT_EQ(statistics.receipt_reads, 0u);
}

class ReceiptFilterTest : public RocksStoreTest {
 protected:
  static std::string ReceiptAt(uint64_t number) {
    const std::string id = std::to_string(number);
    const Hash128 hash = HashBytes(id, 1);
    return "I" + std::string(hash.begin(), hash.end());
  }

  // Reads `count` ids that were never written and returns the share that filters let pass.
  static double PassedShare(const Store& store, uint64_t count) {
    const std::unique_ptr<Snapshot> snapshot = store.GetSnapshot();
    const StoreStatistics before = store.Statistics();
    for (uint64_t i = 0; i < count;) {
      std::vector<std::string> keys;
      for (int j = 0; j < 100 && i < count; ++j, ++i) keys.push_back(ReceiptAt((1ull << 40) + i));
      for (const auto& value : ValueOf(snapshot->MultiGet(keys))) EXPECT_EQ(value, std::nullopt);
    }
    const StoreStatistics after = store.Statistics();
    EXPECT_EQ(after.receipt_reads - before.receipt_reads, count);
    return static_cast<double>(after.receipt_reads_past_filter - before.receipt_reads_past_filter) / count;
  }

  static constexpr uint64_t kReceipts = 300'000;
  static constexpr uint64_t kUnknown = 100'000;
};

TEST_F(ReceiptFilterTest, AtMostOnePercentOfUnknownIdsPassTheFilters) {
  {
    const std::unique_ptr<Store> store = ValueOf(TryOpen());
    PartitionHead head = ValueOf(store->TakePartition("main"));
    for (uint64_t i = 0; i < kReceipts;) {
      WriteBatch batch;
      for (int j = 0; j < 500; ++j, ++i) batch.Put(ReceiptAt(i), std::string(60, 'r'));
      batch.Touch({"main", head.epoch, head.sequence, head.sequence + 1});
      ONHAND_ASSERT_OK(store->Commit(batch));
      ++head.sequence;
    }
    // Memtables and tables of level 0, as they come.
    EXPECT_LE(PassedShare(*store, kUnknown / 4), 0.01);
  }
  // Opening it again has flushed everything.
  const std::unique_ptr<Store> store = ValueOf(TryOpen());
  ASSERT_FALSE(Files("", ".sst").empty());
  const double share = PassedShare(*store, kUnknown);
  RecordProperty("passed_per_million", static_cast<int>(share * 1e6));
  EXPECT_LE(share, 0.01);
  // Filters of this size let some pass; none at all would mean that nothing is counted.
  EXPECT_GT(share, 0.0);
  for (uint64_t i = 0; i < kReceipts; i += 1001) {
    ASSERT_NE(ValueOf(store->GetSnapshot()->Get(ReceiptAt(i))), std::nullopt) << i;
  }
  EXPECT_EQ(store->Statistics().receipt_reads, kUnknown + (kReceipts + 1000) / 1001);
}

// Filters that do not fit their cache are read from disk again and again, but answer the same.
TEST_F(ReceiptFilterTest, FiltersBeyondTheCacheStayRight) {
  resources_ = std::make_shared<RocksResources>(RocksLimits{64 << 10, 4 << 20, 2});
  std::vector<WriteBatch> batches(40);
  for (uint64_t i = 0; i < 40'000; ++i) batches[i / 1000].Put(ReceiptAt(i), "r");
  Write(std::move(batches));
  const std::unique_ptr<Store> store = ValueOf(TryOpen());
  EXPECT_LE(PassedShare(*store, 20'000), 0.01);
  for (uint64_t i = 0; i < 40'000; i += 97) {
    ASSERT_NE(ValueOf(store->GetSnapshot()->Get(ReceiptAt(i))), std::nullopt) << i;
  }
}

}  // namespace
}  // namespace onhand::storage
