#include "service/cli/export/exporter.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/model/base_dimension.h"
#include "engine/model/partition_id.h"
#include "engine/model/query.h"

namespace onhand::cli {
namespace {

constexpr size_t kPartitionsAQuery = 32;

struct Partition {
  bool by_location = false;
  std::vector<std::string> parts;  // organization, site, location, or organization, product
};

bool Matches(const std::vector<std::string>& wanted, const std::string& value) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), value) != wanted.end();
}

bool Matches(const ExportOptions& options, const Partition& partition) {
  if (!Matches(options.organization_ids, partition.parts[0])) return false;
  if (!partition.by_location) return Matches(options.product_ids, partition.parts[1]);
  return Matches(options.site_ids, partition.parts[1]) && Matches(options.location_ids, partition.parts[2]);
}

absl::StatusOr<std::vector<Partition>> FindPartitions(Backend* backend, const ExportOptions& options) {
  const absl::StatusOr<std::vector<std::string>> ids = backend->ListPartitions(options.environment);
  if (!ids.ok()) return ids.status();
  std::vector<Partition> partitions;
  for (const std::string& id : *ids) {
    Partition partition;
    partition.by_location = true;
    std::optional<std::vector<std::string>> parts = ParsePartitionId(true, id);
    if (!parts.has_value()) {
      partition.by_location = false;
      parts = ParsePartitionId(false, id);
    }
    if (!parts.has_value()) return absl::InternalError(absl::StrCat("\"", id, "\" is no partition id of this version"));
    partition.parts = *std::move(parts);
    if (Matches(options, partition)) partitions.push_back(std::move(partition));
  }
  // One organization's partitions lie together, whatever the ids' escapes did to the order.
  std::sort(partitions.begin(), partitions.end(),
            [](const Partition& a, const Partition& b) { return a.parts < b.parts; });
  return partitions;
}

// How many partitions from `first` on one query can take: by product, those of one organization.
size_t QueryEnd(const std::vector<Partition>& partitions, size_t first) {
  size_t end = first + 1;
  while (end < partitions.size() && end - first < kPartitionsAQuery &&
         (partitions[first].by_location || partitions[end].parts[0] == partitions[first].parts[0])) {
    ++end;
  }
  return end;
}

ExactQuery MakeQuery(const ExportOptions& options, const std::vector<Partition>& partitions, size_t first, size_t end) {
  ExactQuery query;
  query.version = QueryVersion::kV2;
  query.return_negative = true;
  for (int number = 1; number <= kBaseDimensionCount; ++number) {
    query.group_by.push_back(BaseDimensionName(static_cast<BaseDimension>(number)));
  }
  if (partitions[first].by_location) {
    query.keys = {"organizationId", "siteId", "locationId"};
    for (size_t i = first; i < end; ++i) {
      query.tuples.emplace_back(partitions[i].parts.begin(), partitions[i].parts.end());
    }
    query.product_ids.assign(options.product_ids.begin(), options.product_ids.end());
  } else {
    query.keys = {"organizationId"};
    query.tuples = {{partitions[first].parts[0]}};
    for (size_t i = first; i < end; ++i) query.product_ids.push_back(partitions[i].parts[1]);
  }
  return query;
}

ExportedRow MakeRow(const QueryAnswer& answer, const ResultRow& result) {
  ExportedRow row;
  row.organization_id = result.organization_id;
  row.product_id = result.product_id;
  for (size_t i = 0; i < result.dimension_values.size(); ++i) {
    if (result.dimension_values[i].empty()) continue;
    row.dimensions[*FindBaseDimension(answer.dimension_names[i])] = result.dimension_values[i];
  }
  for (const MeasureValue& value : result.values) {
    const MeasureColumn& column = answer.columns[value.column];
    const bool derived = column.calculated || column.data_source == "@iv";
    (derived ? row.derived : row.quantities)[{column.data_source, column.measure}] = value.micros;
  }
  return row;
}

std::string DimensionOf(const ExportedRow& row, BaseDimension dimension) {
  const auto found = row.dimensions.find(dimension);
  return found == row.dimensions.end() ? std::string() : found->second;
}

}  // namespace

absl::Status RunExport(Backend* backend, const ExportOptions& options, RowWriter* writer, Progress* progress,
                       int64_t* row_count) {
  const absl::StatusOr<std::vector<Partition>> partitions = FindPartitions(backend, options);
  if (!partitions.ok()) return partitions.status();
  *row_count = 0;
  for (size_t first = 0; first < partitions->size();) {
    const size_t end = QueryEnd(*partitions, first);
    const absl::StatusOr<QueryAnswer> answer =
        backend->Query(options.environment, MakeQuery(options, *partitions, first, end));
    if (!answer.ok()) return answer.status();
    if (!answer->issues.empty()) return absl::FailedPreconditionError(answer->issues.front().message);
    for (const ResultRow& result : answer->rows) {
      ExportedRow row = MakeRow(*answer, result);
      if (!Matches(options.site_ids, DimensionOf(row, BaseDimension::kSiteId)) ||
          !Matches(options.location_ids, DimensionOf(row, BaseDimension::kLocationId))) {
        continue;
      }
      row.id = absl::StrCat(options.id_prefix, "-", ++*row_count);
      if (absl::Status status = writer->Write(row); !status.ok()) return status;
      progress->Update(*row_count, static_cast<double>(first) / static_cast<double>(partitions->size()));
    }
    first = end;
  }
  return writer->Finish();
}

}  // namespace onhand::cli
