#include "service/json/explain_decoder.h"

#include "service/json/event_key_decoder.h"

namespace onhand {

bool DecodeExplainQuery(const JsonValue& body, ExplainQuery* query, Issue* issue) {
  EventKey subject;
  if (!DecodeEventSubject(body, &subject, issue)) return false;
  query->organization_id = subject.organization_id;
  query->product_id = subject.product_id;
  query->dimension_data_source = subject.dimension_data_source;
  query->dimensions.assign(subject.dimensions.begin(), subject.dimensions.end());
  return true;
}

}  // namespace onhand
