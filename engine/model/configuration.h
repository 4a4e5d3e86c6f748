// File: configuration.h
//
// The typed configuration of an environment (spec section 2, decisions C). Names may be in any case; they are compared
// without regard to it. Its JSON form is service/configuration/.
#ifndef ONHAND_ENGINE_MODEL_CONFIGURATION_H_
#define ONHAND_ENGINE_MODEL_CONFIGURATION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace onhand {

// A measure by its address.
struct MeasureRef {
  std::string data_source;
  std::string measure;
  friend bool operator==(const MeasureRef&, const MeasureRef&) = default;
};

// Sum of additions minus sum of subtractions; all of them physical, none twice.
struct CalculatedMeasure {
  std::string name;
  std::vector<MeasureRef> additions;
  std::vector<MeasureRef> subtractions;
  friend bool operator==(const CalculatedMeasure&, const CalculatedMeasure&) = default;
};

struct DimensionMapping {
  std::string custom_name;
  std::string base_name;
  friend bool operator==(const DimensionMapping&, const DimensionMapping&) = default;
};

// A measure that can be reserved, and the calculated measure that says how much is available (AFR).
struct ReservationMapping {
  std::string measure;
  MeasureRef available;
  friend bool operator==(const ReservationMapping&, const ReservationMapping&) = default;
};

struct DataSource {
  std::string name;
  std::vector<DimensionMapping> dimension_mappings;
  std::vector<std::string> physical_measures;
  std::vector<CalculatedMeasure> calculated_measures;
  std::vector<ReservationMapping> reservation_mappings;
  friend bool operator==(const DataSource&, const DataSource&) = default;
};

struct IndexSet {
  int number = 1;                       // >= 1; set 0 is the partition's
  std::vector<std::string> dimensions;  // in order of hierarchy; may hold "Empty" alone
  friend bool operator==(const IndexSet&, const IndexSet&) = default;
};

enum class PartitionRule : uint8_t { kByLocation, kByProduct };

struct ReservationConfiguration {
  bool enabled = true;
  // False (version 0): dimensions outside the list are refused; true (version 1): ignored.
  bool ignore_unconfigured_dimensions = false;
  std::vector<std::string> dimensions;
  friend bool operator==(const ReservationConfiguration&, const ReservationConfiguration&) = default;
};

struct ScheduleMeasure {
  MeasureRef measure;   // a calculated one
  int period_days = 7;  // 1–7, holds while the configuration is not v2
  friend bool operator==(const ScheduleMeasure&, const ScheduleMeasure&) = default;
};

struct ScheduleConfiguration {
  bool enabled = true;
  bool v2 = true;
  int period_days = 30;  // 1–180, holds while v2
  std::vector<ScheduleMeasure> measures;
  std::vector<IndexSet> index_sets;
  friend bool operator==(const ScheduleConfiguration&, const ScheduleConfiguration&) = default;
};

struct AllocationConfiguration {
  bool enabled = true;
  std::vector<std::string> groups;  // from the top, at most 8
  // Available to allocate; also reachable as the calculated measure @iv.@available_to_allocate.
  std::optional<CalculatedMeasure> available;
  friend bool operator==(const AllocationConfiguration&, const AllocationConfiguration&) = default;
};

struct Configuration {
  PartitionRule partition_rule = PartitionRule::kByLocation;
  std::vector<DataSource> data_sources;
  std::vector<IndexSet> index_sets;
  ReservationConfiguration reservation;
  ScheduleConfiguration schedule;
  AllocationConfiguration allocation;
  bool product_search_enabled = true;
  bool log_enabled = true;
  std::vector<std::string> read_only_data_sources = {"fno"};
  int idempotency_retention_days = 30;  // 0 = for ever
  // The document this was decoded from, kept as it came so that members the engine does not use are returned; opaque
  // to the engine, may be empty.
  std::string document;
  friend bool operator==(const Configuration&, const Configuration&) = default;
};

// A configuration that holds, with its number: 1 at creation, one more at each replacement.
struct ConfigurationVersion {
  uint64_t number = 1;
  Configuration configuration;
};

}  // namespace onhand

#endif  // ONHAND_ENGINE_MODEL_CONFIGURATION_H_
