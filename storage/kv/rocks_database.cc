#include "storage/kv/rocks_database.h"

#include <algorithm>

#include "storage/kv/beside_a_writer.h"
#include "storage/kv/log_check.h"
#include "storage/kv/rocks_status.h"

namespace onhand::storage {
namespace {

using FamilyHandles = std::vector<rocksdb::ColumnFamilyHandle*>;

absl::Status OpenFiles(const RocksStoreOptions& options, const rocksdb::DBOptions& db_options, FamilyHandles* handles,
                       std::unique_ptr<rocksdb::DB>* database) {
  const std::vector<rocksdb::ColumnFamilyDescriptor> descriptors = RocksDescriptors(*options.resources, /*first=*/0);
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status = options.read_only
                                     ? rocksdb::DB::OpenForReadOnly(db_options, options.path, descriptors, handles, &db)
                                     : rocksdb::DB::Open(db_options, options.path, descriptors, handles, &db);
  if (!status.ok()) return FromRocks(status, "cannot open database", options.path);
  database->reset(db);
  return absl::OkStatus();
}

}  // namespace

RocksDatabase::~RocksDatabase() {
  if (db == nullptr) return;
  for (rocksdb::ColumnFamilyHandle* family : families) db->DestroyColumnFamilyHandle(family);
  db->Close();
}

rocksdb::ColumnFamilyHandle* RocksDatabase::FamilyOf(std::string_view key) const {
  const int index = key.empty() ? -1 : FamilyIndex(key[0]);
  return index < 0 ? nullptr : families[index];
}

absl::Status RocksDatabase::ReadError(const rocksdb::Status& status) const {
  return FromRocks(status, "cannot read", path);
}

std::string RocksWarningsPath(const std::string& path) { return path + ".log"; }

std::vector<rocksdb::ColumnFamilyDescriptor> RocksDescriptors(const RocksResources& resources, size_t first) {
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  for (size_t i = first; i < kRocksFamilies.size(); ++i) {
    descriptors.emplace_back(ColumnFamilyName(kRocksFamilies[i]), RocksFamilyOptions(kRocksFamilies[i], resources));
  }
  return descriptors;
}

absl::Status OpenRocksDatabase(const RocksStoreOptions& options, RocksDatabase* database) {
  rocksdb::DBOptions db_options =
      RocksDbOptions(*options.resources, options.read_only ? "" : RocksWarningsPath(options.path));
  db_options.create_missing_column_families = options.adds_tables;
  FamilyHandles handles;
  const Disk& disk = *options.resources->disk();
  const auto open = [&] {
    for (rocksdb::ColumnFamilyHandle* family : handles) database->db->DestroyColumnFamilyHandle(family);
    handles.clear();
    database->db.reset();
    absl::Status prepared = PrepareLogs(disk, options.path, /*may_write=*/!options.read_only);
    return prepared.ok() ? OpenFiles(options, db_options, &handles, &database->db) : prepared;
  };
  if (absl::Status status = options.read_only ? ReadBesideAWriter(disk, options.path, open) : open(); !status.ok()) {
    return status;
  }
  database->path = options.path;
  database->resources = options.resources;
  database->may_have_range_markers = options.may_have_range_markers;
  std::copy(handles.begin(), handles.end(), database->families.begin());
  return absl::OkStatus();
}

}  // namespace onhand::storage
