// File: dimension_rules.h
//
// Dimensions of an event: names and mapping (decisions N1–N3), values (N2, I5), the partition rule (spec 1.3).
#ifndef ONHAND_ENGINE_VALIDATE_DIMENSION_RULES_H_
#define ONHAND_ENGINE_VALIDATE_DIMENSION_RULES_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/container/inlined_vector.h"
#include "absl/types/span.h"
#include "engine/config/compiled.h"
#include "engine/model/event.h"
#include "engine/model/outcome.h"
#include "storage/keys/row_key.h"

namespace onhand {

// Besides site and location (decisions E1).
inline constexpr size_t kCheckedDimensionsMax = 8;

// The data source whose dimension names are used: nullptr where `name` is blank. An issue if there is no such source.
std::optional<Issue> FindDimensionSource(const CompiledConfiguration& configuration, std::string_view name,
                                         const CompiledSource** source);

// Fills site, location and dimensions of `identity`; the first thing that is wrong, or nothing. Site or location
// missing under By location is an issue with `missing_place`.
std::optional<Issue> ResolveDimensions(const CompiledConfiguration& configuration,
                                       std::string_view dimension_data_source,
                                       absl::Span<const DimensionValue> dimensions, storage::RowIdentity* identity,
                                       Reason missing_place = Reason::kMissingPartitionDimension);

// The dimensions of a reservation (decisions V5): those that are configured for it. Of the others, values that are
// empty included (N2), the first is *foreign, or they are left out silently where the configuration says so. An issue
// if one is not a dimension at all.
std::optional<Issue> ReservationDimensions(const CompiledConfiguration& configuration,
                                           std::string_view dimension_data_source,
                                           absl::Span<const DimensionValue> dimensions,
                                           absl::InlinedVector<DimensionValue, 6>* configured,
                                           std::optional<std::string_view>* foreign);

// Not more than a reservation or allocation may name (decisions E1).
std::optional<Issue> CheckDimensionCount(const storage::RowIdentity& identity);

}  // namespace onhand

#endif  // ONHAND_ENGINE_VALIDATE_DIMENSION_RULES_H_
