#include "tests/proof/file_system/simulated_file_system.h"

#include <algorithm>
#include <cstring>

#include "storage/base/check.h"

namespace onhand::proof {
namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

// In the words of the system, where RocksDB puts them.
IOStatus Answer(Fate fate, DiskOperation operation, const std::string& path) {
  const std::string where = "While " + std::string(NameOf(operation)) + ": " + path;
  switch (fate) {
    case Fate::kDone:
    case Fate::kLie:
      return IOStatus::OK();
    case Fate::kNoSpace: {
      IOStatus status = IOStatus::NoSpace(where, "No space left on device");
      status.SetRetryable(true);
      return status;
    }
    case Fate::kNotFound:
      return IOStatus::PathNotFound(where, "No such file or directory");
    case Fate::kExists:
      return IOStatus::IOError(where, "File exists");
    case Fate::kNoFolder:
      return IOStatus::IOError(where, "Not a directory");
    case Fate::kIsFolder:
      return IOStatus::IOError(where, "Is a directory");
    case Fate::kIoError:
    case Fate::kShortWrite:
      break;
  }
  return IOStatus::IOError(where, "Input/output error");
}

// What every open file has.
struct OpenFile {
  std::shared_ptr<DiskCore> core;
  std::shared_ptr<FileNode> node;
  std::string path;
  FileKind kind = FileKind::kOther;

  // Bytes from `offset` on into `scratch`.
  IOStatus Read(uint64_t offset, size_t size, Slice* result, char* scratch) const {
    const Fate fate = core->Begin(DiskOperation::kRead, kind);
    *result = Slice(scratch, 0);
    if (fate == Fate::kIoError) return Answer(fate, DiskOperation::kRead, path);
    MutexLock lock(&node->mutex);
    if (offset >= node->size()) return IOStatus::OK();
    const size_t got = std::min<uint64_t>(size, node->size() - offset);
    const size_t written = offset < node->bytes.size() ? std::min<size_t>(got, node->bytes.size() - offset) : 0;
    std::memcpy(scratch, node->bytes.data() + offset, written);
    std::memset(scratch + written, 0, got - written);
    *result = Slice(scratch, got);
    return IOStatus::OK();
  }
};

class SequentialFile : public rocksdb::FSSequentialFile {
 public:
  explicit SequentialFile(OpenFile file) : file_(std::move(file)) {}

  IOStatus Read(size_t size, const IOOptions& /*options*/, Slice* result, char* scratch,
                IODebugContext* /*debug*/) override {
    IOStatus status = file_.Read(offset_, size, result, scratch);
    offset_ += result->size();
    return status;
  }
  IOStatus Skip(uint64_t size) override {
    offset_ += size;
    return IOStatus::OK();
  }

 private:
  const OpenFile file_;
  uint64_t offset_ = 0;
};

class RandomAccessFile : public rocksdb::FSRandomAccessFile {
 public:
  explicit RandomAccessFile(OpenFile file) : file_(std::move(file)) {}

  IOStatus Read(uint64_t offset, size_t size, const IOOptions& /*options*/, Slice* result, char* scratch,
                IODebugContext* /*debug*/) const override {
    return file_.Read(offset, size, result, scratch);
  }
  IOStatus Prefetch(uint64_t /*offset*/, size_t /*size*/, const IOOptions& /*options*/,
                    IODebugContext* /*debug*/) override {
    return IOStatus::OK();
  }

 private:
  const OpenFile file_;
};

class WritableFile : public rocksdb::FSWritableFile {
 public:
  explicit WritableFile(OpenFile file) : file_(std::move(file)) {}

  IOStatus Append(const Slice& data, const IOOptions& /*options*/, IODebugContext* /*debug*/) override {
    Fate fate = file_.core->Begin(DiskOperation::kAppend, file_.kind);
    size_t written = data.size();
    if (fate == Fate::kIoError || fate == Fate::kNoSpace) return Answer(fate, DiskOperation::kAppend, file_.path);
    if (fate == Fate::kShortWrite) written /= 2;
    FileNode& node = *file_.node;
    size_t over_zeros = 0;
    {
      MutexLock lock(&node.mutex);
      over_zeros = std::min<uint64_t>(node.size() - node.bytes.size(), written);
    }
    const size_t fits = over_zeros + file_.core->TakeRoom(written - over_zeros);
    if (fits < written) fate = Fate::kNoSpace;
    MutexLock lock(&node.mutex);
    node.bytes.append(data.data(), fits);
    return Answer(fate, DiskOperation::kAppend, file_.path);
  }
  using rocksdb::FSWritableFile::Append;

