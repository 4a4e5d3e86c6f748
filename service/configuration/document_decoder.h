// File: document_decoder.h
//
// The tree of a configuration document to the typed configuration.
#ifndef ONHAND_SERVICE_CONFIGURATION_DOCUMENT_DECODER_H_
#define ONHAND_SERVICE_CONFIGURATION_DOCUMENT_DECODER_H_

#include <vector>

#include "engine/model/configuration.h"
#include "engine/model/outcome.h"
#include "service/json/json_value.h"

namespace onhand {

// Appends an issue for everything that has the wrong form; leaves Configuration::document alone. Absent members keep
// the defaults of Configuration.
void DecodeDocument(const JsonValue& document, Configuration* configuration, std::vector<Issue>* issues);

}  // namespace onhand

#endif  // ONHAND_SERVICE_CONFIGURATION_DOCUMENT_DECODER_H_
