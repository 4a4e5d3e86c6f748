// Every rule of decisions C2, E1 and E8 that a configuration must keep by itself. Paths are JSON pointers into the
// configuration document (spec 2.2).

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/config/effective.h"
#include "engine/engine.h"
#include "engine/model/base_dimension.h"
#include "engine/model/json_pointer.h"
#include "engine/model/name.h"
#include "engine/model/text.h"

namespace onhand {
namespace {

constexpr size_t kAllocationGroupsMax = 8;
constexpr size_t kScheduleOperandsMax = 8;
constexpr size_t kReservationDimensionsMax = 8;
constexpr size_t kPhysicalMeasuresMax = 4096;
constexpr int kPeriodDaysMax = 180;
constexpr int kLegacyPeriodDaysMax = 7;
constexpr int kRetentionDaysMax = 36'500;

std::string Quote(std::string_view text) { return "'" + std::string(text) + "'"; }

class Checker {
 public:
  explicit Checker(const Configuration& configuration)
      : configuration_(configuration), sources_(EffectiveSources(configuration)) {}

  std::vector<Issue> Run() {
    for (const DataSource& source : sources_) {
      for (const std::string& measure : source.physical_measures) physical_.emplace(source.name, measure);
      for (const CalculatedMeasure& measure : source.calculated_measures)
        calculated_.emplace(source.name, measure.name);
    }
    CheckSources();
    CheckIndexSets();
    CheckReservation();
    CheckSchedule();
    CheckAllocation();
    if (configuration_.idempotency_retention_days < 0 ||
        configuration_.idempotency_retention_days > kRetentionDaysMax) {
      Add("/idempotencyRetentionDays", absl::StrCat("must be 0 (for ever) to ", kRetentionDaysMax, ", is ",
                                                    configuration_.idempotency_retention_days));
    }
    return std::move(issues_);
  }

 private:
  using Names = std::set<std::string>;

  void Add(std::string path, std::string message) {
    issues_.push_back({Reason::kInvalidConfiguration, std::move(path), std::move(message)});
  }

  // A name that must be a text and, folded, not yet be in `seen`.
  void CheckName(const std::string& path, std::string_view kind, std::string_view name, Names* seen) {
    if (const TextError error = CheckText(name); error != TextError::kNone) {
      const std::string_view text = TextErrorText(error);
      Add(path, absl::StrCat(std::string(kind), " name ", std::string(text)));
      return;
    }
    if (!seen->insert(FoldName(name)).second) {
      Add(path, absl::StrCat(std::string(kind), " ", Quote(name), " is there twice"));
    }
  }

  void CheckSources() {
    Names seen;
    size_t measures = 0;
    for (const DataSource& source : configuration_.data_sources) {
      const std::string path = PointerTo("/inventorySystemConfigurations", source.name);
      CheckName(path, "data source", source.name, &seen);
      if (source.name.find('.') != std::string::npos) {
        Add(path, absl::StrCat("data source name ", Quote(source.name), " must not hold a '.'"));
      }
      CheckMappings(path, source);
      CheckMeasures(path, source);
      CheckReservationMappings(path, source);
      measures += source.physical_measures.size();
    }
    if (measures > kPhysicalMeasuresMax) {
      Add("/inventorySystemConfigurations",
          absl::StrCat("has ", measures, " physical measures; the most is ", kPhysicalMeasuresMax));
    }
  }

  void CheckMappings(const std::string& source_path, const DataSource& source) {
    Names custom_names;
    std::set<BaseDimension> bases;
    for (const DimensionMapping& mapping : source.dimension_mappings) {
      const std::string path = PointerTo(PointerTo(source_path, "dimensionMappings"), mapping.custom_name);
      CheckName(path, "dimension", mapping.custom_name, &custom_names);
      const auto base = FindBaseDimension(mapping.base_name);
      if (!base.has_value()) {
        Add(path, absl::StrCat(Quote(mapping.base_name), " is not a base dimension"));
        continue;
      }
      if (!bases.insert(*base).second) {
        Add(path, absl::StrCat("a second name is mapped to ", Quote(mapping.base_name), " in this data source"));
      }
      const auto shadowed = FindBaseDimension(mapping.custom_name);
      if (shadowed.has_value() && *shadowed != *base) {
        Add(path, absl::StrCat(Quote(mapping.custom_name), " is itself a base dimension and cannot stand for ",
                               Quote(mapping.base_name)));
      }
    }
  }

  void CheckMeasures(const std::string& source_path, const DataSource& source) {
    Names names;
    for (size_t i = 0; i < source.physical_measures.size(); ++i) {
      CheckName(absl::StrCat(source_path, "/physicalMeasures/", i), "measure", source.physical_measures[i], &names);
    }
    for (const CalculatedMeasure& measure : source.calculated_measures) {
      const std::string path = PointerTo(PointerTo(source_path, "calculatedMeasures"), measure.name);
      CheckName(path, "measure", measure.name, &names);
      if (NamesEqual(source.name, kSystemSource) && IsAllocationMeasure(source.name, measure.name)) {
        Add(path, absl::StrCat(Quote(measure.name), " is kept by allocation and cannot be calculated"));
      }
      std::set<std::pair<std::string, std::string>> operands;
      CheckOperands(absl::StrCat(path, "/additionModifiers"), measure.additions, &operands);
      CheckOperands(absl::StrCat(path, "/subtractionModifiers"), measure.subtractions, &operands);
    }
  }

