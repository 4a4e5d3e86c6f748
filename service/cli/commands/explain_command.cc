// `onhand explain`.

#include "service/cli/commands/command.h"
#include "service/cli/commands/event_flags.h"
#include "service/cli/commands/explanation_text.h"
#include "service/json/explanation_encoder.h"

namespace onhand::cli {

int RunExplain(absl::Span<const std::string> arguments, const CommandIo& io) {
  constexpr std::string_view kCommand = "explain";
  std::string environment;
  std::string organization;
  std::string product;
  std::string dimension_data_source;
  std::vector<std::string> dimensions;
  bool json = false;
  ConnectionFlags connection;
  FlagSet set(
      "onhand explain --environment=ID --organization=ID --product=ID [flags]",
      "Says what makes up the numbers of a product: its rows with their measures, reservations, holds and their "
      "ends, allocation buckets and schedules, and each calculated measure with its operands summed over them.");
  set.Group("What to explain");
  AddEnvironmentFlag(&set, &environment);
  set.Text("organization", "ID", "Legal entity. Required.", &organization);
  set.Text("product", "ID", "Required.", &product);
  set.Texts("dimension", "NAME=VALUE", "Only rows with this value. None: all of the product.", &dimensions);
  set.Text("dimension_data_source", "NAME", "Data source whose own dimension names are used.", &dimension_data_source);
  set.Group("Output");
  set.Switch("json", "Print the answer as the REST interface does, instead of tables.", &json);
  connection.AddTo(&set);
  set.Epilog(
      "Example:\n"
      "  onhand explain --environment=shop --organization=usmf --product=T-shirt --dimension=siteId=1 \\\n"
      "      --dimension=locationId=11\n"
      "\nExit status: 0 answered, 1 the query cannot be answered, 2 wrong flags.\n");
  std::vector<std::string> positional;
  if (const auto status = ParseOrExit(set, kCommand, arguments, 0, 0, &positional, io)) return *status;
  if (absl::Status status = CheckEnvironmentFlag(environment); !status.ok()) return Fail(kCommand, status, io);
  ExplainQuery query;
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
  const absl::StatusOr<std::unique_ptr<Backend>> backend = connection.Connect(false);
  if (!backend.ok()) return Fail(kCommand, backend.status(), io);
  const absl::StatusOr<Explanation> explanation = (*backend)->Explain(environment, query);
  if (!explanation.ok()) return Fail(kCommand, explanation.status(), io);
  if (!explanation->issues.empty()) {
    return FailWithIssues(kCommand, "the query cannot be answered", explanation->issues, io);
  }
  io.out << (json ? EncodeExplanation(*explanation) + "\n" : ExplanationText(*explanation));
  return kExitOk;
}

}  // namespace onhand::cli
