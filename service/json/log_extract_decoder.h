// File: log_extract_decoder.h
//
// What to extract from the transaction log, as REST callers say it (spec 1.19):
//
//   {"organizationId": "usmf", "UtcFromDate": "2023/8/23", "UtcToDate": "2023/8/24", "productId": "T-shirt",
//    "dimensions": {"siteId": "1", "locationId": "11"}}
//
// productId and dimensions may be absent, null or empty, and then mean all. An id may be given and is not looked at.
#ifndef ONHAND_SERVICE_JSON_LOG_EXTRACT_DECODER_H_
#define ONHAND_SERVICE_JSON_LOG_EXTRACT_DECODER_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/job_book.h"
#include "engine/model/outcome.h"
#include "service/json/json_value.h"

namespace onhand {

// `body` must be an object. All that is wrong with it (kMalformed, kUnknownDimension, kInvalidDate); empty = decoded.
std::vector<Issue> DecodeLogExtractBody(const JsonValue& body, LogExtract* extract);

// An end of a time that a caller names, both ends included: "2023/8/23", "2023-08-23", or a time as in ParseTime
// (time_text.h). A date is its first moment, or with `is_end` the first one behind it; a time with `is_end` is the
// microsecond behind it. False, and *time_us untouched, if `text` is neither.
bool ParseExtractTime(std::string_view text, bool is_end, int64_t* time_us);

}  // namespace onhand

#endif  // ONHAND_SERVICE_JSON_LOG_EXTRACT_DECODER_H_
