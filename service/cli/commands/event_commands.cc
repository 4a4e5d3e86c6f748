// `onhand post` and `onhand set`: events from flags, from JSON or from a file.

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/model/name.h"
#include "service/cli/commands/event_run.h"
#include "service/json/event_decoder.h"

namespace onhand::cli {
namespace {

// The data source of all quantities; "" without any. INVALID_ARGUMENT: there are several.
absl::StatusOr<std::string> CommonDataSource(const std::vector<SetEvent>& events) {
  std::set<std::string> sources;
  for (const SetEvent& event : events) {
    for (const MeasureQuantity& quantity : event.quantities) sources.insert(FoldName(quantity.data_source));
  }
  if (sources.size() <= 1) return sources.empty() ? std::string() : *sources.begin();
  return absl::InvalidArgumentError(
      "the quantities are of several data sources: set one at a time, and name it with "
      "--inventory_system");
}

absl::Status FillChange(EventFlags* flags, const std::vector<std::string>& quantities, ChangeEvent* event) {
  if (absl::Status status = FillKey(flags, true, event); !status.ok()) return status;
  if (quantities.empty()) {
    return absl::InvalidArgumentError("--quantity=SOURCE.MEASURE=NUMBER is required, for example pos.inbound=5");
  }
  return AppendMeasureQuantities("quantity", quantities, &event->quantities);
}

}  // namespace

int RunPost(absl::Span<const std::string> arguments, const CommandIo& io) {
  constexpr std::string_view kCommand = "post";
  const CsvColumns csv = {.members = {}, .quantities = true};
  EventFlags flags;
  std::vector<std::string> quantities;
  bool atomic = false;
  FlagSet set("onhand post --environment=ID [flags]",
              "Posts change events: adds quantities to the measures of a row. Durable when it answers.");
  flags.AddSubject(&set, "event");
  set.Texts("quantity", "SOURCE.MEASURE=NUMBER", "What is added to the measure. At least one.", &quantities);
  set.Switch("atomic", "A cart: all events of --data or --file are applied or none; at most 512, of one organization.",
             &atomic);
  flags.AddInputAndOutput(&set, true);
  set.Epilog(
      "Examples:\n"
      "  onhand post --environment=shop --organization=usmf --product=T-shirt \\\n"
      "      --dimension=siteId=1 --dimension=locationId=11 --dimension=colorId=red \\\n"
      "      --quantity=pos.inbound=5 --id=delivery-4711-1\n"
      "  onhand post --environment=shop "
      "--data='{\"id\":\"t-1\",\"organizationId\":\"usmf\",\"productId\":\"T-shirt\",\n"
      "      \"dimensions\":{\"siteId\":\"1\",\"locationId\":\"11\"},\"quantities\":{\"pos\":{\"outbound\":1}}}'\n"
      "  onhand post --environment=shop --atomic --file=basket.ndjson\n"
      "\nFiles too large for one call are for `onhand import`.\n"
      "\nExit status: 0 applied, 1 failed, 2 wrong flags or input, 3 an event was refused.\n");
  std::vector<std::string> positional;
  if (const auto status = ParseOrExit(set, kCommand, arguments, 0, 0, &positional, io)) return *status;
  if (absl::Status status = flags.Check(!quantities.empty()); !status.ok()) return Fail(kCommand, status, io);
  return RunEvents<ChangeEvent>(
      {.command = kCommand, .csv = &csv, .atomic = atomic}, flags, DecodeChangeEvent,
      [&](std::vector<ChangeEvent>* events) { return FillChange(&flags, quantities, &events->emplace_back()); },
      [](const std::vector<ChangeEvent>& events) { return EventBatch(absl::MakeConstSpan(events)); }, io);
}

int RunSet(absl::Span<const std::string> arguments, const CommandIo& io) {
  constexpr std::string_view kCommand = "set";
  constexpr std::string_view kMembers[] = {"modifiedDateTimeUTC"};
  const CsvColumns csv = {.members = kMembers, .quantities = true};
  EventFlags flags;
  std::vector<std::string> quantities;
  std::vector<std::string> expected;
  std::string inventory_system;
  std::string modified;
  FlagSet set("onhand set --environment=ID [flags]",
              "Sets on-hand: overwrites the given measures of one row, whatever they were, as stock-taking does. "
              "Other measures stay.");
  flags.AddSubject(&set, "count");
  set.Texts("quantity", "SOURCE.MEASURE=NUMBER", "What the measure becomes. At least one.", &quantities);
  set.Texts(
      "expect", "SOURCE.MEASURE=NUMBER",
      "Compare and set: refuse it (409, with the present values) unless the measure of the row is this; 0 for one "
      "never posted.",
      &expected);
  set.Text("modified", "TIME",
           "When it was counted (RFC 3339); an older count than the one in place changes "
           "nothing. Left out: now.",
           &modified);
  set.Text("inventory_system", "NAME", "Data source that is set. Left out: that of the quantities.", &inventory_system);
  flags.AddInputAndOutput(&set, true);
  set.Epilog(
      "Examples:\n"
      "  onhand set --environment=shop --organization=usmf --product=T-shirt \\\n"
      "      --dimension=siteId=1 --dimension=locationId=11 --quantity=pos.inbound=100 \\\n"
      "      --modified=2024-05-31T18:00:00Z --id=count-2024-05-31-T-shirt\n"
      "  onhand set --environment=shop --organization=usmf --product=T-shirt \\\n"
      "      --dimension=siteId=1 --dimension=locationId=11 --expect=pos.inbound=100 --quantity=pos.inbound=98\n"
      "\nExit status: 0 applied, 1 failed, 2 wrong flags or input, 3 an event was refused.\n");
  std::vector<std::string> positional;
  if (const auto status = ParseOrExit(set, kCommand, arguments, 0, 0, &positional, io)) return *status;
  const bool described = !quantities.empty() || !expected.empty() || !modified.empty();
  if (absl::Status status = flags.Check(described); !status.ok()) return Fail(kCommand, status, io);
  return RunEvents<SetEvent>(
      {.command = kCommand, .csv = &csv}, flags, DecodeSetEvent,
      [&](std::vector<SetEvent>* events) -> absl::Status {
        SetEvent& event = events->emplace_back();
        if (absl::Status status = FillChange(&flags, quantities, &event); !status.ok()) return status;
        if (!modified.empty()) {
          const absl::StatusOr<int64_t> time_us = ParseTimeFlag("modified", modified, false);
          if (!time_us.ok()) return time_us.status();
          event.modified_at_us = *time_us;
        }
        return AppendMeasureQuantities("expect", expected, &event.expected_quantities);
      },
      [&](const std::vector<SetEvent>& events) -> absl::StatusOr<EventBatch> {
        if (inventory_system.empty()) {
          absl::StatusOr<std::string> source = CommonDataSource(events);
          if (!source.ok()) return source.status();
          inventory_system = *std::move(source);
        }
        return SetBatch{inventory_system, events};
      },
      io);
}

}  // namespace onhand::cli
