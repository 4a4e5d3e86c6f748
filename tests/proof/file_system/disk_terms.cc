#include "tests/proof/file_system/disk_terms.h"

namespace onhand::proof {
namespace {

bool StartsWith(std::string_view text, std::string_view start) { return text.substr(0, start.size()) == start; }
bool EndsWith(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

bool IsNumber(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

std::string_view NameOf(DiskOperation operation) {
  switch (operation) {
    case DiskOperation::kCreate:
      return "create";
    case DiskOperation::kAppend:
      return "append";
    case DiskOperation::kPutZeros:
      return "put zeros";
    case DiskOperation::kSync:
      return "sync";
    case DiskOperation::kOpen:
      return "open";
    case DiskOperation::kRead:
      return "read";
    case DiskOperation::kSize:
      return "size";
    case DiskOperation::kRename:
      return "rename";
    case DiskOperation::kLink:
      return "link";
    case DiskOperation::kDelete:
      return "delete";
    case DiskOperation::kMakeFolder:
      return "make folder";
    case DiskOperation::kDeleteFolder:
      return "delete folder";
    case DiskOperation::kList:
      return "list";
    case DiskOperation::kSyncFolder:
      return "sync folder";
    case DiskOperation::kLock:
      return "lock";
  }
  return "";
}

std::string_view NameOf(FileKind kind) {
  switch (kind) {
    case FileKind::kWal:
      return "wal";
    case FileKind::kTable:
      return "table";
    case FileKind::kBulkTable:
      return "bulk table";
    case FileKind::kManifest:
      return "manifest";
    case FileKind::kCurrent:
      return "current";
    case FileKind::kOptions:
      return "options";
    case FileKind::kIdentity:
      return "identity";
    case FileKind::kTemporary:
      return "temporary";
    case FileKind::kFormat:
      return "format";
    case FileKind::kLock:
      return "lock";
    case FileKind::kWarnings:
      return "warnings";
    case FileKind::kProbe:
      return "probe";
    case FileKind::kFolder:
      return "folder";
    case FileKind::kOther:
      return "other";
  }
  return "";
}

std::string_view NameOf(DiskFault fault) {
  switch (fault) {
    case DiskFault::kIoError:
      return "EIO";
    case DiskFault::kNoSpace:
      return "ENOSPC";
    case DiskFault::kShortWrite:
      return "short write";
    case DiskFault::kLie:
      return "lie";
  }
  return "";
}

FileKind KindOfFile(std::string_view path) {
  const size_t slash = path.rfind('/');
  const std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
  const std::string_view folder = slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
  if (EndsWith(name, ".sst")) return EndsWith(folder, ".bulk") ? FileKind::kBulkTable : FileKind::kTable;
  if (EndsWith(name, ".log") && IsNumber(name.substr(0, name.size() - 4))) return FileKind::kWal;
  if (EndsWith(name, ".log") || EndsWith(name, ".log.old")) return FileKind::kWarnings;
  if (StartsWith(name, "MANIFEST-")) return FileKind::kManifest;
  if (name == "CURRENT") return FileKind::kCurrent;
  if (EndsWith(name, ".dbtmp")) return FileKind::kTemporary;
  if (StartsWith(name, "OPTIONS-")) return FileKind::kOptions;
  if (name == "IDENTITY") return FileKind::kIdentity;
  if (name == "FORMAT" || name == "FORMAT.new") return FileKind::kFormat;
  if (name == "LOCK" || name == ".lock") return FileKind::kLock;
  if (StartsWith(name, ".probe-")) return FileKind::kProbe;
  return FileKind::kOther;
}

}  // namespace onhand::proof
