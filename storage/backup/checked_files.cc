#include "storage/backup/checked_files.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "storage/kv/disk_stream.h"
#include "storage/records/crc32c.h"

namespace onhand::storage {
namespace {

constexpr uint64_t kListBytesMax = 256ull << 20;

absl::Status Missing(const std::string& path) { return absl::DataLossError(absl::StrCat(path, " is missing")); }

}  // namespace

absl::Status BackupMeter::Add(uint64_t bytes) {
  done_ += bytes;
  if (!callback_ || callback_(done_, total_)) return absl::OkStatus();
  return absl::CancelledError("cancelled; nothing is left of it");
}

absl::StatusOr<std::string> ReadListFile(const Disk& disk, const std::string& path) {
  std::string text;
  absl::StatusOr<uint64_t> bytes = ReadPieces(disk, path, kListBytesMax, [&text](std::string_view piece) {
    text.append(piece);
    return absl::OkStatus();
  });
  if (!bytes.ok()) return bytes.status();
  if (*bytes == kListBytesMax) return absl::DataLossError(absl::StrCat(path, " is too large to be a list of files"));
  return text;
}

absl::StatusOr<uint32_t> CopyChecked(const Disk& disk, const std::string& from, uint64_t bytes, const std::string& to,
                                     BackupMeter* meter) {
  absl::StatusOr<std::unique_ptr<DiskWriter>> writer = DiskWriter::Open(disk, to);
  if (!writer.ok()) return writer.status();
  uint32_t checksum = 0;
  absl::StatusOr<uint64_t> copied = ReadPieces(disk, from, bytes, [&](std::string_view piece) {
    checksum = ExtendCrc32c(checksum, piece);
    const absl::Status status = (*writer)->Append(piece);
    return status.ok() ? meter->Add(piece.size()) : status;
  });
  if (!copied.ok()) return copied.status();
  if (*copied < bytes) {
    return absl::DataLossError(absl::StrCat(from, " is damaged: it has ", *copied, " bytes and should have ", bytes));
  }
  if (absl::Status status = (*writer)->Finish(); !status.ok()) return status;
  return checksum;
}

absl::StatusOr<uint32_t> WriteChecked(const Disk& disk, std::string_view content, const std::string& to,
                                      BackupMeter* meter) {
  absl::Status status = disk.WriteFile(to, content);
  if (status.ok()) status = meter->Add(content.size());
  if (!status.ok()) return status;
  return Crc32c(content);
}

absl::Status CheckLength(const Disk& disk, const std::string& path, uint64_t bytes) {
  const absl::StatusOr<uint64_t> found = FileBytes(disk, path);
  if (absl::IsNotFound(found.status())) return Missing(path);
  if (!found.ok()) return found.status();
  if (*found == bytes) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat(path, " is damaged: it has ", *found, " bytes and should have ", bytes));
}

absl::Status CheckFile(const Disk& disk, const std::string& path, uint64_t bytes, uint32_t checksum,
                       BackupMeter* meter) {
  if (absl::Status status = CheckLength(disk, path, bytes); !status.ok()) return status;
  uint32_t found = 0;
  absl::StatusOr<uint64_t> read = ReadPieces(disk, path, bytes, [&](std::string_view piece) {
    found = ExtendCrc32c(found, piece);
    return meter->Add(piece.size());
  });
  if (absl::IsNotFound(read.status())) return Missing(path);
  if (!read.ok()) return read.status();
  return found == checksum ? absl::OkStatus() : WrongChecksum(path, found, checksum);
}

absl::Status WrongChecksum(const std::string& path, uint32_t found, uint32_t wanted) {
  return absl::DataLossError(
      absl::StrFormat("%s is damaged: its checksum is %08x and should be %08x", path, found, wanted));
}

}  // namespace onhand::storage
