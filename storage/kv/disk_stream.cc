#include "storage/kv/disk_stream.h"

#include <rocksdb/env.h>

#include <algorithm>
#include <utility>

#include "storage/kv/disk_status.h"

namespace onhand::storage {
namespace {

constexpr size_t kPieceBytes = 1 << 20;

// Bytes go to the system at once, not through a mapping.
rocksdb::EnvOptions PlainOptions() {
  rocksdb::EnvOptions options;
  options.use_mmap_reads = false;
  options.use_mmap_writes = false;
  return options;
}

class EnvWriter : public DiskWriter {
 public:
  EnvWriter(std::string path, std::unique_ptr<rocksdb::WritableFile> file)
      : path_(std::move(path)), file_(std::move(file)) {}

  absl::Status Append(std::string_view piece) override {
    return FromEnv(file_->Append({piece.data(), piece.size()}), "cannot write", path_);
  }

  absl::Status Finish() override {
    const rocksdb::Status synced = file_->Sync();
    const rocksdb::Status closed = file_->Close();
    return FromEnv(synced.ok() ? closed : synced, "cannot write", path_);
  }

 private:
  const std::string path_;
  const std::unique_ptr<rocksdb::WritableFile> file_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<DiskWriter>> DiskWriter::Open(const Disk& disk, const std::string& path) {
  std::unique_ptr<rocksdb::WritableFile> file;
  const rocksdb::Status status = disk.env()->NewWritableFile(path, &file, PlainOptions());
  if (!status.ok()) return FromEnv(status, "cannot open", path);
  return std::unique_ptr<DiskWriter>(std::make_unique<EnvWriter>(path, std::move(file)));
}

absl::StatusOr<uint64_t> ReadPieces(const Disk& disk, const std::string& path, uint64_t bytes_max,
                                    const std::function<absl::Status(std::string_view piece)>& take) {
  std::unique_ptr<rocksdb::SequentialFile> file;
  rocksdb::Status status = disk.env()->NewSequentialFile(path, &file, PlainOptions());
  if (!status.ok()) return FromEnv(status, "cannot open", path);
  std::string piece(static_cast<size_t>(std::min<uint64_t>(bytes_max, kPieceBytes)), '\0');
  uint64_t done = 0;
  while (done < bytes_max) {
    const size_t wanted = static_cast<size_t>(std::min<uint64_t>(piece.size(), bytes_max - done));
    rocksdb::Slice got;
    status = file->Read(wanted, &got, piece.data());
    if (!status.ok()) return FromEnv(status, "cannot read", path);
    if (got.empty()) break;
    done += got.size();
    if (absl::Status taken = take(std::string_view(got.data(), got.size())); !taken.ok()) return taken;
  }
  return done;
}

absl::StatusOr<uint64_t> FileBytes(const Disk& disk, const std::string& path) {
  uint64_t bytes = 0;
  const rocksdb::Status status = disk.env()->GetFileSize(path, &bytes);
  if (!status.ok()) return FromEnv(status, "cannot look at", path);
  return bytes;
}

}  // namespace onhand::storage
