// File: validate.h
//
// The step between decoding and fetching: an event becomes a ValidEvent or a refusal. Pure.
#ifndef ONHAND_ENGINE_VALIDATE_VALIDATE_H_
#define ONHAND_ENGINE_VALIDATE_VALIDATE_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/config/compiled.h"
#include "engine/model/event.h"
#include "engine/model/outcome.h"
#include "engine/validate/valid_event.h"

namespace onhand {

// `hash_seed` is the environment's. On nothing, `*valid` is complete but for its position; its views point into
// `event`.
std::optional<Issue> ValidateChange(const CompiledConfiguration& configuration, const ChangeEvent& event,
                                    uint64_t hash_seed, ValidEvent* valid);

// `inventory_system` must be a configured data source (the caller has checked it).
std::optional<Issue> ValidateSet(const CompiledConfiguration& configuration, std::string_view inventory_system,
                                 const SetEvent& event, uint64_t hash_seed, ValidEvent* valid);

}  // namespace onhand

#endif  // ONHAND_ENGINE_VALIDATE_VALIDATE_H_