  void CheckOperands(const std::string& path, const std::vector<MeasureRef>& refs,
                     std::set<std::pair<std::string, std::string>>* seen) {
    for (size_t i = 0; i < refs.size(); ++i) CheckOperand(absl::StrCat(path, "/", i), refs[i], seen);
  }

  void CheckOperand(const std::string& path, const MeasureRef& ref,
                    std::set<std::pair<std::string, std::string>>* seen) {
    std::pair<std::string, std::string> key(FoldName(ref.data_source), FoldName(ref.measure));
    const std::string name = Quote(absl::StrCat(ref.data_source, ".", ref.measure));
    if (!physical_.contains(key)) {
      Add(path, absl::StrCat("operand ", name,
                             calculated_.contains(key) ? " is itself a calculated measure"
                                                       : " is not a physical measure of this configuration"));
    } else if (!seen->insert(std::move(key)).second) {
      Add(path, absl::StrCat("operand ", name, " is there twice"));
    }
  }

  void CheckReservationMappings(const std::string& source_path, const DataSource& source) {
    Names names;
    for (const ReservationMapping& mapping : source.reservation_mappings) {
      const std::string path = PointerTo(PointerTo(source_path, "reservMappings"), mapping.measure);
      CheckName(path, "measure", mapping.measure, &names);
      if (!physical_.contains({FoldName(source.name), FoldName(mapping.measure)})) {
        Add(path, absl::StrCat(Quote(mapping.measure), " is not a physical measure of this data source"));
      }
      if (!IsCalculated(mapping.available)) {
        Add(path, absl::StrCat(Quote(absl::StrCat(mapping.available.data_source, ".", mapping.available.measure)),
                               " is not a calculated measure of this configuration"));
      }
    }
  }

  bool IsCalculated(const MeasureRef& ref) const {
    return calculated_.contains({FoldName(ref.data_source), FoldName(ref.measure)});
  }

  // Without `partition_allowed` it is an index set: 'Empty' may stand alone, partition dimensions may not be there.
  void CheckDimensions(const std::string& path, const std::vector<std::string>& names, bool partition_allowed) {
    std::set<BaseDimension> seen;
    for (size_t i = 0; i < names.size(); ++i) {
      const std::string item = absl::StrCat(path, "/", i);
      if (NamesEqual(names[i], "Empty") && !partition_allowed) {
        if (names.size() != 1) Add(item, "'Empty' must be the only key of its index set");
        continue;
      }
      const auto dimension = FindBaseDimension(names[i]);
      if (!dimension.has_value()) {
        Add(item, absl::StrCat(Quote(names[i]), " is not a base dimension"));
      } else if (!seen.insert(*dimension).second) {
        Add(item, absl::StrCat(Quote(names[i]), " is there twice"));
      } else if (!partition_allowed && IsPartitionDimension(*dimension) &&
                 configuration_.partition_rule == PartitionRule::kByLocation) {
        Add(item, absl::StrCat(Quote(names[i]), " is a partition dimension and must not be repeated in an index set"));
      }
    }
  }

  void CheckIndexSets(const std::string& path, const std::vector<IndexSet>& sets) {
    std::set<int> numbers;
    for (size_t i = 0; i < sets.size(); ++i) {
      const std::string item = absl::StrCat(path, "/", i);
      if (sets[i].number < 1) Add(absl::StrCat(item, "/setNumber"), "must be 1 or more; set 0 is the partition's");
      if (!numbers.insert(sets[i].number).second) {
        Add(absl::StrCat(item, "/setNumber"), absl::StrCat(sets[i].number, " is there twice"));
      }
      if (sets[i].dimensions.empty()) Add(absl::StrCat(item, "/keys"), "must not be empty; use [\"Empty\"] for totals");
      CheckDimensions(absl::StrCat(item, "/keys"), sets[i].dimensions, /*partition_allowed=*/false);
    }
  }
  void CheckIndexSets() { CheckIndexSets("/indexConfiguration/indexAttributeSets", configuration_.index_sets); }

  void CheckReservation() {
    const std::vector<std::string>& names = configuration_.reservation.dimensions;
    CheckDimensions("/reservConfiguration/keys", names, /*partition_allowed=*/true);
    const auto others = static_cast<size_t>(std::count_if(names.begin(), names.end(), [](const std::string& name) {
      const auto dimension = FindBaseDimension(name);
      return dimension.has_value() && !IsPartitionDimension(*dimension);
    }));
    if (others > kReservationDimensionsMax) {
      Add("/reservConfiguration/keys",
          absl::StrCat("has ", others, " dimensions besides site and location; the most is ",
                       kReservationDimensionsMax));
    }
  }

