// File: stored.h
//
// The configuration that an environment has on disk, ready for use.
#ifndef ONHAND_ENGINE_CONFIG_STORED_H_
#define ONHAND_ENGINE_CONFIG_STORED_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/config/compiled.h"

namespace onhand {

// `record` as in record.h, `dictionary` as in CompiledConfiguration. DATA_LOSS: the record is none, or names a measure
// that the dictionary has not got.
absl::StatusOr<std::shared_ptr<const CompiledConfiguration>> CompileStoredConfiguration(
    std::string_view record, const std::vector<std::string>& dictionary);

}  // namespace onhand

#endif  // ONHAND_ENGINE_CONFIG_STORED_H_
