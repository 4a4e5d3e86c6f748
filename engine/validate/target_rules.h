// File: target_rules.h
//
// Which row an event is about: identity and dimensions together.
#ifndef ONHAND_ENGINE_VALIDATE_TARGET_RULES_H_
#define ONHAND_ENGINE_VALIDATE_TARGET_RULES_H_

#include <optional>
#include <string_view>

#include "absl/types/span.h"
#include "engine/config/compiled.h"
#include "engine/model/event.h"
#include "engine/model/outcome.h"
#include "engine/validate/valid_event.h"

namespace onhand {

// Fills id, identity and row_key of `valid`; the first thing that is wrong, or nothing.
std::optional<Issue> ResolveTarget(const CompiledConfiguration& configuration, const EventKey& event,
                                   ValidEvent* valid);

// The same for what concerns a reservation: of the dimensions only those configured for it count (decisions V5); the
// first other one is *foreign where the configuration does not ignore it.
std::optional<Issue> ResolveReservationTarget(const CompiledConfiguration& configuration, const EventKey& event,
                                              Reason missing_place, ValidEvent* valid,
                                              std::optional<std::string_view>* foreign);

}  // namespace onhand

#endif  // ONHAND_ENGINE_VALIDATE_TARGET_RULES_H_
