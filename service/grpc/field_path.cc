#include "service/grpc/field_path.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"

namespace onhand {
namespace {

bool IsIndex(const std::string& segment) {
  return !segment.empty() && std::all_of(segment.begin(), segment.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// `name`, followed by "[i]" if the segment at `place` is an index.
std::string WithIndex(std::string name, const std::vector<std::string>& segments, size_t place) {
  if (segments.size() > place && IsIndex(segments[place])) absl::StrAppend(&name, "[", segments[place], "]");
  return name;
}

// What both kinds of query have in common; "" if it is none of that.
std::string SharedQueryFieldPath(const std::vector<std::string>& segments) {
  const std::string& first = segments[0];
  if (absl::EqualsIgnoreCase(first, "dimensionDataSource")) return "query.dimension_data_source";
  if (absl::EqualsIgnoreCase(first, "groupByValues")) return WithIndex("query.group_by", segments, 1);
  if (absl::EqualsIgnoreCase(first, "returnNegative")) return "query.return_negative";
  if (absl::EqualsIgnoreCase(first, "QueryATP")) return "query.atp";
  if (absl::EqualsIgnoreCase(first, "ATPFromDate")) return "query.atp.from_date";
  if (absl::EqualsIgnoreCase(first, "ATPToDate")) return "query.atp.to_date";
  if (absl::EqualsIgnoreCase(first, "filters") && segments.size() > 1) {
    if (absl::EqualsIgnoreCase(segments[1], "organizationId")) return WithIndex("query.organization_ids", segments, 2);
    if (absl::EqualsIgnoreCase(segments[1], "productId")) return WithIndex("query.product_ids", segments, 2);
  }
  return "";
}

}  // namespace

std::vector<std::string> PointerSegments(std::string_view pointer) {
  std::vector<std::string> segments;
  if (pointer.empty() || pointer.front() != '/') return segments;
  pointer.remove_prefix(1);
  for (const absl::string_view part : absl::StrSplit(absl::string_view(pointer.data(), pointer.size()), '/')) {
    segments.push_back(absl::StrReplaceAll(part, {{"~1", "/"}, {"~0", "~"}}));
  }
  return segments;
}

std::string IndexQueryFieldPath(std::string_view pointer, const v1::IndexQuery& query) {
  const std::vector<std::string> segments = PointerSegments(pointer);
  if (segments.empty()) return pointer.empty() ? "query" : std::string(pointer);
  if (std::string shared = SharedQueryFieldPath(segments); !shared.empty()) return shared;
  if (absl::EqualsIgnoreCase(segments[0], "pageNumber")) return "query.page_number";
  if (absl::EqualsIgnoreCase(segments[0], "pageSize")) return "query.page_size";
  if (!absl::EqualsIgnoreCase(segments[0], "filters")) return std::string(pointer);
  for (int i = 0; segments.size() > 1 && i < query.filters_size(); ++i) {
    if (absl::EqualsIgnoreCase(query.filters(i).name(), segments[1])) {
      return WithIndex(absl::StrCat("query.filters[", i, "]", segments.size() > 2 ? ".values" : ""), segments, 2);
    }
  }
  return "query.filters";
}

std::string ExactQueryFieldPath(std::string_view pointer) {
  const std::vector<std::string> segments = PointerSegments(pointer);
  if (segments.empty()) return pointer.empty() ? "query" : std::string(pointer);
  if (std::string shared = SharedQueryFieldPath(segments); !shared.empty()) return shared;
  if (!absl::EqualsIgnoreCase(segments[0], "filters")) return std::string(pointer);
  if (segments.size() < 2) return "query";
  // Version 1 calls them dimensions, version 2 keys.
  if (absl::EqualsIgnoreCase(segments[1], "dimensions") || absl::EqualsIgnoreCase(segments[1], "keys")) {
    return WithIndex("query.keys", segments, 2);
  }
  if (absl::EqualsIgnoreCase(segments[1], "values")) {
    std::string path = WithIndex("query.tuples", segments, 2);
    return segments.size() > 3 ? WithIndex(absl::StrCat(path, ".values"), segments, 3) : path;
  }
  return std::string(pointer);
}

std::string ProductQueryFieldPath(std::string_view pointer) {
  const std::vector<std::string> segments = PointerSegments(pointer);
  if (segments.empty()) return pointer.empty() ? "query" : std::string(pointer);
  for (const auto& [member, field] : {std::pair{"organizationId", "query.organization_id"},
                                      {"productId", "query.product_id"},
                                      {"dimensionDataSource", "query.dimension_data_source"}}) {
    if (absl::EqualsIgnoreCase(segments[0], member)) return field;
  }
  for (const char* map : {"dimensions", "groups"}) {
    if (!absl::EqualsIgnoreCase(segments[0], map)) continue;
    return segments.size() > 1 ? absl::StrCat("query.", map, "[\"", segments[1], "\"]") : absl::StrCat("query.", map);
  }
  return std::string(pointer);
}

}  // namespace onhand
