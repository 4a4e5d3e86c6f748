// File: field_path.h
//
// Issues point into the documented JSON form ("/filters/siteId"); gRPC callers want paths into the message they sent
// ("query.filters[0]"). Pointers that have no counterpart stay as they are.
#ifndef ONHAND_SERVICE_GRPC_FIELD_PATH_H_
#define ONHAND_SERVICE_GRPC_FIELD_PATH_H_

#include <string>
#include <string_view>
#include <vector>

#include "onhand/v1/query.pb.h"

namespace onhand {

// Into a QueryIndexRequest: `query.filters[1]`, `query.group_by[0]`.
std::string IndexQueryFieldPath(std::string_view pointer, const v1::IndexQuery& query);

// Into a QueryExactRequest: `query.tuples[3]`.
std::string ExactQueryFieldPath(std::string_view pointer);

// Into a QueryAllocationRequest or ExplainRequest: `query.dimensions["colour"]`, `query.groups["channel"]`.
std::string ProductQueryFieldPath(std::string_view pointer);

// The unescaped steps of a JSON pointer: {"filters", "siteId"}; none of what is no pointer.
std::vector<std::string> PointerSegments(std::string_view pointer);

}  // namespace onhand

#endif  // ONHAND_SERVICE_GRPC_FIELD_PATH_H_
