// `onhand adjust`, and `onhand adjust list|aggregates|status|push`.

#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/adjustment_book.h"
#include "engine/model/quantity.h"
#include "service/cli/commands/command.h"
#include "service/cli/commands/event_run.h"
#include "service/cli/terminal/table.h"
#include "service/json/adjust_decoder.h"
#include "service/json/adjustment_encoder.h"
#include "service/json/time_text.h"

namespace onhand::cli {
namespace {

std::string TimeText(int64_t time_us) {
  std::string text;
  AppendTime(time_us, &text);
  return text;
}

std::string DimensionsText(const AdjustmentSubject& subject) {
  std::string text;
  for (const auto& [name, value] : subject.dimensions) {
    absl::StrAppend(&text, text.empty() ? "" : " ", std::string(name), "=", value);
  }
  return text;
}

// What the commands about lines share.
struct LineFlags {
  std::string environment;
  std::string organization;
  std::string status;
  int64_t limit = 0;
  bool json = false;
  ConnectionFlags connection;

  void AddFilters(FlagSet* flags, std::string_view statuses) {
    flags->Group("Which");
    AddEnvironmentFlag(flags, &environment);
    flags->Text("organization", "ID", "Only of this organization.", &organization);
    flags->Text("status", "STATUS", statuses, &status);
    flags->Integer("limit", "N", "At most so many; 0 = all.", 0, 1'000'000'000, &limit);
  }
};

// Parses and connects. A value: the command is over, with that exit status.
std::optional<int> Begin(std::string_view command, const FlagSet& set, const LineFlags& flags,
                         absl::Span<const std::string> arguments, size_t positional_count,
                         std::vector<std::string>* positional, std::unique_ptr<Backend>* backend, const CommandIo& io) {
  if (const auto status = ParseOrExit(set, command, arguments, positional_count, positional_count, positional, io)) {
    return status;
  }
  if (absl::Status status = CheckEnvironmentFlag(flags.environment); !status.ok()) return Fail(command, status, io);
  absl::StatusOr<std::unique_ptr<Backend>> connected = flags.connection.Connect(false);
  if (!connected.ok()) return Fail(command, connected.status(), io);
  *backend = *std::move(connected);
  return std::nullopt;
}

// Prints a list of lines: one JSON object a line, or a table at its end.
template <typename Line>
class LinePrinter {
 public:
  using Cells = std::function<std::vector<std::string>(const Line& line)>;

  LinePrinter(const LineFlags& flags, void (*append)(const Line& line, std::string* out), Cells cells,
              std::ostream* out)
      : json_(flags.json), limit_(flags.limit), append_(append), cells_(std::move(cells)), out_(out) {}

  bool Take(const Line& line) {
    ++count_;
    if (json_) {
      std::string text;
      append_(line, &text);
      *out_ << text << "\n";
    } else {
      rows_.push_back(cells_(line));
    }
    return limit_ == 0 || count_ < limit_;
  }

  void Finish(const std::vector<TableColumn>& columns) {
    if (!json_) *out_ << RenderTable(columns, rows_);
  }

