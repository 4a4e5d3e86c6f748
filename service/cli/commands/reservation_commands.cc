// `onhand reserve`, `onhand unreserve` and `onhand extend`: soft reservations, holds and carts.

#include <deque>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/cli/commands/event_run.h"
#include "service/cli/files/text_record.h"
#include "service/json/reserve_decoder.h"

namespace onhand::cli {
namespace {

constexpr std::string_view kExitStatus =
    "\nExit status: 0 carried out, 1 failed, 2 wrong flags or input, 3 an event was refused.\n";

struct ReserveFlags {
  EventFlags event;
  std::string quantity;
  std::vector<std::string> lines;
  HoldEndFlags end;
  bool no_check = false;
  bool atomic = false;
  std::deque<std::string> texts;  // that events made of --line view

  void AddTo(FlagSet* flags) {
    event.AddSubject(flags, "reservation");
    flags->Text("quantity", "[SOURCE.]MEASURE=NUMBER",
                "What is reserved: the physical measure that grows; its data source may be left out where only one has "
                "it. Below zero, with --no_check, releases.",
                &quantity);
    flags->Switch("no_check",
                  "Reserve whether or not enough is available. Otherwise it must be, here and in every coarser sum.",
                  &no_check);
    end.AddTo(flags);
    flags->Texts(
        "line", "PRODUCT,[SOURCE.]MEASURE=NUMBER[,NAME=VALUE…]",
        "Several lines instead of --product and --quantity, as a record of CSV; further dimensions may follow. "
        "The other flags are for all lines, whose ids are ID-1, ID-2, …",
        &lines);
    flags->Switch("atomic", "A cart: all lines are reserved or none; at most 512, of one organization.", &atomic);
    event.AddInputAndOutput(flags, true);
  }

  bool described() const { return !quantity.empty() || !lines.empty() || no_check || end.given(); }

  absl::Status FillCommon(bool product_needed, ReserveEvent* reserve) {
    reserve->check_available = !no_check;
    if (absl::Status status = FillKey(&event, product_needed, reserve); !status.ok()) return status;
    return end.Read(&reserve->ends_at_us, &reserve->ttl_seconds);
  }

  absl::Status FillQuantity(std::string_view flag, std::string_view text, ReserveEvent* reserve) {
    const absl::StatusOr<std::pair<std::string_view, std::string_view>> pair = SplitAssignment(flag, text);
    if (!pair.ok()) return pair.status();
    reserve->modifier = pair->first;
    if (pair->first.find('.') != std::string_view::npos) {
      const absl::StatusOr<MeasureQuantity> measure = ParseMeasure(flag, pair->first);
      if (!measure.ok()) return measure.status();
      reserve->quantity_data_source = measure->data_source;
      reserve->modifier = measure->measure;
    }
    const absl::StatusOr<Quantity> quantity_of_text = ParseNumber(flag, pair->second);
    if (quantity_of_text.ok()) reserve->quantity = *quantity_of_text;
    return quantity_of_text.status();
  }

  absl::Status MakeOne(std::vector<ReserveEvent>* events) {
    ReserveEvent& reserve = events->emplace_back();
    if (absl::Status status = FillCommon(true, &reserve); !status.ok()) return status;
    if (quantity.empty()) {
      return absl::InvalidArgumentError("--quantity=[SOURCE.]MEASURE=NUMBER is required: the measure to increase");
    }
    return FillQuantity("quantity", quantity, &reserve);
  }

