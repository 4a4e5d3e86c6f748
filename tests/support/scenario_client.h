// File: scenario_client.h
//
// What a scenario can ask of an inventory, whichever way it is reached: the engine in this process, a server over REST,
// a server over gRPC. One scenario file then proves all three alike. Plain owned values; a client that cannot do
// something (move a server's clock) says so with UNIMPLEMENTED.
#ifndef ONHAND_TESTS_SUPPORT_SCENARIO_CLIENT_H_
#define ONHAND_TESTS_SUPPORT_SCENARIO_CLIENT_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/model/configuration.h"
#include "engine/model/product.h"
#include "engine/model/product_search.h"

namespace onhand {

enum class ScenarioKind {
  kPost,
  kSet,
  kReserve,
  kUnreserve,
  kExtend,
  kAllocate,
  kUnallocate,
  kReallocate,
  kConsume,
  kSchedule,
};

// What the events of one call have in common.
struct ScenarioCall {
  ScenarioKind kind = ScenarioKind::kPost;
  std::string inventory_system = "";  // of kSet
  bool atomic = false;                // a cart; kPost and kReserve alone
};

struct ScenarioAmount {
  std::string data_source;
  std::string measure;
  std::string quantity;  // as written
};

using ScenarioNames = std::vector<std::pair<std::string, std::string>>;  // name, value

// An event of any kind; members that its kind does not have are empty.
struct ScenarioEvent {
  std::string id;
  std::string organization;
  std::string product;
  std::string dimension_source;
  ScenarioNames dimensions;
  std::vector<ScenarioAmount> quantities;  // post, set; of a reserve exactly one
  std::optional<absl::Time> modified;      // of a count
  std::vector<ScenarioAmount> expected;    // of a count
  bool unchecked = false;                  // of a reserve
  std::optional<absl::Time> ends;          // of a reserve, extend
  std::optional<int64_t> ttl_seconds;      // of a reserve, extend
  std::string reservation_id;              // of an unreserve, extend
  std::string quantity;                    // of an unreserve or an allocation; as written
  ScenarioNames groups;                    // of an allocation
  ScenarioNames source_groups;             // of a reallocate
  struct PhysicalChange {
    std::string data_source;
    std::string measure;
    bool subtract = false;
  };
  std::vector<PhysicalChange> physical;                                    // of a consume
  std::vector<std::pair<std::string, std::vector<ScenarioAmount>>> dates;  // of a schedule
};

struct ScenarioOutcome {
  std::string status;  // "success", "partialSuccess", "failure"
  int code = 200;
  std::string message;
  std::string reservation_id;
  std::string invalid_offset = "0";            // shortest decimal
  std::map<std::string, std::string> present;  // "source.measure" -> shortest decimal
};

// On a field, or on the attributes of a name.
struct ScenarioCondition {
  ProductField field = ProductField::kItemNumber;
  std::string attribute;  // not empty: its name, and `field` says nothing
  ConditionOperator op = ConditionOperator::kIsExactly;
  std::vector<std::string> values;
};

struct ScenarioSearch {
  bool any = false;  // Or, not And, of the conditions on fields, and of those on attributes
  std::vector<ScenarioCondition> conditions;
};
// The results view into their argument, which must outlive them.
ProductSearch ToProductSearch(const ScenarioSearch& search);

struct ScenarioQuery {
  bool exact = false;
  int version = 1;
  std::string dimension_source;
  std::vector<std::string> organizations;
  std::vector<std::string> products;
  std::vector<std::pair<std::string, std::vector<std::string>>> filters;
  std::vector<std::string> keys;
  std::vector<std::vector<std::string>> tuples;
  std::vector<std::string> group_by;
  bool return_negative = false;
  std::optional<int64_t> page_number;
  std::optional<int64_t> page_size;
  bool promises = false;  // QueryATP
  std::string from;       // dates; "" = not given
  std::string to;
  std::optional<ScenarioSearch> search;  // in place of products
};

struct ScenarioRow {
  std::string organization;  // v2.0 only
  std::string product;
  // In the order of the answer where it has one; JSON objects are compared without regard to theirs.
  std::map<std::string, std::string> dimensions;
  std::map<std::string, std::string> quantities;  // "source.measure" -> shortest decimal
  // By date, "2026-02-01".
  std::map<std::string, std::map<std::string, std::string>> scheduled;
  std::map<std::string, std::map<std::string, std::string>> promises;
};

struct ScenarioAnswer {
  std::vector<std::string> problems;  // messages; not empty: refused. Paths differ between protocols and are left out
  std::vector<ScenarioRow> rows;
  std::optional<int64_t> next_page;
};

struct ScenarioBucketQuery {
  std::string organization;
  std::string product;
  std::string dimension_source;
  ScenarioNames dimensions;
  ScenarioNames groups;
};

struct ScenarioBucket {
  ScenarioNames groups;
  std::map<std::string, std::string> quantities;  // "@allocated", … -> shortest decimal
};

// A call that is refused as a whole (not a query) is INVALID_ARGUMENT, or FAILED_PRECONDITION where a feature is
// switched off, with the same message in every client.
class ScenarioClient {
 public:
  virtual ~ScenarioClient() = default;
  virtual absl::StatusOr<std::vector<ScenarioOutcome>> Apply(const ScenarioCall& call,
                                                             const std::vector<ScenarioEvent>& events) = 0;
  absl::StatusOr<std::vector<ScenarioOutcome>> Post(const std::vector<ScenarioEvent>& events) {
    return Apply({}, events);
  }
  virtual absl::StatusOr<std::vector<ScenarioBucket>> Query(const ScenarioBucketQuery& query) = 0;
  virtual absl::StatusOr<ScenarioAnswer> Query(const ScenarioQuery& query) = 0;
  virtual absl::StatusOr<std::vector<ScenarioOutcome>> PutProducts(const std::vector<Product>& products) = 0;
  virtual absl::StatusOr<std::vector<ScenarioOutcome>> DeleteProducts(const std::vector<std::string>& items) = 0;
  virtual absl::StatusOr<Configuration> GetConfiguration() = 0;
  // The new version, or why not: "conflict MESSAGE" or "invalid MESSAGE", one line each.
  virtual absl::StatusOr<std::pair<uint64_t, std::vector<std::string>>> Configure(const Configuration& replacement) = 0;
  virtual absl::StatusOr<std::vector<std::string>> ListPartitions() = 0;
  virtual absl::Status CleanUp(const std::vector<std::string>& partition_ids) = 0;
  virtual absl::Status SetClock(absl::Time now) = 0;
  virtual absl::StatusOr<absl::Time> Now() = 0;
  // Closes and opens what holds the data.
  virtual absl::Status Reopen() = 0;
};

}  // namespace onhand

#endif  // ONHAND_TESTS_SUPPORT_SCENARIO_CLIENT_H_
