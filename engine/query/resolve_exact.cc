#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/model/name.h"
#include "engine/model/text.h"
#include "engine/query/resolve.h"
#include "engine/query/resolve_common.h"

namespace onhand {
namespace {

constexpr std::string_view kOrganizationKey = "organizationId";

// Where each part of a tuple as given belongs.
struct KeyPlan {
  const char* path = "";               // "/filters/dimensions" or "/filters/keys"
  std::optional<size_t> organization;  // position of organizationId
  std::vector<size_t> positions;       // of the dimensions of TupleSet, in its order
};

void ResolveKeys(const ExactQuery& query, QueryResolver* resolver, KeyPlan* plan) {
  TupleSet& tuples = *resolver->query().tuples;
  tuples.dimensions.reserve(query.keys.size());
  plan->positions.reserve(query.keys.size());
  for (size_t i = 0; i < query.keys.size(); ++i) {
    const auto path = [plan, i] { return absl::StrCat(plan->path, "/", i); };
    if (query.version == QueryVersion::kV2 && NamesEqual(query.keys[i], kOrganizationKey)) {
      if (plan->organization.has_value()) resolver->Add(Reason::kInvalidTuple, path(), "organizationId is named twice");
      plan->organization = i;
      continue;
    }
    const auto dimension = resolver->Dimension(query.keys[i], Reason::kUnknownDimension, path);
    if (!dimension.has_value()) continue;
    if (std::find(tuples.dimensions.begin(), tuples.dimensions.end(), *dimension) != tuples.dimensions.end()) {
      resolver->Add(Reason::kInvalidTuple, path(), "dimension '" + std::string(query.keys[i]) + "' is named twice");
      continue;
    }
    tuples.dimensions.push_back(*dimension);
    plan->positions.push_back(i);
  }
  if (query.version == QueryVersion::kV2 && !plan->organization.has_value()) {
    resolver->Add(Reason::kOrganizationCount, plan->path, "keys must name organizationId in version 2.0");
  }
  if (!resolver->by_location()) return;
  for (BaseDimension place : {BaseDimension::kSiteId, BaseDimension::kLocationId}) {
    if (std::find(tuples.dimensions.begin(), tuples.dimensions.end(), place) != tuples.dimensions.end()) continue;
    resolver->Add(Reason::kMissingFilter, plan->path,
                  absl::StrCat(place == BaseDimension::kSiteId ? "siteId" : "locationId",
                               " is required among them: data is partitioned by location"));
  }
}

void ResolveTuples(const ExactQuery& query, const KeyPlan& plan, QueryResolver* resolver) {
  TupleSet& tuples = *resolver->query().tuples;
  tuples.with_organization = plan.organization.has_value();
  if (query.tuples.empty()) resolver->Add(Reason::kInvalidTuple, "/filters/values", "at least one tuple is required");
  std::vector<std::string_view> organizations;
  tuples.tuples.reserve(query.tuples.size());
  for (size_t i = 0; i < query.tuples.size(); ++i) {
    const std::vector<std::string_view>& given = query.tuples[i];
    const auto path = [i] { return absl::StrCat("/filters/values/", i); };
    if (given.size() != query.keys.size()) {
      resolver->Add(Reason::kInvalidTuple, path(),
                    absl::StrCat("the tuple has ", given.size(), " values for ", query.keys.size(), " keys"));
      continue;
    }
    std::vector<std::string_view> tuple;
    tuple.reserve(given.size());
    if (plan.organization.has_value()) {
      organizations.push_back(given[*plan.organization]);
      tuple.push_back(given[*plan.organization]);
    }
    for (size_t position : plan.positions) {
      if (const TextError error = CheckOptionalText(given[position]); error != TextError::kNone) {
        const std::string_view text = TextErrorText(error);
        resolver->Add(Reason::kInvalidDimensionValue, absl::StrCat(path(), "/", position),
                      "the value " + std::string(text));
      }
      tuple.push_back(given[position]);
    }
    tuples.tuples.push_back(std::move(tuple));
  }
  std::sort(tuples.tuples.begin(), tuples.tuples.end());
  tuples.tuples.erase(std::unique(tuples.tuples.begin(), tuples.tuples.end()), tuples.tuples.end());
  if (plan.organization.has_value()) {
    resolver->query().organizations = resolver->Values(
        organizations, Reason::kInvalidOrganization, [] { return std::string("/filters/values"); },
        /*empty_allowed=*/false);
  }
  if (query.version == QueryVersion::kV1 && tuples.tuples.size() > kQueryPlacesMax) {
    resolver->Add(
        Reason::kTooManyCombinations, "/filters/values",
        absl::StrCat(tuples.tuples.size(), " tuples are given; the most in version 1.0 is ", kQueryPlacesMax));
  }
}

}  // namespace

Resolution ResolveExactQuery(const CompiledConfiguration& configuration, const ExactQuery& query) {
  QueryResolver resolver(configuration, query.dimension_data_source);
  ResolvedQuery& resolved = resolver.query();
  resolved.version = query.version;
  resolved.return_negative = query.return_negative;
  resolved.location_first = query.version == QueryVersion::kV2;
  resolved.tuples.emplace();
  const bool v2 = query.version == QueryVersion::kV2;
  KeyPlan plan{.path = v2 ? "/filters/keys" : "/filters/dimensions", .organization = {}, .positions = {}};

  if (!v2) {
    resolver.Organizations(query.version, query.organization_ids);
  } else if (!query.organization_ids.empty()) {
    resolver.Add(Reason::kOrganizationCount, "/filters/organizationId",
                 "organizationId is not a filter in version 2.0; name it among keys");
  }
  resolver.Products(query.product_ids, query.product_search);
  if (!configuration.by_location() && !resolved.names_products()) {
    resolver.Add(Reason::kMissingFilter, "/filters/productId", "productId is required: data is partitioned by product");
  }
  ResolveKeys(query, &resolver, &plan);
  ResolveTuples(query, plan, &resolver);
  resolver.Atp(query.atp);

  const std::vector<BaseDimension>& keys = resolved.tuples->dimensions;
  resolver.GroupBy(query.group_by,
                   [&](BaseDimension place) { return std::find(keys.begin(), keys.end(), place) != keys.end(); });
  for (BaseDimension dimension : keys) resolver.GroupBy(dimension);
  return resolver.Take();
}

}  // namespace onhand
