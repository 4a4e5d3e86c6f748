// File: adjustment_encoder.h
//
// Adjustment lines as JSON. Members that say nothing ("", no push yet) are left out.
#ifndef ONHAND_SERVICE_JSON_ADJUSTMENT_ENCODER_H_
#define ONHAND_SERVICE_JSON_ADJUSTMENT_ENCODER_H_

#include <string>

#include "engine/adjustment_book.h"

namespace onhand {

// {"lineId", "status", "id", "organizationId", "productId", "dimensions", "quantityDataSource", "physicalMeasure",
//  "quantity", …, "push", "message", "createdAt", "changedAt"}
void AppendAdjustmentLine(const AdjustmentLine& line, std::string* out);

// {"aggregateId", "push", "status", "organizationId", "productId", "dimensions", "quantityDataSource",
//  "physicalMeasure", "netQuantity", "lines", "message", "createdAt", "changedAt"}
void AppendAggregatedAdjustment(const AggregatedAdjustment& aggregate, std::string* out);

}  // namespace onhand

#endif  // ONHAND_SERVICE_JSON_ADJUSTMENT_ENCODER_H_
