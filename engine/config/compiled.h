// File: compiled.h
//
// A configuration compiled once into what the hot paths need: names to small integers, calculated measures to operand
// lists. Immutable, shared by readers and the writer; a new one is made when the configuration is replaced.
//
//   Configuration -> CheckConfiguration -> CompileConfiguration -> CompiledConfiguration
#ifndef ONHAND_ENGINE_CONFIG_COMPILED_H_
#define ONHAND_ENGINE_CONFIG_COMPILED_H_

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/model/base_dimension.h"
#include "engine/model/configuration.h"
#include "engine/model/name.h"
#include "engine/model/query.h"
#include "storage/records/row.h"
#include "storage/records/schedule.h"

namespace onhand {

using storage::MeasureNumber;

template <typename Value>
using NameMap = std::unordered_map<std::string, Value, NameHash, NameEqual>;

// What a measure's name means.
struct CompiledMeasure {
  enum class Kind : uint8_t { kPhysical, kCalculated, kAllocation };
  Kind kind = Kind::kPhysical;
  MeasureNumber number = 0;  // of kPhysical and kAllocation, which are both stored
  // Index among the columns of the calculated measure that says how much can be reserved (decisions V3); nothing: it
  // cannot be reserved.
  std::optional<uint32_t> available_column;
};

// A calculated measure that can be promised (spec 5.1).
struct CompiledScheduleMeasure {
  uint32_t column = 0;
  int period_days = 0;
  std::vector<uint32_t> operand_columns;  // ascending
};

// What schedules are made of.
struct CompiledSchedule {
  storage::ScheduleVariant variant = storage::ScheduleVariant::kPeriod;
  std::vector<CompiledScheduleMeasure> measures;
  int period_days = 0;  // the longest of any measure
  // How many days from today on a measure (number) may be scheduled; 0 = not at all (decisions P1, P2).
  std::vector<int> period_days_of_measure;
};

// What allocation needs.
struct CompiledAllocation {
  std::vector<std::string> groups;  // from the top, in the configuration's spelling
  MeasureNumber allocated = 0;
  MeasureNumber consumed = 0;
  MeasureNumber cumulative_allocated = 0;
  MeasureNumber cumulative_consumed = 0;
  std::optional<uint32_t> available_column;  // ATA; without a formula it is 0 (decisions E8)
};

struct CompiledSource {
  std::string name;  // lower case
  bool read_only = false;
  NameMap<BaseDimension> dimensions;  // its own names
  NameMap<CompiledMeasure> measures;
};

// One measure of an answer. Columns are ordered by data source, then measure, bytewise.
struct CompiledColumn {
  MeasureColumn name;
  // Of a physical measure: itself, once, added.
  std::vector<MeasureNumber> additions;
  std::vector<MeasureNumber> subtractions;
};

// That a stored measure is an operand of a column.
struct MeasureUse {
  uint32_t column = 0;
  int sign = 1;
};

class CompiledConfiguration {
 public:
  // `dictionary` names the stored measures ("source.measure", lower case) by number and must hold all that the
  // configuration has (see MissingMeasures). `configuration` must be valid.
  CompiledConfiguration(std::shared_ptr<const ConfigurationVersion> configuration,
                        const std::vector<std::string>& dictionary);

  const std::shared_ptr<const ConfigurationVersion>& version() const { return version_; }
  bool by_location() const { return version_->configuration.partition_rule == PartitionRule::kByLocation; }
  // Of the dictionary it was compiled with; every MeasureNumber is smaller.
  size_t measure_count() const { return measure_names_.size(); }
  // "source.measure", lower case.
  const std::string& measure_name(MeasureNumber number) const { return measure_names_[number]; }
  // The data source of a stored measure; nullptr if the configuration has dropped it.
  const CompiledSource* SourceOf(MeasureNumber number) const;
  const std::vector<CompiledColumn>& columns() const { return columns_; }
  // Every operand of a column that this measure is, ascending by column.
  const std::vector<MeasureUse>& uses_of(MeasureNumber number) const { return uses_[number]; }
  // Their names, in the same order.
  const MeasureColumns& column_names() const { return column_names_; }
  // At least one index set beside set 0 (decisions R10).
  bool has_index_set() const { return !version_->configuration.index_sets.empty(); }
  // The index sets as dimensions in order of hierarchy; "Empty" is dropped.
  const std::vector<std::vector<BaseDimension>>& index_sets() const { return index_sets_; }

  const CompiledSchedule& schedule() const { return schedule_; }
  const CompiledAllocation& allocation() const { return allocation_; }
  bool IsReservationDimension(BaseDimension dimension) const {
    return reservation_dimensions_[static_cast<size_t>(dimension)];
  }
  const NameMap<CompiledSource>& sources() const { return sources_; }

  // By name in any case; nullptr if there is none.
  const CompiledSource* FindSource(std::string_view name) const;
  // A dimension by the name a caller used: `source`'s own names first (may be nullptr), then base names.
  static std::optional<BaseDimension> FindDimension(const CompiledSource* source, std::string_view name);

 private:
  void CompileReservations(const std::vector<DataSource>& sources);
  void CompileSchedule();
  void CompileAllocation();
  std::optional<uint32_t> FindColumn(std::string_view data_source, std::string_view measure) const;

  std::shared_ptr<const ConfigurationVersion> version_;
  std::vector<std::string> measure_names_;
  NameMap<CompiledSource> sources_;
  std::vector<CompiledColumn> columns_;
  std::vector<std::vector<MeasureUse>> uses_;  // by measure number
  MeasureColumns column_names_;
  std::vector<std::vector<BaseDimension>> index_sets_;
  std::array<bool, kBaseDimensionCount + 1> reservation_dimensions_{};  // by BaseDimension
  CompiledSchedule schedule_;
  CompiledAllocation allocation_;
};

// The dictionary's name of a measure.
std::string DictionaryName(std::string_view data_source, std::string_view measure);

// The stored measures of a configuration that `dictionary` has not got yet, to be appended in this order.
std::vector<std::string> MissingMeasures(const Configuration& configuration,
                                         const std::vector<std::string>& dictionary);

}  // namespace onhand

#endif  // ONHAND_ENGINE_CONFIG_COMPILED_H_
