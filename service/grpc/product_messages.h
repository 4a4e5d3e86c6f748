// File: product_messages.h
//
// Product messages <-> the engine's products. Pure. Both ways, for server and client.
#ifndef ONHAND_SERVICE_GRPC_PRODUCT_MESSAGES_H_
#define ONHAND_SERVICE_GRPC_PRODUCT_MESSAGES_H_

#include <optional>
#include <string>
#include <string_view>

#include "engine/model/outcome.h"
#include "engine/model/product.h"
#include "onhand/v1/product.pb.h"

namespace onhand {

// An issue: an attribute_area that is none (kMalformed, with a pointer into the product).
std::optional<Issue> DecodeProductMessage(const v1::Product& message, Product* product);
void EncodeProductMessage(const Product& product, v1::Product* message);

// Issues of products point into their JSON form ("/attributes/3/value"); this is the path into the message:
// `attributes[3].value`.
std::string ProductFieldPath(std::string_view pointer);

}  // namespace onhand

#endif  // ONHAND_SERVICE_GRPC_PRODUCT_MESSAGES_H_
