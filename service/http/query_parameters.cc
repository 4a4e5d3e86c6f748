#include "service/http/query_parameters.h"

#include <optional>
#include <string>
#include <string_view>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/model/json_pointer.h"
#include "engine/model/name.h"

namespace onhand {
namespace {

void Add(const QueryParameter& parameter, Reason reason, std::string_view expected, std::vector<Issue>* issues) {
  issues->push_back(
      {reason, PointerTo("", parameter.name),
       absl::StrCat(parameter.name, " must be ", std::string(expected), ", not \"", parameter.value, "\".")});
}

void ReadFlag(const QueryParameter& parameter, bool* out, std::vector<Issue>* issues) {
  *out = NamesEqual(parameter.value, "true");
  if (!*out && !NamesEqual(parameter.value, "false")) Add(parameter, Reason::kMalformed, "true or false", issues);
}

// Names and ids are never empty: `groupBy=` names nothing.
void AppendNonEmpty(const QueryParameter& parameter, std::vector<std::string_view>* out) {
  for (const std::string& value : parameter.values) {
    if (!value.empty()) out->push_back(value);
  }
}

// An empty value is one to filter for (decisions E9).
void AppendFilter(const QueryParameter& parameter, std::vector<DimensionFilter>* filters) {
  DimensionFilter* filter = nullptr;
  for (DimensionFilter& known : *filters) {
    if (NamesEqual(known.name, parameter.name)) filter = &known;
  }
  if (filter == nullptr) {
    filter = &filters->emplace_back();
    filter->name = parameter.name;
  }
  filter->values.insert(filter->values.end(), parameter.values.begin(), parameter.values.end());
}

void ReadPageNumber(const Target& target, std::string_view name, std::optional<int64_t>* out,
                    std::vector<Issue>* issues) {
  const QueryParameter* parameter = target.Find(name);
  if (parameter == nullptr) return;
  int64_t number = 0;
  if (!absl::SimpleAtoi(parameter->value, &number) || number < 1) {
    Add(*parameter, Reason::kInvalidPage, "an integer of at least 1", issues);
    return;
  }
  *out = number;
}

}  // namespace

void ReadIndexQuery(const Target& target, IndexQuery* query, std::vector<Issue>* issues) {
  for (const QueryParameter& parameter : target.parameters) {
    const std::string_view name = parameter.name;
    if (NamesEqual(name, "organizationId")) {
      AppendNonEmpty(parameter, &query->organization_ids);
    } else if (NamesEqual(name, "productId")) {
      AppendNonEmpty(parameter, &query->product_ids);
    } else if (NamesEqual(name, "groupBy") || NamesEqual(name, "groupByValues")) {
      AppendNonEmpty(parameter, &query->group_by);
    } else if (NamesEqual(name, "returnNegative")) {
      ReadFlag(parameter, &query->return_negative, issues);
    } else if (NamesEqual(name, "dimensionDataSource")) {
      query->dimension_data_source = parameter.value;
    } else if (NamesEqual(name, "QueryATP")) {
      ReadFlag(parameter, &query->atp.wanted, issues);
    } else if (NamesEqual(name, "ATPFromDate")) {
      query->atp.from = parameter.value;
    } else if (NamesEqual(name, "ATPToDate")) {
      query->atp.to = parameter.value;
    } else {
      AppendFilter(parameter, &query->filters);
    }
  }
}

void ReadPage(const Target& target, IndexQuery* query, std::vector<Issue>* issues) {
  ReadPageNumber(target, "pageNumber", &query->page_number, issues);
  ReadPageNumber(target, "pageSize", &query->page_size, issues);
}

}  // namespace onhand
