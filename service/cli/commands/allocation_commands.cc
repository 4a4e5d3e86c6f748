// `onhand allocate`, `unallocate`, `reallocate` and `consume`, and `onhand allocations`, which asks what is allocated.

#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/model/allocation_query.h"
#include "service/cli/commands/allocation_table.h"
#include "service/cli/commands/event_run.h"
#include "service/json/allocation_decoder.h"
#include "service/json/allocation_encoder.h"

namespace onhand::cli {
namespace {

std::string_view CommandName(AllocationOperation operation) {
  switch (operation) {
    case AllocationOperation::kAllocate:
      return "allocate";
    case AllocationOperation::kUnallocate:
      return "unallocate";
    case AllocationOperation::kReallocate:
      return "reallocate";
    case AllocationOperation::kConsume:
      return "consume";
  }
  return "";
}

// Appends "NAME=VALUE" to groups; which there are, the configuration says.
template <typename Groups>
absl::Status AppendGroups(std::string_view flag, const std::vector<std::string>& texts, Groups* groups) {
  for (const std::string& text : texts) {
    const absl::StatusOr<std::pair<std::string_view, std::string_view>> pair = SplitAssignment(flag, text);
    if (!pair.ok()) return pair.status();
    groups->push_back({pair->first, pair->second});
  }
  return absl::OkStatus();
}

struct AllocationFlags {
  AllocationOperation operation;
  EventFlags event;
  std::vector<std::string> groups;
  std::vector<std::string> source_groups;
  std::string quantity;
  std::vector<std::string> add;
  std::vector<std::string> subtract;

  void AddTo(FlagSet* flags) {
    event.AddSubject(flags, "event");
    flags->Texts("group", "NAME=VALUE",
                 operation == AllocationOperation::kReallocate
                     ? "The bucket that receives: values of allocation groups, from the top without a gap. Required."
                     : "The bucket: values of allocation groups, from the top without a gap. Required.",
                 &groups);
    if (operation == AllocationOperation::kReallocate) {
      flags->Texts("source_group", "NAME=VALUE", "The bucket that gives, in the same way. Required.", &source_groups);
    }
    flags->Text("quantity", "NUMBER", "How much; more than zero. Required.", &quantity);
    if (operation == AllocationOperation::kConsume) {
      flags->Texts("add", "SOURCE.MEASURE", "Physical measure that grows by the quantity in the same step.", &add);
      flags->Texts("subtract", "SOURCE.MEASURE", "Physical measure that falls by it.", &subtract);
    }
    event.AddInputAndOutput(flags, false);
  }

  bool described() const {
    return !groups.empty() || !source_groups.empty() || !quantity.empty() || !add.empty() || !subtract.empty();
  }

  absl::Status AppendMeasures(std::string_view flag, const std::vector<std::string>& texts, bool falls,
                              AllocationEvent* out) const {
    for (const std::string& text : texts) {
      const absl::StatusOr<MeasureQuantity> measure = ParseMeasure(flag, text);
      if (!measure.ok()) return measure.status();
      out->physical_measures.push_back({measure->data_source, measure->measure, falls});
    }
    return absl::OkStatus();
  }

