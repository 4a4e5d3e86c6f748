// File: answer_encoder.h
//
// The rows of a query as JSON (spec 1.12, 1.13, 5.5; decisions N1, P4, R12, R13, T8).
#ifndef ONHAND_SERVICE_JSON_ANSWER_ENCODER_H_
#define ONHAND_SERVICE_JSON_ANSWER_ENCODER_H_

#include <cstdint>
#include <optional>
#include <string>

#include "engine/model/query.h"

namespace onhand {

// [{"productId":…,"dimensions":{…},"quantities":{"<data source>":{"<measure>":…}}}]; in version 2.0 each row also has
// its organizationId. With ATP a row begins with "quantitiesByDate":{"2022-02-02T00:00:00":{"<data source>":{…}}} and
// "atpQuantities":{"2022-02-01T00:00:00Z":{"<data source>":{…}}}. `answer` must have no issues.
void AppendRows(const QueryAnswer& answer, std::string* out);

// The answer of an index query: the rows, in version 2.0 as {"Value":[…],"nextLink":"…"}, where `page_size` is the
// one that was asked for.
std::string EncodeIndexAnswer(const QueryAnswer& answer, std::optional<int64_t> page_size);

}  // namespace onhand

#endif  // ONHAND_SERVICE_JSON_ANSWER_ENCODER_H_
