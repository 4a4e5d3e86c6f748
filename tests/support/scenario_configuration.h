// File: scenario_configuration.h
//
// The lines of a scenario's `configure` (see scenario_run.h); each changes the present configuration:
//
//   blank                                       no data source, no schedule measure, no formula of allocation
//   partition by_product | by_location
//   index NAME …                                a further index set
//   no_index
//   source NAME | no_source NAME
//   map SOURCE OWN BASE
//   measure SOURCE NAME … | no_measure SOURCE NAME
//   calculate SOURCE NAME +SOURCE.MEASURE -SOURCE.MEASURE …       in place of one of that name
//   reservable SOURCE MEASURE SOURCE.MEASURE    a measure, and the calculated one that says what is available
//   reserve_by NAME …                           the reservation dimensions
//   unconfigured refused | ignored
//   period DAYS                                 of schedules, one for all measures
//   periods SOURCE.MEASURE=DAYS …               the schedule measures, each with its own, 1–7
//   schedule_measures SOURCE.MEASURE …
//   groups NAME …                               of allocation
//   to_allocate +SOURCE.MEASURE -SOURCE.MEASURE …
//   read_only NAME … | read_only
//   reservations | schedules | allocations | product_search on | off
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
