// File: explanation_messages.h
//
// Explanation messages <-> the engine's queries and answers. Pure. Decoded queries are views into the message, which
// must outlive them.
#ifndef ONHAND_SERVICE_GRPC_EXPLANATION_MESSAGES_H_
#define ONHAND_SERVICE_GRPC_EXPLANATION_MESSAGES_H_

#include <cstddef>

#include "engine/model/explanation.h"
#include "onhand/v1/explanation.pb.h"

namespace onhand {

ExplainQuery DecodeExplainQuery(const v1::ExplainQuery& message);

// Of an answer without issues.
void EncodeExplanationHeader(const Explanation& explanation, v1::ExplanationHeader* header);

// Where in an explanation's rows a sequence of messages is.
struct ExplanationPosition {
  size_t row = 0;
  size_t element = 0;  // of the row's lists, counted through
};

// Fills `message` with the row at `position`, or with as much of what is left of it as makes about `bytes_wanted`
// bytes, and moves on. `position` must be before the end of the rows.
void EncodeExplainedRow(const Explanation& explanation, size_t bytes_wanted, ExplanationPosition* position,
                        v1::ExplainedRow* message);

}  // namespace onhand

#endif  // ONHAND_SERVICE_GRPC_EXPLANATION_MESSAGES_H_
