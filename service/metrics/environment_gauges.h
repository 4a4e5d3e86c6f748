// File: environment_gauges.h
//
// The statistics of the open environments as Prometheus gauges, made afresh at each look.
#ifndef ONHAND_SERVICE_METRICS_ENVIRONMENT_GAUGES_H_
#define ONHAND_SERVICE_METRICS_ENVIRONMENT_GAUGES_H_

#include <vector>

#include "engine/engine.h"
#include "prometheus/metric_family.h"

namespace onhand {

// One family a figure, one sample an open environment, with the label "environment".
void AppendEnvironmentGauges(Engine* engine, std::vector<prometheus::MetricFamily>* families);

}  // namespace onhand

#endif  // ONHAND_SERVICE_METRICS_ENVIRONMENT_GAUGES_H_
