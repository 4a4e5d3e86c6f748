#include "engine/query/explain.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "engine/plan/reservation_id.h"
#include "engine/query/evaluate.h"
#include "engine/query/group_sums.h"
#include "engine/query/promise.h"
#include "engine/query/target.h"
#include "engine/query/visit_matches.h"
#include "storage/records/cell_sums.h"

namespace onhand {
namespace {

class Explainer {
 public:
  Explainer(const CompiledConfiguration& configuration, const QueryMoment& moment)
      : configuration_(configuration), moment_(moment), today_(storage::DayOfMicros(moment.now_us())) {}

  absl::StatusOr<Explanation> Explain(const storage::RowIdentity& target) {
    const ResolvedQuery query = QueryOf(target);
    GroupSums sums(query);
    absl::Status status = VisitRows(query, &sums);
    if (status.ok()) status = VisitSchedules(query);
    if (!status.ok()) return status;
    explanation_.row_count = row_count_ + rows_.size() - listed_;
    for (auto& [key, row] : rows_) {
      if (explanation_.rows.size() == kExplainedRowCountMax) break;
      if (status = AddBeside(key, &row); !status.ok()) return status;
      explanation_.rows.push_back(std::move(row));
    }
    std::vector<Group> groups = sums.TakeSorted();
    AddFormulas(groups.empty() ? Group{} : groups.front());
    return std::move(explanation_);
  }

 private:
  // All rows of the product that have the values asked for, as one group.
  static ResolvedQuery QueryOf(const storage::RowIdentity& target) {
    ResolvedQuery query;
    query.organizations = {target.organization};
    query.products = {target.product};
    if (!target.site.empty()) query.filters.push_back({BaseDimension::kSiteId, {target.site}});
    if (!target.location.empty()) query.filters.push_back({BaseDimension::kLocationId, {target.location}});
    for (const storage::RowDimension& dimension : target.dimensions) {
      query.filters.push_back({static_cast<BaseDimension>(dimension.number), {dimension.value}});
    }
    return query;
  }

  ExplainedRow& RowAt(const std::string& key, const storage::RowIdentity& identity) {
    const auto [it, inserted] = rows_.try_emplace(key);
    if (inserted) it->second.dimensions = NamedDimensions(identity);
    return it->second;
  }

  absl::Status VisitRows(const ResolvedQuery& query, GroupSums* sums) {
    return VisitMatchingRows(query, moment_.view(),
                             [&](const storage::RowIdentity& identity, const storage::Row& read) {
                               storage::Row settled;
                               const storage::Row& row = moment_.Settle(identity, read, &settled);
                               sums->Add(identity, row);
                               ++row_count_;
                               if (listed_ < kExplainedRowCountMax) {
                                 const std::string key = storage::RowKey(identity);
                                 AddMeasures(key, row, &RowAt(key, identity));
                                 ++listed_;
                               }
                               return absl::OkStatus();
                             });
  }

  absl::Status VisitSchedules(const ResolvedQuery& query) {
    return VisitMatchingSchedules(query, moment_.view(), configuration_.schedule().variant,
                                  [&](const storage::RowIdentity& identity, const storage::Schedule& stored) {
                                    storage::Schedule schedule = stored;
                                    KeepCurrentCells(configuration_, today_, &schedule);
                                    if (schedule.cells.empty()) return absl::OkStatus();
                                    const std::string key = storage::RowKey(identity);
                                    if (rows_.size() >= 2 * kExplainedRowCountMax && !rows_.contains(key))
                                      return absl::OkStatus();
                                    ExplainedRow& row = RowAt(key, identity);
                                    for (const storage::ScheduleCell& cell : schedule.cells) {
                                      row.schedules.push_back({cell.day, ColumnOf(cell.measure), cell.quantity_micros});
                                    }
                                    return absl::OkStatus();
                                  });
  }

