// File: event_run.h
//
// Posts events and prints what became of them. Private to service/cli/commands.
#ifndef ONHAND_SERVICE_CLI_COMMANDS_EVENT_RUN_H_
#define ONHAND_SERVICE_CLI_COMMANDS_EVENT_RUN_H_

#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/model/event.h"
#include "engine/model/outcome.h"
#include "service/cli/commands/command.h"
#include "service/cli/commands/event_flags.h"
#include "service/cli/commands/event_input.h"
#include "service/json/envelope_encoder.h"

namespace onhand::cli {

struct EventRun {
  std::string_view command;  // "reserve"
  EnvelopeKind envelope = EnvelopeKind::kPlain;
  const CsvColumns* csv = nullptr;  // null: --file holds JSON lines
  bool as_array = false;            // with --json: an array of envelopes, not one alone
  bool atomic = false;              // a cart: all or none
};

// Connects and posts, in calls of at most kBulkRecordCountMax (a cart in one call); prints a line or an envelope for
// each event. Returns the exit status: kExitRejected if one was refused, kExitFailure if a call failed or was refused
// as a whole.
int PostEvents(const EventRun& run, const EventFlags& flags, const EventBatch& batch, const CommandIo& io);

// The rest of a command for one kind of event, once its flags are parsed: takes the events of --data or --file if
// given, otherwise those that `make` appends from the flags, and posts what `batch` makes of them.
template <typename Event, typename Decode, typename Make, typename Batch>
int RunEvents(EventRun run, const EventFlags& flags, Decode decode, Make make, Batch batch, const CommandIo& io) {
  std::vector<Event> events;
  InputRecords input;
  if (flags.has_input()) {
    absl::StatusOr<InputRecords> read = ReadInput(flags, run.csv);
    if (!read.ok()) return Fail(run.command, read.status(), io);
    input = *std::move(read);
    absl::StatusOr<std::vector<Event>> decoded = DecodeInput<Event>(input, decode);
    if (!decoded.ok()) return Fail(run.command, decoded.status(), io);
    events = *std::move(decoded);
    run.as_array = input.is_array;
  } else if (absl::Status status = make(&events); !status.ok()) {
    return Fail(run.command, status, io);
  }
  const absl::StatusOr<EventBatch> made = batch(events);
  return made.ok() ? PostEvents(run, flags, *made, io) : Fail(run.command, made.status(), io);
}

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_COMMANDS_EVENT_RUN_H_
