#include "tests/service/grpc/error_details.h"

#include "google/rpc/status.pb.h"
#include "gtest/gtest.h"

namespace onhand {

ErrorDetails ReadDetails(const grpc::Status& status) {
  ErrorDetails details;
  google::rpc::Status wire;
  EXPECT_FALSE(status.error_details().empty()) << status.error_message();
  EXPECT_TRUE(wire.ParseFromString(status.error_details()));
  details.code = wire.code();
  details.message = wire.message();
  details.bytes = status.error_details().size();
  for (const google::protobuf::Any& any : wire.details()) {
    google::rpc::RetryInfo retry;
    if (any.UnpackTo(&retry)) {
      details.retry_ms = retry.retry_delay().seconds() * 1000 + retry.retry_delay().nanos() / 1'000'000;
    } else {
      EXPECT_TRUE(any.UnpackTo(&details.info) || any.UnpackTo(&details.bad_request) ||
                  any.UnpackTo(&details.precondition))
          << any.type_url();
    }
  }
  return details;
}

}  // namespace onhand
