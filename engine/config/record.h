// File: record.h
//
// The one file where the typed configuration meets its bytes on disk (proto/onhand/storage/v1).
#ifndef ONHAND_ENGINE_CONFIG_RECORD_H_
#define ONHAND_ENGINE_CONFIG_RECORD_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/model/configuration.h"

namespace onhand {

std::string EncodeConfigurationRecord(const ConfigurationVersion& version);
// DATA_LOSS: not such a record.
absl::StatusOr<ConfigurationVersion> DecodeConfigurationRecord(std::string_view bytes);

}  // namespace onhand

#endif  // ONHAND_ENGINE_CONFIG_RECORD_H_
