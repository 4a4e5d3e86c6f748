// File: configuration_messages.h
//
// The configuration message <-> the engine's typed configuration. Pure.
#ifndef ONHAND_SERVICE_GRPC_CONFIGURATION_MESSAGES_H_
#define ONHAND_SERVICE_GRPC_CONFIGURATION_MESSAGES_H_

#include <vector>

#include "engine/model/configuration.h"
#include "engine/model/outcome.h"
#include "onhand/v1/configuration.pb.h"

namespace onhand {

void EncodeConfigurationMessage(const Configuration& configuration, v1::Configuration* message);

// Issues (kInvalidConfiguration): partition_rule is none of PartitionRule. Whether the rest makes sense is for
// CheckConfiguration.
std::vector<Issue> DecodeConfigurationMessage(const v1::Configuration& message, Configuration* configuration);

}  // namespace onhand

#endif  // ONHAND_SERVICE_GRPC_CONFIGURATION_MESSAGES_H_
