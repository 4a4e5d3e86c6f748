#include "service/cli/commands/event_run.h"

#include <algorithm>
#include <memory>
#include <string>
#include <variant>

#include "absl/strings/str_cat.h"
#include "engine/engine.h"
#include "engine/model/quantity.h"

namespace onhand::cli {
namespace {

EventBatch Slice(const EventBatch& batch, size_t first, size_t count) {
  return std::visit(
      [first, count](auto part) -> EventBatch {
        if constexpr (requires { part.events; }) {
          part.events = part.events.subspan(first, count);
          return part;
        } else {
          return part.subspan(first, count);
        }
      },
      batch);
}

// "order-1: success, reservation 4f…", "t-1: failure 409 ID_REUSED: id 't-1' was already used …"
void PrintOutcome(std::string_view id, const Outcome& outcome, const CommandIo& io) {
  io.out << id << ": " << ProcessingStatusName(outcome.status);
  if (outcome.refused()) io.out << " " << outcome.status_code() << " " << ReasonName(outcome.reason);
  if (!outcome.refused() && !outcome.reservation_id.empty()) io.out << ", reservation " << outcome.reservation_id;
  if (!outcome.message.empty()) io.out << ": " << outcome.message;
  for (size_t i = 0; i < outcome.present_quantities.size(); ++i) {
    const PresentQuantity& present = outcome.present_quantities[i];
    io.out << (i == 0 ? " (present: " : ", ") << present.data_source << "." << present.measure << "="
           << FormatMicros(present.micros) << (i + 1 == outcome.present_quantities.size() ? ")" : "");
  }
  io.out << "\n";
}

}  // namespace

int PostEvents(const EventRun& run, const EventFlags& flags, const EventBatch& batch, const CommandIo& io) {
  const absl::StatusOr<std::unique_ptr<Backend>> backend = flags.connection.Connect(false);
  if (!backend.ok()) return Fail(run.command, backend.status(), io);
  const size_t event_count = EventCount(batch);
  const size_t call_size = run.atomic ? std::max<size_t>(event_count, 1) : kBulkRecordCountMax;
  bool refused = false;
  std::string json;
  int status = kExitOk;
  for (size_t first = 0; first < event_count; first += call_size) {
    const size_t count = std::min(call_size, event_count - first);
    const EventResults results =
        (*backend)->Apply(flags.environment, Slice(batch, first, count), {.caller = {}, .atomic = run.atomic});
    if (!results.answered()) {
      status = results.status.ok() ? FailWithIssues(run.command, "refused, nothing was applied", results.issues, io)
                                   : Fail(run.command, results.status, io);
      if (first > 0) {
        io.err << "  " << first << " of " << event_count
               << " events were answered before; the same command again changes nothing of them\n";
      }
      break;
    }
    for (size_t i = 0; i < count; ++i) {
      const Outcome& outcome = results.outcomes[i];
      const std::string_view id = EventAt(batch, first + i).id;
      refused |= outcome.refused();
      if (flags.json) {
        if (!json.empty()) json.push_back(',');
        AppendEnvelope(run.envelope, id, outcome, &json);
      } else {
        PrintOutcome(id, outcome, io);
      }
    }
  }
  // What was answered before a failure is worth knowing too.
  if (flags.json && (status == kExitOk || !json.empty())) {
    io.out << (run.as_array ? absl::StrCat("[", json, "]") : json) << "\n";
  }
  if (status != kExitOk) return status;
  return refused ? kExitRejected : kExitOk;
}

}  // namespace onhand::cli
