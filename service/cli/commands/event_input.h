// File: event_input.h
//
// Events that commands take from --data or --file: records of JSON, or of CSV turned into it. All of them are read and
// decoded before the first is posted, so that a file with a mistake changes nothing. Private to service/cli/commands.
#ifndef ONHAND_SERVICE_CLI_COMMANDS_EVENT_INPUT_H_
#define ONHAND_SERVICE_CLI_COMMANDS_EVENT_INPUT_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/model/outcome.h"
#include "service/cli/commands/event_flags.h"
#include "service/json/json_reader.h"
#include "service/json/json_value.h"

namespace onhand::cli {

// Records and the text they view; they stay where they are when this is moved.
struct InputRecords {
  std::string name;  // for messages
  std::unique_ptr<std::string> text;
  std::unique_ptr<JsonDocument> document;
  absl::Span<const JsonValue> records;
  std::vector<int64_t> lines;  // of each record in its file; empty for --data
  bool is_array = true;        // false: --data held one record alone
};

// What the columns of a CSV mean: id, organizationId, productId, dimensionDataSource and `members` are members of that
// name, in any case; with `quantities`, "source.measure" is one of the quantities; any other is a dimension. An empty
// field is none.
struct CsvColumns {
  absl::Span<const std::string_view> members;
  bool quantities = false;
};

// What --data or --file names. Without `csv` a file holds JSON lines, otherwise its name or --format tells.
// INVALID_ARGUMENT: what is wrong and where. Otherwise as OpenByteSource.
absl::StatusOr<InputRecords> ReadInput(const EventFlags& flags, const CsvColumns* csv);

// "orders.csv: line 7", "--data, record 3".
std::string RecordPlace(const InputRecords& input, size_t position);

// Decodes them all; `decode` is called with a record, an event and an issue, and returns false for what is no event.
// INVALID_ARGUMENT: the first that is none, with its place.
template <typename Event, typename Decode>
absl::StatusOr<std::vector<Event>> DecodeInput(const InputRecords& input, Decode decode) {
  std::vector<Event> events(input.records.size());
  for (size_t i = 0; i < events.size(); ++i) {
    Issue issue;
    if (!input.records[i].is_object()) {
      issue.message = "it is " + std::string(JsonTypeName(input.records[i].type())) + " instead of an object";
    } else if (decode(input.records[i], &events[i], &issue)) {
      continue;
    }
    return absl::InvalidArgumentError(RecordPlace(input, i) + ": " + issue.path + (issue.path.empty() ? "" : ": ") +
                                      issue.message);
  }
  return events;
}

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_COMMANDS_EVENT_INPUT_H_
