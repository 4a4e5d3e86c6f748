#include "tests/proof/file_system/disk_core.h"

#include <algorithm>
#include <functional>

namespace onhand::proof {
namespace {

// A disk writes them whole or not at all.
constexpr uint64_t kSectorBytes = 512;

std::vector<std::string> Names(const std::string& path) {
  std::vector<std::string> names;
  for (size_t at = 0; at < path.size();) {
    const size_t end = std::min(path.find('/', at), path.size());
    const std::string name = path.substr(at, end - at);
    if (!name.empty() && name != ".") names.push_back(name);
    at = end + 1;
  }
  return names;
}

// SplitMix64.
class Chance {
 public:
  explicit Chance(uint64_t seed) : state_(seed) {}
  uint64_t Next() {
    state_ += 0x9E3779B97F4A7C15u;
    uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  // 0 … most.
  uint64_t UpTo(uint64_t most) { return Next() % (most + 1); }

 private:
  uint64_t state_;
};

// Walks over what a power cut leaves.
class Survey {
 public:
  Survey(const PowerCut& cut, DiskImage::Content* content) : cut_(cut), chance_(cut.seed), content_(*content) {}

  void Visit(const FolderNode& folder, const std::string& path) {
    for (const auto& [name, entry] : EntriesOf(folder)) {
      const std::string inside = path + "/" + name;
      if (entry.folder != nullptr) {
        content_.folders.push_back(inside);
        Visit(*entry.folder, inside);
      } else if (entry.file != nullptr) {
        Add(entry.file, inside);
      }
    }
  }

 private:
  std::map<std::string, Entry> EntriesOf(const FolderNode& folder) {
    std::map<std::string, Entry> entries = folder.durable;
    if (!cut_.some_entries) return entries;
    const uint64_t count = chance_.UpTo(folder.unsynced.size());
    for (uint64_t i = 0; i < count; ++i) {
      for (const auto& [name, entry] : folder.unsynced[i]) {
        if (entry.empty()) {
          entries.erase(name);
        } else {
          entries[name] = entry;
        }
      }
    }
    return entries;
  }

  void Add(const std::shared_ptr<FileNode>& node, const std::string& path) {
    MutexLock lock(&node->mutex);
    DiskImage::Content::File file{.path = path, .node = node, .length = node->synced, .lost = node->lost};
    const uint64_t more = node->bytes.size() - node->synced;
    file.zeros_end = node->zeros_synced;
    if (cut_.bytes != PowerCut::Bytes::kDropped) {
      file.length += chance_.UpTo(more);
      if (node->zeros_end > node->zeros_synced) {
        file.zeros_end += chance_.UpTo(node->zeros_end - node->zeros_synced);
      }
      file.patchy = {node->synced, std::min(file.length, file.zeros_end)};
      file.seed = chance_.Next();
    }
    file.garbage_from = file.length;
    if (cut_.bytes == PowerCut::Bytes::kGarbage) {
      file.garbage_from = node->synced + chance_.UpTo(file.length - node->synced);
    }
    content_.files.push_back(std::move(file));
  }

