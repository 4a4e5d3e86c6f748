// File: configuration_codec.h
//
// The JSON document of a configuration (spec 2.2, decisions C1, C1a) to the typed Configuration and back.
#ifndef ONHAND_SERVICE_CONFIGURATION_CONFIGURATION_CODEC_H_
#define ONHAND_SERVICE_CONFIGURATION_CONFIGURATION_CODEC_H_

#include <string>
#include <string_view>
#include <vector>

#include "engine/model/configuration.h"
#include "engine/model/outcome.h"

namespace onhand {

struct DecodedConfiguration {
  // Not empty: the document cannot be read; each with a JSON pointer to what is wrong. Reason kInvalidConfiguration.
  std::vector<Issue> issues;
  Configuration configuration;  // whole only if there are no issues
};

// Judges the form alone: JSON, types, numbers that fit. Whether what it says makes sense (known operands, ranges, …) is
// CheckConfiguration's affair. Keeps the text as Configuration::document. Members it does not use are ignored.
DecodedConfiguration DecodeConfiguration(std::string_view json);

// The document of `version`, indented, that decodes to an equal configuration. environmentId and configurationVersion
// are the current ones; members of Configuration::document that the typed configuration does not know come back as
// they were, comments excepted.
std::string EncodeConfiguration(std::string_view environment_id, const ConfigurationVersion& version);

}  // namespace onhand

#endif  // ONHAND_SERVICE_CONFIGURATION_CONFIGURATION_CODEC_H_
