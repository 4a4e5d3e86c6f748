#include "storage/kv/rocks_range.h"

#include <memory>

#include "storage/kv/rocks_status.h"

namespace onhand::storage {

absl::Status DeleteEach(rocksdb::DB* db, rocksdb::ColumnFamilyHandle* family, const std::string& path,
                        const std::string& begin, const std::string& end, absl::Span<const WriteBatch::Change> before,
                        rocksdb::WriteBatch* batch) {
  const rocksdb::Slice end_slice(end);
  rocksdb::ReadOptions options;
  options.iterate_upper_bound = &end_slice;
  options.fill_cache = false;
  options.ignore_range_deletions = true;
  const std::unique_ptr<rocksdb::Iterator> iterator(db->NewIterator(options, family));
  for (iterator->Seek(begin); iterator->Valid(); iterator->Next()) batch->Delete(family, iterator->key());
  for (const WriteBatch::Change& change : before) {
    if (change.kind == WriteBatch::Kind::kPut && change.key >= begin && change.key < end) {
      batch->Delete(family, change.key);
    }
  }
  return FromRocks(iterator->status(), "cannot read", path);
}

}  // namespace onhand::storage
