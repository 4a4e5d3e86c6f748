// File: rest_messages.h
//
// Bodies of requests and answers as an outsider writes and reads them: JSON by hand, nothing of the server's codecs.
#ifndef ONHAND_TESTS_END_TO_END_REST_MESSAGES_H_
#define ONHAND_TESTS_END_TO_END_REST_MESSAGES_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "boost/json.hpp"
#include "tests/end_to_end/http_connection.h"
#include "tests/support/scenario_client.h"

namespace onhand {

std::string EventBody(ScenarioKind kind, const ScenarioEvent& event);
std::string QueryBody(const ScenarioQuery& query);
std::string ProductBody(const Product& product);
std::string BucketQueryBody(const ScenarioBucketQuery& query);
// ["a","b"].
std::string JsonList(const std::vector<std::string>& texts);

// A body in which every number has become a string of the digits as they came, so that none is rounded.
boost::json::value ReadJson(const std::string& body);
std::string JsonText(const boost::json::value& value);

// INTERNAL: another id than the event's comes back.
absl::StatusOr<ScenarioOutcome> ReadEnvelope(ScenarioKind kind, const ScenarioEvent& event,
                                             const boost::json::value& envelope);
// Of products that were put or deleted.
absl::StatusOr<std::vector<ScenarioOutcome>> ReadProductEnvelopes(const boost::json::value& envelopes,
                                                                  const std::vector<std::string>& items);
// INTERNAL: dates in another form than the documented one.
absl::StatusOr<ScenarioRow> ReadRow(const boost::json::value& value);
ScenarioBucket ReadBucket(const boost::json::value& value);

// What an RFC 9457 body complains of.
std::vector<std::string> Problems(const HttpReply& reply);
// Of a call that is refused as a whole: 400 is INVALID_ARGUMENT, 403 FAILED_PRECONDITION; anything else is INTERNAL.
absl::Status Unexpected(const HttpReply& reply);

}  // namespace onhand

#endif  // ONHAND_TESTS_END_TO_END_REST_MESSAGES_H_
