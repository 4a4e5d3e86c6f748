// File: event_source.h
//
// Where events to be imported come from, one after another: a CSV file, a file of JSON lines, a list, the generator.
#ifndef ONHAND_SERVICE_CLI_IMPORT_EVENT_SOURCE_H_
#define ONHAND_SERVICE_CLI_IMPORT_EVENT_SOURCE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "service/cli/files/byte_source.h"
#include "service/cli/mapping/mapping.h"
#include "service/event/event_record.h"
#include "service/generator/retailer.h"

namespace onhand::cli {

struct SourceItem {
  int64_t line = 0;      // where it stands in the file, from 1; 0 = it comes from no file
  std::string original;  // as it stands there
  bool skipped = false;  // there is nothing to post
  std::string error;     // not empty: rejected, and why; `event` is undefined then
  EventRecord event;
};

// Not thread-safe.
class EventSource {
 public:
  virtual ~EventSource() = default;
  // False at the end. A status: reading cannot go on. An item that is reused keeps its memory.
  virtual absl::StatusOr<bool> Next(SourceItem* item) = 0;
  // How far it has come, 0–1; negative: not known.
  virtual double fraction() const = 0;
};

// Reads the heading (or takes the mapping's columns) and binds the mapping; without one, PlainMapping of the heading.
// INVALID_ARGUMENT: they do not fit, one line for each thing that is wrong.
absl::StatusOr<std::unique_ptr<EventSource>> OpenCsvEvents(std::unique_ptr<ByteSource> bytes,
                                                           std::optional<Mapping> mapping);

// One event a line, in the form of the REST body; a line that holds `[` … `]` around or a comma behind the object is
// none. `counts`: with modifiedDateTimeUTC and expectedQuantities, as for set on-hand.
std::unique_ptr<EventSource> OpenJsonEvents(std::unique_ptr<ByteSource> bytes, bool counts);

// Reads one such line; for tests. False, and *error, if it is no event.
bool ReadJsonEvent(std::string_view text, bool counts, EventRecord* event, std::string* error);

// Given events.
std::unique_ptr<EventSource> ListEvents(std::vector<EventRecord> events);

// The first `count` events of a made-up retailer.
std::unique_ptr<EventSource> GenerateEvents(const RetailerOptions& options, int64_t count);

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_IMPORT_EVENT_SOURCE_H_
