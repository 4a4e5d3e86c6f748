// File: query_decoder.h
//
// The JSON bodies of index query and exact query (spec 1.12–1.16) to queries of the engine.
#ifndef ONHAND_SERVICE_JSON_QUERY_DECODER_H_
#define ONHAND_SERVICE_JSON_QUERY_DECODER_H_

#include <vector>

#include "engine/model/outcome.h"
#include "engine/model/query.h"
#include "service/json/json_value.h"

namespace onhand {

// Fill the query, whose `version` is set by the caller; its views live as long as the document. Every mistyped or
// missing field is appended to *issues with a JSON pointer into the body; the query is whole only if there is none.
// Members that are null count as absent, members that are not known are ignored; ATPFromDate and ATPToDate are only
// looked at where QueryATP is true (decisions P3).
void DecodeIndexQuery(const JsonValue& body, IndexQuery* query, std::vector<Issue>* issues);

// A flat array of strings in filters.values is one tuple (decisions R13).
void DecodeExactQuery(const JsonValue& body, ExactQuery* query, std::vector<Issue>* issues);

}  // namespace onhand

#endif  // ONHAND_SERVICE_JSON_QUERY_DECODER_H_
