// File: validate.h
//
// The step between decoding and fetching: an event becomes a ValidEvent or a refusal. Pure. Of what is wrong, the first
// thing is told: id, organization, product; dimensions; then the rest in the order of the fields in event.h.
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

// decisions V4–V7, X1, E1, E2.
std::optional<Issue> ValidateReserve(const CompiledConfiguration& configuration, const ReserveEvent& event,
                                     uint64_t hash_seed, ValidEvent* valid);
// decisions V8, E9.
std::optional<Issue> ValidateUnreserve(const CompiledConfiguration& configuration, const UnreserveEvent& event,
                                       uint64_t hash_seed, ValidEvent* valid);
// decisions X1, E2.
std::optional<Issue> ValidateExtend(const CompiledConfiguration& configuration, const ExtendEvent& event,
                                    uint64_t hash_seed, ValidEvent* valid);

// decisions L1, L2, L5, E1.
std::optional<Issue> ValidateAllocation(const CompiledConfiguration& configuration, const AllocationEvent& event,
                                        uint64_t hash_seed, ValidEvent* valid);

// decisions P1, P2, E7, but for the window, which depends on the time.
std::optional<Issue> ValidateSchedule(const CompiledConfiguration& configuration, const ScheduleEvent& event,
                                      uint64_t hash_seed, ValidEvent* valid);

// spec 1.18.
std::optional<Issue> ValidateAdjust(const CompiledConfiguration& configuration, bool apply_now,
                                    const AdjustEvent& event, uint64_t hash_seed, ValidEvent* valid);

}  // namespace onhand

#endif  // ONHAND_ENGINE_VALIDATE_VALIDATE_H_
