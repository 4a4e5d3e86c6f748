#include "service/grpc/malformed_request.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "engine/model/outcome.h"
#include "service/grpc/call_error.h"

namespace onhand {
namespace {

using grpc::experimental::InterceptionHookPoints;
using grpc::experimental::ServerRpcInfo;

class Interceptor final : public grpc::experimental::Interceptor {
 public:
  // Named by the library for as long as the call lasts.
  explicit Interceptor(const char* method) : method_(method) {}

  void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::PRE_SEND_STATUS)) {
      const grpc::Status status = methods->GetSendStatus();
      if (status.error_code() == grpc::StatusCode::UNIMPLEMENTED && status.error_message().empty()) {
        methods->ModifySendStatus(NotParsed());
      }
    }
    methods->Proceed();
  }

 private:
  grpc::Status NotParsed() const {
    CallError error;
    error.code = grpc::StatusCode::INVALID_ARGUMENT;
    error.reason = std::string(ReasonName(Reason::kMalformed));
    error.message =
        absl::StrCat("The request of ", method_, " cannot be parsed (are all strings UTF-8?); nothing was applied.");
    return MakeStatus(error);
  }

  const char* const method_;
};

class Factory final : public grpc::experimental::ServerInterceptorFactoryInterface {
 public:
  grpc::experimental::Interceptor* CreateServerInterceptor(ServerRpcInfo* info) override {
    // So are calls of methods that there are not.
    if (info->type() == ServerRpcInfo::Type::BIDI_STREAMING) return nullptr;
    return new Interceptor(info->method());
  }
};

}  // namespace

std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface> MakeMalformedRequestInterceptors() {
  return std::make_unique<Factory>();
}

}  // namespace onhand
