// File: scenario_run.h
//
// Runs the cases of a scenario file against a client. The commands:
//
//   clock 2026-02-01T08:00:00Z | clock +90m     the time of everything that follows          -> now …
//   post | set SYSTEM                           one call; one event a line:
//       ID ORGANIZATION PRODUCT [via=SOURCE] [at=TIME] NAME=VALUE … : SOURCE.MEASURE=QUANTITY …
//                                               -> ID success | ID failure CODE MESSAGE
//   query [v2] [page=N] [size=N] [via=SOURCE]   index query; lines:
//   exact [v2] [via=SOURCE]                     exact query; lines:
//       organization VALUE … | product VALUE … | filter NAME VALUE … | group NAME … | negative
//       key NAME … | tuple VALUE …
//                                               -> PRODUCT NAME=VALUE … : SOURCE.MEASURE=QUANTITY …
//   configure                                   changes the present configuration; lines:
//       partition by_product | by_location      index NAME … (a further set)    no_index     blank (no data source)
//       source NAME     no_source NAME          map SOURCE OWN BASE             measure SOURCE NAME …
//       no_measure SOURCE NAME                  calculate SOURCE NAME +SOURCE.MEASURE -SOURCE.MEASURE …
//       read_only NAME … | read_only
//                                               -> version N | conflict or invalid, with the reasons
//   partitions                                  -> how many hold data
//   clean_up                                    removes all partitions
//   reopen                                      closes and opens the data
#ifndef ONHAND_TESTS_SUPPORT_SCENARIO_RUN_H_
#define ONHAND_TESTS_SUPPORT_SCENARIO_RUN_H_

#include <string>
#include <vector>

#include "tests/support/scenario_client.h"
#include "tests/support/scenario_file.h"

namespace onhand {

// Output lines; what goes wrong is among them, as `error: …`.
std::vector<std::string> RunCase(const ScenarioCase& scenario, ScenarioClient* client);

// "" if every case comes out as expected, else the differences with their lines.
std::string RunScenario(const std::vector<ScenarioCase>& cases, ScenarioClient* client);

}  // namespace onhand

#endif  // ONHAND_TESTS_SUPPORT_SCENARIO_RUN_H_
