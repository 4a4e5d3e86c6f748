// File: explain_decoder.h
//
// The JSON body of the question what makes up the numbers of a product: {"organizationId", "productId",
// "dimensionDataSource", "dimensions"}.
#ifndef ONHAND_SERVICE_JSON_EXPLAIN_DECODER_H_
#define ONHAND_SERVICE_JSON_EXPLAIN_DECODER_H_

#include "engine/model/explanation.h"
#include "engine/model/outcome.h"
#include "service/json/json_value.h"

namespace onhand {

// `body` must be an object; the query's views live as long as its document. False, and *issue has a path into the body
// (kMalformed), at the first member that is missing or mistyped.
bool DecodeExplainQuery(const JsonValue& body, ExplainQuery* query, Issue* issue);

}  // namespace onhand

#endif  // ONHAND_SERVICE_JSON_EXPLAIN_DECODER_H_
