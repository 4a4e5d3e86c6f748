// File: record_mapper.h
//
// One CSV record to one event, as a mapping says. Pure but for the ordinals that it counts.
#ifndef ONHAND_SERVICE_CLI_MAPPING_RECORD_MAPPER_H_
#define ONHAND_SERVICE_CLI_MAPPING_RECORD_MAPPER_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "engine/model/quantity.h"
#include "service/cli/files/text_record.h"
#include "service/cli/mapping/mapping.h"
#include "service/event/event_record.h"

namespace onhand::cli {

enum class MapResult { kEvent, kSkipped, kRejected };

// Not thread-safe. Memory grows with the groups that ordinals are counted in, and with nothing else.
class RecordMapper {
 public:
  // `mapping` is bound; records have `column_count` fields.
  RecordMapper(Mapping mapping, size_t column_count);

  // kEvent: *event is it. kSkipped: nothing to post. kRejected: *reason says what and where. A record counts in its
  // group whatever becomes of it, unless it has the wrong number of fields.
  MapResult Map(CsvRecord* record, EventRecord* event, std::string* reason);

  const Mapping& mapping() const { return mapping_; }

 private:
  const Mapping mapping_;
  const size_t column_count_;
  absl::flat_hash_map<std::string, int64_t> ordinals_;
  std::string scratch_;
};

// As people write numbers: blanks around, a leading '+', leading zeros and ".5" are fine; otherwise as ParseQuantity.
QuantityError ReadQuantity(std::string_view text, Quantity* quantity);

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_MAPPING_RECORD_MAPPER_H_
