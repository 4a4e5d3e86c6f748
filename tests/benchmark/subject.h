// File: subject.h
//
// The seam of the benchmark: what is measured, ours or a peer, behind one interface, so that every workload drives all
// of them with the same events, the same questions and the same audit.
//
//   subject->Prepare(dataset) -> OpenSession() for each caller -> posts and questions -> Drain() -> Audit()
#ifndef ONHAND_TESTS_BENCHMARK_SUBJECT_H_
#define ONHAND_TESTS_BENCHMARK_SUBJECT_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace onhand::benchmark {

// The rows that a workload works on: products × locations × variants of one organization and one site. Row number r is
// variant r % variants of location (r / variants) % locations of product r / (variants * locations).
struct Dataset {
  uint32_t products = 10'000;
  uint32_t locations = 100;
  uint32_t variants = 1;       // colour and size; 12 = 4 colours × 3 sizes, 1 = neither
  int64_t stock_units = 0;     // of each row to begin with; 0 = rows are not there until they are posted to
  uint32_t schedule_days = 0;  // with a change of supply on each of these days for each row; for query-atp
  uint64_t row_count() const { return uint64_t{products} * locations * variants; }
};

// Names of a row, the same for every subject.
struct RowNames {
  std::string product;   // "product-0000017"
  std::string location;  // "store-0042"
  std::string color;     // "color-3"; "" without variants
  std::string size;      // "size-1"; likewise
};
RowNames NamesOf(const Dataset& dataset, uint64_t row);

inline constexpr char kOrganization[] = "usmf";
inline constexpr char kSite[] = "site-1";

// One sale of one unit from a row ("pos.outbound" + 1). `number` makes its id, "till-<run>-<number>", which must be
// applied once however often it is sent.
struct Sale {
  uint64_t row = 0;
  uint64_t number = 0;
};
std::string IdOf(uint64_t run, const Sale& sale);

// One caller's connection. Not thread-safe.
class Session {
 public:
  virtual ~Session() = default;

  // Durable when it returns. A subject that cannot do something answers UNIMPLEMENTED.
  virtual absl::Status ApplyBatch(absl::Span<const Sale> sales) = 0;
  virtual absl::Status ApplyOne(const Sale& sale) = 0;
  // Reserves one unit if as much is available over the whole product; false = refused.
  virtual absl::StatusOr<bool> ReserveOne(const Sale& sale) = 0;

  // Questions; the answer is the number of result rows, which the workload compares between subjects.
  virtual absl::StatusOr<uint64_t> QueryExact(uint64_t row) = 0;           // one row
  virtual absl::StatusOr<uint64_t> QueryVariants(uint64_t first_row) = 0;  // all variants of one product and location
  virtual absl::StatusOr<uint64_t> QueryIndex(uint32_t product) = 0;       // a product, grouped by colour and size
  virtual absl::StatusOr<uint64_t> QueryLocation(uint32_t location) = 0;   // all products of one location
  virtual absl::StatusOr<uint64_t> QueryAtp(uint64_t row) = 0;             // a row, 180 days
};

struct Totals {
  int64_t sold_units = 0;      // over all rows, on top of what Prepare made
  int64_t reserved_units = 0;  // over all rows
  int64_t events = 0;          // ids that were applied; -1 = the subject does not know
};

// Thread-safe but for Prepare and Drain, which are called while no session is in use.
class Subject {
 public:
  virtual ~Subject() = default;
  virtual std::string name() const = 0;  // "onhand", "onhand-grpc", "onhand-rest", "rocksdb", "redis", "postgres", …
  // One line about version and settings, for the report.
  virtual std::string description() const = 0;
  // Starts what has to be started and makes the rows of `dataset`. `run` stands in all ids.
  virtual absl::Status Prepare(const Dataset& dataset, uint64_t run) = 0;
  virtual absl::StatusOr<std::unique_ptr<Session>> OpenSession() = 0;
  // Waits for work that was put off (write-back, flush), so that it counts.
  virtual absl::Status Drain() = 0;
  // What it holds now. UNIMPLEMENTED: it keeps no books (an empty server). DATA_LOSS: it is damaged in itself.
  virtual absl::StatusOr<Totals> Audit() = 0;
  // Whether an id that is sent again changes nothing. The audit of a run sends some again.
  virtual bool applies_ids_once() const { return true; }
};

}  // namespace onhand::benchmark

#endif  // ONHAND_TESTS_BENCHMARK_SUBJECT_H_
