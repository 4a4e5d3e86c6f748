// File: product_service.h
//
// ProductService over the engine; proto/onhand/v1/product.proto says what it does.
#ifndef ONHAND_SERVICE_GRPC_PRODUCT_SERVICE_H_
#define ONHAND_SERVICE_GRPC_PRODUCT_SERVICE_H_

#include "onhand/v1/product.grpc.pb.h"
#include "service/grpc/call.h"
#include "service/grpc/product_import_stream.h"

namespace onhand {

// v1::ProductService::CallbackService, but for what ImportProducts carries (stream_message.h).
using ProductCallbackService = v1::ProductService::WithCallbackMethod_PutProducts<
    v1::ProductService::WithCallbackMethod_DeleteProducts<v1::ProductService::WithRawCallbackMethod_ImportProducts<
        v1::ProductService::WithCallbackMethod_ListProducts<v1::ProductService::WithCallbackMethod_GetProducts<
            v1::ProductService::WithCallbackMethod_SearchProducts<v1::ProductService::Service>>>>>>;

// Thread-safe.
class ProductServiceImpl final : public ProductCallbackService {
 public:
  // Not owned; must outlive it.
  ProductServiceImpl(ServiceContext* services, ProductImportStreams* streams)
      : services_(services), streams_(streams) {}

  grpc::ServerUnaryReactor* PutProducts(grpc::CallbackServerContext* context, const v1::PutProductsRequest* request,
                                        v1::PutProductsResponse* response) override;
  grpc::ServerUnaryReactor* DeleteProducts(grpc::CallbackServerContext* context,
                                           const v1::DeleteProductsRequest* request,
                                           v1::DeleteProductsResponse* response) override;
  ByteStream* ImportProducts(grpc::CallbackServerContext* context) override;
  grpc::ServerWriteReactor<v1::ListProductsResponse>* ListProducts(grpc::CallbackServerContext* context,
                                                                   const v1::ListProductsRequest* request) override;
  grpc::ServerUnaryReactor* GetProducts(grpc::CallbackServerContext* context, const v1::GetProductsRequest* request,
                                        v1::GetProductsResponse* response) override;
  grpc::ServerUnaryReactor* SearchProducts(grpc::CallbackServerContext* context,
                                           const v1::SearchProductsRequest* request,
                                           v1::SearchProductsResponse* response) override;

 private:
  ServiceContext* const services_;
  ProductImportStreams* const streams_;
};

}  // namespace onhand

#endif  // ONHAND_SERVICE_GRPC_PRODUCT_SERVICE_H_