  MeasureColumn ColumnOf(MeasureNumber measure) const {
    const std::string& name = configuration_.measure_name(measure);
    const CompiledSource* source = configuration_.SourceOf(measure);
    if (source == nullptr) return {"", name, false};
    return {source->name, name.substr(source->name.size() + 1), false};
  }

  void AddMeasures(const std::string& key, const storage::Row& row, ExplainedRow* explained) const {
    explained->sequence = row.sequence;
    for (const storage::Cell& cell : row.cells) {
      ExplainedMeasure measure{.measure = ColumnOf(cell.measure),
                               .micros = cell.quantity_micros,
                               .held_micros = row.HeldMicros(cell.measure),
                               .counted_at_us = {},
                               .reservation_id = {}};
      if (const storage::CountTime* count = row.FindCount(cell.measure)) measure.counted_at_us = count->time_us;
      const CompiledSource* source = configuration_.FindSource(measure.measure.data_source);
      const auto compiled = source == nullptr ? NameMap<CompiledMeasure>::const_iterator{}
                                              : source->measures.find(measure.measure.measure);
      if (source != nullptr && compiled != source->measures.end() && compiled->second.available_column.has_value()) {
        measure.reservation_id = SharedReservationId(key, configuration_.measure_name(cell.measure));
      }
      explained->measures.push_back(std::move(measure));
    }
  }

  // What lies beside a row: holds and buckets.
  absl::Status AddBeside(const std::string& key, ExplainedRow* row) const {
    absl::Status status =
        moment_.view().ScanHoldsOfRow(key, [&](const storage::Hash128& hold_id, const storage::Hold& hold) {
          if (hold.ends_at_us > moment_.now_us()) {
            row->holds.push_back(
                {HoldReservationId(hold_id), ColumnOf(hold.measure), hold.remaining_micros, hold.ends_at_us});
          }
          return row->holds.size() < kExplainedRowCountMax;
        });
    if (!status.ok()) return status;
    return moment_.view().ScanBucketsOfRow(key, [&](std::string_view path, const storage::Bucket& bucket) {
      row->buckets.push_back(MakeBucket(configuration_, path, bucket));
      return row->buckets.size() < kExplainedRowCountMax;
    });
  }

  void AddFormulas(const Group& group) {
    for (const CompiledColumn& column : configuration_.columns()) {
      if (!column.name.calculated) continue;
      const std::optional<WideMicros> value = EvaluateColumn(column, group);
      if (!value.has_value()) continue;
      ExplainedFormula formula{.measure = column.name, .operands = {}, .micros = *value};
      const auto add = [&](const std::vector<MeasureNumber>& measures, bool subtract) {
        for (MeasureNumber measure : measures) {
          const storage::CellSum* sum = FindSum(group.sums, measure);
          formula.operands.push_back(
              {ColumnOf(measure), subtract, sum == nullptr ? 0 : sum->quantity_micros, sum != nullptr});
        }
      };
      add(column.additions, false);
      add(column.subtractions, true);
      explanation_.formulas.push_back(std::move(formula));
    }
  }

  const CompiledConfiguration& configuration_;
  const QueryMoment& moment_;
  const int32_t today_;
  Explanation explanation_;
  std::map<std::string, ExplainedRow> rows_;  // by row key
  uint64_t row_count_ = 0;                    // on-hand rows
  uint64_t listed_ = 0;                       // of them in rows_
};

}  // namespace

absl::StatusOr<Explanation> ExplainRows(const CompiledConfiguration& configuration, const ExplainQuery& query,
                                        const QueryMoment& moment) {
  storage::RowIdentity target;
  Explanation refused;
  refused.issues = ResolveQueryTarget(configuration, query.organization_id, query.product_id,
                                      query.dimension_data_source, query.dimensions, &target);
  if (!refused.issues.empty()) return refused;
  return Explainer(configuration, moment).Explain(target);
}

}  // namespace onhand
