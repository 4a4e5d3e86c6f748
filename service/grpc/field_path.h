// File: field_path.h
//
// Issues point into the documented JSON form ("/filters/siteId"); gRPC callers want paths into the message they sent
// ("query.filters[0]"). Pointers that have no counterpart stay as they are.
#ifndef ONHAND_SERVICE_GRPC_FIELD_PATH_H_
#define ONHAND_SERVICE_GRPC_FIELD_PATH_H_

#include <string>
#include <string_view>

#include "onhand/v1/inventory.pb.h"

namespace onhand {

// Into a ChangeEvent or SetEvent with these quantities: `dimensions["colour"]`, `quantities[1].data_source`.
std::string EventFieldPath(std::string_view pointer,
                           const google::protobuf::RepeatedPtrField<v1::MeasureQuantity>& quantities);

// Into a QueryIndexRequest: `query.filters[1]`, `query.group_by[0]`.
std::string IndexQueryFieldPath(std::string_view pointer, const v1::IndexQuery& query);

// Into a QueryExactRequest: `query.tuples[3]`.
std::string ExactQueryFieldPath(std::string_view pointer);

}  // namespace onhand

#endif  // ONHAND_SERVICE_GRPC_FIELD_PATH_H_
