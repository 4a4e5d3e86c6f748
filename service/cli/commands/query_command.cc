// `onhand query`.

#include <algorithm>
#include <optional>
#include <utility>

#include "engine/model/query.h"
#include "service/cli/commands/command.h"
#include "service/cli/commands/query_table.h"
#include "service/cli/files/text_record.h"
#include "service/json/answer_encoder.h"

namespace onhand::cli {
namespace {

constexpr std::string_view kCommand = "query";

struct QueryFlags {
  std::string environment;
  std::vector<std::string> organizations;
  std::vector<std::string> products;
  std::vector<std::string> sites;
  std::vector<std::string> locations;
  std::vector<std::string> filters;
  std::string group_by;
  std::string dimension_data_source;
  bool return_negative = true;
  int64_t version = 1;
  int64_t page = 0;
  int64_t page_size = 0;
  bool exact = false;
  std::string keys;
  std::vector<std::string> tuples;
  bool json = false;
  ConnectionFlags connection;

  void AddTo(FlagSet* flags) {
    flags->Group("What to ask for");
    AddEnvironmentFlag(flags, &environment);
    flags->Texts("organization", "ID", "Organization. Required; several with --api_version=2.", &organizations);
    flags->Texts("product", "ID", "Product. None: all, where data is partitioned by location.", &products);
    flags->Texts("site", "ID", "Site. None: all, if products are given.", &sites);
    flags->Texts("location", "ID", "Location (warehouse). None: all, if products are given.", &locations);
    flags->Texts("filter", "NAME=VALUE", "Another dimension's value; values of one name are alternatives.", &filters);
    flags->Text("group_by", "NAME,NAME", "Dimensions to group by; without them all colours, sizes, … are summed.",
                &group_by);
    flags->Text("dimension_data_source", "NAME", "Data source whose own dimension names are used.",
                &dimension_data_source);
    flags->Switch("return_negative",
                  "Also rows that hold a negative number. Unlike in the REST interface the default "
                  "is to show them; --noreturn_negative leaves them out.",
                  &return_negative);
    flags->Integer("api_version", "1|2",
                   "Api-Version: 2 takes several organizations and pages, and sorts by "
                   "location.",
                   1, 2, &version);
    flags->Integer("page", "N", "With version 2: page, from 1.", 0, INT64_MAX, &page);
    flags->Integer("page_size", "N", "With version 2: locations a page; 0 = everything.", 0, INT64_MAX, &page_size);
    flags->Group("Exact query: only the listed tuples instead of filters that cross");
    flags->Switch("exact", "Ask for tuples.", &exact);
    flags->Text("keys", "NAME,NAME", "Dimensions of the tuples; with version 2 also organizationId.", &keys);
    flags->Texts("tuple", "VALUE,VALUE", "Values in the order of --keys; one that holds a comma goes in double quotes.",
                 &tuples);
    flags->Group("Output");
    flags->Switch("json", "Print the answer as the REST interface does, instead of a table.", &json);
    connection.AddTo(flags);
  }
};

std::vector<std::string_view> Views(const std::vector<std::string>& texts) { return {texts.begin(), texts.end()}; }

// Names of a comma list; none for "".
absl::StatusOr<std::vector<std::string>> NameList(const std::string& text) {
  if (text.empty()) return std::vector<std::string>();
  return SplitCsv(text);
}

absl::Status CheckFlags(const QueryFlags& flags) {
  if (absl::Status status = CheckEnvironmentFlag(flags.environment); !status.ok()) return status;
  if (flags.exact && (!flags.sites.empty() || !flags.locations.empty() || !flags.filters.empty())) {
    return absl::InvalidArgumentError(
        "an exact query takes --keys and --tuple instead of --site, --location, --filter");
  }
  if (!flags.exact && (!flags.keys.empty() || !flags.tuples.empty())) {
    return absl::InvalidArgumentError("--keys and --tuple are for an exact query: add --exact");
  }
  if ((flags.page != 0 || flags.page_size != 0) && (flags.version != 2 || flags.exact)) {
    return absl::InvalidArgumentError("--page and --page_size are for an index query with --api_version=2");
  }
  return absl::OkStatus();
}

absl::StatusOr<QueryAnswer> AskExact(const QueryFlags& flags, const std::vector<std::string>& group_by,
                                     Backend* backend) {
  const absl::StatusOr<std::vector<std::string>> keys = NameList(flags.keys);
  if (!keys.ok()) return keys.status();
  std::vector<std::vector<std::string>> tuples;
  for (const std::string& text : flags.tuples) {
    absl::StatusOr<std::vector<std::string>> tuple = SplitCsv(text);
    if (!tuple.ok()) return tuple.status();
    tuples.push_back(*std::move(tuple));
  }
  ExactQuery query;
  query.version = flags.version == 2 ? QueryVersion::kV2 : QueryVersion::kV1;
  query.dimension_data_source = flags.dimension_data_source;
  query.organization_ids = Views(flags.organizations);
  query.product_ids = Views(flags.products);
  query.keys = Views(*keys);
  for (const std::vector<std::string>& tuple : tuples) query.tuples.push_back(Views(tuple));
  query.group_by = Views(group_by);
  query.return_negative = flags.return_negative;
  return backend->Query(flags.environment, query);
}

absl::StatusOr<QueryAnswer> AskIndex(const QueryFlags& flags, const std::vector<std::string>& group_by,
                                     Backend* backend) {
  IndexQuery query;
  query.version = flags.version == 2 ? QueryVersion::kV2 : QueryVersion::kV1;
  query.dimension_data_source = flags.dimension_data_source;
  query.organization_ids = Views(flags.organizations);
  query.product_ids = Views(flags.products);
  if (!flags.sites.empty()) query.filters.push_back({"siteId", Views(flags.sites)});
  if (!flags.locations.empty()) query.filters.push_back({"locationId", Views(flags.locations)});
  std::vector<std::pair<std::string, std::string>> assignments;
  for (const std::string& text : flags.filters) {
    absl::StatusOr<std::pair<std::string, std::string>> assignment = SplitAssignment("filter", text);
    if (!assignment.ok()) return assignment.status();
    assignments.push_back(*std::move(assignment));
  }
  for (const std::pair<std::string, std::string>& assignment : assignments) {
    const auto same = std::find_if(query.filters.begin(), query.filters.end(),
                                   [&](const DimensionFilter& filter) { return filter.name == assignment.first; });
    if (same == query.filters.end()) {
      query.filters.push_back({assignment.first, {assignment.second}});
    } else {
      same->values.push_back(assignment.second);
    }
  }
  query.group_by = Views(group_by);
  query.return_negative = flags.return_negative;
  if (flags.page != 0) query.page_number = flags.page;
  if (flags.page_size != 0) query.page_size = flags.page_size;
  return backend->Query(flags.environment, query);
}

}  // namespace

int RunQuery(absl::Span<const std::string> arguments, const CommandIo& io) {
  QueryFlags flags;
  FlagSet set("onhand query --environment=ID --organization=ID [flags]",
              "Asks what is on hand: one row for each product and each combination of the dimensions grouped by, with "
              "physical and calculated measures. Measures that were never posted are left empty.");
  flags.AddTo(&set);
  set.Epilog(
      "Examples:\n"
      "  onhand query --environment=demo --organization=online-retail --product=85123A\n"
      "  onhand query --environment=shop --organization=usmf --site=1 --location=11 --location=12 \\\n"
      "      --filter=colorId=red --group_by=colorId,sizeId\n"
      "  onhand query --environment=shop --organization=usmf --exact --keys=siteId,locationId,colorId \\\n"
      "      --tuple=1,11,red --tuple=1,12,blue --json\n"
      "\nExit status: 0 answered, 1 the query cannot be answered, 2 wrong flags.\n");
  std::vector<std::string> positional;
  if (const auto status = ParseOrExit(set, kCommand, arguments, 0, 0, &positional, io)) return *status;
  if (absl::Status status = CheckFlags(flags); !status.ok()) return Fail(kCommand, status, io);
  const absl::StatusOr<std::vector<std::string>> group_by = NameList(flags.group_by);
  if (!group_by.ok()) return Fail(kCommand, group_by.status(), io);
  absl::StatusOr<std::unique_ptr<Backend>> backend = flags.connection.Connect(false);
  if (!backend.ok()) return Fail(kCommand, backend.status(), io);
  const absl::StatusOr<QueryAnswer> answer =
      flags.exact ? AskExact(flags, *group_by, backend->get()) : AskIndex(flags, *group_by, backend->get());
  if (!answer.ok()) return Fail(kCommand, answer.status(), io);
  if (!answer->issues.empty()) return FailWithIssues(kCommand, "the query cannot be answered", answer->issues, io);
  if (flags.json && flags.exact) {
    std::string rows;
    AppendRows(*answer, &rows);
    io.out << rows << "\n";
  } else if (flags.json) {
    io.out << EncodeIndexAnswer(*answer, flags.page_size == 0 ? std::nullopt : std::optional(flags.page_size)) << "\n";
  } else {
    io.out << QueryTable(*answer);
    if (answer->next_page_number.has_value()) {
      io.out << "More with --page=" << *answer->next_page_number << " --page_size=" << flags.page_size << "\n";
    }
  }
  return kExitOk;
}

}  // namespace onhand::cli
