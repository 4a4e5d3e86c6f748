// File: simulated_disk.h
//
// A disk in memory on which the real storage runs, with everything that a real one can do to it: the power goes out,
// it refuses an operation, it is full.
//
//   SimulatedDisk disk;
//   EngineOptions options;
//   options.data_dir = "/data";                 // any absolute path; folders are made as always
//   options.disk = disk.disk();
//   … Engine::Open(options), calls …
//   DiskImage left = disk.Survivors({});         // what a power cut at this moment leaves
//   SimulatedDisk after(left);                   // the machine that starts again
//
// What is durable. A file has bytes that were written and, of those, bytes that were synced; a folder has entries and
// entries that were synced. A power cut leaves the synced bytes of those files that synced entries lead to, from the
// root on. So a new file survives only if it was synced *and* its folder was, and so does a renamed, linked or removed
// one: POSIX promises no more. Renaming within one folder is one entry: done or not. A file that is opened anew for
// writing is empty on disk at once.
//
// Zeros may be put behind the bytes of a file, which are synced with it. What is appended takes their place; of what
// was not synced of it, a power cut may leave any sectors and zeros in the others.
//
// What a failed sync means. The bytes that it was to make durable can be read on, but no later sync writes them: a
// power cut leaves zeros in their place, as a system does that forgets which pages are dirty.
#ifndef ONHAND_TESTS_PROOF_FILE_SYSTEM_SIMULATED_DISK_H_
#define ONHAND_TESTS_PROOF_FILE_SYSTEM_SIMULATED_DISK_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/kv/disk.h"
#include "tests/proof/file_system/disk_terms.h"

namespace onhand::proof {

// What a power cut does to what was not synced.
struct PowerCut {
  enum class Bytes : uint8_t {
    kDropped,  // unsynced bytes are gone
    kTorn,     // of each file, a random beginning of them is there; where zeros were, any sectors of it
    kGarbage,  // a random beginning is there in length, but from a random byte on it holds anything
  };
  Bytes bytes = Bytes::kDropped;
  // Of the unsynced changes of each folder's entries a random beginning is there, as a file system with a journal keeps
  // them in their order. False: none is.
  bool some_entries = false;
  uint64_t seed = 1;  // of what is random
};

// The disk as a power cut left it. Cheap to take and to keep: it shares its bytes with the disk that it is of, and may
// outlive it. Immutable.
class DiskImage {
 public:
  struct Content;

  DiskImage();
  ~DiskImage();
  DiskImage(const DiskImage&);
  DiskImage& operator=(const DiskImage&);

  // Paths of all files, sorted.
  std::vector<std::string> Files() const;
  // Equal for equal files with equal bytes.
  uint64_t Digest() const;

 private:
  friend class SimulatedDisk;
  std::shared_ptr<const Content> content_;
};

// One sync of a file or a folder, told just before it takes effect.
struct SyncPoint {
  int64_t number = 0;  // of all syncs of this disk, from 1
  DiskOperation operation = DiskOperation::kSync;
  FileKind kind = FileKind::kOther;
  std::string_view path;
};

// What was done to a disk of one operation and one kind of file.
struct DiskCount {
  int64_t operations = 0;
  int64_t faults = 0;  // of those, made to fail by a rule
};

// Thread-safe.
class SimulatedDisk {
 public:
  SimulatedDisk();                                 // empty, with nothing but "/"
  explicit SimulatedDisk(const DiskImage& image);  // everything on it is durable
  ~SimulatedDisk();
  SimulatedDisk(const SimulatedDisk&) = delete;
  SimulatedDisk& operator=(const SimulatedDisk&) = delete;

  // For EngineOptions, DirectoryOptions, RocksLimits. Files that are open keep it alive: it may be used for longer
  // than this object lives.
  const std::shared_ptr<storage::Disk>& disk() const;

  // Power.

  // What would be there if the power went out now.
  DiskImage Survivors(const PowerCut& cut) const;
  // From now on every operation fails with EIO. What survives stays what it was at this moment.
  void PowerOff();
  // `observer` is called for each sync just before it takes effect, on the thread that syncs; Survivors may be called
  // from it, and the disk not used otherwise. {} = nobody. Not while operations are under way.
  void OnSync(std::function<void(const SyncPoint&)> observer);
  int64_t syncs() const;

  // Faults.

  // Its id. Of several rules that match, the first one decides; all of them count the operation.
  int AddFault(const DiskFaultRule& rule);
  void RemoveFault(int id);
  void ClearFaults();
  int64_t hits(int id) const;  // how often it made an operation fail; 0 of one that is gone
  // Bytes that can still be written, over which an append writes what fits and answers ENOSPC; files that go give
  // theirs back. Nothing: no end.
  void SetRoom(std::optional<int64_t> bytes);
  std::optional<int64_t> room() const;

  DiskCount count(DiskOperation operation, FileKind kind) const;

  // Looking at it and damaging it. Paths are absolute.

  std::vector<std::string> Files() const;
  std::optional<std::string> ReadFile(const std::string& path) const;
  // Replaces it, durably, beneath whoever has it open. False: there is none.
  bool OverwriteFile(const std::string& path, std::string bytes);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace onhand::proof

#endif  // ONHAND_TESTS_PROOF_FILE_SYSTEM_SIMULATED_DISK_H_
