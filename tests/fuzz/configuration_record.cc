// The stored form of a configuration: damage is an error, and what decodes comes back the same when it is written
// again, and as a message of the gRPC API.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/config/record.h"
#include "engine/engine.h"
#include "engine/model/configuration.h"
#include "onhand/v1/configuration.pb.h"
#include "service/grpc/configuration_messages.h"
#include "storage/base/check.h"

namespace onhand {
namespace {

void TryRecord(std::string_view bytes) {
  const auto version = DecodeConfigurationRecord(bytes);
  if (!version.ok()) return;
  const auto again = DecodeConfigurationRecord(EncodeConfigurationRecord(*version));
  ONHAND_CHECK(again.ok() && again->number == version->number && again->configuration == version->configuration);
  CheckConfiguration(version->configuration);
}

void TryMessage(std::string_view bytes) {
  v1::Configuration message;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return;
  Configuration configuration;
  if (!DecodeConfigurationMessage(message, &configuration).empty()) return;
  CheckConfiguration(configuration);
  v1::Configuration written;
  EncodeConfigurationMessage(configuration, &written);
  Configuration again;
  ONHAND_CHECK(DecodeConfigurationMessage(written, &again).empty() && again == configuration);
}

}  // namespace
}  // namespace onhand

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  onhand::TryRecord(bytes);
  onhand::TryMessage(bytes);
  return 0;
}
