#include "engine/sums/check_levels.h"

#include <bit>

#include "engine/model/base_dimension.h"
#include "storage/base/check.h"

namespace onhand {
namespace {

constexpr uint8_t kSite = static_cast<uint8_t>(BaseDimension::kSiteId);
constexpr uint8_t kLocation = static_cast<uint8_t>(BaseDimension::kLocationId);

void AppendPart(uint8_t number, std::string_view value, std::string* out) {
  out->push_back(static_cast<char>(number));
  out->append(value);
  out->push_back('\0');
}

}  // namespace

std::string_view PartitionOfRowKey(std::string_view row_key, bool by_location) {
  size_t end = 0;
  for (int part = by_location ? 4 : 2; part > 0; --part) {
    end = row_key.find('\0', end);
    ONHAND_CHECK(end != std::string_view::npos);
    ++end;
  }
  return row_key.substr(0, end);
}

CheckLevels::CheckLevels(const storage::RowIdentity& identity, bool by_location)
    : dimensions_(identity.dimensions.begin(), identity.dimensions.end()) {
  if (by_location) return;
  if (!identity.site.empty()) dimensions_.push_back({kSite, identity.site});
  if (!identity.location.empty()) dimensions_.push_back({kLocation, identity.location});
}

LevelMask CheckLevels::mask(size_t subset) const {
  LevelMask mask = 0;
  for (size_t i = 0; i < dimensions_.size(); ++i) {
    if ((subset >> i & 1) != 0) mask |= LevelMask{1} << dimensions_[i].number;
  }
  return mask;
}

void CheckLevels::AppendTuple(size_t subset, std::string* out) const {
  for (size_t i = 0; i < dimensions_.size(); ++i) {
    if ((subset >> i & 1) != 0) AppendPart(dimensions_[i].number, dimensions_[i].value, out);
  }
}

std::string CheckLevels::Describe(size_t subset) const {
  std::string text;
  for (size_t i = 0; i < dimensions_.size(); ++i) {
    if ((subset >> i & 1) == 0) continue;
    if (!text.empty()) text += ", ";
    text += BaseDimensionName(static_cast<BaseDimension>(dimensions_[i].number));
    text += " ";
    text += dimensions_[i].value;
  }
  return text;
}

bool AppendTupleOfRow(const storage::RowIdentity& identity, LevelMask mask, std::string* out) {
  int missing = std::popcount(mask);
  const auto add = [&](uint8_t number, std::string_view value) {
    if ((mask >> number & 1) == 0 || value.empty()) return;
    AppendPart(number, value, out);
    --missing;
  };
  for (const storage::RowDimension& dimension : identity.dimensions) add(dimension.number, dimension.value);
  add(kSite, identity.site);
  add(kLocation, identity.location);
  return missing == 0;
}

}  // namespace onhand
