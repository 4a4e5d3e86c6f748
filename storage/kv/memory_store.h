// File: memory_store.h
//
// A store in memory, for tests and for trying things out: the same contract as on disk, gone with the process. Each
// key keeps the versions that some snapshot can still see.
#ifndef ONHAND_STORAGE_KV_MEMORY_STORE_H_
#define ONHAND_STORAGE_KV_MEMORY_STORE_H_

#include <memory>

#include "absl/status/status.h"
#include "storage/kv/store.h"

namespace onhand::storage {

// What outlives a store: open one after another on it to act out a restart, or several at once to act out rivals
// (each commit is judged against the one set of partition heads). Thread-safe. Stores keep what they need alive.
class MemoryDisk {
 public:
  MemoryDisk();
  ~MemoryDisk();
  MemoryDisk(const MemoryDisk&) = delete;
  MemoryDisk& operator=(const MemoryDisk&) = delete;

  std::unique_ptr<Store> OpenStore();

  // From now on this disk refuses writes for this reason, until OK is given. A store that was refused once stays
  // refused until another is opened, as Store::Commit says.
  void RefuseWrites(absl::Status reason);

 private:
  struct State;
  friend class MemoryStore;
  friend class MemorySnapshot;
  friend class MemoryCursor;
  std::shared_ptr<State> state_;
};

// A store on a disk of its own.
std::unique_ptr<Store> NewMemoryStore();

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_KV_MEMORY_STORE_H_
