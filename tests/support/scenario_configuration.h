// File: scenario_configuration.h
//
// The lines of a scenario's `configure` (see scenario_run.h).
#ifndef ONHAND_TESTS_SUPPORT_SCENARIO_CONFIGURATION_H_
#define ONHAND_TESTS_SUPPORT_SCENARIO_CONFIGURATION_H_

#include <string>
#include <vector>

#include "engine/model/configuration.h"

namespace onhand {

// Carries out one line, given as words. "" or what is wrong with the line.
std::string ChangeConfiguration(const std::vector<std::string>& words, Configuration* configuration);

}  // namespace onhand

#endif  // ONHAND_TESTS_SUPPORT_SCENARIO_CONFIGURATION_H_
