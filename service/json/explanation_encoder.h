// File: explanation_encoder.h
//
// What makes up the numbers of a product, as JSON.
#ifndef ONHAND_SERVICE_JSON_EXPLANATION_ENCODER_H_
#define ONHAND_SERVICE_JSON_EXPLANATION_ENCODER_H_

#include <string>

#include "engine/model/explanation.h"

namespace onhand {

// {"rowCount":…,"formulas":[{"dataSource","measure","value","operands":[{"dataSource","measure",
//   "operation":"addition"|"subtraction","value","posted"}]}],
//  "rows":[{"dimensions":{…},"sequence":…,
//    "measures":[{"dataSource","measure","value","held","countedAt","reservationId"}],
//    "holds":[{"reservationId","dataSource","measure","quantity","expiresAt"}],
//    "allocations":[{"groups":{…},"quantities":{"@iv":{…}}}],
//    "schedules":[{"date","dataSource","measure","quantity"}]}]}
// `countedAt` and `reservationId` of a measure are left out where there is none; lists may be empty, `rows` is cut off
// after kExplainedRowCountMax of rowCount. `explanation` must have no issues.
std::string EncodeExplanation(const Explanation& explanation);

}  // namespace onhand

#endif  // ONHAND_SERVICE_JSON_EXPLANATION_ENCODER_H_