  absl::Status Make(std::vector<AllocationEvent>* events) {
    AllocationEvent& made = events->emplace_back();
    made.operation = operation;
    if (absl::Status status = FillKey(&event, true, &made); !status.ok()) return status;
    if (groups.empty()) return absl::InvalidArgumentError("--group=NAME=VALUE is required");
    if (operation == AllocationOperation::kReallocate && source_groups.empty()) {
      return absl::InvalidArgumentError("--source_group=NAME=VALUE is required");
    }
    if (absl::Status status = AppendGroups("group", groups, &made.groups); !status.ok()) return status;
    if (absl::Status status = AppendGroups("source_group", source_groups, &made.source_groups); !status.ok()) {
      return status;
    }
    if (quantity.empty()) return absl::InvalidArgumentError("--quantity=NUMBER is required");
    const absl::StatusOr<Quantity> number = ParseNumber("quantity", quantity);
    if (!number.ok()) return number.status();
    made.quantity = *number;
    if (absl::Status status = AppendMeasures("add", add, false, &made); !status.ok()) return status;
    return AppendMeasures("subtract", subtract, true, &made);
  }
};

int RunAllocation(AllocationOperation operation, FlagSet* set, absl::Span<const std::string> arguments,
                  const CommandIo& io) {
  const std::string_view command = CommandName(operation);
  AllocationFlags flags{.operation = operation};
  flags.AddTo(set);
  std::vector<std::string> positional;
  if (const auto status = ParseOrExit(*set, command, arguments, 0, 0, &positional, io)) return *status;
  if (absl::Status status = flags.event.Check(flags.described()); !status.ok()) return Fail(command, status, io);
  return RunEvents<AllocationEvent>(
      {.command = command}, flags.event,
      [operation](const JsonValue& record, AllocationEvent* event, Issue* issue) {
        return DecodeAllocationEvent(operation, record, event, issue);
      },
      [&](std::vector<AllocationEvent>* events) { return flags.Make(events); },
      [](const std::vector<AllocationEvent>& events) { return EventBatch(absl::MakeConstSpan(events)); }, io);
}

// The end of a help: an example with the flags that all share.
std::string Epilog(AllocationOperation operation, std::string_view more) {
  return absl::StrCat("Example:\n  onhand ", std::string(CommandName(operation)),
                      " --environment=shop --organization=usmf --product=Bike \\\n"
                      "      --dimension=siteId=1 --dimension=locationId=11 --dimension=colorId=Red \\\n      ",
                      std::string(more),
                      "\n\nExit status: 0 carried out, 1 failed, 2 wrong flags or input, 3 an event was refused.\n");
}

}  // namespace

int RunAllocate(absl::Span<const std::string> arguments, const CommandIo& io) {
  constexpr AllocationOperation kOperation = AllocationOperation::kAllocate;
  FlagSet set(
      "onhand allocate --environment=ID [flags]",
      "Ring-fences stock: moves a quantity from the common pool, as far as it is available to allocate, into the "
      "bucket of a path of allocation groups (a channel, a customer group, a region).");
  set.Epilog(Epilog(kOperation, "--group=Channel=Web --group=CustomerGroup=VIP --quantity=20 --id=campaign-1"));
  return RunAllocation(kOperation, &set, arguments, io);
}

int RunUnallocate(absl::Span<const std::string> arguments, const CommandIo& io) {
  constexpr AllocationOperation kOperation = AllocationOperation::kUnallocate;
  FlagSet set("onhand unallocate --environment=ID [flags]",
              "Moves a quantity back from a bucket into the common pool, at most what the bucket has.");
  set.Epilog(Epilog(kOperation, "--group=Channel=Web --group=CustomerGroup=VIP --quantity=5 --id=campaign-1-less"));
  return RunAllocation(kOperation, &set, arguments, io);
}

int RunReallocate(absl::Span<const std::string> arguments, const CommandIo& io) {
  constexpr AllocationOperation kOperation = AllocationOperation::kReallocate;
  FlagSet set("onhand reallocate --environment=ID [flags]",
              "Moves a quantity from one bucket to another, at most what the first has.");
  set.Epilog(Epilog(kOperation, "--source_group=Channel=Web --group=Channel=Store --quantity=5 --id=move-1"));
  return RunAllocation(kOperation, &set, arguments, io);
}

int RunConsume(absl::Span<const std::string> arguments, const CommandIo& io) {
  constexpr AllocationOperation kOperation = AllocationOperation::kConsume;
  FlagSet set("onhand consume --environment=ID [flags]",
              "Uses up a quantity of a bucket, at most what it has, and changes physical measures by it in the same "
              "step: where stock leaves, the opposite of what the measure is in the formula of available to allocate.");
  set.Epilog(Epilog(kOperation, "--group=Channel=Web --quantity=2 --subtract=pos.inbound --id=order-4711"));
  return RunAllocation(kOperation, &set, arguments, io);
}

int RunAllocations(absl::Span<const std::string> arguments, const CommandIo& io) {
  constexpr std::string_view kCommand = "allocations";
  std::string environment;
  std::string organization;
  std::string product;
  std::string dimension_data_source;
  std::vector<std::string> dimensions;
  std::vector<std::string> groups;
  bool json = false;
  ConnectionFlags connection;
  FlagSet set("onhand allocations --environment=ID [flags]",
              "Asks what is allocated: the buckets at exactly the given dimensions, with what is in them, what was "
              "consumed from them, and both since the beginning.");
  set.Group("What to ask for");
  AddEnvironmentFlag(&set, &environment);
  set.Text("organization", "ID", "Legal entity. Required.", &organization);
  set.Text("product", "ID", "Required.", &product);
  set.Texts("dimension", "NAME=VALUE", "Dimension of the row: siteId, locationId, colorId, …", &dimensions);
  set.Texts("group", "NAME=VALUE", "Exactly this bucket. None: all of the row.", &groups);
  set.Text("dimension_data_source", "NAME", "Data source whose own dimension names are used.", &dimension_data_source);
  set.Group("Output");
  set.Switch("json", "Print the answer as the REST interface does, instead of a table.", &json);
  connection.AddTo(&set);
  set.Epilog(
      "Example:\n"
      "  onhand allocations --environment=shop --organization=usmf --product=Bike \\\n"
      "      --dimension=siteId=1 --dimension=locationId=11 --dimension=colorId=Red\n"
      "\nExit status: 0 answered, 1 the query cannot be answered, 2 wrong flags.\n");
  std::vector<std::string> positional;
  if (const auto status = ParseOrExit(set, kCommand, arguments, 0, 0, &positional, io)) return *status;
  if (absl::Status status = CheckEnvironmentFlag(environment); !status.ok()) return Fail(kCommand, status, io);
  AllocationQuery query;
  query.organization_id = organization;
  query.product_id = product;
  query.dimension_data_source = dimension_data_source;
  absl::InlinedVector<DimensionValue, 6> values;
  for (const std::string& text : dimensions) {
    if (absl::Status status = AppendDimension("dimension", text, &values); !status.ok()) {
      return Fail(kCommand, status, io);
    }
  }
  query.dimensions.assign(values.begin(), values.end());
  if (absl::Status status = AppendGroups("group", groups, &query.groups); !status.ok()) {
    return Fail(kCommand, status, io);
  }
  const absl::StatusOr<std::unique_ptr<Backend>> backend = connection.Connect(false);
  if (!backend.ok()) return Fail(kCommand, backend.status(), io);
  const absl::StatusOr<AllocationAnswer> answer = (*backend)->Query(environment, query);
  if (!answer.ok()) return Fail(kCommand, answer.status(), io);
  if (!answer->issues.empty()) return FailWithIssues(kCommand, "the query cannot be answered", answer->issues, io);
  if (json) {
    io.out << EncodeAllocationAnswer(*answer) << "\n";
  } else {
    io.out << AllocationTable(answer->buckets) << answer->buckets.size()
           << (answer->buckets.size() == 1 ? " bucket\n" : " buckets\n");
  }
  return kExitOk;
}

}  // namespace onhand::cli
