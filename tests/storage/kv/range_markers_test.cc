// A folder of format 2, in whose tables an older program left a marker that removes a range of keys.
#include <gtest/gtest.h>
#include <rocksdb/db.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "storage/base/mutex.h"
#include "storage/directory/data_directory.h"
#include "storage/kv/disk.h"
#include "storage/kv/store.h"
#include "tests/proof/file_system/disk_terms.h"
#include "tests/proof/file_system/simulated_disk.h"
#include "tests/storage/testing/status_testing.h"
#include "tests/storage/testing/temp_folder.h"

namespace onhand::storage {
namespace {

using proof::DiskFault;
using proof::DiskFaultRule;
using proof::DiskImage;
using proof::PowerCut;
using proof::SimulatedDisk;

class RangeMarkersTest : public ::testing::Test {
 protected:
  // Rows a to h, of which a marker in a table hides b and c and one in the write-ahead log f, and a meta record.
  void SetUp() override {
    {
      const std::unique_ptr<DataDirectory> directory = Open();
      ONHAND_ASSERT_OK(directory->Create("old"));
      const std::unique_ptr<Store> store = ValueOf(directory->OpenStore("old"));
      const PartitionHead head = ValueOf(store->TakePartition("main"));
      WriteBatch batch;
      for (char c = 'a'; c <= 'h'; ++c) batch.Put(std::string("R") + c, "needle");
      batch.Put("Ma", "1");
      batch.Touch({"main", head.epoch, head.sequence, head.sequence + 1});
      ONHAND_ASSERT_OK(store->Commit(batch));
    }
    std::vector<std::string> names;
    ASSERT_TRUE(rocksdb::DB::ListColumnFamilies({}, database_, &names).ok());
    std::vector<rocksdb::ColumnFamilyDescriptor> families;
    for (const std::string& name : names) families.emplace_back(name, rocksdb::ColumnFamilyOptions());
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    rocksdb::DB* opened = nullptr;
    ASSERT_TRUE(rocksdb::DB::Open({}, database_, families, &handles, &opened).ok());
    const std::unique_ptr<rocksdb::DB> db(opened);
    rocksdb::ColumnFamilyHandle* const rows =
        *std::find_if(handles.begin(), handles.end(),
                      [](rocksdb::ColumnFamilyHandle* handle) { return handle->GetName() == "rows"; });
    ASSERT_TRUE(db->DeleteRange({}, rows, "Rb", "Rd").ok());
    ASSERT_TRUE(db->Flush({}, rows).ok());
    ASSERT_TRUE(db->DeleteRange({}, rows, "Rf", "Rg").ok());
    for (rocksdb::ColumnFamilyHandle* handle : handles) db->DestroyColumnFamilyHandle(handle);
    std::filesystem::remove(folder_ + "/db.mark");  // it knows nothing of what others write
    std::ofstream(folder_ + "/FORMAT") << "onhand-environment format=2 id=old\n";
  }

