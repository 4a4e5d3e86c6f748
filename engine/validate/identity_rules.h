// File: identity_rules.h
//
// Ids, organizations and products (decisions I5).
#ifndef ONHAND_ENGINE_VALIDATE_IDENTITY_RULES_H_
#define ONHAND_ENGINE_VALIDATE_IDENTITY_RULES_H_

#include <optional>

#include "engine/model/event.h"
#include "engine/model/outcome.h"

namespace onhand {

// The first of id, organization, product that is no text; nothing if all are.
std::optional<Issue> CheckIdentity(const EventKey& event);

}  // namespace onhand

#endif  // ONHAND_ENGINE_VALIDATE_IDENTITY_RULES_H_
