#include <string>

#include "absl/strings/str_cat.h"
#include "engine/model/json_pointer.h"
#include "engine/query/resolve.h"
#include "engine/query/resolve_common.h"

namespace onhand {
namespace {

void ResolveFilters(const IndexQuery& query, QueryResolver* resolver) {
  resolver->query().filters.reserve(query.filters.size());
  for (const DimensionFilter& filter : query.filters) {
    const auto path = [&filter] { return PointerTo("/filters", filter.name); };
    const auto dimension = resolver->Dimension(filter.name, Reason::kUnknownDimension, path);
    std::vector<std::string_view> values =
        resolver->Values(filter.values, Reason::kInvalidDimensionValue, path, /*empty_allowed=*/true);
    if (!dimension.has_value() || values.empty()) continue;
    const DimensionSet* present = resolver->query().FindFilter(*dimension);
    if (present == nullptr) {
      resolver->query().filters.push_back({*dimension, std::move(values)});
    } else if (present->values != values) {
      resolver->Add(Reason::kConflictingDimensions, path(),
                    "dimension '" + std::string(filter.name) + "' is filtered twice with different values");
    }
  }
}

// Which of product, site and location must be there, and how many combinations there may be (decisions R8, R9).
void CheckPlaces(QueryVersion version, QueryResolver* resolver) {
  const ResolvedQuery& query = resolver->query();
  if (!resolver->by_location()) {
    if (!query.names_products()) {
      resolver->Add(Reason::kMissingFilter, "/filters/productId",
                    "productId is required: data is partitioned by product");
    }
    return;
  }
  const DimensionSet* sites = query.FindFilter(BaseDimension::kSiteId);
  const DimensionSet* locations = query.FindFilter(BaseDimension::kLocationId);
  if (!query.names_products() && (sites == nullptr || locations == nullptr)) {
    resolver->Add(Reason::kMissingFilter, sites == nullptr ? "/filters/siteId" : "/filters/locationId",
                  "without productId, both siteId and locationId are required");
  }
  if (version == QueryVersion::kV2 || sites == nullptr || locations == nullptr) return;
  const size_t combinations = sites->values.size() * locations->values.size();
  if (combinations > kQueryPlacesMax) {
    resolver->Add(Reason::kTooManyCombinations, "/filters/siteId",
                  absl::StrCat(sites->values.size(), " sites × ", locations->values.size(), " locations are ",
                               combinations, " combinations; the most in version 1.0 is ", kQueryPlacesMax));
  }
}

void ResolvePage(const IndexQuery& query, QueryResolver* resolver) {
  if (query.version != QueryVersion::kV2) return;
  if (query.page_number.value_or(1) < 1) {
    resolver->Add(Reason::kInvalidPage, "/pageNumber",
                  absl::StrCat("pageNumber must be 1 or more, is ", *query.page_number));
  }
  if (query.page_size.value_or(1) < 1) {
    resolver->Add(Reason::kInvalidPage, "/pageSize", absl::StrCat("pageSize must be 1 or more, is ", *query.page_size));
  }
  resolver->query().page_number = query.page_number.value_or(1);
  resolver->query().page_size = query.page_size;
}

}  // namespace

Resolution ResolveIndexQuery(const CompiledConfiguration& configuration, const IndexQuery& query) {
  QueryResolver resolver(configuration, query.dimension_data_source);
  ResolvedQuery& resolved = resolver.query();
  resolved.version = query.version;
  resolved.return_negative = query.return_negative;
  resolved.location_first = query.version == QueryVersion::kV2;
  resolver.Organizations(query.version, query.organization_ids);
  resolver.Products(query.product_ids, query.product_search);
  ResolveFilters(query, &resolver);
  CheckPlaces(query.version, &resolver);
  ResolvePage(query, &resolver);
  resolver.Atp(query.atp);

  resolver.GroupBy(query.group_by, [&](BaseDimension place) {
    const bool paged = place == BaseDimension::kLocationId && resolved.page_size.has_value();
    return configuration.by_location() || resolved.FindFilter(place) != nullptr || paged;
  });
  return resolver.Take();
}

}  // namespace onhand
