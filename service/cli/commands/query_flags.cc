#include "service/cli/commands/query_flags.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/cli/files/text_record.h"
#include "service/json/answer_encoder.h"

namespace onhand::cli {
namespace {

std::vector<std::string_view> Views(const std::vector<std::string>& texts) { return {texts.begin(), texts.end()}; }

// Names of a comma list; none for "".
absl::StatusOr<std::vector<std::string>> NameList(const std::string& text) {
  if (text.empty()) return std::vector<std::string>();
  return SplitCsv(text);
}

absl::StatusOr<QueryAnswer> AskExact(const QueryFlags& flags, const std::vector<std::string>& group_by,
                                     const AtpRange& atp, Backend* backend) {
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
  query.atp = atp;
  return backend->Query(flags.environment, query);
}

absl::StatusOr<QueryAnswer> AskIndex(const QueryFlags& flags, const std::vector<std::string>& group_by,
                                     const AtpRange& atp, Backend* backend) {
  IndexQuery query;
  query.version = flags.version == 2 ? QueryVersion::kV2 : QueryVersion::kV1;
  query.dimension_data_source = flags.dimension_data_source;
  query.organization_ids = Views(flags.organizations);
  query.product_ids = Views(flags.products);
  if (!flags.sites.empty()) query.filters.push_back({"siteId", Views(flags.sites)});
  if (!flags.locations.empty()) query.filters.push_back({"locationId", Views(flags.locations)});
  for (const std::string& text : flags.filters) {
    const absl::StatusOr<std::pair<std::string_view, std::string_view>> filter = SplitAssignment("filter", text);
    if (!filter.ok()) return filter.status();
    const auto same = std::find_if(query.filters.begin(), query.filters.end(),
                                   [&](const DimensionFilter& other) { return other.name == filter->first; });
    if (same == query.filters.end()) {
      query.filters.push_back({filter->first, {filter->second}});
    } else {
      same->values.push_back(filter->second);
    }
  }
  query.group_by = Views(group_by);
  query.return_negative = flags.return_negative;
  query.atp = atp;
  if (flags.page != 0) query.page_number = flags.page;
  if (flags.page_size != 0) query.page_size = flags.page_size;
  return backend->Query(flags.environment, query);
}

}  // namespace

void QueryFlags::AddSubject(FlagSet* flags) {
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
  flags->Integer("api_version", "1|2",
                 "Api-Version: 2 takes several organizations and pages, and sorts by "
                 "location.",
                 1, 2, &version);
  flags->Integer("page", "N", "With version 2: page, from 1.", 0, INT64_MAX, &page);
  flags->Integer("page_size", "N", "With version 2: locations a page; 0 = everything.", 0, INT64_MAX, &page_size);
}

void QueryFlags::AddReturnNegative(FlagSet* flags) {
  flags->Switch("return_negative",
                "Also rows that hold a negative number. Unlike in the REST interface the default "
                "is to show them; --noreturn_negative leaves them out.",
                &return_negative);
}

void QueryFlags::AddExactAndOutput(FlagSet* flags) {
  flags->Group("Exact query: only the listed tuples instead of filters that cross");
  flags->Switch("exact", "Ask for tuples.", &exact);
  flags->Text("keys", "NAME,NAME", "Dimensions of the tuples; with version 2 also organizationId.", &keys);
  flags->Texts("tuple", "VALUE,VALUE", "Values in the order of --keys; one that holds a comma goes in double quotes.",
               &tuples);
  flags->Group("Output");
  flags->Switch("json", "Print the answer as the REST interface does, instead of a table.", &json);
  connection.AddTo(flags);
}

absl::Status QueryFlags::Check() const {
  if (absl::Status status = CheckEnvironmentFlag(environment); !status.ok()) return status;
  if (exact && (!sites.empty() || !locations.empty() || !filters.empty())) {
    return absl::InvalidArgumentError(
        "an exact query takes --keys and --tuple instead of --site, --location, --filter");
  }
  if (!exact && (!keys.empty() || !tuples.empty())) {
    return absl::InvalidArgumentError("--keys and --tuple are for an exact query: add --exact");
  }
  if ((page != 0 || page_size != 0) && (version != 2 || exact)) {
    return absl::InvalidArgumentError("--page and --page_size are for an index query with --api_version=2");
  }
  return absl::OkStatus();
}

absl::StatusOr<QueryAnswer> QueryFlags::Ask(const AtpRange& atp, Backend* backend) const {
  const absl::StatusOr<std::vector<std::string>> names = NameList(group_by);
  if (!names.ok()) return names.status();
  return exact ? AskExact(*this, *names, atp, backend) : AskIndex(*this, *names, atp, backend);
}

std::string QueryFlags::Json(const QueryAnswer& answer) const {
  std::string json;
  if (exact) {
    AppendRows(answer, &json);
  } else {
    json = EncodeIndexAnswer(answer, page_size == 0 ? std::nullopt : std::optional(page_size));
  }
  return json + "\n";
}

std::string QueryFlags::MoreLine(const QueryAnswer& answer) const {
  if (!answer.next_page_number.has_value()) return "";
  return absl::StrCat("More with --page=", *answer.next_page_number, " --page_size=", page_size, "\n");
}

}  // namespace onhand::cli
