// The JSON document of a configuration: what decodes is checked and, where it is valid, compiled without a crash; it is
// written as a document that decodes to the same, with and without the text it came from.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/engine.h"
#include "engine/model/configuration.h"
#include "service/configuration/configuration_codec.h"
#include "storage/base/check.h"

namespace onhand {
namespace {

void CheckSame(const Configuration& written, Configuration expected) {
  const DecodedConfiguration again = DecodeConfiguration(EncodeConfiguration("shop", {7, written}));
  ONHAND_CHECK(again.issues.empty());
  expected.document = again.configuration.document;
  ONHAND_CHECK(again.configuration == expected);
}

void Try(std::string_view text) {
  const DecodedConfiguration decoded = DecodeConfiguration(text);
  for (const Issue& issue : decoded.issues) ONHAND_CHECK(issue.reason == Reason::kInvalidConfiguration);
  if (!decoded.issues.empty()) return;
  Configuration configuration = decoded.configuration;
  // The one that was kept word for word may say more than is understood, but nothing else.
  if (CheckConfiguration(configuration).empty()) CheckSame(configuration, configuration);
  configuration.document.clear();
  if (CheckConfiguration(configuration).empty()) CheckSame(configuration, configuration);
}

}  // namespace
}  // namespace onhand

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  onhand::Try(std::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}
