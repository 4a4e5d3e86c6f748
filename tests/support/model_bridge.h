// File: model_bridge.h
//
// Between the reference model's words and the engine's: the only place that knows both.
#ifndef ONHAND_TESTS_SUPPORT_MODEL_BRIDGE_H_
#define ONHAND_TESTS_SUPPORT_MODEL_BRIDGE_H_

#include <string>
#include <vector>

#include "engine/model/configuration.h"
#include "engine/model/event.h"
#include "engine/model/outcome.h"
#include "engine/model/query.h"
#include "tests/support/reference_model.h"

namespace onhand::reference {

// The results view into their argument, which must outlive them.
ChangeEvent ToChange(const Event& event);
SetEvent ToSet(const Event& event);  // event.count must be there
IndexQuery ToIndexQuery(const Question& question);
ExactQuery ToExactQuery(const Question& question);

// What Settings does not say is as in an empty configuration; one index set of `ColorId` if there is to be one.
Configuration ToConfiguration(const Settings& settings, int idempotency_retention_days);

// What is wrong with an outcome where the model says `verdict`; "" if nothing.
std::string CompareOutcome(const Verdict& verdict, const Outcome& outcome);
// Likewise of an answer.
std::string CompareAnswer(const Answer& expected, const QueryAnswer& answer);

// For messages of failed tests.
std::string ToText(const Event& event);
std::string ToText(const Question& question);
std::string ToText(const AnswerRow& row);

}  // namespace onhand::reference

#endif  // ONHAND_TESTS_SUPPORT_MODEL_BRIDGE_H_
