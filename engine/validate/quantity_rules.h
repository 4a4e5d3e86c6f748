// File: quantity_rules.h
//
// Quantities of an event: which measure is meant and whether it may be posted (decisions N4, Q1).
#ifndef ONHAND_ENGINE_VALIDATE_QUANTITY_RULES_H_
#define ONHAND_ENGINE_VALIDATE_QUANTITY_RULES_H_

#include <optional>

#include "absl/types/span.h"
#include "engine/config/compiled.h"
#include "engine/model/event.h"
#include "engine/model/outcome.h"
#include "engine/validate/valid_event.h"

namespace onhand {

// Fills quantities and read_only_source of `event`; the first thing that is wrong, or nothing.
std::optional<Issue> ResolveQuantities(const CompiledConfiguration& configuration,
                                       absl::Span<const MeasureQuantity> quantities, ValidEvent* event);

}  // namespace onhand

#endif  // ONHAND_ENGINE_VALIDATE_QUANTITY_RULES_H_
