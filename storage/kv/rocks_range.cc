#include "storage/kv/rocks_range.h"

#include <rocksdb/options.h>
#include <rocksdb/table_properties.h>

#include <algorithm>
#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "storage/kv/rocks_status.h"

namespace onhand::storage {
namespace {

absl::StatusOr<bool> HasRangeMarkers(rocksdb::DB* db, rocksdb::ColumnFamilyHandle* family, const std::string& path) {
  rocksdb::TablePropertiesCollection tables;
  const rocksdb::Status status = db->GetPropertiesOfAllTables(family, &tables);
  if (!status.ok()) return FromRocks(status, "cannot read", path);
  return std::any_of(tables.begin(), tables.end(),
                     [](const auto& table) { return table.second->num_range_deletions > 0; });
}

}  // namespace

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

absl::Status MergeRangeMarkersAway(rocksdb::DB* db, absl::Span<rocksdb::ColumnFamilyHandle* const> families,
                                   const std::string& path) {
  rocksdb::CompactRangeOptions options;
  options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForceOptimized;
  for (rocksdb::ColumnFamilyHandle* family : families) {
    absl::StatusOr<bool> has = HasRangeMarkers(db, family, path);
    if (!has.ok()) return has.status();
    if (!*has) continue;
    const rocksdb::Status status = db->CompactRange(options, family, nullptr, nullptr);
    if (!status.ok()) return FromRocks(status, "cannot write", path);
    has = HasRangeMarkers(db, family, path);
    if (!has.ok()) return has.status();
    if (*has) return absl::InternalError(absl::StrCat(path, " still has markers of removed ranges"));
  }
  return absl::OkStatus();
}

}  // namespace onhand::storage
