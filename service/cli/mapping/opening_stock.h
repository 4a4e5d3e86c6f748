// File: opening_stock.h
//
// What must have been on the shelves before the first record of a file, so that no row ever falls below zero in file
// order (OpeningStockRule of mapping.h). Filled by a first pass over the file.
#ifndef ONHAND_SERVICE_CLI_MAPPING_OPENING_STOCK_H_
#define ONHAND_SERVICE_CLI_MAPPING_OPENING_STOCK_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "engine/model/quantity.h"
#include "service/cli/mapping/mapping.h"
#include "service/event/event_record.h"

namespace onhand::cli {

// Not thread-safe. Memory grows with the rows, not with the records.
class OpeningStock {
 public:
  explicit OpeningStock(OpeningStockRule rule);

  void Add(const EventRecord& event);

  // One event for each row that needs it, in the order in which the rows came; each call gives the same. A row that
  // needs more than a quantity can hold gets the largest one. Ids depend on the row alone ("opening-stock", with a
  // hash where dimensions beside site and location tell rows apart), so that the same file gives the same events again.
  std::vector<EventRecord> Events() const;

 private:
  struct Row {
    EventRecord event;  // without id and quantities
    WideMicros balance = 0;
    WideMicros lowest = 0;
  };

  const OpeningStockRule rule_;
  std::vector<Row> rows_;
  absl::flat_hash_map<std::string, size_t> row_of_key_;
};

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_MAPPING_OPENING_STOCK_H_
