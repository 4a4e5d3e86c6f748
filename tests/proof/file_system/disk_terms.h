// File: disk_terms.h
//
// What can be done to a disk, to which kinds of files, and what can go wrong with it.
#ifndef ONHAND_TESTS_PROOF_FILE_SYSTEM_DISK_TERMS_H_
#define ONHAND_TESTS_PROOF_FILE_SYSTEM_DISK_TERMS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace onhand::proof {

enum class DiskOperation : uint8_t {
  kCreate,        // a file for writing, anew or at its end
  kAppend,        // bytes at the end of a file
  kPutZeros,      // behind a file's bytes, for what is appended to take their place
  kSync,          // of a file's bytes
  kOpen,          // a file for reading
  kRead,          // of a file's bytes
  kSize,          // a file's size or time
  kRename,        // a file or a folder; its kind is that of its new name
  kLink,          // a second name
  kDelete,        // a file
  kMakeFolder,    // of folders from here on
  kDeleteFolder,  //
  kList,          // what is in it
  kSyncFolder,    // its entries
  kLock,          // of a file
};
inline constexpr int kDiskOperations = static_cast<int>(DiskOperation::kLock) + 1;

enum class FileKind : uint8_t {
  kWal,        // 000012.log
  kTable,      // 000012.sst in the database's folder
  kBulkTable,  // 0.sst in db.bulk, to be taken over
  kManifest,   // MANIFEST-000012
  kCurrent,    // CURRENT
  kOptions,    // OPTIONS-000012
  kIdentity,   // IDENTITY
  kTemporary,  // *.dbtmp: what becomes CURRENT, IDENTITY or an OPTIONS file
  kFormat,     // FORMAT and FORMAT.new of an environment
  kLock,       // LOCK and .lock
  kWarnings,   // db.log: what RocksDB warns of
  kProbe,      // .probe-1: whether a folder can be written to
  kFolder,     // any folder
  kOther,
};
inline constexpr int kFileKinds = static_cast<int>(FileKind::kOther) + 1;

enum class DiskFault : uint8_t {
  kIoError,     // "Input/output error"; nothing was done
  kNoSpace,     // "No space left on device"; nothing was done
  kShortWrite,  // of kAppend: about half of the bytes are written, then "Input/output error"
  kLie,         // answered as done, and not done: an operation that changes nothing on disk (of kSync and kSyncFolder)
};

// One word or a few: "append", "sync folder"; "wal", "manifest"; "EIO", "ENOSPC".
std::string_view NameOf(DiskOperation operation);
std::string_view NameOf(FileKind kind);
std::string_view NameOf(DiskFault fault);

// By its path, which is that of a file.
FileKind KindOfFile(std::string_view path);

// Which operations go wrong. Those that match count from 1.
struct DiskFaultRule {
  DiskFault fault = DiskFault::kIoError;
  std::optional<DiskOperation> operation;  // nothing: any
  std::optional<FileKind> kind;            // nothing: any
  int64_t first = 1;                       // the first one that goes wrong
  int64_t times = 1;                       // how many do; -1 = all from then on
};

}  // namespace onhand::proof

#endif  // ONHAND_TESTS_PROOF_FILE_SYSTEM_DISK_TERMS_H_
