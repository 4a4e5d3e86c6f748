// File: compiled_default.h
//
// The default configuration, changed as a test likes, compiled with a fresh dictionary.
#ifndef ONHAND_TESTS_ENGINE_COMPILED_DEFAULT_H_
#define ONHAND_TESTS_ENGINE_COMPILED_DEFAULT_H_

#include <memory>
#include <utility>

#include "engine/config/compiled.h"
#include "engine/engine.h"

namespace onhand {

inline std::shared_ptr<const CompiledConfiguration> Compile(Configuration configuration) {
  const std::vector<std::string> dictionary = MissingMeasures(configuration, {});
  return std::make_shared<const CompiledConfiguration>(
      std::make_shared<const ConfigurationVersion>(ConfigurationVersion{1, std::move(configuration)}), dictionary);
}

inline std::shared_ptr<const CompiledConfiguration> CompileDefault(PartitionRule rule = PartitionRule::kByLocation) {
  Configuration configuration = DefaultConfiguration();
  configuration.partition_rule = rule;
  return Compile(std::move(configuration));
}

}  // namespace onhand

#endif  // ONHAND_TESTS_ENGINE_COMPILED_DEFAULT_H_