 private:
  const bool json_;
  const int64_t limit_;
  void (*const append_)(const Line& line, std::string* out);
  const Cells cells_;
  std::ostream* const out_;
  int64_t count_ = 0;
  std::vector<std::vector<std::string>> rows_;
};

template <typename Status>
absl::Status ReadStatus(const std::string& name, std::optional<Status> (*find)(std::string_view name),
                        std::optional<Status>* status) {
  if (name.empty()) return absl::OkStatus();
  *status = find(name);
  if (status->has_value()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("--status: there is no status \"", name, "\""));
}

}  // namespace

int RunAdjust(absl::Span<const std::string> arguments, const CommandIo& io) {
  constexpr std::string_view kCommand = "adjust";
  EventFlags flags;
  std::string quantity;
  bool apply_now = false;
  std::string category;
  std::string reference;
  std::string journal;
  std::string cost_price;
  std::string date;
  FlagSet set(
      "onhand adjust --environment=ID --quantity=SOURCE.MEASURE=NUMBER [flags]",
      "Adjusts a measure and keeps a transaction line of it. Without --now the line is staged, and the next push "
      "brings it on hand; `onhand adjust list` shows lines, `onhand adjust push` pushes at once.");
  flags.AddSubject(&set, "adjustment");
  set.Text("quantity", "SOURCE.MEASURE=NUMBER", "What to adjust, by how much: pos.inbound=-2.", &quantity);
  set.Switch("now", "Change what is on hand in the same step (createWithIVSync).", &apply_now);
  set.Text("reference_category", "TEXT", "Kept with the line, as those below.", &category);
  set.Text("reference", "TEXT", "Of the document behind it.", &reference);
  set.Text("journal", "NAME", "The journal that the other system should use.", &journal);
  set.Text("cost_price", "NUMBER", "Of one unit.", &cost_price);
  set.Text("date", "DATE", "When it happened.", &date);
  flags.AddInputAndOutput(&set, false);
  set.Epilog(
      "Examples:\n"
      "  onhand adjust --environment=shop --organization=usmf --product=Bike --dimension=siteId=1 \\\n"
      "      --dimension=locationId=11 --quantity=pos.inbound=-2 --reference=COUNT-7 --now\n"
      "  onhand adjust list --environment=shop --status=Created\n"
      "\nExit status: 0 posted, 1 failed, 2 wrong flags or input, 3 an event was refused.\n");
  std::vector<std::string> positional;
  if (const auto status = ParseOrExit(set, kCommand, arguments, 0, 0, &positional, io)) return *status;
  const bool others = !quantity.empty() || !category.empty() || !reference.empty() || !journal.empty() ||
                      !cost_price.empty() || !date.empty();
  if (absl::Status status = flags.Check(others); !status.ok()) return Fail(kCommand, status, io);
  return RunEvents<AdjustEvent>(
      {.command = kCommand}, flags, DecodeAdjustEvent,
      [&](std::vector<AdjustEvent>* events) -> absl::Status {
        AdjustEvent& event = events->emplace_back();
        if (absl::Status status = FillKey(&flags, true, &event); !status.ok()) return status;
        if (quantity.empty()) return absl::InvalidArgumentError("--quantity=SOURCE.MEASURE=NUMBER is required");
        const absl::StatusOr<MeasureQuantity> measure = ParseMeasureQuantity("quantity", quantity);
        if (!measure.ok()) return measure.status();
        event.quantity_data_source = measure->data_source;
        event.physical_measure = measure->measure;
        event.quantity = measure->quantity;
        event.external_reference_category = category;
        event.external_reference_id = reference;
        event.journal_name_id = journal;
        event.cost_price = cost_price;
        event.transaction_date = date;
        return absl::OkStatus();
      },
      [&](const std::vector<AdjustEvent>& events) -> EventBatch {
        return AdjustBatch{.apply_now = apply_now, .events = events};
      },
      io);
}

int RunAdjustList(absl::Span<const std::string> arguments, const CommandIo& io) {
  constexpr std::string_view kCommand = "adjust list";
  LineFlags flags;
  FlagSet set("onhand adjust list --environment=ID [flags]",
              "Lists the lines that adjustments left, in the order of their commit.");
  flags.AddFilters(&set, "Only lines of this status: Created (staged), IVPosted, Aggregated.");
  set.Group("Output");
  set.Switch("json", "Print a JSON object a line.", &flags.json);
  flags.connection.AddTo(&set);
  set.Epilog(
      "Example:\n  onhand adjust list --environment=shop --status=Created\n"
      "\nExit status: 0 listed, 1 failed, 2 wrong flags.\n");
  std::vector<std::string> positional;
  std::unique_ptr<Backend> backend;
  if (const auto status = Begin(kCommand, set, flags, arguments, 0, &positional, &backend, io)) return *status;
  std::optional<AdjustmentStatus> wanted;
  absl::Status status = ReadStatus(flags.status, FindAdjustmentStatus, &wanted);
  LinePrinter<AdjustmentLine> printer(
      flags, AppendAdjustmentLine,
      [](const AdjustmentLine& line) -> std::vector<std::string> {
        return {line.line_id,
                std::string(AdjustmentStatusName(line.status)),
                line.id,
                line.subject.organization_id,
                line.subject.product_id,
                DimensionsText(line.subject),
                absl::StrCat(line.subject.data_source, ".", line.subject.measure),
                FormatMicros(line.quantity_micros),
                TimeText(line.created_at_us),
                line.message};
      },
      &io.out);
  if (status.ok()) {
    status = backend->adjustments()->ListLines(flags.environment, flags.organization, wanted,
                                               [&](const AdjustmentLine& line) { return printer.Take(line); });
  }
  if (!status.ok()) return Fail(kCommand, status, io);
  printer.Finish({{"line"},
                  {"status"},
                  {"id"},
                  {"organization"},
                  {"product"},
                  {"dimensions"},
                  {"measure"},
                  {"quantity", true},
                  {"created"},
                  {"message"}});
  return kExitOk;
}

int RunAdjustAggregates(absl::Span<const std::string> arguments, const CommandIo& io) {
  constexpr std::string_view kCommand = "adjust aggregates";
  LineFlags flags;
  FlagSet set("onhand adjust aggregates --environment=ID [flags]",
              "Lists the aggregates that pushes made: the net quantity of each measure of each row.");
  flags.AddFilters(&set,
                   "Only aggregates of this status: Created, DoNotSync, FnOSyncEnqueued, FnOTransCreateError, "
                   "FnOTransCreated, FnOTransPostError, FnOTransPosted.");
  set.Group("Output");
  set.Switch("json", "Print a JSON object a line.", &flags.json);
  flags.connection.AddTo(&set);
  set.Epilog(
      "Example:\n  onhand adjust aggregates --environment=shop --status=Created --json\n"
      "\nExit status: 0 listed, 1 failed, 2 wrong flags.\n");
  std::vector<std::string> positional;
  std::unique_ptr<Backend> backend;
  if (const auto status = Begin(kCommand, set, flags, arguments, 0, &positional, &backend, io)) return *status;
  std::optional<AdjustmentSyncStatus> wanted;
  absl::Status status = ReadStatus(flags.status, FindAdjustmentSyncStatus, &wanted);
  LinePrinter<AggregatedAdjustment> printer(
      flags, AppendAggregatedAdjustment,
      [](const AggregatedAdjustment& aggregate) -> std::vector<std::string> {
        return {aggregate.aggregate_id,
                absl::StrCat(aggregate.push),
                std::string(AdjustmentSyncStatusName(aggregate.status)),
                aggregate.subject.organization_id,
                aggregate.subject.product_id,
                DimensionsText(aggregate.subject),
                absl::StrCat(aggregate.subject.data_source, ".", aggregate.subject.measure),
                FormatMicros(aggregate.net_micros),
                WithThousands(static_cast<int64_t>(aggregate.lines)),
                aggregate.message};
      },
      &io.out);
  if (status.ok()) {
    status = backend->adjustments()->ListAggregates(
        flags.environment, flags.organization, wanted,
        [&](const AggregatedAdjustment& aggregate) { return printer.Take(aggregate); });
  }
  if (!status.ok()) return Fail(kCommand, status, io);
  printer.Finish({{"aggregate"},
                  {"push", true},
                  {"status"},
                  {"organization"},
                  {"product"},
                  {"dimensions"},
                  {"measure"},
                  {"net", true},
                  {"lines", true},
                  {"message"}});
  return kExitOk;
}

int RunAdjustStatus(absl::Span<const std::string> arguments, const CommandIo& io) {
  constexpr std::string_view kCommand = "adjust status";
  LineFlags flags;
  std::string message;
  FlagSet set("onhand adjust status AGGREGATE STATUS --environment=ID [flags]",
              "Tells how far an aggregate has come where it is synced to: FnOSyncEnqueued, FnOTransCreateError, "
              "FnOTransCreated, FnOTransPostError, FnOTransPosted. Statuses only go forward; steps may be left out.");
  set.Group("Which");
  AddEnvironmentFlag(&set, &flags.environment);
  set.Text("message", "TEXT", "Kept with it, for people.", &message);
  flags.connection.AddTo(&set);
  set.Epilog(
      "Example:\n  onhand adjust status 7-dXNtZgBCaWtlADEAMTEAAAAB FnOTransPosted --environment=shop\n"
      "\nExit status: 0 set, 1 failed, 2 wrong flags, 3 refused.\n");
  std::vector<std::string> positional;
  std::unique_ptr<Backend> backend;
  if (const auto status = Begin(kCommand, set, flags, arguments, 2, &positional, &backend, io)) return *status;
  const std::optional<AdjustmentSyncStatus> wanted = FindAdjustmentSyncStatus(positional[1]);
  if (!wanted.has_value()) return WrongUsage(kCommand, absl::StrCat("there is no status \"", positional[1], "\""), io);
  const AdjustmentSyncUpdate update{positional[0], *wanted, message};
  const absl::StatusOr<std::vector<Outcome>> outcomes =
      backend->adjustments()->SetStatuses(flags.environment, absl::MakeConstSpan(&update, 1));
  if (!outcomes.ok()) return Fail(kCommand, outcomes.status(), io);
  if (outcomes->front().refused()) {
    io.err << "onhand " << kCommand << ": " << outcomes->front().message << "\n";
    return kExitRejected;
  }
  io.out << positional[0] << ": " << AdjustmentSyncStatusName(*wanted) << "\n";
  return kExitOk;
}

int RunAdjustPush(absl::Span<const std::string> arguments, const CommandIo& io) {
  constexpr std::string_view kCommand = "adjust push";
  LineFlags flags;
  FlagSet set("onhand adjust push --environment=ID [flags]",
              "Pushes staged lines on hand now, and sums them up. A server does so by itself every few minutes "
              "(onhandd --adjustment_push_minutes).");
  set.Group("Which");
  AddEnvironmentFlag(&set, &flags.environment);
  set.Group("Output");
  set.Switch("json", "Print {\"posted\", \"refused\", \"aggregated\"}.", &flags.json);
  flags.connection.AddTo(&set);
  set.Epilog(
      "Example:\n  onhand adjust push --environment=shop\n"
      "\nExit status: 0 pushed, 1 failed, 2 wrong flags, 3 a line stays staged.\n");
  std::vector<std::string> positional;
  std::unique_ptr<Backend> backend;
  if (const auto status = Begin(kCommand, set, flags, arguments, 0, &positional, &backend, io)) return *status;
  const absl::StatusOr<AdjustmentPushReport> report = backend->adjustments()->Push(flags.environment);
  if (!report.ok()) return Fail(kCommand, report.status(), io);
  if (flags.json) {
    io.out << "{\"posted\":" << report->posted << ",\"refused\":" << report->refused
           << ",\"aggregated\":" << report->aggregated << "}\n";
  } else {
    io.out << WithThousands(static_cast<int64_t>(report->posted)) << " posted, "
           << WithThousands(static_cast<int64_t>(report->refused)) << " refused, "
           << WithThousands(static_cast<int64_t>(report->aggregated)) << " aggregated\n";
  }
  return report->refused == 0 ? kExitOk : kExitRejected;
}

}  // namespace onhand::cli
