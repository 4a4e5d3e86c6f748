#include "engine/commit/call.h"

#include <optional>
#include <string>
#include <utility>

#include "engine/validate/validate.h"

namespace onhand {

void ValidateWriteCall(std::shared_ptr<const CompiledConfiguration> configuration, uint64_t hash_seed,
                       WriteCall* call) {
  call->validated_with = std::move(configuration);
  const CompiledConfiguration& compiled = *call->validated_with;
  call->valid.clear();
  call->results = EventResults{};
  if (!call->sets.empty() && compiled.FindSource(call->inventory_system) == nullptr) {
    call->results.status = absl::InvalidArgumentError("inventory system '" + std::string(call->inventory_system) +
                                                      "' is not a configured data source");
    return;
  }
  call->results.outcomes.resize(call->event_count());
  call->valid.reserve(call->event_count());
  const auto take = [&](uint32_t position, const auto& validate) {
    ValidEvent valid;
    valid.position = position;
    if (std::optional<Issue> issue = validate(&valid)) {
      call->results.outcomes[position] = Outcome::Refuse(*std::move(issue));
    } else {
      call->valid.push_back(std::move(valid));
    }
  };
  for (uint32_t i = 0; i < call->changes.size(); ++i) {
    take(i, [&](ValidEvent* valid) { return ValidateChange(compiled, call->changes[i], hash_seed, valid); });
  }
  for (uint32_t i = 0; i < call->sets.size(); ++i) {
    take(i, [&](ValidEvent* valid) {
      return ValidateSet(compiled, call->inventory_system, call->sets[i], hash_seed, valid);
    });
  }
}

}  // namespace onhand
