#include "engine/query/resolve_common.h"

#include <algorithm>
#include <utility>

#include "absl/container/inlined_vector.h"
#include "absl/strings/str_cat.h"
#include "engine/model/date.h"
#include "engine/model/text.h"
#include "engine/query/resolve.h"
#include "engine/validate/dimension_rules.h"

namespace onhand {

QueryResolver::QueryResolver(const CompiledConfiguration& configuration, std::string_view dimension_data_source)
    : configuration_(configuration) {
  if (!configuration.has_index_set()) {
    Add(Reason::kNoIndexSet, "", "No index hierarchy has been set.");
    return;
  }
  if (auto issue = FindDimensionSource(configuration, dimension_data_source, &source_)) {
    Add(issue->reason, std::move(issue->path), std::move(issue->message));
  }
}

void QueryResolver::Add(Reason reason, std::string path, std::string message) {
  // Without an index set no query is answered, and nothing else is said (decisions R10, E9).
  if (!resolution_.issues.empty() && resolution_.issues.front().reason == Reason::kNoIndexSet) return;
  resolution_.issues.push_back({reason, std::move(path), std::move(message)});
}

std::optional<BaseDimension> QueryResolver::Dimension(std::string_view name, Reason reason, PathMaker path) {
  const auto dimension = CompiledConfiguration::FindDimension(source_, name);
  if (!dimension.has_value()) Add(reason, path(), "dimension '" + std::string(name) + "' is not known");
  return dimension;
}

std::vector<std::string_view> QueryResolver::Values(const std::vector<std::string_view>& values, Reason reason,
                                                    PathMaker path, bool empty_allowed) {
  for (size_t i = 0; i < values.size(); ++i) {
    const TextError error = empty_allowed ? CheckOptionalText(values[i]) : CheckText(values[i]);
    if (error == TextError::kNone) continue;
    const std::string_view text = TextErrorText(error);
    Add(reason, absl::StrCat(path(), "/", i), "the value " + std::string(text));
  }
  std::vector<std::string_view> sorted = values;
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  return sorted;
}

void QueryResolver::Organizations(QueryVersion version, const std::vector<std::string_view>& ids) {
  const auto path = [] { return std::string("/filters/organizationId"); };
  query().organizations = Values(ids, Reason::kInvalidOrganization, path, /*empty_allowed=*/false);
  const size_t count = query().organizations.size();
  if (count == 0) {
    Add(Reason::kOrganizationCount, path(), "organizationId is required");
  } else if (version == QueryVersion::kV1 && count > 1) {
    Add(Reason::kOrganizationCount, path(),
        absl::StrCat("organizationId must name exactly one organization in version 1.0, not ", count));
  }
}

void QueryResolver::Products(const std::vector<std::string_view>& ids, const ProductSearch* search) {
  const auto path = [] { return std::string("/filters/productId"); };
  if (search != nullptr) {
    query().searched = true;
    if (!ids.empty()) Add(Reason::kInvalidSearch, path(), "productId cannot be filtered beside a product search");
    return;
  }
  query().products = Values(ids, Reason::kInvalidProduct, path, /*empty_allowed=*/false);
  if (query().products.size() > kQueryProductsMax) {
    Add(Reason::kTooManyProducts, path(),
        absl::StrCat("productId names ", query().products.size(), " products; the most is ", kQueryProductsMax));
  }
}

std::optional<int32_t> QueryResolver::AtpDay(std::string_view text, std::string_view path) {
  if (text.empty()) return std::nullopt;
  const std::optional<int32_t> day = ParseDate(text);
  if (!day.has_value()) {
    Add(Reason::kInvalidDate, std::string(path),
        "'" + std::string(text) + "' is not a date (YYYY-MM-DD, midnight UTC)");
  }
  return day;
}

void QueryResolver::Atp(const AtpRange& range) {
  if (!range.wanted) return;
  if (!configuration_.version()->configuration.schedule.enabled) {
    Add(Reason::kScheduleOff, "/QueryATP",
        "available to promise is switched off by scheduleConfiguration.isScheduleEnabled in the configuration");
    return;
  }
  const ResolvedAtp atp{.from_day = AtpDay(range.from, "/ATPFromDate"), .to_day = AtpDay(range.to, "/ATPToDate")};
  if (atp.from_day.has_value() && atp.to_day.has_value() && *atp.from_day > *atp.to_day) {
    Add(Reason::kInvalidDateRange, "/ATPFromDate",
        "ATPFromDate " + FormatDate(*atp.from_day) + " is after ATPToDate " + FormatDate(*atp.to_day));
  }
  query().atp = atp;
}

void QueryResolver::GroupBy(BaseDimension dimension) {
  std::vector<BaseDimension>& grouping = query().grouping;
  if (std::find(grouping.begin(), grouping.end(), dimension) == grouping.end()) grouping.push_back(dimension);
}

void QueryResolver::GroupBy(const std::vector<std::string_view>& names,
                            absl::FunctionRef<bool(BaseDimension place)> implied) {
  query().grouping.reserve(names.size() + query().grouping.size() + 4);
  absl::InlinedVector<BaseDimension, 8> dimensions;
  for (size_t i = 0; i < names.size(); ++i) {
    const auto dimension =
        Dimension(names[i], Reason::kUnknownGroupBy, [i] { return absl::StrCat("/groupByValues/", i); });
    if (dimension.has_value()) dimensions.push_back(*dimension);
  }
  for (BaseDimension place : {BaseDimension::kSiteId, BaseDimension::kLocationId}) {
    const bool named = std::find(dimensions.begin(), dimensions.end(), place) != dimensions.end();
    if (named || implied(place)) GroupBy(place);
  }
  for (BaseDimension dimension : dimensions) GroupBy(dimension);
}

}  // namespace onhand
