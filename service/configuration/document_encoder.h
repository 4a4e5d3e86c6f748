// File: document_encoder.h
//
// A configuration as its document, compact.
#ifndef ONHAND_SERVICE_CONFIGURATION_DOCUMENT_ENCODER_H_
#define ONHAND_SERVICE_CONFIGURATION_DOCUMENT_ENCODER_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/model/configuration.h"
#include "service/json/json_value.h"

namespace onhand {

// `kept` as it came, but for environmentId and configurationVersion. It must be an object.
void EncodeKeptDocument(std::string_view environment_id, uint64_t number, const JsonValue& kept, std::string* out);

// All members of the typed configuration, and from `kept` (may be null) those members that it does not know.
void EncodeDocument(std::string_view environment_id, const ConfigurationVersion& version, const JsonValue& kept,
                    std::string* out);

}  // namespace onhand

#endif  // ONHAND_SERVICE_CONFIGURATION_DOCUMENT_ENCODER_H_
