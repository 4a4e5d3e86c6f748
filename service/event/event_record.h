// File: event_record.h
//
// A change event or a count (set on-hand) that owns its texts; engine/model/event.h has the same as views. What files
// are read into and what the generator makes.
#ifndef ONHAND_SERVICE_EVENT_EVENT_RECORD_H_
#define ONHAND_SERVICE_EVENT_EVENT_RECORD_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/model/event.h"
#include "engine/model/quantity.h"

namespace onhand {

struct EventRecord {
  struct Dimension {
    std::string name;
    std::string value;
    friend bool operator==(const Dimension&, const Dimension&) = default;
  };
  struct Measure {
    std::string data_source;
    std::string measure;
    Quantity quantity;
    friend bool operator==(const Measure&, const Measure&) = default;
  };

  std::string id;
  std::string organization_id;
  std::string product_id;
  std::string dimension_data_source;  // "" = base names only
  std::vector<Dimension> dimensions;
  std::vector<Measure> quantities;
  std::optional<int64_t> modified_at_us;  // of a count: since 1970, UTC; absent = commit time
  std::vector<Measure> expected;          // of a count: what must be there, or it is refused

  // Views into this record; valid while it is neither changed nor moved.
  ChangeEvent ChangeView() const;
  SetEvent SetView() const;

  friend bool operator==(const EventRecord&, const EventRecord&) = default;
};

}  // namespace onhand

#endif  // ONHAND_SERVICE_EVENT_EVENT_RECORD_H_