  void CheckSchedule() {
    const ScheduleConfiguration& schedule = configuration_.schedule;
    if (schedule.v2 && (schedule.period_days < 1 || schedule.period_days > kPeriodDaysMax)) {
      Add("/scheduleConfiguration/schedulePeriodInDays",
          absl::StrCat("must be 1 to ", kPeriodDaysMax, ", is ", schedule.period_days));
    }
    std::set<std::pair<std::string, std::string>> operands;
    std::set<std::pair<std::string, std::string>> seen;
    for (const ScheduleMeasure& measure : schedule.measures) {
      const MeasureRef& ref = measure.measure;
      const std::string path =
          PointerTo(PointerTo("/scheduleConfiguration/atpCalculatedMeasures", ref.data_source), ref.measure);
      if (!IsCalculated(ref)) {
        Add(path, absl::StrCat(Quote(absl::StrCat(ref.data_source, ".", ref.measure)),
                               " is not a calculated measure of this configuration"));
      }
      if (!seen.insert({FoldName(ref.data_source), FoldName(ref.measure)}).second) Add(path, "is there twice");
      if (!schedule.v2 && (measure.period_days < 1 || measure.period_days > kLegacyPeriodDaysMax)) {
        Add(path, absl::StrCat("the period must be 1 to ", kLegacyPeriodDaysMax, " days, is ", measure.period_days));
      }
      CollectOperands(ref, &operands);
    }
    if (operands.size() > kScheduleOperandsMax) {
      Add("/scheduleConfiguration/atpCalculatedMeasures",
          absl::StrCat("the schedule measures have ", operands.size(), " distinct physical measures; the most is ",
                       kScheduleOperandsMax));
    }
    CheckIndexSets("/scheduleConfiguration/indexAttributeSets", schedule.index_sets);
  }

  void CollectOperands(const MeasureRef& ref, std::set<std::pair<std::string, std::string>>* operands) const {
    for (const DataSource& source : sources_) {
      if (!NamesEqual(source.name, ref.data_source)) continue;
      for (const CalculatedMeasure& measure : source.calculated_measures) {
        if (!NamesEqual(measure.name, ref.measure)) continue;
        for (const MeasureRef& operand : measure.additions) operands->emplace(operand.data_source, operand.measure);
        for (const MeasureRef& operand : measure.subtractions) operands->emplace(operand.data_source, operand.measure);
      }
    }
  }

  void CheckAllocation() {
    const AllocationConfiguration& allocation = configuration_.allocation;
    Names names;
    for (size_t i = 0; i < allocation.groups.size(); ++i) {
      CheckName(absl::StrCat("/allocationConfiguration/groups/", i), "group", allocation.groups[i], &names);
    }
    if (allocation.groups.size() > kAllocationGroupsMax) {
      Add("/allocationConfiguration/groups",
          absl::StrCat("has ", allocation.groups.size(), " groups; the most is ", kAllocationGroupsMax));
    }
    if (!allocation.available.has_value()) return;
    const std::string path = "/allocationConfiguration/availableToAllocateCalculation";
    std::set<std::pair<std::string, std::string>> operands;
    for (const std::vector<MeasureRef>* refs :
         {&allocation.available->additions, &allocation.available->subtractions}) {
      for (const MeasureRef& ref : *refs) {
        CheckOperand(PointerTo(path, absl::StrCat(ref.data_source, ".", ref.measure)), ref, &operands);
      }
    }
    CheckAllocationAgrees(path);
  }

  // Both places of the formula must say the same (decisions C1a).
  void CheckAllocationAgrees(const std::string& path) {
    using Operands = std::set<std::pair<std::string, std::string>>;
    const auto set_of = [](const std::vector<MeasureRef>& refs) {
      Operands set;
      for (const MeasureRef& ref : refs) set.emplace(FoldName(ref.data_source), FoldName(ref.measure));
      return set;
    };
    for (const DataSource& source : configuration_.data_sources) {
      if (!NamesEqual(source.name, kSystemSource)) continue;
      for (const CalculatedMeasure& measure : source.calculated_measures) {
        if (!NamesEqual(measure.name, kAvailableToAllocate)) continue;
        const CalculatedMeasure& other = *configuration_.allocation.available;
        if (set_of(measure.additions) != set_of(other.additions) ||
            set_of(measure.subtractions) != set_of(other.subtractions)) {
          Add(path, "differs from the calculated measure '@iv.@available_to_allocate'");
        }
      }
    }
  }

  const Configuration& configuration_;
  const std::vector<DataSource> sources_;
  std::set<std::pair<std::string, std::string>> physical_;
  std::set<std::pair<std::string, std::string>> calculated_;
  std::vector<Issue> issues_;
};

}  // namespace

std::vector<Issue> CheckConfiguration(const Configuration& configuration) { return Checker(configuration).Run(); }

}  // namespace onhand
