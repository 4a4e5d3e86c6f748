// File: scenario_event.h
//
// The event lines of a scenario (see scenario_run.h) and what is said of their outcomes.
#ifndef ONHAND_TESTS_SUPPORT_SCENARIO_EVENT_H_
#define ONHAND_TESTS_SUPPORT_SCENARIO_EVENT_H_

#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "tests/support/scenario_client.h"

namespace onhand {

// Reservation ids are opaque and differ from run to run; a scenario calls them r1, r2, … as they come.
class ScenarioReservations {
 public:
  std::string NameOf(const std::string& id);
  // A word that is no such name stands for itself.
  std::string IdOf(const std::string& name) const;
  // The text with names in place of ids.
  std::string WithNames(std::string text) const;

 private:
  std::map<std::string, std::string> names_;
  std::map<std::string, std::string> ids_;
};

// The call that a command stands for; false if it stands for none.
bool ParseCall(const std::vector<std::string>& command, ScenarioCall* call);

// "" on success.
std::string ParseEventLine(ScenarioKind kind, const std::string& line, const ScenarioReservations& reservations,
                           ScenarioEvent* event);
// "ID success …".
std::string FormatOutcome(ScenarioKind kind, const ScenarioEvent& event, const ScenarioOutcome& outcome,
                          ScenarioReservations* reservations);

// "NAME=VALUE" as two. False if it is not.
bool ParsePair(const std::string& word, std::string* name, std::string* value);
bool ParseScenarioTime(const std::string& text, absl::Time* time);

}  // namespace onhand

#endif  // ONHAND_TESTS_SUPPORT_SCENARIO_EVENT_H_