  const PowerCut& cut_;
  Chance chance_;
  DiskImage::Content& content_;
};

void ListFiles(const FolderNode& folder, const std::string& path, std::vector<std::string>* files) {
  for (const auto& [name, entry] : folder.entries) {
    if (entry.folder != nullptr) ListFiles(*entry.folder, path + "/" + name, files);
    if (entry.file != nullptr) files->push_back(path + "/" + name);
  }
}

}  // namespace

std::string FileNode::Content() const {
  std::string content = bytes;
  content.resize(size(), '\0');
  return content;
}

std::string DiskImage::Content::File::Bytes() const {
  std::string bytes;
  {
    MutexLock lock(&node->mutex);
    bytes = node->bytes.substr(0, length);
  }
  for (const auto& [begin, end] : lost) {
    for (uint64_t at = begin; at < end && at < bytes.size(); ++at) bytes[at] = '\0';
  }
  Chance chance(length * 31 + garbage_from);
  for (uint64_t at = garbage_from; at < bytes.size(); ++at) bytes[at] = static_cast<char>(chance.Next());
  Chance written(seed);
  for (uint64_t at = patchy.first; at < std::min<uint64_t>(patchy.second, bytes.size());) {
    const uint64_t end =
        std::min<uint64_t>(std::min<uint64_t>(patchy.second, bytes.size()), at - at % kSectorBytes + kSectorBytes);
    if (written.UpTo(1) == 0) std::fill(bytes.begin() + at, bytes.begin() + end, '\0');
    at = end;
  }
  bytes.resize(std::max<uint64_t>(bytes.size(), zeros_end), '\0');
  return bytes;
}

DiskCore::DiskCore(const DiskImage::Content& content) {
  for (const std::string& folder : content.folders) MakeFolder(folder);
  for (const DiskImage::Content::File& file : content.files) {
    std::shared_ptr<FileNode> node;
    Create(file.path, /*keep=*/false, &node);
    MutexLock lock(&node->mutex);
    node->bytes = file.Bytes();
    node->synced = node->bytes.size();
  }
  std::vector<FolderNode*> folders = {root_.get()};
  while (!folders.empty()) {
    FolderNode* const folder = folders.back();
    folders.pop_back();
    SyncFolder(folder);
    for (const auto& [name, entry] : folder->entries) {
      if (entry.folder != nullptr) folders.push_back(entry.folder.get());
    }
  }
}

Fate DiskCore::Begin(DiskOperation operation, FileKind kind) {
  MutexLock lock(&mutex_);
  if (!powered_) return Fate::kIoError;
  DiskCount& count = counts_[static_cast<size_t>(operation)][static_cast<size_t>(kind)];
  ++count.operations;
  Fate fate = Fate::kDone;
  for (Rule& rule : rules_) {
    if (rule.rule.operation.value_or(operation) != operation || rule.rule.kind.value_or(kind) != kind) continue;
    ++rule.matched;
    if (fate != Fate::kDone || rule.matched < rule.rule.first) continue;
    if (rule.rule.times >= 0 && rule.matched >= rule.rule.first + rule.rule.times) continue;
    switch (rule.rule.fault) {
      case DiskFault::kIoError:
        fate = Fate::kIoError;
        break;
      case DiskFault::kNoSpace:
        fate = Fate::kNoSpace;
        break;
      case DiskFault::kShortWrite:
        fate = Fate::kShortWrite;
        break;
      case DiskFault::kLie:
        fate = Fate::kLie;
        break;
    }
    ++rule.hits;
    ++count.faults;
  }
  return fate;
}

Fate DiskCore::Parent(const std::string& path, std::shared_ptr<FolderNode>* folder, std::string* name) const {
  std::vector<std::string> names = Names(path);
  if (names.empty()) return Fate::kExists;
  *name = std::move(names.back());
  names.pop_back();
  *folder = root_;
  for (const std::string& next : names) {
    const auto it = (*folder)->entries.find(next);
    if (it == (*folder)->entries.end()) return Fate::kNotFound;
    if (it->second.folder == nullptr) return Fate::kNoFolder;
    *folder = it->second.folder;
  }
  return Fate::kDone;
}

Fate DiskCore::FindLocked(const std::string& path, Entry* entry) const {
  if (Names(path).empty()) {
    *entry = {nullptr, root_};
    return Fate::kDone;
  }
  std::shared_ptr<FolderNode> folder;
  std::string name;
  if (const Fate fate = Parent(path, &folder, &name); fate != Fate::kDone) return fate;
  const auto it = folder->entries.find(name);
  if (it == folder->entries.end()) return Fate::kNotFound;
  *entry = it->second;
  return Fate::kDone;
}

Fate DiskCore::Find(const std::string& path, Entry* entry) const {
  MutexLock lock(&mutex_);
  return FindLocked(path, entry);
}

void DiskCore::Change(FolderNode* folder, FolderNode::Change change) {
  for (const auto& [name, entry] : change) {
    if (entry.empty()) {
      folder->entries.erase(name);
    } else {
      folder->entries[name] = entry;
    }
  }
  folder->unsynced.push_back(std::move(change));
}

void DiskCore::GoneFrom(const std::shared_ptr<FileNode>& file) {
  if (const auto it = further_names_.find(file.get()); it != further_names_.end()) {
    if (--it->second == 0) further_names_.erase(it);
    return;
  }
  MutexLock lock(&file->mutex);
  if (room_.has_value()) *room_ += static_cast<int64_t>(file->size());
}

Fate DiskCore::Create(const std::string& path, bool keep, std::shared_ptr<FileNode>* file) {
  MutexLock lock(&mutex_);
  std::shared_ptr<FolderNode> folder;
  std::string name;
  if (const Fate fate = Parent(path, &folder, &name); fate != Fate::kDone) return fate;
  const auto it = folder->entries.find(name);
  if (it == folder->entries.end()) {
    *file = std::make_shared<FileNode>();
    Change(folder.get(), {{name, {*file, nullptr}}});
    return Fate::kDone;
  }
  if (it->second.folder != nullptr) return Fate::kIsFolder;
  if (keep) {
    *file = it->second.file;
    return Fate::kDone;
  }
  // Emptied on disk at once, which is the worst that can become of it. Images of before keep the old bytes.
  const std::shared_ptr<FileNode> before = it->second.file;
  *file = std::make_shared<FileNode>();
  it->second.file = *file;
  if (const auto old = folder->durable.find(name); old != folder->durable.end() && old->second.file == before) {
    old->second.file = *file;
  }
  for (FolderNode::Change& change : folder->unsynced) {
    for (auto& [changed, entry] : change) {
      if (entry.file == before) entry.file = *file;
    }
  }
  GoneFrom(before);
  return Fate::kDone;
}

Fate DiskCore::MakeFolder(const std::string& path) {
  MutexLock lock(&mutex_);
  std::shared_ptr<FolderNode> folder;
  std::string name;
  if (const Fate fate = Parent(path, &folder, &name); fate != Fate::kDone) return fate;
  if (folder->entries.contains(name)) return Fate::kExists;
  Change(folder.get(), {{name, {nullptr, std::make_shared<FolderNode>()}}});
  return Fate::kDone;
}

Fate DiskCore::List(const std::string& path, std::vector<std::string>* names) const {
  MutexLock lock(&mutex_);
  Entry entry;
  if (const Fate fate = FindLocked(path, &entry); fate != Fate::kDone) return fate;
  if (entry.folder == nullptr) return Fate::kNoFolder;
  for (const auto& [name, inside] : entry.folder->entries) names->push_back(name);
  return Fate::kDone;
}

Fate DiskCore::Rename(const std::string& from, const std::string& to) {
  MutexLock lock(&mutex_);
  Entry entry;
  if (const Fate fate = FindLocked(from, &entry); fate != Fate::kDone) return fate;
  std::shared_ptr<FolderNode> from_folder;
  std::shared_ptr<FolderNode> to_folder;
  std::string from_name;
  std::string to_name;
  if (const Fate fate = Parent(from, &from_folder, &from_name); fate != Fate::kDone) return fate;
  if (const Fate fate = Parent(to, &to_folder, &to_name); fate != Fate::kDone) return fate;
  if (const auto it = to_folder->entries.find(to_name); it != to_folder->entries.end()) {
    const Entry& replaced = it->second;
    if (replaced.folder != nullptr && (entry.folder == nullptr || !replaced.folder->entries.empty())) {
      return Fate::kExists;
    }
    if (replaced.file != nullptr && replaced.file != entry.file) GoneFrom(replaced.file);
  }
  if (from_folder == to_folder) {
    Change(from_folder.get(), {{from_name, {}}, {to_name, entry}});
  } else {
    Change(to_folder.get(), {{to_name, entry}});
    Change(from_folder.get(), {{from_name, {}}});
  }
  return Fate::kDone;
}

Fate DiskCore::Link(const std::string& from, const std::string& to) {
  MutexLock lock(&mutex_);
  Entry entry;
  if (const Fate fate = FindLocked(from, &entry); fate != Fate::kDone) return fate;
  if (entry.file == nullptr) return Fate::kIsFolder;
  std::shared_ptr<FolderNode> folder;
  std::string name;
  if (const Fate fate = Parent(to, &folder, &name); fate != Fate::kDone) return fate;
  if (folder->entries.contains(name)) return Fate::kExists;
  Change(folder.get(), {{name, entry}});
  ++further_names_[entry.file.get()];
  return Fate::kDone;
}

Fate DiskCore::Remove(const std::string& path, bool folder) {
  MutexLock lock(&mutex_);
  std::shared_ptr<FolderNode> parent;
  std::string name;
  if (const Fate fate = Parent(path, &parent, &name); fate != Fate::kDone) return fate;
  const auto it = parent->entries.find(name);
  if (it == parent->entries.end()) return Fate::kNotFound;
  if (folder && it->second.folder == nullptr) return Fate::kNoFolder;
  if (!folder && it->second.folder != nullptr) return Fate::kIsFolder;
  if (folder && !it->second.folder->entries.empty()) return Fate::kExists;
  if (!folder) GoneFrom(it->second.file);
  Change(parent.get(), {{name, {}}});
  return Fate::kDone;
}

void DiskCore::SyncFolder(FolderNode* folder) {
  MutexLock lock(&mutex_);
  folder->durable = folder->entries;
  folder->unsynced.clear();
}

bool DiskCore::Lock(const std::string& path) {
  MutexLock lock(&mutex_);
  return locks_.insert(path).second;
}

void DiskCore::Unlock(const std::string& path) {
  MutexLock lock(&mutex_);
  locks_.erase(path);
}

uint64_t DiskCore::TakeRoom(uint64_t bytes) {
  MutexLock lock(&mutex_);
  if (!room_.has_value()) return bytes;
  const uint64_t taken = std::min<uint64_t>(bytes, static_cast<uint64_t>(std::max<int64_t>(*room_, 0)));
  *room_ -= static_cast<int64_t>(taken);
  return taken;
}

void DiskCore::GiveRoom(uint64_t bytes) {
  MutexLock lock(&mutex_);
  if (room_.has_value()) *room_ += static_cast<int64_t>(bytes);
}

void DiskCore::TellSync(DiskOperation operation, FileKind kind, std::string_view path) {
  SyncPoint point{.operation = operation, .kind = kind, .path = path};
  {
    MutexLock lock(&mutex_);
    if (!powered_) return;
    point.number = ++syncs_;
  }
  if (observer_) observer_(point);
}

DiskImage::Content DiskCore::Survivors(const PowerCut& cut) const {
  MutexLock lock(&mutex_);
  DiskImage::Content content;
  Survey(cut, &content).Visit(*root_, "");
  return content;
}

void DiskCore::PowerOff() {
  MutexLock lock(&mutex_);
  powered_ = false;
}

void DiskCore::OnSync(std::function<void(const SyncPoint&)> observer) { observer_ = std::move(observer); }

int64_t DiskCore::syncs() const {
  MutexLock lock(&mutex_);
  return syncs_;
}

int DiskCore::AddFault(const DiskFaultRule& rule) {
  MutexLock lock(&mutex_);
  rules_.push_back({++last_rule_, rule});
  return last_rule_;
}

void DiskCore::RemoveFault(int id) {
  MutexLock lock(&mutex_);
  std::erase_if(rules_, [id](const Rule& rule) { return rule.id == id; });
}

void DiskCore::ClearFaults() {
  MutexLock lock(&mutex_);
  rules_.clear();
}

int64_t DiskCore::hits(int id) const {
  MutexLock lock(&mutex_);
  for (const Rule& rule : rules_) {
    if (rule.id == id) return rule.hits;
  }
  return 0;
}

void DiskCore::SetRoom(std::optional<int64_t> bytes) {
  MutexLock lock(&mutex_);
  room_ = bytes;
}

std::optional<int64_t> DiskCore::room() const {
  MutexLock lock(&mutex_);
  return room_;
}

DiskCount DiskCore::count(DiskOperation operation, FileKind kind) const {
  MutexLock lock(&mutex_);
  return counts_[static_cast<size_t>(operation)][static_cast<size_t>(kind)];
}

std::vector<std::string> DiskCore::Files() const {
  MutexLock lock(&mutex_);
  std::vector<std::string> files;
  ListFiles(*root_, "", &files);
  return files;
}

}  // namespace onhand::proof
