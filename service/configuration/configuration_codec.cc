#include "service/configuration/configuration_codec.h"

#include <memory>

#include "service/configuration/document_decoder.h"
#include "service/configuration/document_encoder.h"
#include "service/json/json_reader.h"
#include "service/json/json_writer.h"

namespace onhand {

DecodedConfiguration DecodeConfiguration(std::string_view json) {
  DecodedConfiguration decoded;
  JsonError error;
  const std::unique_ptr<JsonDocument> document = JsonDocument::Read(json, {}, &error);
  if (document == nullptr) {
    decoded.issues.push_back(
        {Reason::kInvalidConfiguration, error.path, "The document is not JSON: " + error.message + "."});
    return decoded;
  }
  DecodeDocument(document->top(), &decoded.configuration, &decoded.issues);
  decoded.configuration.document = std::string(json);
  return decoded;
}

std::string EncodeConfiguration(std::string_view environment_id, const ConfigurationVersion& version) {
  const Configuration& configuration = version.configuration;
  JsonError error;
  const std::unique_ptr<JsonDocument> kept =
      configuration.document.empty() ? nullptr : JsonDocument::Read(configuration.document, {}, &error);
  std::string compact;
  // The caller's own document is returned as it came, as long as it says what holds.
  if (kept != nullptr && kept->top().is_object() &&
      DecodeConfiguration(configuration.document).configuration == configuration) {
    EncodeKeptDocument(environment_id, version.number, kept->top(), &compact);
  } else {
    EncodeDocument(environment_id, version, kept != nullptr ? kept->top() : JsonValue::Null(), &compact);
  }
  const std::unique_ptr<JsonDocument> document = JsonDocument::Read(compact, {}, &error);
  if (document == nullptr) return compact;
  std::string indented;
  AppendJson(document->top(), 2, &indented);
  indented.push_back('\n');
  return indented;
}

}  // namespace onhand
