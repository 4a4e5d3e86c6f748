#include "engine/validate/dimension_rules.h"

#include <array>

#include "absl/strings/str_cat.h"
#include "engine/model/base_dimension.h"
#include "engine/model/json_pointer.h"
#include "engine/model/text.h"

namespace onhand {
namespace {

std::optional<Issue> MissingPlace(std::string_view name, Reason reason) {
  return Issue{reason, PointerTo("/dimensions", name),
               std::string(name) + " is required: data is partitioned by location"};
}

Issue UnknownDimension(std::string_view name) {
  return {Reason::kUnknownDimension, PointerTo("/dimensions", name),
          "dimension '" + std::string(name) + "' is not known"};
}

}  // namespace

std::optional<Issue> FindDimensionSource(const CompiledConfiguration& configuration, std::string_view name,
                                         const CompiledSource** source) {
  *source = nullptr;
  if (IsBlank(name)) return std::nullopt;
  *source = configuration.FindSource(name);
  if (*source != nullptr) return std::nullopt;
  return Issue{Reason::kUnknownDataSource, "/dimensionDataSource",
               "data source '" + std::string(name) + "' is not configured"};
}

std::optional<Issue> ResolveDimensions(const CompiledConfiguration& configuration,
                                       std::string_view dimension_data_source,
                                       absl::Span<const DimensionValue> dimensions, storage::RowIdentity* identity,
                                       Reason missing_place) {
  const CompiledSource* source = nullptr;
  if (auto issue = FindDimensionSource(configuration, dimension_data_source, &source)) return issue;

  std::array<std::string_view, kBaseDimensionCount + 1> values{};  // by base dimension; "" = absent
  for (const DimensionValue& dimension : dimensions) {
    const auto base = CompiledConfiguration::FindDimension(source, dimension.name);
    if (!base.has_value()) return UnknownDimension(dimension.name);
    if (const TextError error = CheckOptionalText(dimension.value); error != TextError::kNone) {
      Issue issue{Reason::kInvalidDimensionValue, PointerTo("/dimensions", dimension.name),
                  "the value of dimension '" + std::string(dimension.name) + "' "};
      issue.message += TextErrorText(error);
      return issue;
    }
    std::string_view& value = values[static_cast<size_t>(*base)];
    if (!value.empty() && !dimension.value.empty() && value != dimension.value) {
      return Issue{Reason::kConflictingDimensions, PointerTo("/dimensions", dimension.name),
                   "dimension '" + std::string(dimension.name) + "' is given twice with different values, '" +
                       std::string(value) + "' and '" + std::string(dimension.value) + "'"};
    }
    if (!dimension.value.empty()) value = dimension.value;
  }

  identity->site = values[static_cast<size_t>(BaseDimension::kSiteId)];
  identity->location = values[static_cast<size_t>(BaseDimension::kLocationId)];
  identity->dimensions.clear();
  for (int number = 1; number <= kStoredDimensionMax; ++number) {
    if (!values[number].empty()) identity->dimensions.push_back({static_cast<uint8_t>(number), values[number]});
  }
  if (configuration.by_location()) {
    if (identity->site.empty()) return MissingPlace("siteId", missing_place);
    if (identity->location.empty()) return MissingPlace("locationId", missing_place);
  }
  return std::nullopt;
}

std::optional<Issue> ReservationDimensions(const CompiledConfiguration& configuration,
                                           std::string_view dimension_data_source,
                                           absl::Span<const DimensionValue> dimensions,
                                           absl::InlinedVector<DimensionValue, 6>* configured,
                                           std::optional<std::string_view>* foreign) {
  const CompiledSource* source = nullptr;
  if (auto issue = FindDimensionSource(configuration, dimension_data_source, &source)) return issue;
  const bool ignore = configuration.version()->configuration.reservation.ignore_unconfigured_dimensions;
  for (const DimensionValue& dimension : dimensions) {
    const auto base = CompiledConfiguration::FindDimension(source, dimension.name);
    if (!base.has_value()) return UnknownDimension(dimension.name);
    if (configuration.IsReservationDimension(*base)) {
      configured->push_back(dimension);
    } else if (!ignore && !foreign->has_value()) {
      *foreign = dimension.name;
    }
  }
  return std::nullopt;
}

std::optional<Issue> CheckDimensionCount(const storage::RowIdentity& identity) {
  if (identity.dimensions.size() <= kCheckedDimensionsMax) return std::nullopt;
  return Issue{Reason::kTooManyDimensions, "/dimensions",
               absl::StrCat("at most ", kCheckedDimensionsMax, " dimensions besides siteId and locationId, not ",
                            identity.dimensions.size())};
}

}  // namespace onhand