  // One of --line; `common` has what is the same for all.
  absl::Status MakeLine(const std::string& line, const ReserveEvent& common, ReserveEvent* reserve) {
    const absl::StatusOr<std::vector<std::string>> fields = SplitCsv(line);
    if (!fields.ok()) return absl::InvalidArgumentError(absl::StrCat("--line=", line, ": ", fields.status().message()));
    if (fields->size() < 2) {
      return absl::InvalidArgumentError(
          absl::StrCat("--line takes PRODUCT,[SOURCE.]MEASURE=NUMBER[,NAME=VALUE…], not \"", line, "\""));
    }
    *reserve = common;
    reserve->product_id = texts.emplace_back((*fields)[0]);
    const std::string& line_quantity = texts.emplace_back((*fields)[1]);
    if (absl::Status status = FillQuantity("line", line_quantity, reserve); !status.ok()) return status;
    for (size_t i = 2; i < fields->size(); ++i) {
      const std::string& dimension = texts.emplace_back((*fields)[i]);
      if (absl::Status status = AppendDimension("line", dimension, &reserve->dimensions); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status MakeLines(std::vector<ReserveEvent>* events) {
    if (!event.product.empty() || !quantity.empty()) {
      return absl::InvalidArgumentError("--line takes the place of --product and --quantity");
    }
    ReserveEvent common;
    if (absl::Status status = FillCommon(false, &common); !status.ok()) return status;
    for (const std::string& line : lines) {
      ReserveEvent& reserve = events->emplace_back();
      if (absl::Status status = MakeLine(line, common, &reserve); !status.ok()) return status;
      reserve.id = texts.emplace_back(absl::StrCat(event.id, "-", events->size()));
    }
    return absl::OkStatus();
  }
};

// The flags that name a reservation or hold.
struct ReservationFlags {
  EventFlags event;
  std::string reservation;

  void AddTo(FlagSet* flags) {
    event.AddSubject(flags, "reservation");
    flags->Text("reservation", "ID", "The reservation's id, as `onhand reserve` answered it. Required.", &reservation);
  }

  absl::Status Fill(EventKey* key, std::string_view* reservation_id) {
    if (absl::Status status = FillKey(&event, true, key); !status.ok()) return status;
    if (reservation.empty()) return absl::InvalidArgumentError("--reservation=ID is required");
    *reservation_id = reservation;
    return absl::OkStatus();
  }
};

}  // namespace

int RunReserve(absl::Span<const std::string> arguments, const CommandIo& io) {
  constexpr std::string_view kCommand = "reserve";
  constexpr std::string_view kMembers[] = {"quantityDataSource",    "modifier",  "quantity",
                                           "ifCheckAvailForReserv", "expiresAt", "ttlSeconds"};
  const CsvColumns csv = {.members = kMembers, .quantities = true};
  ReserveFlags flags;
  FlagSet set(
      "onhand reserve --environment=ID [flags]",
      "Books soft reservations: promises that lower what is available and leave the stock untouched. With an end "
      "it is a hold, which ends by itself. Prints the reservation's id.");
  flags.AddTo(&set);
  set.Epilog(absl::StrCat(
      "Examples:\n"
      "  onhand reserve --environment=shop --organization=usmf --product=T-shirt \\\n"
      "      --dimension=siteId=1 --dimension=locationId=11 --dimension=colorId=red \\\n"
      "      --quantity=iv.softreservordered=2 --id=order-4711\n"
      "  onhand reserve --environment=shop --organization=usmf --dimension=siteId=1 --dimension=locationId=11 \\\n"
      "      --line=T-shirt,iv.softreservordered=2,colorId=red --line=Mug,iv.softreservordered=1 \\\n"
      "      --atomic --ttl_seconds=900 --id=cart-7\n"
      "  onhand reserve --environment=shop --atomic --file=cart.csv\n",
      std::string(kExitStatus)));
  std::vector<std::string> positional;
  if (const auto status = ParseOrExit(set, kCommand, arguments, 0, 0, &positional, io)) return *status;
  if (absl::Status status = flags.event.Check(flags.described()); !status.ok()) return Fail(kCommand, status, io);
  return RunEvents<ReserveEvent>(
      {.command = kCommand,
       .envelope = EnvelopeKind::kReserve,
       .csv = &csv,
       .as_array = !flags.lines.empty(),
       .atomic = flags.atomic},
      flags.event, DecodeReserveEvent,
      [&](std::vector<ReserveEvent>* events) {
        return flags.lines.empty() ? flags.MakeOne(events) : flags.MakeLines(events);
      },
      [](const std::vector<ReserveEvent>& events) { return EventBatch(absl::MakeConstSpan(events)); }, io);
}

int RunUnreserve(absl::Span<const std::string> arguments, const CommandIo& io) {
  constexpr std::string_view kCommand = "unreserve";
  constexpr std::string_view kMembers[] = {"reservationId", "OffsetQty"};
  const CsvColumns csv = {.members = kMembers};
  ReservationFlags flags;
  std::string quantity;
  FlagSet set("onhand unreserve --environment=ID [flags]",
              "Releases a reservation or hold, in part or whole. Of more than is reserved, what there is is released "
              "(partialSuccess), and the rest is told.");
  flags.AddTo(&set);
  set.Text("quantity", "NUMBER", "How much to release. Required.", &quantity);
  flags.event.AddInputAndOutput(&set, true);
  set.Epilog(
      absl::StrCat("Example:\n"
                   "  onhand unreserve --environment=shop --organization=usmf --product=T-shirt \\\n"
                   "      --dimension=siteId=1 --dimension=locationId=11 --dimension=colorId=red \\\n"
                   "      --reservation=RESERVATION_ID --quantity=2 --id=cancel-4711\n",
                   std::string(kExitStatus)));
  std::vector<std::string> positional;
  if (const auto status = ParseOrExit(set, kCommand, arguments, 0, 0, &positional, io)) return *status;
  const bool described = !flags.reservation.empty() || !quantity.empty();
  if (absl::Status status = flags.event.Check(described); !status.ok()) return Fail(kCommand, status, io);
  return RunEvents<UnreserveEvent>(
      {.command = kCommand, .envelope = EnvelopeKind::kUnreserve, .csv = &csv}, flags.event, DecodeUnreserveEvent,
      [&](std::vector<UnreserveEvent>* events) -> absl::Status {
        UnreserveEvent& event = events->emplace_back();
        if (absl::Status status = flags.Fill(&event, &event.reservation_id); !status.ok()) return status;
        if (quantity.empty()) return absl::InvalidArgumentError("--quantity=NUMBER is required");
        const absl::StatusOr<Quantity> offset = ParseNumber("quantity", quantity);
        if (offset.ok()) event.offset = *offset;
        return offset.status();
      },
      [](const std::vector<UnreserveEvent>& events) { return EventBatch(absl::MakeConstSpan(events)); }, io);
}

int RunExtend(absl::Span<const std::string> arguments, const CommandIo& io) {
  constexpr std::string_view kCommand = "extend";
  constexpr std::string_view kMembers[] = {"reservationId", "expiresAt", "ttlSeconds"};
  const CsvColumns csv = {.members = kMembers};
  ReservationFlags flags;
  HoldEndFlags end;
  FlagSet set("onhand extend --environment=ID [flags]",
              "Gives a hold another end, later or earlier. A hold that has ended is unknown.");
  flags.AddTo(&set);
  end.AddTo(&set);
  flags.event.AddInputAndOutput(&set, true);
  set.Epilog(
      absl::StrCat("Example:\n"
                   "  onhand extend --environment=shop --organization=usmf --product=T-shirt \\\n"
                   "      --dimension=siteId=1 --dimension=locationId=11 --dimension=colorId=red \\\n"
                   "      --reservation=RESERVATION_ID --ttl_seconds=900\n",
                   std::string(kExitStatus)));
  std::vector<std::string> positional;
  if (const auto status = ParseOrExit(set, kCommand, arguments, 0, 0, &positional, io)) return *status;
  const bool described = !flags.reservation.empty() || end.given();
  if (absl::Status status = flags.event.Check(described); !status.ok()) return Fail(kCommand, status, io);
  return RunEvents<ExtendEvent>(
      {.command = kCommand, .envelope = EnvelopeKind::kReserve, .csv = &csv}, flags.event, DecodeExtendEvent,
      [&](std::vector<ExtendEvent>* events) -> absl::Status {
        ExtendEvent& event = events->emplace_back();
        if (absl::Status status = flags.Fill(&event, &event.reservation_id); !status.ok()) return status;
        if (!end.given()) return absl::InvalidArgumentError("--expires_at=TIME or --ttl_seconds=N is required");
        return end.Read(&event.ends_at_us, &event.ttl_seconds);
      },
      [](const std::vector<ExtendEvent>& events) { return EventBatch(absl::MakeConstSpan(events)); }, io);
}

}  // namespace onhand::cli
