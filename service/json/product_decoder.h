// File: product_decoder.h
//
// One JSON record to a product of the catalogue (decisions X5). What texts may be is the engine's to judge.
#ifndef ONHAND_SERVICE_JSON_PRODUCT_DECODER_H_
#define ONHAND_SERVICE_JSON_PRODUCT_DECODER_H_

#include "engine/model/outcome.h"
#include "engine/model/product.h"
#include "service/json/json_value.h"

namespace onhand {

// `record` must be an object. False, and *issue (kMalformed) has a path into the record, if it is no product;
// product->item_number is then still set where it could be read. Members that are null count as absent, members that
// are not known are ignored.
bool DecodeProduct(const JsonValue& record, Product* product, Issue* issue);

}  // namespace onhand

#endif  // ONHAND_SERVICE_JSON_PRODUCT_DECODER_H_
