#include "service/grpc/product_service.h"

#include <optional>

#include "service/grpc/product_calls.h"

namespace onhand {

grpc::ServerUnaryReactor* ProductServiceImpl::PutProducts(grpc::CallbackServerContext* context,
                                                          const v1::PutProductsRequest* request,
                                                          v1::PutProductsResponse* response) {
  return RunBlocking(context, services_, "put_products", [this, context, request, response] {
    const FoundEnvironment found = FindEnvironment(services_, request->environment_id());
    if (found.environment == nullptr) return found.error;
    if (const std::optional<grpc::Status> unwanted = CheckWanted(*context)) return *unwanted;
    bool refused = false;
    return PutProductMessages(found.environment.get(), request->products(), response->mutable_outcomes(), &refused);
  });
}

grpc::ServerUnaryReactor* ProductServiceImpl::DeleteProducts(grpc::CallbackServerContext* context,
                                                             const v1::DeleteProductsRequest* request,
                                                             v1::DeleteProductsResponse* response) {
  return RunBlocking(context, services_, "delete_products", [this, context, request, response] {
    const FoundEnvironment found = FindEnvironment(services_, request->environment_id());
    if (found.environment == nullptr) return found.error;
    if (const std::optional<grpc::Status> unwanted = CheckWanted(*context)) return *unwanted;
    return DeleteProductMessages(found.environment.get(), *request, response);
  });
}

ByteStream* ProductServiceImpl::ImportProducts(grpc::CallbackServerContext* context) {
  return streams_->Open(services_, context);
}

grpc::ServerWriteReactor<v1::ListProductsResponse>* ProductServiceImpl::ListProducts(
    grpc::CallbackServerContext* context, const v1::ListProductsRequest* request) {
  return StartProductList(services_, context, request);
}

grpc::ServerUnaryReactor* ProductServiceImpl::GetProducts(grpc::CallbackServerContext* context,
                                                          const v1::GetProductsRequest* request,
                                                          v1::GetProductsResponse* response) {
  return RunBlocking(context, services_, "get_products", [this, request, response] {
    const FoundEnvironment found = FindEnvironment(services_, request->environment_id());
    if (found.environment == nullptr) return found.error;
    return GetProductMessages(found.environment.get(), *request, response);
  });
}

grpc::ServerUnaryReactor* ProductServiceImpl::SearchProducts(grpc::CallbackServerContext* context,
                                                             const v1::SearchProductsRequest* request,
                                                             v1::SearchProductsResponse* response) {
  return RunBlocking(context, services_, "search_products", [this, request, response] {
    const FoundEnvironment found = FindEnvironment(services_, request->environment_id());
    if (found.environment == nullptr) return found.error;
    return SearchProductMessages(found.environment.get(), *request, response);
  });
}

}  // namespace onhand
