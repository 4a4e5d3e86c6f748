#include "storage/kv/rocks_image.h"

#include <rocksdb/metadata.h>
#include <rocksdb/options.h>
#include <rocksdb/sst_file_reader.h>
#include <rocksdb/table_properties.h>
#include <rocksdb/unique_id.h>

#include <cstdint>
#include <limits>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "storage/kv/rocks_status.h"

namespace onhand::storage {
namespace {

// Of write-ahead log that is copied as it is.
constexpr uint64_t kLogBytesMax = 4 << 20;

class RocksImage : public StoreImage {
 public:
  RocksImage(rocksdb::DB* db, std::string path, const PartitionHeads& heads)
      : db_(db), path_(std::move(path)), heads_(heads) {}

  ~RocksImage() override {
    if (holds_files_) db_->EnableFileDeletions(/*force=*/false).PermitUncheckedError();
  }

  absl::Status Collect() {
    rocksdb::Status status = db_->DisableFileDeletions();
    if (!status.ok()) return FromRocks(status, "cannot copy", path_);
    holds_files_ = true;
    rocksdb::LiveFilesStorageInfoOptions options;
    options.wal_size_for_flush = std::numeric_limits<uint64_t>::max();  // no flush in here
    std::vector<rocksdb::LiveFileStorageInfo> found;
    status = db_->GetLiveFilesStorageInfo(options, &found);
    if (!status.ok()) return FromRocks(status, "cannot copy", path_);
    for (rocksdb::LiveFileStorageInfo& info : found) {
      ImageFile file;
      file.name = info.relative_filename;
      if (info.replacement_contents.empty()) file.path = absl::StrCat(info.directory, "/", info.relative_filename);
      file.content = std::move(info.replacement_contents);
      file.bytes = info.size;
      file.is_table = info.file_type == rocksdb::kTableFile;
      files_.push_back(std::move(file));
    }
    return absl::OkStatus();
  }

  absl::Span<const ImageFile> files() const override { return files_; }

  absl::StatusOr<std::string> TableIdentity(const ImageFile& file) const override {
    rocksdb::SstFileReader reader(rocksdb::Options(db_->GetDBOptions(), rocksdb::ColumnFamilyOptions()));
    rocksdb::Status status = reader.Open(file.path);
    if (!status.ok()) return FromRocks(status, "cannot read", file.path);
    std::string identity;
    status = rocksdb::GetUniqueIdFromTableProperties(*reader.GetTableProperties(), &identity);
    // Files of a RocksDB that did not give them one yet.
    if (!status.ok()) return std::string();
    return std::string(absl::BytesToHexString(identity));
  }

  uint64_t SequenceOf(std::string_view partition) const override { return heads_.Get(partition).sequence; }

 private:
  rocksdb::DB* const db_;
  const std::string path_;
  const PartitionHeads heads_;
  std::vector<ImageFile> files_;
  bool holds_files_ = false;
};

}  // namespace

absl::Status PrepareRocksImage(rocksdb::DB* db, absl::Span<rocksdb::ColumnFamilyHandle* const> families,
                               const std::string& path) {
  rocksdb::VectorLogPtr logs;
  rocksdb::Status status = db->GetSortedWalFiles(logs);
  if (!status.ok()) return FromRocks(status, "cannot read", path);
  uint64_t bytes = 0;
  for (const auto& log : logs) bytes += log->SizeFileBytes();
  if (bytes <= kLogBytesMax) return absl::OkStatus();
  status = db->Flush(rocksdb::FlushOptions(), {families.begin(), families.end()});
  return FromRocks(status, "cannot write", path);
}

absl::StatusOr<std::shared_ptr<StoreImage>> OpenRocksImage(rocksdb::DB* db, const std::string& path,
                                                           const PartitionHeads& heads) {
  auto image = std::make_shared<RocksImage>(db, path, heads);
  if (absl::Status status = image->Collect(); !status.ok()) return status;
  return std::shared_ptr<StoreImage>(std::move(image));
}

}  // namespace onhand::storage
