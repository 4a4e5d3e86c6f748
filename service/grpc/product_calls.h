// File: product_calls.h
//
// What the calls of ProductService do with the catalogue, between message and message. All of it may block.
#ifndef ONHAND_SERVICE_GRPC_PRODUCT_CALLS_H_
#define ONHAND_SERVICE_GRPC_PRODUCT_CALLS_H_

#include "engine/engine.h"
#include "google/protobuf/repeated_field.h"
#include "grpcpp/support/server_callback.h"
#include "grpcpp/support/status.h"
#include "onhand/v1/common.pb.h"
#include "onhand/v1/product.pb.h"
#include "service/grpc/call.h"

namespace onhand {

// Puts them, and fills one outcome for each, in order. *refused: at least one was refused.
grpc::Status PutProductMessages(Environment* environment,
                                const google::protobuf::RepeatedPtrField<v1::Product>& products,
                                google::protobuf::RepeatedPtrField<v1::Outcome>* outcomes, bool* refused);

grpc::Status DeleteProductMessages(Environment* environment, const v1::DeleteProductsRequest& request,
                                   v1::DeleteProductsResponse* response);

grpc::Status GetProductMessages(Environment* environment, const v1::GetProductsRequest& request,
                                v1::GetProductsResponse* response);

grpc::Status SearchProductMessages(Environment* environment, const v1::SearchProductsRequest& request,
                                   v1::SearchProductsResponse* response);

// Answers a ListProducts later: pages are read on the blocking pool, one after another, as fast as the client reads.
grpc::ServerWriteReactor<v1::ListProductsResponse>* StartProductList(ServiceContext* services,
                                                                     grpc::CallbackServerContext* context,
                                                                     const v1::ListProductsRequest* request);

}  // namespace onhand

#endif  // ONHAND_SERVICE_GRPC_PRODUCT_CALLS_H_
