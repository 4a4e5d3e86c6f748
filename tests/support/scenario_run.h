// File: scenario_run.h
//
// Runs the cases of a scenario file against a client. The commands:
//
//   clock 2026-02-01T08:00:00Z | clock +90m     the time of everything that follows          -> now …
//   COMMAND [atomic]                            one call, atomic = a cart; one event a line:
//       ID ORGANIZATION PRODUCT [via=SOURCE] NAME=VALUE … WHAT
//                                               -> ID success | ID failure CODE MESSAGE
//     post | set SYSTEM          : SOURCE.MEASURE=QUANTITY …
//       set also                 at=TIME before the ':', expect SOURCE.MEASURE=QUANTITY … at the end
//     reserve                    [until=TIME] [for=SECONDS] [unchecked] : SOURCE.MEASURE=QUANTITY   -> ID success rN
//     unreserve                  PRODUCT is followed by rN; : QUANTITY   -> ID partialSuccess invalid=QUANTITY
//     extend                     likewise; until=TIME | for=SECONDS
//     allocate | unallocate      : QUANTITY GROUP=VALUE …
//     reallocate                 : QUANTITY GROUP=VALUE … from GROUP=VALUE …
//     consume                    : QUANTITY GROUP=VALUE … with +SOURCE.MEASURE -SOURCE.MEASURE …
//     schedule                   : DATE SOURCE.MEASURE=QUANTITY … DATE …
//   query [v2] [page=N] [size=N] [via=SOURCE]   index query; lines:
//   exact [v2] [via=SOURCE]                     exact query; lines:
//       organization VALUE … | product VALUE … | filter NAME VALUE … | group NAME … | negative
//       key NAME … | tuple VALUE …              -> PRODUCT NAME=VALUE … : SOURCE.MEASURE=QUANTITY …
//       atp [from=DATE] [to=DATE]               -> each row followed by: scheduled DATE : SOURCE.MEASURE=QUANTITY …
//                                                  and: promised DATE..DATE : SOURCE.MEASURE=QUANTITY …
//       search [any] | where FIELD OPERATOR VALUE … | attribute NAME OPERATOR VALUE …
//                                               in place of products: those that a product search finds
//   products                                    puts products; one a line:
//       ITEM FIELD=VALUE … [: ATTRIBUTE=VALUE …]  -> ITEM success | ITEM failure CODE MESSAGE
//   delete_products                             one item number a line; answers likewise
//   buckets                                     allocation query; one line:
//       ORGANIZATION PRODUCT [via=SOURCE] NAME=VALUE … : GROUP=VALUE …
//                                               -> GROUP=VALUE … : @allocated=QUANTITY …
//   configure                                   changes the present configuration; lines: see
//                                               scenario_configuration.h
//                                               -> version N | conflict or invalid, with the reasons
//   partitions                                  -> how many hold data
//   clean_up                                    removes all partitions
//   reopen                                      closes and opens the data
#ifndef ONHAND_TESTS_SUPPORT_SCENARIO_RUN_H_
#define ONHAND_TESTS_SUPPORT_SCENARIO_RUN_H_

#include <string>
#include <vector>

#include "tests/support/scenario_client.h"
#include "tests/support/scenario_event.h"
#include "tests/support/scenario_file.h"

namespace onhand {

// One run of a scenario.
class ScenarioRun {
 public:
  explicit ScenarioRun(ScenarioClient* client) : client_(client) {}

  // Output lines; what goes wrong is among them, as `error: …`.
  std::vector<std::string> Run(const ScenarioCase& scenario);

 private:
  using Lines = std::vector<std::string>;
  Lines Events(const ScenarioCall& call, const ScenarioCase& scenario);
  Lines Query(const ScenarioCase& scenario);
  Lines Buckets(const ScenarioCase& scenario);
  Lines PutProducts(const ScenarioCase& scenario);
  Lines DeleteProducts(const ScenarioCase& scenario);
  Lines Configure(const ScenarioCase& scenario);
  Lines Clock(const ScenarioCase& scenario);
  Lines CleanUp();

  ScenarioClient* const client_;
  ScenarioReservations reservations_;
};

// "" if every case comes out as expected, else the differences with their lines.
std::string RunScenario(const std::vector<ScenarioCase>& cases, ScenarioClient* client);

}  // namespace onhand

#endif  // ONHAND_TESTS_SUPPORT_SCENARIO_RUN_H_
