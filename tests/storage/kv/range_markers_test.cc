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

#include "storage/directory/data_directory.h"
#include "storage/kv/store.h"
#include "tests/storage/testing/status_testing.h"
#include "tests/storage/testing/temp_folder.h"

namespace onhand::storage {
namespace {

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
  // What a scan of the rows comes to: "Ra…", and the status.
  static std::string Rows(const Store& store, absl::Status* status) {
    const std::unique_ptr<Snapshot> snapshot = store.GetSnapshot();
    const std::unique_ptr<Cursor> cursor = snapshot->Scan({"R", ""});
    std::string keys;
    for (; cursor->Valid(); cursor->Next()) keys.append(cursor->key());
    *status = cursor->status();
    return keys;
  }
  std::string Format() const {
    std::ifstream file(folder_ + "/FORMAT");
    return {std::istreambuf_iterator<char>(file), {}};
  }

  TempFolder temp_;
  const std::string data_dir_ = temp_.path() + "/data";
  const std::string folder_ = data_dir_ + "/environments/old";
  const std::string database_ = folder_ + "/db";
};

TEST_F(RangeMarkersTest, AreMindedByReadersAndMergedAwayByWriters) {
  for (const bool read_only : {true, false, false}) {
    absl::Status status;
    EXPECT_EQ(Rows(*ValueOf(Open(read_only)->OpenStore("old")), &status), "RaRdReRgRh");
    ONHAND_EXPECT_OK(status);
    EXPECT_EQ(Format(), read_only ? "onhand-environment format=2 id=old\n" : "onhand-environment format=3 id=old\n");
  }
}

// It could neither be opened nor looked at any more.
TEST_F(RangeMarkersTest, ADamagedTableDoesNotKeepTheRestFromBeingUsed) {
  std::string table;
  for (const auto& entry : std::filesystem::directory_iterator(database_)) {
    if (entry.path().extension() != ".sst") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string content((std::istreambuf_iterator<char>(file)), {});
    if (content.find("needle") != std::string::npos) table = entry.path();
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

}  // namespace
}  // namespace onhand::storage
