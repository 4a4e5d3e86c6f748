// `onhand post` and `onhand set`: events from flags or from JSON.

#include <cstdio>
#include <random>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "engine/engine.h"
#include "service/cli/commands/command.h"
#include "service/cli/files/byte_source.h"
#include "service/cli/import/event_source.h"
#include "service/cli/mapping/record_mapper.h"
#include "service/event/event_record.h"
#include "service/json/envelope_encoder.h"
#include "service/json/json_reader.h"
#include "service/json/json_writer.h"
#include "service/json/time_text.h"

namespace onhand::cli {
namespace {

constexpr size_t kBodyBytesMax = 8 << 20;

struct EventFlags {
  std::string environment;
  std::string id;
  std::string organization;
  std::string product;
  std::string dimension_data_source;
  std::vector<std::string> dimensions;
  std::vector<std::string> quantities;
  std::string data;
  std::string inventory_system;  // of set
  std::string modified;          // of set
  bool json = false;
  ConnectionFlags connection;

  void AddTo(FlagSet* flags, bool counts) {
    flags->Group("The event");
    AddEnvironmentFlag(flags, &environment);
    flags->Text("organization", "ID", "Legal entity. Required.", &organization);
    flags->Text("product", "ID", "Required.", &product);
    flags->Texts("dimension", "NAME=VALUE", "Dimension of the row: siteId, locationId, colorId, …", &dimensions);
    flags->Texts("quantity", "SOURCE.MEASURE=NUMBER",
                 counts ? "What the measure becomes. At least one." : "What is added to the measure. At least one.",
                 &quantities);
    flags->Text("id", "ID",
                "Makes the event safe to repeat: it applies once. Without it a random one is made and printed.", &id);
    flags->Text("dimension_data_source", "NAME", "Data source whose own dimension names are used.",
                &dimension_data_source);
    if (counts) {
      flags->Text("inventory_system", "NAME", "Data source that is set. Left out: that of the quantities.",
                  &inventory_system);
      flags->Text("modified", "TIME",
                  "When it was counted (RFC 3339); an older count than the one in place changes "
                  "nothing. Left out: now.",
                  &modified);
    }
    flags->Text("data", "JSON",
                "The event, or an array of at most 512, as the REST interface takes them, instead of the "
                "flags above; - reads the standard input.",
                &data);
    flags->Group("Output");
    flags->Switch("json", "Print the answer as the REST interface does.", &json);
    connection.AddTo(flags);
  }
};

std::string RandomId() {
  std::random_device device;
  char text[40];
  std::snprintf(text, sizeof(text), "cli-%08x%08x%08x", device(), device(), device());
  return text;
}

absl::StatusOr<EventRecord> EventFromFlags(const EventFlags& flags) {
  EventRecord event;
  if (flags.organization.empty()) return absl::InvalidArgumentError("--organization=ID is required");
  if (flags.product.empty()) return absl::InvalidArgumentError("--product=ID is required");
  if (flags.quantities.empty()) {
    return absl::InvalidArgumentError("--quantity=SOURCE.MEASURE=NUMBER is required, for example pos.inbound=5");
  }
  event.id = flags.id.empty() ? RandomId() : flags.id;
  event.organization_id = flags.organization;
  event.product_id = flags.product;
  event.dimension_data_source = flags.dimension_data_source;
  std::set<std::string> names;
  for (const std::string& text : flags.dimensions) {
    absl::StatusOr<std::pair<std::string, std::string>> pair = SplitAssignment("dimension", text);
    if (!pair.ok()) return pair.status();
    if (!names.insert(absl::AsciiStrToLower(pair->first)).second) {
      return absl::InvalidArgumentError(absl::StrCat("--dimension=", pair->first, " is given twice"));
    }
    event.dimensions.push_back({std::move(pair->first), std::move(pair->second)});
  }
  for (const std::string& text : flags.quantities) {
    const absl::StatusOr<std::pair<std::string, std::string>> pair = SplitAssignment("quantity", text);
    if (!pair.ok()) return pair.status();
    const size_t dot = pair->first.find('.');
    if (dot == std::string::npos || dot == 0 || dot + 1 == pair->first.size()) {
      return absl::InvalidArgumentError(
          absl::StrCat("--quantity=", text, ": \"", pair->first, "\" must be SOURCE.MEASURE, for example pos.inbound"));
    }
    Quantity quantity;
    if (const QuantityError error = ReadQuantity(pair->second, &quantity); error != QuantityError::kNone) {
      return absl::InvalidArgumentError(
          absl::StrCat("--quantity=", text, ": \"", pair->second, "\" ", std::string(QuantityErrorText(error))));
    }
    event.quantities.push_back({pair->first.substr(0, dot), pair->first.substr(dot + 1), quantity});
  }
  if (!flags.modified.empty()) {
    int64_t time_us = 0;
    if (!ParseTime(flags.modified, &time_us)) {
      return absl::InvalidArgumentError(
          absl::StrCat("--modified=", flags.modified, " is not a time such as 2024-05-31T13:45:00Z"));
    }
    event.modified_at_us = time_us;
  }
  return event;
}

// *is_array: whether the text holds an array.
absl::StatusOr<std::vector<EventRecord>> EventsFromJson(const std::string& text, bool counts, bool* is_array) {
  JsonError error;
  const std::unique_ptr<JsonDocument> document =
      JsonDocument::Read(text, {.top_elements_max = kBulkRecordCountMax}, &error);
  if (document == nullptr) return absl::InvalidArgumentError(absl::StrCat("--data: ", error.message));
  *is_array = document->top().is_array();
  std::vector<JsonValue> records;
  if (*is_array) {
    records.assign(document->top().elements().begin(), document->top().elements().end());
  } else {
    records.push_back(document->top());
  }
  std::vector<EventRecord> events;
  for (size_t i = 0; i < records.size(); ++i) {
    std::string record;
    AppendJson(records[i], 0, &record);
    std::string problem;
    events.emplace_back();
    if (!ReadJsonEvent(record, counts, &events.back(), &problem)) {
      return absl::InvalidArgumentError(
          absl::StrCat("--data", *is_array ? absl::StrCat(", record ", i + 1) : "", ": ", problem));
    }
  }
  return events;
}

// The data source of all quantities. INVALID_ARGUMENT: there are several.
absl::StatusOr<std::string> CommonDataSource(const std::vector<EventRecord>& events) {
  std::set<std::string> sources;
  for (const EventRecord& event : events) {
    for (const EventRecord::Measure& measure : event.quantities) {
      sources.insert(absl::AsciiStrToLower(measure.data_source));
    }
  }
  if (sources.size() == 1) return *sources.begin();
  return absl::InvalidArgumentError(
      "the quantities are of several data sources: set one at a time, and name it with "
      "--inventory_system");
}

int Answer(std::string_view command, const EventFlags& flags, const std::vector<EventRecord>& events, bool as_array,
           const EventResults& results, const CommandIo& io) {
  if (!results.status.ok()) return Fail(command, results.status, io);
  int refused = 0;
  std::string json;
  for (size_t i = 0; i < events.size(); ++i) {
    const Outcome& outcome = results.outcomes[i];
    if (outcome.refused()) ++refused;
    if (flags.json) {
      if (i > 0) json.push_back(',');
      AppendEnvelope(events[i].id, outcome, &json);
      continue;
    }
    io.out << events[i].id << ": " << ProcessingStatusName(outcome.status);
    if (outcome.refused()) io.out << " " << outcome.status_code() << " " << ReasonName(outcome.reason);
    if (!outcome.message.empty()) io.out << ": " << outcome.message;
    io.out << "\n";
  }
  if (flags.json) io.out << (as_array ? absl::StrCat("[", json, "]") : json) << "\n";
  return refused > 0 ? kExitRejected : kExitOk;
}

int RunEvents(std::string_view command, bool counts, FlagSet* set, absl::Span<const std::string> arguments,
              const CommandIo& io) {
  EventFlags flags;
  flags.AddTo(set, counts);
  std::vector<std::string> positional;
  if (const auto status = ParseOrExit(*set, command, arguments, 0, 0, &positional, io)) return *status;
  if (absl::Status status = CheckEnvironmentFlag(flags.environment); !status.ok()) return Fail(command, status, io);

  std::vector<EventRecord> events;
  bool as_array = false;
  if (flags.data.empty()) {
    absl::StatusOr<EventRecord> event = EventFromFlags(flags);
    if (!event.ok()) return Fail(command, event.status(), io);
    events.push_back(*std::move(event));
  } else {
    if (!flags.id.empty() || !flags.organization.empty() || !flags.product.empty() || !flags.dimensions.empty() ||
        !flags.quantities.empty() || !flags.modified.empty() || !flags.dimension_data_source.empty()) {
      return WrongUsage(command, "--data holds the whole event; the flags that describe one cannot be given beside it",
                        io);
    }
    std::string text = flags.data;
    if (text == "-") {
      absl::StatusOr<std::string> input = ReadWholeFile("-", kBodyBytesMax);
      if (!input.ok()) return Fail(command, input.status(), io);
      text = *std::move(input);
    }
    absl::StatusOr<std::vector<EventRecord>> read = EventsFromJson(text, counts, &as_array);
    if (!read.ok()) return Fail(command, read.status(), io);
    events = *std::move(read);
  }

  std::string inventory_system = flags.inventory_system;
  if (counts && inventory_system.empty() && !events.empty()) {
    absl::StatusOr<std::string> source = CommonDataSource(events);
    if (!source.ok()) return Fail(command, source.status(), io);
    inventory_system = *std::move(source);
  }
  absl::StatusOr<std::unique_ptr<Backend>> backend = flags.connection.Connect(false);
  if (!backend.ok()) return Fail(command, backend.status(), io);
  EventResults results;
  if (counts) {
    std::vector<SetEvent> views;
    for (const EventRecord& event : events) views.push_back(event.SetView());
    results = (*backend)->SetOnHand(flags.environment, inventory_system, views);
  } else {
    std::vector<ChangeEvent> views;
    for (const EventRecord& event : events) views.push_back(event.ChangeView());
    results = (*backend)->PostChanges(flags.environment, views);
  }
  return Answer(command, flags, events, as_array, results, io);
}

}  // namespace

int RunPost(absl::Span<const std::string> arguments, const CommandIo& io) {
  FlagSet flags("onhand post --environment=ID [flags]",
                "Posts a change event: adds quantities to the measures of one row. Durable when it answers.");
  flags.Epilog(
      "Examples:\n"
      "  onhand post --environment=shop --organization=usmf --product=T-shirt \\\n"
      "      --dimension=siteId=1 --dimension=locationId=11 --dimension=colorId=red \\\n"
      "      --quantity=pos.inbound=5 --id=delivery-4711-1\n"
      "  onhand post --environment=shop "
      "--data='{\"id\":\"t-1\",\"organizationId\":\"usmf\",\"productId\":\"T-shirt\",\n"
      "      \"dimensions\":{\"siteId\":\"1\",\"locationId\":\"11\"},\"quantities\":{\"pos\":{\"outbound\":1}}}'\n"
      "\nExit status: 0 applied, 1 failed, 2 wrong flags, 3 an event was refused.\n");
  return RunEvents("post", false, &flags, arguments, io);
}

int RunSet(absl::Span<const std::string> arguments, const CommandIo& io) {
  FlagSet flags("onhand set --environment=ID [flags]",
                "Sets on-hand: overwrites the given measures of one row, whatever they were, as stock-taking does. "
                "Other measures stay.");
  flags.Epilog(
      "Example:\n"
      "  onhand set --environment=shop --organization=usmf --product=T-shirt \\\n"
      "      --dimension=siteId=1 --dimension=locationId=11 --quantity=pos.inbound=100 \\\n"
      "      --modified=2024-05-31T18:00:00Z --id=count-2024-05-31-T-shirt\n"
      "\nExit status: 0 applied, 1 failed, 2 wrong flags, 3 an event was refused.\n");
  return RunEvents("set", true, &flags, arguments, io);
}

}  // namespace onhand::cli