  // Not durable: the zeros that it cuts off may be there again.
  IOStatus Truncate(uint64_t size, const IOOptions& /*options*/, IODebugContext* /*debug*/) override {
    FileNode& node = *file_.node;
    uint64_t before = 0;
    uint64_t after = 0;
    {
      MutexLock lock(&node.mutex);
      before = node.size();
      if (size < node.bytes.size()) node.bytes.resize(size);
      node.synced = std::min<uint64_t>(node.synced, size);
      node.zeros_end = std::min<uint64_t>(node.zeros_end, size);
      after = node.size();
    }
    file_.core->GiveRoom(before - after);
    return IOStatus::OK();
  }
  IOStatus Close(const IOOptions& /*options*/, IODebugContext* /*debug*/) override { return IOStatus::OK(); }
  IOStatus Flush(const IOOptions& /*options*/, IODebugContext* /*debug*/) override { return IOStatus::OK(); }

  IOStatus Sync(const IOOptions& /*options*/, IODebugContext* /*debug*/) override {
    file_.core->TellSync(DiskOperation::kSync, file_.kind, file_.path);
    const Fate fate = file_.core->Begin(DiskOperation::kSync, file_.kind);
    if (fate == Fate::kLie) return IOStatus::OK();
    FileNode& node = *file_.node;
    MutexLock lock(&node.mutex);
    if (fate != Fate::kDone && node.synced < node.bytes.size()) node.lost.emplace_back(node.synced, node.bytes.size());
    node.synced = node.bytes.size();
    if (fate == Fate::kDone) node.zeros_synced = node.zeros_end;
    return Answer(fate, DiskOperation::kSync, file_.path);
  }

  uint64_t GetFileSize(const IOOptions& /*options*/, IODebugContext* /*debug*/) override {
    MutexLock lock(&file_.node->mutex);
    return file_.node->size();
  }
  bool IsSyncThreadSafe() const override { return true; }

 private:
  const OpenFile file_;
};

// Takes nothing but zeros behind a file's bytes.
class FileForZeros : public rocksdb::FSRandomRWFile {
 public:
  explicit FileForZeros(OpenFile file) : file_(std::move(file)) {}

  IOStatus Write(uint64_t offset, const Slice& data, const IOOptions& /*options*/, IODebugContext* /*debug*/) override {
    FileNode& node = *file_.node;
    const uint64_t end = offset + data.size();
    const bool zeros = std::all_of(data.data(), data.data() + data.size(), [](char byte) { return byte == 0; });
    uint64_t size = 0;
    {
      MutexLock lock(&node.mutex);
      // Whoever puts them takes a refusal for a disk that has none, so a wrong place must not look like one.
      ONHAND_CHECK(zeros && offset >= node.bytes.size() && offset <= node.size());
      size = node.size();
    }
    Fate fate = file_.core->Begin(DiskOperation::kPutZeros, file_.kind);
    if (fate != Fate::kDone) return Answer(fate, DiskOperation::kPutZeros, file_.path);
    const uint64_t more = end > size ? end - size : 0;
    const uint64_t fits = file_.core->TakeRoom(more);
    if (fits < more) fate = Fate::kNoSpace;
    MutexLock lock(&node.mutex);
    node.zeros_end = std::max(node.zeros_end, size + fits);
    return Answer(fate, DiskOperation::kPutZeros, file_.path);
  }
  IOStatus Read(uint64_t offset, size_t size, const IOOptions& /*options*/, Slice* result, char* scratch,
                IODebugContext* /*debug*/) const override {
    return file_.Read(offset, size, result, scratch);
  }
  IOStatus Flush(const IOOptions& /*options*/, IODebugContext* /*debug*/) override { return IOStatus::OK(); }
  IOStatus Sync(const IOOptions& /*options*/, IODebugContext* /*debug*/) override {
    return IOStatus::NotSupported(file_.path);
  }
  IOStatus Close(const IOOptions& /*options*/, IODebugContext* /*debug*/) override { return IOStatus::OK(); }

