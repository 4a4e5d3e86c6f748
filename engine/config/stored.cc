#include "engine/config/stored.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/config/record.h"

namespace onhand {

absl::StatusOr<std::shared_ptr<const CompiledConfiguration>> CompileStoredConfiguration(
    std::string_view record, const std::vector<std::string>& dictionary) {
  absl::StatusOr<ConfigurationVersion> version = DecodeConfigurationRecord(record);
  if (!version.ok()) return version.status();
  if (const auto missing = MissingMeasures(version->configuration, dictionary); !missing.empty()) {
    return absl::DataLossError(absl::StrCat("the stored configuration has the measure \"", missing.front(),
                                            "\", which is not in the measure dictionary: one of them is damaged"));
  }
  return std::make_shared<const CompiledConfiguration>(
      std::make_shared<const ConfigurationVersion>(*std::move(version)), dictionary);
}

}  // namespace onhand
