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

namespace onhand {

struct ScenarioEvent {
  std::string id;
  std::string organization;
  std::string product;
  std::string dimension_source;
  std::vector<std::pair<std::string, std::string>> dimensions;
  struct Amount {
    std::string data_source;
    std::string measure;
    std::string quantity;  // as written
  };
  std::vector<Amount> quantities;
  std::optional<absl::Time> modified;  // of a count
};

struct ScenarioOutcome {
  std::string status;  // "success", "failure"
  int code = 200;
  std::string message;
};

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
};

struct ScenarioRow {
  std::string organization;  // v2.0 only
  std::string product;
  // In the order of the answer where it has one; JSON objects are compared without regard to theirs.
  std::map<std::string, std::string> dimensions;
  std::map<std::string, std::string> quantities;  // "source.measure" -> shortest decimal
};

struct ScenarioAnswer {
  std::vector<std::string> problems;  // messages; not empty: refused. Paths differ between protocols and are left out
  std::vector<ScenarioRow> rows;
  std::optional<int64_t> next_page;
};

// A call that is refused as a whole (not a query) is INVALID_ARGUMENT with the same message in every client.
class ScenarioClient {
 public:
  virtual ~ScenarioClient() = default;
  virtual absl::StatusOr<std::vector<ScenarioOutcome>> Post(const std::vector<ScenarioEvent>& events) = 0;
  virtual absl::StatusOr<std::vector<ScenarioOutcome>> Set(const std::string& inventory_system,
                                                           const std::vector<ScenarioEvent>& events) = 0;
  virtual absl::StatusOr<ScenarioAnswer> Query(const ScenarioQuery& query) = 0;
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
