#include "engine/model/base_dimension.h"

#include <array>
#include <unordered_map>

#include "engine/model/name.h"

namespace onhand {
namespace {

// By number; place 0 is not used.
constexpr std::array<std::string_view, kBaseDimensionCount + 1> kNames = {
    "",
    "ColorId",
    "SizeId",
    "StyleId",
    "ConfigId",
    "BatchId",
    "SerialId",
    "StatusId",
    "WMSLocationId",
    "WMSPalletId",
    "LicensePlateId",
    "VersionId",
    "CustomDimension1",
    "CustomDimension2",
    "CustomDimension3",
    "CustomDimension4",
    "CustomDimension5",
    "CustomDimension6",
    "CustomDimension7",
    "CustomDimension8",
    "CustomDimension9",
    "CustomDimension10",
    "CustomDimension11",
    "CustomDimension12",
    "ExtendedDimension1",
    "ExtendedDimension2",
    "ExtendedDimension3",
    "ExtendedDimension4",
    "ExtendedDimension5",
    "ExtendedDimension6",
    "ExtendedDimension7",
    "ExtendedDimension8",
    "siteid",
    "locationid",
};

// The other names of CustomDimension1 to 12 (decisions N3).
constexpr std::array<std::string_view, 12> kInventNames = {
    "InventDimension1", "InventDimension2",  "InventDimension3",  "InventDimension4",
    "InventDimension5", "InventDimension6",  "InventDimension7",  "InventDimension8",
    "InventDimension9", "InventDimension10", "InventDimension11", "InventDimension12",
};

using NameMap = std::unordered_map<std::string_view, BaseDimension, NameHash, NameEqual>;

NameMap MakeNameMap() {
  NameMap map;
  for (size_t i = 1; i < kNames.size(); ++i) map.emplace(kNames[i], static_cast<BaseDimension>(i));
  for (size_t i = 0; i < kInventNames.size(); ++i) {
    map.emplace(kInventNames[i], static_cast<BaseDimension>(static_cast<size_t>(BaseDimension::kCustomDimension1) + i));
  }
  return map;
}

}  // namespace

std::optional<BaseDimension> FindBaseDimension(std::string_view name) {
  static const NameMap* const map = new NameMap(MakeNameMap());
  const auto it = map->find(name);
  if (it == map->end()) return std::nullopt;
  return it->second;
}

std::string_view BaseDimensionName(BaseDimension dimension) { return kNames[static_cast<size_t>(dimension)]; }

}  // namespace onhand
