// File: grpc_messages.h
//
// A scenario's values as messages of the gRPC API, and back.
#ifndef ONHAND_TESTS_END_TO_END_GRPC_MESSAGES_H_
#define ONHAND_TESTS_END_TO_END_GRPC_MESSAGES_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "grpcpp/grpcpp.h"
#include "onhand/v1/allocation.pb.h"
#include "onhand/v1/common.pb.h"
#include "onhand/v1/inventory.pb.h"
#include "onhand/v1/query.pb.h"
#include "onhand/v1/reservation.pb.h"
#include "onhand/v1/schedule.pb.h"
#include "tests/support/scenario_client.h"

namespace onhand {

// Fill a message of their kind. What cannot be said in it, a quantity that is none, is refused as the caller would have
// to: with the outcome, and nothing filled in.
std::optional<ScenarioOutcome> FillMessage(const ScenarioEvent& event, v1::ChangeEvent* message);
std::optional<ScenarioOutcome> FillMessage(const ScenarioEvent& event, v1::SetEvent* message);
std::optional<ScenarioOutcome> FillMessage(const ScenarioEvent& event, v1::ReserveEvent* message);
std::optional<ScenarioOutcome> FillMessage(const ScenarioEvent& event, v1::UnreserveEvent* message);
std::optional<ScenarioOutcome> FillMessage(const ScenarioEvent& event, v1::ExtendEvent* message);
std::optional<ScenarioOutcome> FillMessage(const ScenarioEvent& event, v1::AllocationEvent* message);
std::optional<ScenarioOutcome> FillMessage(const ScenarioEvent& event, v1::ReallocationEvent* message);
std::optional<ScenarioOutcome> FillMessage(const ScenarioEvent& event, v1::ConsumptionEvent* message);
std::optional<ScenarioOutcome> FillMessage(const ScenarioEvent& event, v1::ScheduleEvent* message);

ScenarioOutcome ReadOutcome(const v1::Outcome& outcome);
ScenarioRow ReadRow(const v1::QueryHeader& header, const v1::QueryRow& row);
ScenarioBucket ReadBucket(const v1::AllocationBucket& bucket);

// What the google.rpc details complain of; the message itself where there are none.
std::vector<std::string> Problems(const grpc::Status& status);
absl::Status ToStatus(const grpc::Status& status);

}  // namespace onhand

#endif  // ONHAND_TESTS_END_TO_END_GRPC_MESSAGES_H_
