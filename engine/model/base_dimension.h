// File: base_dimension.h
//
// The 33 base dimensions (spec 2.4) by number. Site and location are the partition dimensions; the numbers of the
// others are in row keys on disk: do not change or reuse them.
#ifndef ONHAND_ENGINE_MODEL_BASE_DIMENSION_H_
#define ONHAND_ENGINE_MODEL_BASE_DIMENSION_H_

#include <cstdint>
#include <optional>
#include <string_view>

namespace onhand {

// 1–31 are stored as RowDimension::number; site and location have places of their own in a key.
enum class BaseDimension : uint8_t {
  kColorId = 1,
  kSizeId = 2,
  kStyleId = 3,
  kConfigId = 4,
  kBatchId = 5,
  kSerialId = 6,
  kStatusId = 7,
  kWMSLocationId = 8,
  kWMSPalletId = 9,
  kLicensePlateId = 10,
  kVersionId = 11,
  kCustomDimension1 = 12,    // … 23 = CustomDimension12; InventDimensionN is another name for it (decisions N3)
  kExtendedDimension1 = 24,  // … 31 = ExtendedDimension8
  kSiteId = 32,
  kLocationId = 33,
};

inline constexpr int kBaseDimensionCount = 33;
inline constexpr int kStoredDimensionMax = 31;

inline bool IsPartitionDimension(BaseDimension d) {
  return d == BaseDimension::kSiteId || d == BaseDimension::kLocationId;
}

// By name, in any case ("colorid", "InventDimension3"); nothing if there is none.
std::optional<BaseDimension> FindBaseDimension(std::string_view name);

// The spelling of answers (decisions N1): "siteid", "locationid", otherwise Pascal case. Lives for ever.
std::string_view BaseDimensionName(BaseDimension dimension);

}  // namespace onhand

#endif  // ONHAND_ENGINE_MODEL_BASE_DIMENSION_H_
