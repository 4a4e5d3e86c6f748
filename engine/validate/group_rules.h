// File: group_rules.h
//
// Values of allocation groups as a path (spec 4.1, decisions L1).
#ifndef ONHAND_ENGINE_VALIDATE_GROUP_RULES_H_
#define ONHAND_ENGINE_VALIDATE_GROUP_RULES_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/types/span.h"
#include "engine/config/compiled.h"
#include "engine/model/event.h"
#include "engine/model/outcome.h"

namespace onhand {

// Fills `path` (storage/keys/bucket_key.h); or what is wrong, with a path at `pointer` ("/groups"): none at all, an
// unknown or repeated group, a gap from the top, an empty value.
std::optional<Issue> ResolveGroupPath(const CompiledConfiguration& configuration, absl::Span<const GroupValue> groups,
                                      std::string_view pointer, std::string* path);

}  // namespace onhand

#endif  // ONHAND_ENGINE_VALIDATE_GROUP_RULES_H_