 private:
  const OpenFile file_;
};

class Folder : public rocksdb::FSDirectory {
 public:
  Folder(std::shared_ptr<DiskCore> core, std::shared_ptr<FolderNode> node, std::string path)
      : core_(std::move(core)), node_(std::move(node)), path_(std::move(path)) {}

  IOStatus Fsync(const IOOptions& /*options*/, IODebugContext* /*debug*/) override {
    core_->TellSync(DiskOperation::kSyncFolder, FileKind::kFolder, path_);
    const Fate fate = core_->Begin(DiskOperation::kSyncFolder, FileKind::kFolder);
    if (fate == Fate::kDone) core_->SyncFolder(node_.get());
    return Answer(fate, DiskOperation::kSyncFolder, path_);
  }
  IOStatus Close(const IOOptions& /*options*/, IODebugContext* /*debug*/) override { return IOStatus::OK(); }

 private:
  const std::shared_ptr<DiskCore> core_;
  const std::shared_ptr<FolderNode> node_;
  const std::string path_;
};

class HeldLock : public rocksdb::FileLock {
 public:
  explicit HeldLock(std::string path) : path(std::move(path)) {}
  const std::string path;
};

}  // namespace

IOStatus SimulatedFileSystem::Find(DiskOperation operation, FileKind kind, const std::string& path, Entry* entry) {
  Fate fate = core_->Begin(operation, kind);
  if (fate == Fate::kDone) fate = core_->Find(path, entry);
  return Answer(fate, operation, path);
}

IOStatus SimulatedFileSystem::FindFile(const std::string& path, Entry* entry) {
  if (IOStatus status = Find(DiskOperation::kOpen, KindOfFile(path), path, entry); !status.ok()) return status;
  return entry->file == nullptr ? Answer(Fate::kIsFolder, DiskOperation::kOpen, path) : IOStatus::OK();
}

IOStatus SimulatedFileSystem::NewSequentialFile(const std::string& path, const rocksdb::FileOptions& /*options*/,
                                                std::unique_ptr<rocksdb::FSSequentialFile>* file,
                                                IODebugContext* /*debug*/) {
  Entry entry;
  IOStatus status = FindFile(path, &entry);
  if (status.ok()) *file = std::make_unique<SequentialFile>(OpenFile{core_, entry.file, path, KindOfFile(path)});
  return status;
}

IOStatus SimulatedFileSystem::NewRandomAccessFile(const std::string& path, const rocksdb::FileOptions& /*options*/,
                                                  std::unique_ptr<rocksdb::FSRandomAccessFile>* file,
                                                  IODebugContext* /*debug*/) {
  Entry entry;
  IOStatus status = FindFile(path, &entry);
  if (status.ok()) *file = std::make_unique<RandomAccessFile>(OpenFile{core_, entry.file, path, KindOfFile(path)});
  return status;
}

IOStatus SimulatedFileSystem::OpenToWrite(const std::string& path, bool keep,
                                          std::unique_ptr<rocksdb::FSWritableFile>* file) {
  const FileKind kind = KindOfFile(path);
  Fate fate = core_->Begin(DiskOperation::kCreate, kind);
  std::shared_ptr<FileNode> node;
  if (fate == Fate::kDone) fate = core_->Create(path, keep, &node);
  if (fate == Fate::kDone) *file = std::make_unique<WritableFile>(OpenFile{core_, node, path, kind});
  return Answer(fate, DiskOperation::kCreate, path);
}

IOStatus SimulatedFileSystem::NewWritableFile(const std::string& path, const rocksdb::FileOptions& /*options*/,
                                              std::unique_ptr<rocksdb::FSWritableFile>* file,
                                              IODebugContext* /*debug*/) {
  return OpenToWrite(path, /*keep=*/false, file);
}

IOStatus SimulatedFileSystem::ReopenWritableFile(const std::string& path, const rocksdb::FileOptions& /*options*/,
                                                 std::unique_ptr<rocksdb::FSWritableFile>* file,
                                                 IODebugContext* /*debug*/) {
  return OpenToWrite(path, /*keep=*/true, file);
}

IOStatus SimulatedFileSystem::NewRandomRWFile(const std::string& path, const rocksdb::FileOptions& /*options*/,
                                              std::unique_ptr<rocksdb::FSRandomRWFile>* file,
                                              IODebugContext* /*debug*/) {
  Entry entry;
  IOStatus status = FindFile(path, &entry);
  if (status.ok()) *file = std::make_unique<FileForZeros>(OpenFile{core_, entry.file, path, KindOfFile(path)});
  return status;
}

