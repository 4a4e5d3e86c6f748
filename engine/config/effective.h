// File: effective.h
//
// What a configuration holds beside what is written in it: the predefined data source @iv with its four allocation
// measures and the available-to-allocate measure (spec 2.6, 4.1, decisions C1a, E8). One place knows it; check, compile
// and queries all work on the effective data sources.
#ifndef ONHAND_ENGINE_CONFIG_EFFECTIVE_H_
#define ONHAND_ENGINE_CONFIG_EFFECTIVE_H_

#include <string_view>
#include <vector>

#include "engine/model/configuration.h"

namespace onhand {

inline constexpr std::string_view kSystemSource = "@iv";
inline constexpr std::string_view kAvailableToAllocate = "@available_to_allocate";

// The four measures that allocation alone writes (decisions N4).
bool IsAllocationMeasure(std::string_view data_source, std::string_view measure);

// All names in lower case; @iv always there with the allocation measures, and with @available_to_allocate where the
// allocation configuration or @iv itself defines it.
std::vector<DataSource> EffectiveSources(const Configuration& configuration);

}  // namespace onhand

#endif  // ONHAND_ENGINE_CONFIG_EFFECTIVE_H_
