#include "engine/validate/group_rules.h"

#include <algorithm>
#include <vector>

#include "engine/model/json_pointer.h"
#include "engine/model/name.h"
#include "engine/model/text.h"
#include "storage/keys/bucket_key.h"

namespace onhand {

std::optional<Issue> ResolveGroupPath(const CompiledConfiguration& configuration, absl::Span<const GroupValue> groups,
                                      std::string_view pointer, std::string* path) {
  const std::vector<std::string>& names = configuration.allocation().groups;
  if (groups.empty()) {
    return Issue{Reason::kInvalidGroups, std::string(pointer), "at least one allocation group is required"};
  }
  std::vector<std::string_view> values(names.size());
  for (const GroupValue& group : groups) {
    const auto name = std::find_if(names.begin(), names.end(),
                                   [&](const std::string& known) { return NamesEqual(known, group.group); });
    const std::string at = PointerTo(pointer, group.group);
    const std::string quoted = "allocation group '" + std::string(group.group) + "'";
    if (name == names.end()) return Issue{Reason::kInvalidGroups, at, quoted + " is not configured"};
    if (const TextError error = CheckText(group.value); error != TextError::kNone) {
      return Issue{Reason::kInvalidGroups, at, "the value of " + quoted + " " + std::string(TextErrorText(error))};
    }
    std::string_view& value = values[static_cast<size_t>(name - names.begin())];
    if (!value.empty()) return Issue{Reason::kInvalidGroups, at, quoted + " is given twice"};
    value = group.value;
  }
  const auto end = std::find(values.begin(), values.end(), std::string_view());
  const auto stray = std::find_if(end, values.end(), [](std::string_view value) { return !value.empty(); });
  if (stray != values.end()) {
    const std::string& missing = names[static_cast<size_t>(end - values.begin())];
    return Issue{Reason::kInvalidGroups, std::string(pointer),
                 "allocation group '" + names[static_cast<size_t>(stray - values.begin())] + "' is given without '" +
                     missing + "' above it"};
  }
  values.erase(end, values.end());
  *path = storage::BucketPath(values);
  return std::nullopt;
}

}  // namespace onhand
