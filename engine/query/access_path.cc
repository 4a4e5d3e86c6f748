#include "engine/query/access_path.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "absl/container/inlined_vector.h"
#include "engine/model/base_dimension.h"
#include "storage/keys/row_key.h"

namespace onhand {
namespace {

using storage::AppendKeyText;

// A seek for each place of each product pays off only while there are few; beyond it, all of a product's rows are read.
constexpr size_t kPlacesPerProductMax = 32;
// Likewise for seeks in the place index, beyond which whole sites are read.
constexpr size_t kPlaceRangesMax = 100'000;

// What the wanted keys have after organization and product, or after organization alone: site, location, and in tuples
// the dimensions after it. Ascending, none the beginning of another. Empty: the query is not restricted by site.
using Places = absl::InlinedVector<std::string, 1>;

void Tidy(Places* places) {
  if (places->size() < 2) return;
  std::sort(places->begin(), places->end());
  const auto within = [](const std::string& before, const std::string& place) { return place.starts_with(before); };
  places->erase(std::unique(places->begin(), places->end(), within), places->end());
}

std::optional<size_t> PositionOf(const TupleSet& tuples, BaseDimension dimension) {
  const auto it = std::find(tuples.dimensions.begin(), tuples.dimensions.end(), dimension);
  if (it == tuples.dimensions.end()) return std::nullopt;
  return static_cast<size_t>(it - tuples.dimensions.begin()) + (tuples.with_organization ? 1 : 0);
}

Places PlacesOfTuples(const TupleSet& tuples, bool with_dimensions) {
  absl::InlinedVector<size_t, 4> texts;  // positions of site and location
  absl::InlinedVector<size_t, 4> dimensions;
  for (BaseDimension place : {BaseDimension::kSiteId, BaseDimension::kLocationId}) {
    const auto position = PositionOf(tuples, place);
    if (!position.has_value()) break;
    texts.push_back(*position);
  }
  // As long as none is left open between them, the values of dimensions are what comes next in a key.
  for (int number = 1; with_dimensions && texts.size() == 2 && number <= kStoredDimensionMax; ++number) {
    const auto position = PositionOf(tuples, static_cast<BaseDimension>(number));
    if (!position.has_value()) break;
    dimensions.push_back(*position);
  }
  Places places;
  if (texts.empty()) return places;
  places.reserve(tuples.tuples.size());
  for (const auto& tuple : tuples.tuples) {
    std::string& place = places.emplace_back();
    for (size_t position : texts) AppendKeyText(tuple[position], &place);
    for (size_t i = 0; i < dimensions.size(); ++i) {
      if (tuple[dimensions[i]].empty()) continue;
      place.push_back(static_cast<char>(i + 1));
      AppendKeyText(tuple[dimensions[i]], &place);
    }
  }
  Tidy(&places);
  return places;
}

Places PlacesOfFilters(const ResolvedQuery& query, size_t most) {
  const DimensionSet* sites = query.FindFilter(BaseDimension::kSiteId);
  const DimensionSet* locations = query.FindFilter(BaseDimension::kLocationId);
  Places places;
  if (sites == nullptr) return places;
  const bool by_pair = locations != nullptr && sites->values.size() * locations->values.size() <= most;
  for (std::string_view site : sites->values) {
    if (!by_pair) {
      AppendKeyText(site, &places.emplace_back());
      continue;
    }
    for (std::string_view location : locations->values) {
      std::string& place = places.emplace_back();
      AppendKeyText(site, &place);
      AppendKeyText(location, &place);
    }
  }
  return places;
}

// One prefix for each of `places`, or one in all.
void AppendPrefixes(std::string_view beginning, const Places& places, std::vector<std::string>* prefixes) {
  if (places.empty()) prefixes->emplace_back(beginning);
  for (const std::string& place : places) {
    std::string& prefix = prefixes->emplace_back();
    prefix.reserve(beginning.size() + place.size());
    prefix.append(beginning).append(place);
  }
}

AccessPath RowRanges(const ResolvedQuery& query) {
  Places places = query.tuples.has_value() ? PlacesOfTuples(*query.tuples, /*with_dimensions=*/true)
                                           : PlacesOfFilters(query, kPlacesPerProductMax);
  if (places.size() > kPlacesPerProductMax) places.clear();
  AccessPath path{.table = AccessPath::Table::kRows, .whole_products = places.empty(), .prefixes = {}};
  path.prefixes.reserve(query.organizations.size() * query.products.size() * std::max<size_t>(1, places.size()));
  for (std::string_view organization : query.organizations) {
    for (std::string_view product : query.products) {
      AppendPrefixes(storage::KeyPrefix({organization, product}), places, &path.prefixes);
    }
  }
  return path;
}

AccessPath PlaceRanges(const ResolvedQuery& query) {
  AccessPath path{.table = AccessPath::Table::kPlaces, .whole_products = false, .prefixes = {}};
  const Places places = query.tuples.has_value() ? PlacesOfTuples(*query.tuples, /*with_dimensions=*/false)
                                                 : PlacesOfFilters(query, kPlaceRangesMax);
  for (std::string_view organization : query.organizations) {
    AppendPrefixes(storage::KeyPrefix({organization}), places, &path.prefixes);
  }
  return path;
}

}  // namespace

AccessPath ChooseAccessPath(const ResolvedQuery& query) {
  return query.products.empty() ? PlaceRanges(query) : RowRanges(query);
}

}  // namespace onhand
