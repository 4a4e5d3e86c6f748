#include "engine/query/access_path.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "storage/keys/row_key.h"

namespace onhand {
namespace {

using storage::KeyPrefix;

// A seek for each place of each product pays off only while there are few; beyond it, all of a product's rows are read.
constexpr size_t kPlacesPerProductMax = 32;
// Likewise for seeks in the place index, beyond which whole sites are read.
constexpr size_t kPlaceRangesMax = 100'000;

struct Place {
  std::string_view site;
  std::optional<std::string_view> location;  // nothing = every location of the site
  friend auto operator<=>(const Place&, const Place&) = default;
};

std::optional<size_t> PositionOf(const TupleSet& tuples, BaseDimension dimension) {
  const auto it = std::find(tuples.dimensions.begin(), tuples.dimensions.end(), dimension);
  if (it == tuples.dimensions.end()) return std::nullopt;
  return static_cast<size_t>(it - tuples.dimensions.begin()) + (tuples.with_organization ? 1 : 0);
}

std::set<Place> PlacesOfTuples(const TupleSet& tuples) {
  const auto site = PositionOf(tuples, BaseDimension::kSiteId);
  const auto location = PositionOf(tuples, BaseDimension::kLocationId);
  std::set<Place> places;
  if (!site.has_value()) return places;
  for (const auto& tuple : tuples.tuples) {
    places.insert({tuple[*site], location.has_value() ? std::optional(tuple[*location]) : std::nullopt});
  }
  return places;
}

// The places a query is restricted to; empty: not restricted by site.
std::set<Place> PlacesOf(const ResolvedQuery& query, size_t most) {
  if (query.tuples.has_value()) return PlacesOfTuples(*query.tuples);
  const DimensionSet* sites = query.FindFilter(BaseDimension::kSiteId);
  const DimensionSet* locations = query.FindFilter(BaseDimension::kLocationId);
  std::set<Place> places;
  if (sites == nullptr) return places;
  const bool by_pair = locations != nullptr && sites->values.size() * locations->values.size() <= most;
  for (std::string_view site : sites->values) {
    if (!by_pair) {
      places.insert({site, std::nullopt});
      continue;
    }
    for (std::string_view location : locations->values) places.insert({site, location});
  }
  return places;
}

std::string PlacePrefix(std::initializer_list<std::string_view> parts, const Place& place) {
  std::string prefix = KeyPrefix(parts);
  prefix += KeyPrefix({place.site});
  if (place.location.has_value()) prefix += KeyPrefix({*place.location});
  return prefix;
}

AccessPath RowRanges(const ResolvedQuery& query) {
  AccessPath path{.table = AccessPath::Table::kRows, .prefixes = {}};
  std::set<Place> places = PlacesOf(query, kPlacesPerProductMax);
  if (places.size() > kPlacesPerProductMax) places.clear();
  for (std::string_view organization : query.organizations) {
    for (std::string_view product : query.products) {
      if (places.empty()) path.prefixes.push_back(KeyPrefix({organization, product}));
      for (const Place& place : places) path.prefixes.push_back(PlacePrefix({organization, product}, place));
    }
  }
  return path;
}

AccessPath PlaceRanges(const ResolvedQuery& query) {
  AccessPath path{.table = AccessPath::Table::kPlaces, .prefixes = {}};
  const std::set<Place> places = PlacesOf(query, kPlaceRangesMax);
  for (std::string_view organization : query.organizations) {
    if (places.empty()) path.prefixes.push_back(KeyPrefix({organization}));
    for (const Place& place : places) path.prefixes.push_back(PlacePrefix({organization}, place));
  }
  return path;
}

// How many leading dimensions of the set hold all that the query filters or groups by; nothing if they do not.
std::optional<size_t> ServedDepth(const MaterialisedSet& set, const ResolvedQuery& query) {
  size_t depth = 0;
  const auto needs = [&](BaseDimension dimension) {
    if (IsPartitionDimension(dimension)) return true;
    const auto it = std::find(set.dimensions.begin(), set.dimensions.end(), dimension);
    if (it == set.dimensions.end()) return false;
    depth = std::max(depth, static_cast<size_t>(it - set.dimensions.begin()) + 1);
    return true;
  };
  for (BaseDimension dimension : query.grouping) {
    if (!needs(dimension)) return std::nullopt;
  }
  for (const DimensionSet& filter : query.filters) {
    if (!needs(filter.dimension)) return std::nullopt;
  }
  if (query.tuples.has_value()) {
    for (BaseDimension dimension : query.tuples->dimensions) {
      if (!needs(dimension)) return std::nullopt;
    }
  }
  return depth;
}

}  // namespace

AccessPath ChooseAccessPath(const ResolvedQuery& query, absl::Span<const MaterialisedSet> sets) {
  AccessPath path = query.products.empty() ? PlaceRanges(query) : RowRanges(query);
  if (query.products.empty()) return path;  // index sets are ordered by product
  std::optional<size_t> best;
  for (const MaterialisedSet& set : sets) {
    const std::optional<size_t> depth = ServedDepth(set, query);
    if (!depth.has_value() || (best.has_value() && *best <= *depth)) continue;
    best = depth;
    path.table = AccessPath::Table::kIndexSet;
    path.index_set = set.position;
    path.index_depth = *depth;
  }
  return path;
}

}  // namespace onhand
