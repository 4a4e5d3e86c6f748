// File: json_body.h
//
// The body of a request that is one JSON value.
#ifndef ONHAND_SERVICE_HTTP_JSON_BODY_H_
#define ONHAND_SERVICE_HTTP_JSON_BODY_H_

#include <memory>

#include "service/http/call.h"
#include "service/json/json_reader.h"

namespace onhand {

// Null, and the call is answered (400), if the body is not JSON. The document lives no longer than the call.
std::unique_ptr<JsonDocument> ReadJsonBody(HttpCall& call);

// The same where the value must be an object.
std::unique_ptr<JsonDocument> ReadObjectBody(HttpCall& call);

// What to answer where the value at `path` must be `expected` ("an array of objects") and is something else.
HttpResponse WrongBody(std::string_view expected, std::string path, const JsonValue& found);

}  // namespace onhand

#endif  // ONHAND_SERVICE_HTTP_JSON_BODY_H_
