// File: disk_core.h
//
// The state of a simulated disk: folders, files, what of them is durable, which operations fail. Private to
// tests/proof/file_system.
#ifndef ONHAND_TESTS_PROOF_FILE_SYSTEM_DISK_CORE_H_
#define ONHAND_TESTS_PROOF_FILE_SYSTEM_DISK_CORE_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "storage/base/mutex.h"
#include "tests/proof/file_system/disk_terms.h"
#include "tests/proof/file_system/simulated_disk.h"

namespace onhand::proof {

// The bytes of a file, under however many names.
struct FileNode {
  Mutex mutex;
  std::string bytes ABSL_GUARDED_BY(mutex);
  uint64_t synced ABSL_GUARDED_BY(mutex) = 0;  // of them, from the beginning
  // Where zeros end that were put behind the bytes; what is appended takes their place. Not more than the size of
  // `bytes`: there are none. And where those end that were synced.
  uint64_t zeros_end ABSL_GUARDED_BY(mutex) = 0;
  uint64_t zeros_synced ABSL_GUARDED_BY(mutex) = 0;
  // Ranges of synced bytes that a failed sync lost.
  std::vector<std::pair<uint64_t, uint64_t>> lost ABSL_GUARDED_BY(mutex);

  uint64_t size() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) { return std::max<uint64_t>(bytes.size(), zeros_end); }
  // With the zeros.
  std::string Content() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex);
};

struct FolderNode;

// What a name leads to: one of the two, or nothing.
struct Entry {
  std::shared_ptr<FileNode> file;
  std::shared_ptr<FolderNode> folder;
  bool empty() const { return file == nullptr && folder == nullptr; }
};

struct FolderNode {
  // Names and what they lead to from then on; happens as a whole or not.
  using Change = std::vector<std::pair<std::string, Entry>>;

  std::map<std::string, Entry> entries;
  std::map<std::string, Entry> durable;
  std::vector<Change> unsynced;  // what leads from `durable` to `entries`
};

struct DiskImage::Content {
  struct File {
    std::string path;
    std::shared_ptr<FileNode> node;
    uint64_t length = 0;
    uint64_t garbage_from = 0;  // up to `length`
    // Where the file ends, if not at `length`: there are zeros between.
    uint64_t zeros_end = 0;
    // Of what took the place of zeros, from the first to the second, any sectors may not have been written.
    std::pair<uint64_t, uint64_t> patchy;
    uint64_t seed = 0;  // of what is random in it
    std::vector<std::pair<uint64_t, uint64_t>> lost;
    std::string Bytes() const;
  };
  std::vector<std::string> folders;  // each after the one that it is in
  std::vector<File> files;
};

// How an operation goes.
enum class Fate : uint8_t { kDone, kIoError, kNoSpace, kShortWrite, kLie, kNotFound, kExists, kNoFolder, kIsFolder };

// Thread-safe.
class DiskCore {
 public:
  DiskCore() = default;
  explicit DiskCore(const DiskImage::Content& content);

  // Counts an operation and says how it goes, as far as rules and power decide.
  Fate Begin(DiskOperation operation, FileKind kind);

  // All of these have begun. Paths are absolute.
  Fate Find(const std::string& path, Entry* entry) const;
  // For writing; made if it is absent, else emptied unless `keep`.
  Fate Create(const std::string& path, bool keep, std::shared_ptr<FileNode>* file);
  Fate MakeFolder(const std::string& path);
  Fate List(const std::string& path, std::vector<std::string>* names) const;
  Fate Rename(const std::string& from, const std::string& to);
  Fate Link(const std::string& from, const std::string& to);
  Fate Remove(const std::string& path, bool folder);
  void SyncFolder(FolderNode* folder);
  bool Lock(const std::string& path);  // false: it is held
  void Unlock(const std::string& path);

  // How many of so many more bytes fit.
  uint64_t TakeRoom(uint64_t bytes);
  void GiveRoom(uint64_t bytes);

  // Tells the observer, if there is one.
  void TellSync(DiskOperation operation, FileKind kind, std::string_view path);

  DiskImage::Content Survivors(const PowerCut& cut) const;

  // As SimulatedDisk.
  void PowerOff();
  void OnSync(std::function<void(const SyncPoint&)> observer);
  int64_t syncs() const;
  int AddFault(const DiskFaultRule& rule);
  void RemoveFault(int id);
  void ClearFaults();
  int64_t hits(int id) const;
  void SetRoom(std::optional<int64_t> bytes);
  std::optional<int64_t> room() const;
  DiskCount count(DiskOperation operation, FileKind kind) const;
  std::vector<std::string> Files() const;

 private:
  struct Rule {
    int id = 0;
    DiskFaultRule rule;
    int64_t matched = 0;
    int64_t hits = 0;
  };

  // The folder that a path is in, and its last name.
  Fate Parent(const std::string& path, std::shared_ptr<FolderNode>* folder, std::string* name) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  Fate FindLocked(const std::string& path, Entry* entry) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Change(FolderNode* folder, FolderNode::Change change) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // A file lost one of its names.
  void GoneFrom(const std::shared_ptr<FileNode>& file) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  mutable Mutex mutex_;
  std::shared_ptr<FolderNode> root_ ABSL_GUARDED_BY(mutex_) = std::make_shared<FolderNode>();
  std::map<const FileNode*, int> further_names_ ABSL_GUARDED_BY(mutex_);  // of files with more than one
  std::set<std::string> locks_ ABSL_GUARDED_BY(mutex_);
  bool powered_ ABSL_GUARDED_BY(mutex_) = true;
  std::vector<Rule> rules_ ABSL_GUARDED_BY(mutex_);
  int last_rule_ ABSL_GUARDED_BY(mutex_) = 0;
  std::optional<int64_t> room_ ABSL_GUARDED_BY(mutex_);
  std::array<std::array<DiskCount, kFileKinds>, kDiskOperations> counts_ ABSL_GUARDED_BY(mutex_);
  int64_t syncs_ ABSL_GUARDED_BY(mutex_) = 0;
  std::function<void(const SyncPoint&)> observer_;
};

}  // namespace onhand::proof

#endif  // ONHAND_TESTS_PROOF_FILE_SYSTEM_DISK_CORE_H_
