#include "tests/proof/file_system/simulated_disk.h"

#include <rocksdb/env.h>

#include <functional>
#include <utility>

#include "tests/proof/file_system/disk_core.h"
#include "tests/proof/file_system/simulated_file_system.h"

namespace onhand::proof {

DiskImage::DiskImage() : content_(std::make_shared<const Content>()) {}
DiskImage::~DiskImage() = default;
DiskImage::DiskImage(const DiskImage&) = default;
DiskImage& DiskImage::operator=(const DiskImage&) = default;

std::vector<std::string> DiskImage::Files() const {
  std::vector<std::string> paths;
  for (const Content::File& file : content_->files) paths.push_back(file.path);
  return paths;
}

uint64_t DiskImage::Digest() const {
  uint64_t digest = 0;
  const auto add = [&digest](const std::string& text) {
    digest = (digest ^ std::hash<std::string>()(text)) * 0x9E3779B97F4A7C15u;
    digest ^= digest >> 32;
  };
  for (const std::string& folder : content_->folders) add(folder);
  for (const Content::File& file : content_->files) {
    add(file.path);
    add(file.Bytes());
  }
  return digest;
}

struct SimulatedDisk::State {
  explicit State(std::shared_ptr<DiskCore> disk_core)
      : core(std::move(disk_core)),
        disk(std::make_shared<storage::Disk>(
            std::shared_ptr<rocksdb::Env>(rocksdb::NewCompositeEnv(std::make_shared<SimulatedFileSystem>(core))))) {}

  const std::shared_ptr<DiskCore> core;
  const std::shared_ptr<storage::Disk> disk;
};

SimulatedDisk::SimulatedDisk() : state_(std::make_shared<State>(std::make_shared<DiskCore>())) {}
SimulatedDisk::SimulatedDisk(const DiskImage& image)
    : state_(std::make_shared<State>(std::make_shared<DiskCore>(*image.content_))) {}
SimulatedDisk::~SimulatedDisk() = default;

const std::shared_ptr<storage::Disk>& SimulatedDisk::disk() const { return state_->disk; }

DiskImage SimulatedDisk::Survivors(const PowerCut& cut) const {
  DiskImage image;
  image.content_ = std::make_shared<const DiskImage::Content>(state_->core->Survivors(cut));
  return image;
}

void SimulatedDisk::PowerOff() { state_->core->PowerOff(); }
void SimulatedDisk::OnSync(std::function<void(const SyncPoint&)> observer) {
  state_->core->OnSync(std::move(observer));
}
int64_t SimulatedDisk::syncs() const { return state_->core->syncs(); }

int SimulatedDisk::AddFault(const DiskFaultRule& rule) { return state_->core->AddFault(rule); }
void SimulatedDisk::RemoveFault(int id) { state_->core->RemoveFault(id); }
void SimulatedDisk::ClearFaults() { state_->core->ClearFaults(); }
int64_t SimulatedDisk::hits(int id) const { return state_->core->hits(id); }
void SimulatedDisk::SetRoom(std::optional<int64_t> bytes) { state_->core->SetRoom(bytes); }
std::optional<int64_t> SimulatedDisk::room() const { return state_->core->room(); }
DiskCount SimulatedDisk::count(DiskOperation operation, FileKind kind) const {
  return state_->core->count(operation, kind);
}

std::vector<std::string> SimulatedDisk::Files() const { return state_->core->Files(); }

std::optional<std::string> SimulatedDisk::ReadFile(const std::string& path) const {
  Entry entry;
  if (state_->core->Find(path, &entry) != Fate::kDone || entry.file == nullptr) return std::nullopt;
  MutexLock lock(&entry.file->mutex);
  return entry.file->Content();
}

bool SimulatedDisk::OverwriteFile(const std::string& path, std::string bytes) {
  Entry entry;
  if (state_->core->Find(path, &entry) != Fate::kDone || entry.file == nullptr) return false;
  MutexLock lock(&entry.file->mutex);
  entry.file->bytes = std::move(bytes);
  entry.file->synced = entry.file->bytes.size();
  entry.file->zeros_end = 0;
  entry.file->zeros_synced = 0;
  entry.file->lost.clear();
  return true;
}

}  // namespace onhand::proof
