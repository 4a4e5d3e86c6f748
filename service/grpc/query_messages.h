// File: query_messages.h
//
// Query messages <-> the engine's queries and answers. Pure. Decoded queries are views into the message, which must
// outlive them.
#ifndef ONHAND_SERVICE_GRPC_QUERY_MESSAGES_H_
#define ONHAND_SERVICE_GRPC_QUERY_MESSAGES_H_

#include <cstddef>
#include <optional>

#include "engine/model/outcome.h"
#include "engine/model/quantity.h"
#include "engine/model/query.h"
#include "onhand/v1/common.pb.h"
#include "onhand/v1/query.pb.h"

namespace onhand {

// An issue: `version` is none of QueryVersion (kMalformed).
std::optional<Issue> DecodeIndexQuery(const v1::IndexQuery& message, IndexQuery* query);
std::optional<Issue> DecodeExactQuery(const v1::ExactQuery& message, ExactQuery* query);

void EncodeColumn(const MeasureColumn& column, v1::MeasureColumn* message);
void EncodeWide(WideMicros micros, v1::WideQuantity* message);

// Of an answer without issues.
void EncodeHeader(const QueryAnswer& answer, v1::QueryHeader* header);

// Appends rows from number `first` on until the message has `bytes_wanted` bytes or all are in it; at least one where
// there is one. Returns the number of the row to go on with.
size_t EncodeRows(const QueryAnswer& answer, size_t first, size_t bytes_wanted, v1::QueryRows* rows);

}  // namespace onhand

#endif  // ONHAND_SERVICE_GRPC_QUERY_MESSAGES_H_
