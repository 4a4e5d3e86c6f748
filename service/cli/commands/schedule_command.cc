// `onhand schedule`.

#include <utility>

#include "absl/strings/str_cat.h"
#include "service/cli/commands/event_run.h"
#include "service/cli/files/text_record.h"
#include "service/json/schedule_decoder.h"

namespace onhand::cli {
namespace {

// "2026-02-01,pos.inbound=5,pos.outbound=2". `fields` is where the text goes that the day views.
absl::Status ParseDay(const std::string& text, std::vector<std::string>* fields, DatedQuantities* day) {
  absl::StatusOr<std::vector<std::string>> split = SplitCsv(text);
  if (!split.ok() || split->size() < 2) {
    return absl::InvalidArgumentError(absl::StrCat("--day takes DATE,SOURCE.MEASURE=NUMBER[,…], not \"", text, "\""));
  }
  *fields = *std::move(split);
  day->date = fields->front();
  for (size_t i = 1; i < fields->size(); ++i) {
    const absl::StatusOr<MeasureQuantity> quantity = ParseMeasureQuantity("day", (*fields)[i]);
    if (!quantity.ok()) return quantity.status();
    day->quantities.push_back(*quantity);
  }
  return absl::OkStatus();
}

}  // namespace

int RunSchedule(absl::Span<const std::string> arguments, const CommandIo& io) {
  constexpr std::string_view kCommand = "schedule";
  EventFlags flags;
  std::vector<std::string> days;
  FlagSet set("onhand schedule --environment=ID [flags]",
              "Schedules changes that are expected on days to come. They are added to what is scheduled already, and "
              "never change what is on hand; `onhand atp` takes them into account. What has come true is posted, and "
              "taken off with the opposite number.");
  flags.AddSubject(&set, "event");
  set.Texts("day", "DATE,SOURCE.MEASURE=NUMBER[,…]",
            "What is expected on a day (UTC), from today to the end of the schedule period. At least one.", &days);
  flags.AddInputAndOutput(&set, false);
  set.Epilog(
      "Example:\n"
      "  onhand schedule --environment=shop --organization=usmf --product=Bike \\\n"
      "      --dimension=siteId=1 --dimension=locationId=11 --dimension=colorId=Red \\\n"
      "      --day=2026-02-01,pos.inbound=20 --day=2026-02-04,pos.outbound=7 --id=purchase-815\n"
      "\nExit status: 0 scheduled, 1 failed, 2 wrong flags or input, 3 an event was refused.\n");
  std::vector<std::string> positional;
  if (const auto status = ParseOrExit(set, kCommand, arguments, 0, 0, &positional, io)) return *status;
  if (absl::Status status = flags.Check(!days.empty()); !status.ok()) return Fail(kCommand, status, io);
  std::vector<std::vector<std::string>> fields(days.size());
  return RunEvents<ScheduleEvent>(
      {.command = kCommand}, flags, DecodeScheduleEvent,
      [&](std::vector<ScheduleEvent>* events) -> absl::Status {
        ScheduleEvent& event = events->emplace_back();
        if (absl::Status status = FillKey(&flags, true, &event); !status.ok()) return status;
        if (days.empty()) return absl::InvalidArgumentError("--day=DATE,SOURCE.MEASURE=NUMBER is required");
        for (size_t i = 0; i < days.size(); ++i) {
          DatedQuantities& day = event.quantities_by_date.emplace_back();
          if (absl::Status status = ParseDay(days[i], &fields[i], &day); !status.ok()) return status;
        }
        return absl::OkStatus();
      },
      [](const std::vector<ScheduleEvent>& events) { return EventBatch(absl::MakeConstSpan(events)); }, io);
}

}  // namespace onhand::cli
