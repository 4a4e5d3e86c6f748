// File: configuration_handlers.h
//
// Configuration and partitions: endpoints 24–29 of spec 1.2.
#ifndef ONHAND_SERVICE_HTTP_CONFIGURATION_HANDLERS_H_
#define ONHAND_SERVICE_HTTP_CONFIGURATION_HANDLERS_H_

#include "service/http/call.h"

namespace onhand {

// GET …/configuration: the document.
void GetConfiguration(CallPtr call);
// POST …/configuration/hardupdate: replaces it (decisions C1–C3, T7a).
void ReplaceConfiguration(CallPtr call);
// GET …/allpartitionids: an array of strings.
void ListPartitions(CallPtr call);
// DELETE …/partitions/cleanupalldata, …/cleanupalldata: the body is an array of partition ids.
void CleanUpPartitions(CallPtr call);
// POST …/updateEnvIdInConfig?oldEnvironmentId=ID: gives the configuration of a copied environment its new id. Here the
// id in a configuration is always that of the environment that has it: changes nothing, and answers which it is.
void UpdateEnvironmentId(CallPtr call);

}  // namespace onhand

#endif  // ONHAND_SERVICE_HTTP_CONFIGURATION_HANDLERS_H_