  std::unique_ptr<DataDirectory> Open(bool read_only = false) {
    DirectoryOptions options;
    options.data_dir = data_dir_;
    options.read_only = read_only;
    return ValueOf(DataDirectory::Open(options));
  }
  static absl::StatusOr<std::unique_ptr<Store>> OpenOn(const SimulatedDisk& disk) {
    DirectoryOptions options;
    options.data_dir = "/data";
    options.disk = disk.disk();
    absl::StatusOr<std::unique_ptr<DataDirectory>> directory = DataDirectory::Open(options);
    return directory.ok() ? (*directory)->OpenStore("old") : directory.status();
  }
  // The folder as SetUp left it, under /data.
  DiskImage Simulated() const {
    const SimulatedDisk simulated;
    const Disk& disk = *simulated.disk();
    const auto copy = [&](const auto& self, const std::string& from, const std::string& to) -> void {
      ONHAND_EXPECT_OK(disk.MakeFolder(to));
      for (const auto& entry : std::filesystem::directory_iterator(from)) {
        const std::string name = to + "/" + entry.path().filename().string();
        if (entry.is_directory()) {
          self(self, entry.path(), name);
        } else {
          ONHAND_EXPECT_OK(disk.WriteFile(name, Content(entry.path())));
        }
      }
      ONHAND_EXPECT_OK(disk.SyncFolder(to));
    };
    copy(copy, data_dir_, "/data");
    ONHAND_EXPECT_OK(disk.SyncFolder("/"));
    return simulated.Survivors({});
  }
  // What a scan of the rows comes to: "Ra…", and the status.
  static std::string Rows(const Store& store, absl::Status* status) {
    const std::unique_ptr<Snapshot> snapshot = store.GetSnapshot();
    const std::unique_ptr<Cursor> cursor = snapshot->Scan({"R", ""});
    std::string keys;
    for (; cursor->Valid(); cursor->Next()) keys.append(cursor->key());
    *status = cursor->status();
    return keys;
  }
  static void ExpectRightRows(const Store& store) {
    absl::Status status;
    EXPECT_EQ(Rows(store, &status), "RaRdReRgRh");
    ONHAND_EXPECT_OK(status);
  }
  // It can be opened, has all its rows, and is brought up to date.
  static void ExpectWhole(const DiskImage& image) {
    const SimulatedDisk disk(image);
    ExpectRightRows(*ValueOf(OpenOn(disk)));
    EXPECT_EQ(disk.ReadFile("/data/environments/old/FORMAT"), "onhand-environment format=3 id=old\n");
  }
  static std::string Content(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::string Format() const { return Content(folder_ + "/FORMAT"); }

  TempFolder temp_;
  const std::string data_dir_ = temp_.path() + "/data";
  const std::string folder_ = data_dir_ + "/environments/old";
  const std::string database_ = folder_ + "/db";
};

TEST_F(RangeMarkersTest, AreMindedByReadersAndMergedAwayByWriters) {
  for (const bool read_only : {true, false, false}) {
    ExpectRightRows(*ValueOf(Open(read_only)->OpenStore("old")));
    EXPECT_EQ(Format(), read_only ? "onhand-environment format=2 id=old\n" : "onhand-environment format=3 id=old\n");
  }
}

// It could neither be opened nor looked at any more.
TEST_F(RangeMarkersTest, ADamagedTableDoesNotKeepTheRestFromBeingUsed) {
  std::string table;
  for (const auto& entry : std::filesystem::directory_iterator(database_)) {
    if (entry.path().extension() != ".sst") continue;
    if (Content(entry.path()).find("needle") != std::string::npos) table = entry.path();
  }
  ASSERT_NE(table, "");
  std::fstream(table, std::ios::in | std::ios::out | std::ios::binary).seekp(20) << "damage";
  for (const bool read_only : {true, false}) {
    const std::unique_ptr<DataDirectory> directory = Open(read_only);
    const std::unique_ptr<Store> store = ValueOf(directory->OpenStore("old"));
    EXPECT_EQ(ValueOf(store->GetSnapshot()->Get("Ma")), "1");
    absl::Status status;
    Rows(*store, &status);
    ONHAND_EXPECT_STATUS(status, absl::StatusCode::kDataLoss, ".sst");
    EXPECT_EQ(Format(), "onhand-environment format=2 id=old\n");
  }
}

TEST_F(RangeMarkersTest, ThePowerMayGoAtEverySyncOfMergingThemAway) {
  SimulatedDisk disk(Simulated());
  Mutex mutex;
  std::vector<DiskImage> images;
  disk.OnSync([&](const proof::SyncPoint& point) {
    MutexLock lock(&mutex);
    images.push_back(disk.Survivors({}));
    images.push_back(disk.Survivors(
        {.bytes = PowerCut::Bytes::kGarbage, .some_entries = true, .seed = static_cast<uint64_t>(point.number)}));
  });
  ONHAND_ASSERT_OK(OpenOn(disk).status());
  disk.OnSync({});
  EXPECT_GT(images.size(), 20u);
  for (const DiskImage& image : images) ExpectWhole(image);
}

TEST_F(RangeMarkersTest, OperationsOfMergingThemAwayMayFail) {
  constexpr int64_t kOperationsMax = 2000;
  const DiskImage image = Simulated();
  int64_t number = 1;
  for (bool met = true; met; number += 3) {  // with each fault and either number of times
    ASSERT_LT(number, kOperationsMax);
    const DiskFaultRule fault = {.fault = number % 4 < 2 ? DiskFault::kIoError : DiskFault::kNoSpace,
                                 .first = number,
                                 .times = number % 2 == 0 ? 1 : -1};
    SCOPED_TRACE(absl::StrCat("operation ", number, fault.times == 1 ? ", once" : " and all from then on"));
    SimulatedDisk disk(image);
    const int rule = disk.AddFault(fault);
    {
      const absl::StatusOr<std::unique_ptr<Store>> store = OpenOn(disk);
      met = disk.hits(rule) > 0;
      if (!store.ok()) ONHAND_EXPECT_STATUS(store.status(), absl::StatusCode::kUnavailable, "/data");
      disk.ClearFaults();
      if (store.ok()) ExpectRightRows(**store);
    }
    ExpectWhole(disk.Survivors({}));
  }
}

}  // namespace
}  // namespace onhand::storage
