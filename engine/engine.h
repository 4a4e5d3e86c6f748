// File: engine.h
//
// The whole engine, embeddable: no server, no gRPC, no HTTP, no JSON.
//
//   onhand::EngineOptions options;
//   options.data_dir = "/var/lib/onhand";
//   auto engine = onhand::Engine::Open(std::move(options));          // StatusOr<unique_ptr<Engine>>
//   (*engine)->CreateEnvironment("shop");
//   auto shop = (*engine)->Find("shop");                             // StatusOr<shared_ptr<Environment>>
//   onhand::ChangeEvent sale{{.id = "t-1", .organization_id = "usmf", .product_id = "T-shirt",
//                             .dimensions = {{"siteId", "1"}, {"locationId", "11"}}},
//                            {{"pos", "outbound", {3 * onhand::kMicrosPerUnit}}}};
//   onhand::EventResults results = (*shop)->PostChanges({&sale, 1}); // durable when it returns
//
// Two kinds of "no": a *refusal* is a value (Outcome, Issue) and means the caller's input or the state of the stock
// forbids it; a *failure* is an absl::Status and means it could not be carried out.
#ifndef ONHAND_ENGINE_ENGINE_H_
#define ONHAND_ENGINE_ENGINE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/adjustment_book.h"
#include "engine/audit.h"
#include "engine/backup.h"
#include "engine/job_book.h"
#include "engine/model/allocation_query.h"
#include "engine/model/clock.h"
#include "engine/model/configuration.h"
#include "engine/model/event.h"
#include "engine/model/explanation.h"
#include "engine/model/outcome.h"
#include "engine/model/query.h"
#include "engine/product_catalog.h"

namespace onhand {

namespace storage {
class Disk;
}  // namespace storage

// Most records that one call may carry (decisions T6).
inline constexpr int kBulkRecordCountMax = 512;

// Who calls, as far as rules depend on it.
struct Caller {
  bool system_role = false;  // may write to read-only data sources (decisions N5)
};

struct CallOptions {
  Caller caller;
  // A cart: all events apply or none, judged in order up to the first that is refused (decisions X2, E3). They must be
  // of one organization.
  bool atomic = false;
  // The caller of Submit can wait: where nobody is writing its own thread does it, which saves handing the call over
  // twice. Its completion then runs before Submit returns.
  bool may_block = false;
};

// One synced write of the single writer, as told to an observer.
struct CommitReport {
  std::string_view environment;
  int calls = 0;          // calls answered by it
  int events = 0;         // events applied by it
  int64_t commit_us = 0;  // the synced write alone
};

// Hears what the engine does; for metrics. Called on the engine's threads: must be thread-safe and quick.
class EngineObserver {
 public:
  virtual ~EngineObserver() = default;
  virtual void OnCommit(const CommitReport& report) = 0;
};

struct EngineOptions {
  std::string data_dir;                       // made if absent; "" = in memory, gone with the engine
  std::string backup_dir;                     // of backups; made at the first one. "" = DATA_DIR/backups
  uint64_t block_cache_bytes = 64ull << 20;   // all environments together. Default: 64 MiB
  uint64_t write_buffer_bytes = 64ull << 20;  // likewise. Default: 64 MiB
  uint64_t row_cache_bytes = 448ull << 20;    // likewise: rows in memory, what is still to be written to their tables,
                                              // and filters of receipts, which take up to half. Default: 448 MiB
  uint64_t write_back_bytes = 64ull << 20;    // by which the log of an environment grows before its tables follow; as
                                              // much is read again after a crash. Default: 64 MiB
  int background_threads = 2;                 // of the storage. Default: 2
  int submit_threads = 2;                     // that carry out Submit…, all environments together. Default: 2
  int log_retention_days = 30;                // of the commit log; at least the receipts' retention. Default: 30
  int64_t maintenance_interval_ms = 60'000;   // between background purges; 0 = none (call RunMaintenance)
  int adjustment_push_minutes = 5;            // between pushes of staged adjustments (spec 1.18); 0 = none (call
                                              // AdjustmentBook::Push). Default: 5
  size_t derived_sums_max = 1'000'000;        // sums kept in memory for checks, an environment. Default: 1,000,000
  uint64_t pending_bytes_max = 64ull << 20;   // events queued an environment; beyond it calls answer
                                              // RESOURCE_EXHAUSTED. Default: 64 MiB
  uint64_t file_bulk_bytes = 1 << 20;         // what is written to tables by files of their own, not through the
                                              // database's log. Default: 1 MiB
  const Clock* clock = SystemClock();         // not owned
  std::shared_ptr<storage::Disk> disk;        // what data_dir is on (storage/kv/disk.h); null = the system's
  EngineObserver* observer = nullptr;         // not owned, may be null
};

// What replacing a configuration came to.
struct ConfigurationResult {
  std::vector<Issue> issues;  // not empty: refused (kInvalidConfiguration or kConfigurationConflict), nothing changed
  uint64_t version = 0;       // otherwise: the new number
};

struct EnvironmentStatistics {
  uint64_t sequence = 0;  // of the last committed group
  uint64_t disk_bytes = 0;
  uint64_t memtable_bytes = 0;
  uint64_t pending_compaction_bytes = 0;
  uint64_t running_compactions = 0;
  uint64_t rows = 0;               // on-hand rows
  uint64_t check_rows_walked = 0;  // rows read to build the sums that checks of availability use
  uint64_t receipt_reads = 0;
  uint64_t receipt_reads_past_filter = 0;
  bool write_stopped = false;
};

// One environment. Thread-safe. Calls with events are applied one after another in the order of submission, many
// calls in one synced write; queries read a snapshot and never wait for writers.
class Environment {
 public:
  using Completion = absl::AnyInvocable<void(EventResults) &&>;