IOStatus SimulatedFileSystem::NewDirectory(const std::string& path, const IOOptions& /*options*/,
                                           std::unique_ptr<rocksdb::FSDirectory>* folder, IODebugContext* /*debug*/) {
  Entry entry;
  if (IOStatus status = Find(DiskOperation::kOpen, FileKind::kFolder, path, &entry); !status.ok()) return status;
  if (entry.folder == nullptr) return Answer(Fate::kNoFolder, DiskOperation::kOpen, path);
  *folder = std::make_unique<Folder>(core_, entry.folder, path);
  return IOStatus::OK();
}

IOStatus SimulatedFileSystem::FileExists(const std::string& path, const IOOptions& /*options*/,
                                         IODebugContext* /*debug*/) {
  Entry entry;
  IOStatus status = Find(DiskOperation::kSize, KindOfFile(path), path, &entry);
  return status.IsPathNotFound() ? IOStatus::NotFound() : status;
}

IOStatus SimulatedFileSystem::GetChildren(const std::string& path, const IOOptions& /*options*/,
                                          std::vector<std::string>* names, IODebugContext* /*debug*/) {
  names->clear();
  Fate fate = core_->Begin(DiskOperation::kList, FileKind::kFolder);
  if (fate == Fate::kDone) fate = core_->List(path, names);
  if (fate == Fate::kNotFound || fate == Fate::kNoFolder) return IOStatus::NotFound();
  return Answer(fate, DiskOperation::kList, path);
}

IOStatus SimulatedFileSystem::DeleteFile(const std::string& path, const IOOptions& /*options*/,
                                         IODebugContext* /*debug*/) {
  Fate fate = core_->Begin(DiskOperation::kDelete, KindOfFile(path));
  if (fate == Fate::kDone) fate = core_->Remove(path, /*folder=*/false);
  return Answer(fate, DiskOperation::kDelete, path);
}

IOStatus SimulatedFileSystem::Truncate(const std::string& path, size_t size, const IOOptions& /*options*/,
                                       IODebugContext* /*debug*/) {
  Entry entry;
  if (IOStatus status = Find(DiskOperation::kAppend, KindOfFile(path), path, &entry); !status.ok()) return status;
  if (entry.file == nullptr) return Answer(Fate::kIsFolder, DiskOperation::kAppend, path);
  MutexLock lock(&entry.file->mutex);
  entry.file->bytes.resize(size);
  entry.file->synced = std::min<uint64_t>(entry.file->synced, size);
  entry.file->zeros_end = std::min<uint64_t>(entry.file->zeros_end, size);
  return IOStatus::OK();
}

IOStatus SimulatedFileSystem::CreateDir(const std::string& path, const IOOptions& /*options*/,
                                        IODebugContext* /*debug*/) {
  Fate fate = core_->Begin(DiskOperation::kMakeFolder, FileKind::kFolder);
  if (fate == Fate::kDone) fate = core_->MakeFolder(path);
  return Answer(fate, DiskOperation::kMakeFolder, path);
}

IOStatus SimulatedFileSystem::CreateDirIfMissing(const std::string& path, const IOOptions& options,
                                                 IODebugContext* debug) {
  Entry entry;
  IOStatus made = CreateDir(path, options, debug);
  const bool there = !made.ok() && core_->Find(path, &entry) == Fate::kDone && entry.folder != nullptr;
  return there ? IOStatus::OK() : made;
}

IOStatus SimulatedFileSystem::DeleteDir(const std::string& path, const IOOptions& /*options*/,
                                        IODebugContext* /*debug*/) {
  Fate fate = core_->Begin(DiskOperation::kDeleteFolder, FileKind::kFolder);
  if (fate == Fate::kDone) fate = core_->Remove(path, /*folder=*/true);
  return Answer(fate, DiskOperation::kDeleteFolder, path);
}

IOStatus SimulatedFileSystem::GetFileSize(const std::string& path, const IOOptions& /*options*/, uint64_t* size,
                                          IODebugContext* /*debug*/) {
  Entry entry;
  *size = 0;
  if (IOStatus status = Find(DiskOperation::kSize, KindOfFile(path), path, &entry); !status.ok()) return status;
  if (entry.file == nullptr) return IOStatus::OK();
  MutexLock lock(&entry.file->mutex);
  *size = entry.file->size();
  return IOStatus::OK();
}

