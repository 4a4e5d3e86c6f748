// File: product_encoder.h
//
// Products of the catalogue as JSON, and what became of them (decisions X5, T5).
#ifndef ONHAND_SERVICE_JSON_PRODUCT_ENCODER_H_
#define ONHAND_SERVICE_JSON_PRODUCT_ENCODER_H_

#include <string>
#include <string_view>

#include "engine/model/outcome.h"
#include "engine/model/product.h"

namespace onhand {

// {"itemNumber":…,"company":…,…,"attributes":[{"attributeName":…,"attributeTypeName":…,"attributeArea":…,"value":…}]},
// without what is "".
void AppendProduct(const Product& product, std::string* out);

// {"itemNumber":…,"processingStatus":…,"message":…,"statusCode":…}. The item number is the caller's, unchanged.
void AppendProductEnvelope(std::string_view item_number, const Outcome& outcome, std::string* out);

}  // namespace onhand

#endif  // ONHAND_SERVICE_JSON_PRODUCT_ENCODER_H_