  virtual ~Environment() = default;
  virtual const std::string& id() const = 0;  // folded to lower case

  // Applies events in order, each seeing those before it. Blocks until the group they are part of is durable. At most
  // kBulkRecordCountMax. Any event may be sent again with the same id: it applies exactly once (decisions I1–I4).
  virtual EventResults Apply(const EventBatch& batch, const CallOptions& options) = 0;
  // The same without blocking (but see CallOptions::may_block). `done` runs exactly once, on a thread of the engine or
  // of another caller (or before the call returns, when nothing is left to write); it must not block. Events and what
  // they point at must live until then.
  virtual void Submit(const EventBatch& batch, const CallOptions& options, Completion done) = 0;

  EventResults PostChanges(absl::Span<const ChangeEvent> events, Caller caller = {}) {
    return Apply(events, {.caller = caller});
  }
  EventResults SetOnHand(std::string_view inventory_system, absl::Span<const SetEvent> events, Caller caller = {}) {
    return Apply(SetBatch{inventory_system, events}, {.caller = caller});
  }

  // A query that cannot be answered says why in its `issues`. DATA_LOSS, UNAVAILABLE: the store could not be read.
  virtual absl::StatusOr<QueryAnswer> Query(const IndexQuery& query) = 0;
  virtual absl::StatusOr<QueryAnswer> Query(const ExactQuery& query) = 0;
  virtual absl::StatusOr<AllocationAnswer> Query(const AllocationQuery& query) = 0;
  virtual absl::StatusOr<Explanation> Explain(const ExplainQuery& query) = 0;

  virtual std::shared_ptr<const ConfigurationVersion> configuration() const = 0;
  // Replaces it whole or not at all, as one position in the commit log (decisions C2, C3, C6).
  virtual absl::StatusOr<ConfigurationResult> ReplaceConfiguration(Configuration configuration) = 0;

  // Ids of partitions that hold data (decisions C3a), sorted; opaque text.
  virtual absl::StatusOr<std::vector<std::string>> ListPartitions() = 0;
  // Removes their rows and all that belongs to them; a logged change. Unknown ids are passed over. INVALID_ARGUMENT: an
  // id that is none.
  virtual absl::Status CleanUpPartitions(absl::Span<const std::string> partition_ids) = 0;

  // The lines that adjustments leave. Lives as long as the environment.
  virtual AdjustmentBook& adjustments() = 0;
  // Work that takes longer than a call. Lives as long as the environment.
  virtual JobBook& jobs() = 0;

  // The products that queries can search for. Lives as long as the environment.
  virtual ProductCatalog& products() = 0;

  // Drops what no answer depends on: ended holds, receipts and log records past their retention (decisions I4, V9).
  // Then waits until the tables on disk have all that was committed before. The engine does this by itself every
  // maintenance_interval_ms.
  virtual absl::Status RunMaintenance() = 0;

  // Holds the books against each other, on a snapshot: callers go on meanwhile. What does not add up is in the report;
  // UNAVAILABLE, CANCELLED: the audit did not get through. May take minutes; one at a time, a second one waits.
  virtual absl::StatusOr<AuditReport> Audit(const AuditOptions& options) = 0;

  virtual EnvironmentStatistics Statistics() = 0;
};

// All environments of one data directory. Thread-safe.
class Engine {
 public:
  // UNAVAILABLE: the directory cannot be made or written. INVALID_ARGUMENT: an option out of range.
  static absl::StatusOr<std::unique_ptr<Engine>> Open(EngineOptions options);
  virtual ~Engine() = default;  // waits for submitted calls; no Environment may be used afterwards

  // With the default configuration (decisions C4). ALREADY_EXISTS. INVALID_ARGUMENT: not an id.
  virtual absl::Status CreateEnvironment(std::string_view id) = 0;
  // With all it holds, once no call is under way in it. NOT_FOUND.
  virtual absl::Status DeleteEnvironment(std::string_view id) = 0;
  // Sorted.
  virtual absl::StatusOr<std::vector<std::string>> ListEnvironments() const = 0;
  // Opens it at first use. NOT_FOUND. FAILED_PRECONDITION: another process has it open, or its format is newer.
  // DATA_LOSS: it is damaged. Ids in any case.
  virtual absl::StatusOr<std::shared_ptr<Environment>> Find(std::string_view id) = 0;
  // Their backups. Lives as long as the engine. nullptr: it is in memory, and has none.
  virtual Backups* backups() { return nullptr; }
  // Those that are open now; for metrics.
  virtual std::vector<std::shared_ptr<Environment>> OpenEnvironments() const = 0;
};

// The configuration of a new environment (decisions C4).
Configuration DefaultConfiguration();

// All that is wrong with a configuration by itself (decisions C2); empty = valid.
std::vector<Issue> CheckConfiguration(const Configuration& configuration);

}  // namespace onhand

#endif  // ONHAND_ENGINE_ENGINE_H_
