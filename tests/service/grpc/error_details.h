// File: error_details.h
//
// Reads the google.rpc details of a status, for tests.
#ifndef ONHAND_TESTS_SERVICE_GRPC_ERROR_DETAILS_H_
#define ONHAND_TESTS_SERVICE_GRPC_ERROR_DETAILS_H_

#include <cstddef>
#include <string>

#include "google/rpc/error_details.pb.h"
#include "grpcpp/support/status.h"

namespace onhand {

struct ErrorDetails {
  int code = 0;
  std::string message;
  google::rpc::ErrorInfo info;
  google::rpc::BadRequest bad_request;
  google::rpc::PreconditionFailure precondition;
  int64_t retry_ms = 0;  // 0: no RetryInfo
  size_t bytes = 0;      // of the details on the wire
};

// Fails the test if there are none, or something else is among them.
ErrorDetails ReadDetails(const grpc::Status& status);

}  // namespace onhand

#endif  // ONHAND_TESTS_SERVICE_GRPC_ERROR_DETAILS_H_
