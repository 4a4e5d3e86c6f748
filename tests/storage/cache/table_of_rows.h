// File: table_of_rows.h
//
// A table of rows and their places as write-backs leave it, for tests of what stands before it in memory.
#ifndef ONHAND_TESTS_STORAGE_CACHE_TABLE_OF_ROWS_H_
#define ONHAND_TESTS_STORAGE_CACHE_TABLE_OF_ROWS_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "storage/keys/family.h"
#include "storage/kv/memory_store.h"
#include "storage/kv/store.h"
#include "storage/records/row.h"
#include "tests/storage/testing/status_testing.h"

namespace onhand::storage {

// A row of one measure that commit `sequence` changed last.
inline Row RowOf(uint64_t sequence, int64_t quantity_micros) {
  Row row;
  row.sequence = sequence;
  row.FindOrInsert(0).quantity_micros = quantity_micros;
  return row;
}

class TableOfRows {
 public:
  TableOfRows() : store_(NewMemoryStore()), head_(ValueOf(store_->TakePartition("main"))) {}

  void Put(std::string_view row_key, const Row& row) {
    std::string value;
    EncodeRow(row, &value);
    PutBytes(row_key, value);
  }
  void PutBytes(std::string_view row_key, std::string_view value) {
    WriteBatch batch;
    batch.Put(KeyOf(row_key), value);
    Commit(std::move(batch));
  }
  void Delete(std::string_view row_key) {
    WriteBatch batch;
    batch.Delete(KeyOf(row_key));
    Commit(std::move(batch));
  }
  std::shared_ptr<const Snapshot> Look() { return store_->GetSnapshot(); }

 private:
  static std::string KeyOf(std::string_view row_key) {
    return std::string(1, static_cast<char>(Family::kRow)).append(row_key);
  }
  void Commit(WriteBatch batch) {
    batch.Touch({"main", head_.epoch, head_.sequence, head_.sequence + 1});
    ONHAND_ASSERT_OK(store_->Commit(batch));
    ++head_.sequence;
  }

  const std::unique_ptr<Store> store_;
  PartitionHead head_;
};

}  // namespace onhand::storage

#endif  // ONHAND_TESTS_STORAGE_CACHE_TABLE_OF_ROWS_H_
