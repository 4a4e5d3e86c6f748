#include "storage/kv/rocks_database.h"

#include <algorithm>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "storage/kv/disk_stream.h"
#include "storage/kv/log_check.h"
#include "storage/kv/rocks_status.h"

namespace onhand::storage {
namespace {

// A writer may delete a file between our reading its list and opening it; then the list is read again.
constexpr int kReadOnlyAttempts = 5;
// Or it makes tables of a log while we read, which we may find in neither; then we start over for so long.
constexpr absl::Duration kReadOnlyMax = absl::Seconds(20);

// The MANIFEST's name and length, which change whenever tables do.
absl::StatusOr<std::string> StateOfTables(const Disk& disk, const std::string& path) {
  constexpr size_t kCurrentBytesMax = 64;
  absl::StatusOr<std::string> current = disk.ReadFile(path + "/CURRENT", kCurrentBytesMax);
  if (!current.ok()) return current.status();
  const std::string name = current->substr(0, current->find('\n'));
  absl::StatusOr<uint64_t> bytes = FileBytes(disk, absl::StrCat(path, "/", name));
  if (!bytes.ok()) return bytes.status();
  return absl::StrCat(name, " ", *bytes);
}

using FamilyHandles = std::vector<rocksdb::ColumnFamilyHandle*>;

absl::Status OpenOnce(const RocksStoreOptions& options, const rocksdb::DBOptions& db_options, FamilyHandles* handles,
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

absl::Status OpenBesideAWriter(const RocksStoreOptions& options, const rocksdb::DBOptions& db_options,
                               FamilyHandles* handles, std::unique_ptr<rocksdb::DB>* database) {
  const Disk& disk = *options.resources->disk();
  const absl::Time end = absl::Now() + kReadOnlyMax;
  absl::Status status;
  for (int attempts = 0; attempts < kReadOnlyAttempts;) {
    const absl::StatusOr<std::string> before = StateOfTables(disk, options.path);
    status = PrepareLogs(disk, options.path, /*may_write=*/false);
    if (status.ok()) status = OpenOnce(options, db_options, handles, database);
    if (!status.ok()) {
      ++attempts;
      continue;
    }
    const absl::StatusOr<std::string> after = StateOfTables(disk, options.path);
    if (before.ok() && after.ok() && *before == *after) return absl::OkStatus();
    for (rocksdb::ColumnFamilyHandle* family : *handles) (*database)->DestroyColumnFamilyHandle(family);
    handles->clear();
    database->reset();
    status = !before.ok()  ? before.status()
             : !after.ok() ? after.status()
                           : absl::UnavailableError(absl::StrCat(
                                 "cannot open database ", options.path,
                                 ": its writer is faster than it can be read; try again, or read a backup"));
    if (absl::Now() > end) return status;
  }
  return status;
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
  absl::Status status;
  if (options.read_only) {
    status = OpenBesideAWriter(options, db_options, &handles, &database->db);
  } else {
    status = PrepareLogs(*options.resources->disk(), options.path, /*may_write=*/true);
    if (status.ok()) status = OpenOnce(options, db_options, &handles, &database->db);
  }
  if (!status.ok()) return status;
  database->path = options.path;
  database->resources = options.resources;
  database->may_have_range_markers = options.may_have_range_markers;
  std::copy(handles.begin(), handles.end(), database->families.begin());
  return absl::OkStatus();
}

}  // namespace onhand::storage
