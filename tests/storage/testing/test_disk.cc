#include "tests/storage/testing/test_disk.h"

#include "storage/kv/memory_store.h"
#include "storage/kv/rocks_resources.h"
#include "storage/kv/rocks_store.h"
#include "tests/storage/testing/status_testing.h"
#include "tests/storage/testing/temp_folder.h"

namespace onhand::storage {
namespace {

class MemoryTestDisk : public TestDisk {
 private:
  std::unique_ptr<Store> OpenStore() override { return disk_.OpenStore(); }

  MemoryDisk disk_;
};

class RocksTestDisk : public TestDisk {
 public:
  RocksTestDisk() : resources_(std::make_shared<RocksResources>(RocksLimits{16 << 20, 64 << 20, 1})) {
    const absl::Status created = CreateRocksStore(path(), resources_);
    if (!created.ok()) std::abort();
  }

 private:
  std::unique_ptr<Store> OpenStore() override {
    RocksStoreOptions options;
    options.path = path();
    options.resources = resources_;
    return ValueOf(OpenRocksStore(options));
  }
  std::string path() const { return folder_.path() + "/db"; }

  TempFolder folder_{TempFolder::Place::kMemory};
  std::shared_ptr<RocksResources> resources_;
};

}  // namespace

std::unique_ptr<Store> TestDisk::Open() {
  crash_ = std::make_shared<CrashSwitch>();
  return NewCrashingStore(OpenStore(), crash_);
}

std::unique_ptr<TestDisk> NewTestDisk(StoreKind kind) {
  if (kind == StoreKind::kMemory) return std::make_unique<MemoryTestDisk>();
  return std::make_unique<RocksTestDisk>();
}

std::string StoreKindName(StoreKind kind) { return kind == StoreKind::kMemory ? "Memory" : "Rocks"; }

}  // namespace onhand::storage