IOStatus SimulatedFileSystem::GetFileModificationTime(const std::string& path, const IOOptions& /*options*/,
                                                      uint64_t* seconds, IODebugContext* /*debug*/) {
  Entry entry;
  *seconds = 0;
  return Find(DiskOperation::kSize, KindOfFile(path), path, &entry);
}

IOStatus SimulatedFileSystem::RenameFile(const std::string& from, const std::string& to, const IOOptions& /*options*/,
                                         IODebugContext* /*debug*/) {
  Entry entry;
  const bool is_folder = core_->Find(from, &entry) == Fate::kDone && entry.folder != nullptr;
  Fate fate = core_->Begin(DiskOperation::kRename, is_folder ? FileKind::kFolder : KindOfFile(to));
  if (fate == Fate::kDone) fate = core_->Rename(from, to);
  return Answer(fate, DiskOperation::kRename, from);
}

IOStatus SimulatedFileSystem::LinkFile(const std::string& from, const std::string& to, const IOOptions& /*options*/,
                                       IODebugContext* /*debug*/) {
  Fate fate = core_->Begin(DiskOperation::kLink, KindOfFile(to));
  if (fate == Fate::kDone) fate = core_->Link(from, to);
  return Answer(fate, DiskOperation::kLink, from);
}

IOStatus SimulatedFileSystem::AreFilesSame(const std::string& first, const std::string& second,
                                           const IOOptions& /*options*/, bool* same, IODebugContext* /*debug*/) {
  Entry one;
  Entry other;
  if (IOStatus status = Find(DiskOperation::kSize, KindOfFile(first), first, &one); !status.ok()) return status;
  if (IOStatus status = Find(DiskOperation::kSize, KindOfFile(second), second, &other); !status.ok()) return status;
  *same = one.file == other.file && one.folder == other.folder;
  return IOStatus::OK();
}

IOStatus SimulatedFileSystem::LockFile(const std::string& path, const IOOptions& /*options*/, rocksdb::FileLock** lock,
                                       IODebugContext* /*debug*/) {
  *lock = nullptr;
  Fate fate = core_->Begin(DiskOperation::kLock, KindOfFile(path));
  std::shared_ptr<FileNode> node;
  if (fate == Fate::kDone) fate = core_->Create(path, /*keep=*/true, &node);
  if (fate != Fate::kDone) return Answer(fate, DiskOperation::kLock, path);
  if (!core_->Lock(path)) return IOStatus::Busy("While lock: " + path, "it is held");
  *lock = new HeldLock(path);
  return IOStatus::OK();
}

IOStatus SimulatedFileSystem::UnlockFile(rocksdb::FileLock* lock, const IOOptions& /*options*/,
                                         IODebugContext* /*debug*/) {
  const std::unique_ptr<HeldLock> held(static_cast<HeldLock*>(lock));
  core_->Unlock(held->path);
  return IOStatus::OK();
}

IOStatus SimulatedFileSystem::GetTestDirectory(const IOOptions& /*options*/, std::string* path,
                                               IODebugContext* /*debug*/) {
  *path = "/test";
  return IOStatus::OK();
}

IOStatus SimulatedFileSystem::GetAbsolutePath(const std::string& path, const IOOptions& /*options*/,
                                              std::string* absolute, IODebugContext* /*debug*/) {
  *absolute = path;
  return IOStatus::OK();
}

IOStatus SimulatedFileSystem::GetFreeSpace(const std::string& /*path*/, const IOOptions& /*options*/, uint64_t* bytes,
                                           IODebugContext* /*debug*/) {
  constexpr int64_t kPlenty = int64_t{1} << 40;
  *bytes = static_cast<uint64_t>(std::max<int64_t>(core_->room().value_or(kPlenty), 0));
  return IOStatus::OK();
}

IOStatus SimulatedFileSystem::IsDirectory(const std::string& path, const IOOptions& /*options*/, bool* is_folder,
                                          IODebugContext* /*debug*/) {
  Entry entry;
  *is_folder = false;
  if (IOStatus status = Find(DiskOperation::kSize, FileKind::kFolder, path, &entry); !status.ok()) return status;
  *is_folder = entry.folder != nullptr;
  return IOStatus::OK();
}

}  // namespace onhand::proof
