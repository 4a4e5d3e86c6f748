// File: quantity_rules.h
//
// Quantities of an event: which measure is meant and whether it may be posted (decisions N4, Q1).
#ifndef ONHAND_ENGINE_VALIDATE_QUANTITY_RULES_H_
#define ONHAND_ENGINE_VALIDATE_QUANTITY_RULES_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/container/inlined_vector.h"
#include "absl/types/span.h"
#include "engine/config/compiled.h"
#include "engine/model/event.h"
#include "engine/model/outcome.h"
#include "engine/validate/valid_event.h"

namespace onhand {

// A stored measure that callers may write.
struct WritableMeasure {
  const CompiledSource* source = nullptr;
  const CompiledMeasure* measure = nullptr;
};

// An issue with a path below `path` ("/quantities") unless the names are those of a physical measure that is not
// allocation's own.
std::optional<Issue> FindWritableMeasure(const CompiledConfiguration& configuration, std::string_view data_source,
                                         std::string_view measure, std::string_view path, WritableMeasure* found);

// Fills `quantities`, ascending and each measure once, and remembers a read-only source among them (only where one is,
// and `read_only_source` is not null). The first thing that is wrong, or nothing; none at all is not wrong here.
std::optional<Issue> ResolveQuantities(const CompiledConfiguration& configuration,
                                       absl::Span<const MeasureQuantity> given, std::string_view path,
                                       absl::InlinedVector<ValidQuantity, 2>* quantities,
                                       std::string_view* read_only_source);

// −2^63 is no quantity.
std::optional<Issue> CheckQuantity(Quantity quantity, std::string path);

}  // namespace onhand

#endif  // ONHAND_ENGINE_VALIDATE_QUANTITY_RULES_H_
