// File: product_search_messages.h
//
// Searches for products as messages <-> the engine's. Pure. Both ways, for server and client. Decoded searches are
// views into the message, which must outlive them.
#ifndef ONHAND_SERVICE_GRPC_PRODUCT_SEARCH_MESSAGES_H_
#define ONHAND_SERVICE_GRPC_PRODUCT_SEARCH_MESSAGES_H_

#include <optional>
#include <string>
#include <string_view>

#include "engine/model/outcome.h"
#include "engine/model/product_search.h"
#include "onhand/v1/product_search.pb.h"

namespace onhand {

// An issue (kInvalidSearch): a number that is no operator, field or area. Its path is into the message, `root` before
// it: `query.product_search.product_filter.conditions[0].field`.
std::optional<Issue> DecodeProductSearchMessage(const v1::ProductSearch& message, std::string_view root,
                                                ProductSearch* search);
void EncodeProductSearchMessage(const ProductSearch& search, v1::ProductSearch* message);

// What the engine says of "/productSearch/…" as a path into the message that `root` leads to. Other pointers stay as
// they are.
std::string ProductSearchFieldPath(std::string_view pointer, std::string_view root);

}  // namespace onhand

#endif  // ONHAND_SERVICE_GRPC_PRODUCT_SEARCH_MESSAGES_H_
