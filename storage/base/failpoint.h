// File: failpoint.h
//
// Named places in the program where a test can end the process as SIGKILL does, between any two steps that a power cut
// or an operator could fall between. Off unless the environment variable ONHAND_FAILPOINT of the process says
// otherwise, and then one relaxed load each. docs/HACKING.md shows how to use it.
//
//   ONHAND_FAILPOINT=NAME[=skip][:N][,…]
//
//   ledger.commit.written:17      the process kills itself when it passes there for the 17th time; without N the first
//   store.write=skip:100          from the 100th pass on what the place guards is left out: a fault that a proof must
//                                 find. Few places can do it: those that ask SkipAtFailpoint
//
// A name that does not exist ends the process with status 2 when it starts.
#ifndef ONHAND_STORAGE_BASE_FAILPOINT_H_
#define ONHAND_STORAGE_BASE_FAILPOINT_H_

#include <atomic>
#include <cstddef>
#include <iterator>
#include <string_view>

namespace onhand {

// All of them, by the part of the program they are in. `begin`: before the step; otherwise what was just done.
inline constexpr std::string_view kFailpoints[] = {
    // One environment's folder.
    "directory.probed",
    "directory.leftover_found",
    "directory.create.begin",
    "directory.create.folder_made",
    "directory.create.store_made",
    "directory.create.format_written",
    "directory.create.renamed",
    "directory.delete.begin",
    "directory.delete.renamed",
    "directory.delete.removed",
    "directory.replace_file.written",
    // The database.
    "store.create.database_made",
    "store.create.families_made",
    "store.open.check_logs",  // can be skipped
    "store.open.database_opened",
    "store.open.bulk_folder_removed",
    "store.open.heads_loaded",
    "store.take_partition.begin",
    "store.take_partition.written",
    "store.commit.begin",
    "store.write",  // can be skipped
    "store.commit.written",
    "store.bulk.begin",
    "store.bulk.file_begin",
    "store.bulk.file_written",
    "store.bulk.ingest_begin",
    "store.bulk.ingested",
    "store.bulk.links_removed",
    "store.bulk.batch_begin",
    "store.bulk.batch_written",
    // The ledger.
    "ledger.open.taken",
    "ledger.open.read",
    "ledger.replay.record",
    "ledger.replay.done",
    "ledger.receipts.learned",
    "ledger.find_receipts",  // can be skipped
    "ledger.commit.begin",
    "ledger.commit.written",
    "ledger.commit.installed",
    "ledger.commit.published",
    "ledger.clean_up.written_back",
    "ledger.clean_up.collected",
    "ledger.clean_up.written",
    "ledger.write_back.begin",
    "ledger.write_back.frozen",
    "ledger.write_back.rows_put",
    "ledger.write_back.places_put",
    "ledger.write_back.receipts_put",
    "ledger.write_back.finished",
    "ledger.write_back.published",
    "ledger.purge.begin",
    "ledger.purge.receipts_found",
    "ledger.purge.folded",
    "ledger.purge.written",
    "ledger.close.begin",
    "ledger.close.written_back",
    // The writer of an environment, and what runs in it.
    "writer.group.begin",
    "writer.group.planned",
    "writer.group.committed",
    "writer.call.answered",
    "environment.expire.begin",
    "environment.expire.committed",
    "environment.configure.begin",
    "environment.configure.committed",
    "environment.clean_up.begin",
    "environment.maintain.purged",
    "engine.create.folder_made",
    "engine.delete.closed",
    // Books beside the ledger.
    "jobs.start.written",
    "jobs.run.begin",
    "jobs.complete.begin",
    "jobs.complete.written",
    "adjustments.push.begin",
    "adjustments.post.committed",
    "adjustments.aggregate.committed",
    "adjustments.forget.begin",
    "products.apply.begin",
    "products.apply.written",
    // Backups.
    "backup.create.begin",
    "backup.create.file_written",
    "backup.create.file_renamed",
    "backup.create.files_synced",
    "backup.create.listed",
    "backup.restore.begin",
    "backup.restore.file_written",
    "backup.restore.filled",
    "backup.restore.renamed",
    "backup.delete.begin",
    "backup.delete.list_removed",
    "backup.tidy.file_removed",
};

namespace failpoint_internal {

extern std::atomic<bool> armed;

// No constant: calling it while compiling is the error "there is no such failpoint".
void ThereIsNoSuchFailpoint();
bool Pass(size_t index);

}  // namespace failpoint_internal

// The name of a failpoint, checked while compiling.
class FailpointName {
 public:
  consteval FailpointName(const char* name) : index_(IndexOf(name)) {}  // NOLINT: meant to be implicit
  size_t index() const { return index_; }

 private:
  static constexpr size_t IndexOf(std::string_view name) {
    for (size_t i = 0; i < std::size(kFailpoints); ++i) {
      if (kFailpoints[i] == name) return i;
    }
    failpoint_internal::ThereIsNoSuchFailpoint();
    return 0;
  }

  const size_t index_;
};

// Does not return when the process is to end here. Thread-safe.
inline void PassFailpoint(FailpointName name) {
  if (failpoint_internal::armed.load(std::memory_order_relaxed)) failpoint_internal::Pass(name.index());
}

// The same; true: leave out what comes next.
inline bool SkipAtFailpoint(FailpointName name) {
  return failpoint_internal::armed.load(std::memory_order_relaxed) && failpoint_internal::Pass(name.index());
}

}  // namespace onhand

#endif  // ONHAND_STORAGE_BASE_FAILPOINT_H_
