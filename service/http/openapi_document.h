// File: openapi_document.h
//
// The OpenAPI 3.1 description of everything served, from openapi.json.
#ifndef ONHAND_SERVICE_HTTP_OPENAPI_DOCUMENT_H_
#define ONHAND_SERVICE_HTTP_OPENAPI_DOCUMENT_H_

#include <string_view>

namespace onhand {

std::string_view OpenApiDocument();

}  // namespace onhand

#endif  // ONHAND_SERVICE_HTTP_OPENAPI_DOCUMENT_H_
