// File: dimension_rules.h
//
// Dimensions of an event: names and mapping (decisions N1–N3), values (N2, I5), the partition rule (spec 1.3).
#ifndef ONHAND_ENGINE_VALIDATE_DIMENSION_RULES_H_
#define ONHAND_ENGINE_VALIDATE_DIMENSION_RULES_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/types/span.h"
#include "engine/config/compiled.h"
#include "engine/model/event.h"
#include "engine/model/outcome.h"
#include "storage/keys/row_key.h"

namespace onhand {

// The data source whose dimension names are used: nullptr where `name` is blank. An issue if there is no such source.
std::optional<Issue> FindDimensionSource(const CompiledConfiguration& configuration, std::string_view name,
                                         const CompiledSource** source);

// Fills site, location and dimensions of `identity`; the first thing that is wrong, or nothing.
std::optional<Issue> ResolveDimensions(const CompiledConfiguration& configuration,
                                       std::string_view dimension_data_source,
                                       absl::Span<const DimensionValue> dimensions, storage::RowIdentity* identity);

}  // namespace onhand

#endif  // ONHAND_ENGINE_VALIDATE_DIMENSION_RULES_H_
