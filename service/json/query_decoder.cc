#include "service/json/query_decoder.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "engine/model/json_pointer.h"
#include "engine/model/name.h"
#include "service/json/field_reader.h"

namespace onhand {
namespace {

// What both queries have beside their filters.
struct Common {
  std::string_view* dimension_data_source;
  std::vector<std::string_view>* group_by;
  bool* return_negative;
  AtpRange* atp;
};

void Collect(bool ok, Issue issue, std::vector<Issue>* issues) {
  if (!ok) issues->push_back(std::move(issue));
}

void CollectStrings(const JsonValue& value, std::string_view path, std::vector<std::string_view>* out,
                    std::vector<Issue>* issues) {
  Issue issue;
  Collect(ReadStrings(value, path, out, &issue), issue, issues);
}

void DecodeAtpDates(const JsonValue& body, AtpRange* atp, std::vector<Issue>* issues) {
  Issue issue;
  if (const JsonValue* v = body.Find("ATPFromDate")) {
    Collect(ReadString(*v, "/ATPFromDate", &atp->from, &issue), issue, issues);
  }
  if (const JsonValue* v = body.Find("ATPToDate")) {
    Collect(ReadString(*v, "/ATPToDate", &atp->to, &issue), issue, issues);
  }
}

// False, with an issue, if the body is no object. The filters, or null if there are none.
bool DecodeCommon(const JsonValue& body, const Common& common, const JsonValue** filters, std::vector<Issue>* issues) {
  if (!body.is_object()) {
    issues->push_back(MistypedField("", "an object", body));
    return false;
  }
  Issue issue;
  if (const JsonValue* v = body.Find("dimensionDataSource")) {
    Collect(ReadString(*v, "/dimensionDataSource", common.dimension_data_source, &issue), issue, issues);
  }
  if (const JsonValue* v = body.Find("groupByValues")) CollectStrings(*v, "/groupByValues", common.group_by, issues);
  if (const JsonValue* v = body.Find("returnNegative")) {
    Collect(ReadBool(*v, "/returnNegative", common.return_negative, &issue), issue, issues);
  }
  if (const JsonValue* v = body.Find("QueryATP")) {
    Collect(ReadBool(*v, "/QueryATP", &common.atp->wanted, &issue), issue, issues);
  }
  if (common.atp->wanted) DecodeAtpDates(body, common.atp, issues);
  *filters = body.Find("filters");
  if (*filters != nullptr && !(*filters)->is_object()) {
    issues->push_back(MistypedField("/filters", "an object", **filters));
    *filters = nullptr;
  }
  return true;
}

void DecodeTuples(const JsonValue& values, std::vector<std::vector<std::string_view>>* tuples,
                  std::vector<Issue>* issues) {
  if (!values.is_array()) {
    issues->push_back(MistypedField("/filters/values", "an array of arrays of strings", values));
    return;
  }
  const auto elements = values.elements();
  const bool flat = !elements.empty() && std::all_of(elements.begin(), elements.end(),
                                                     [](const JsonValue& element) { return element.is_string(); });
  if (flat) {
    CollectStrings(values, "/filters/values", &tuples->emplace_back(), issues);
    return;
  }
  tuples->reserve(elements.size());
  for (size_t i = 0; i < elements.size() && issues->empty(); ++i) {
    Issue issue;
    // The pointer is only built for the one that fails.
    if (!ReadStrings(elements[i], {}, &tuples->emplace_back(), &issue)) {
      tuples->back().clear();
      CollectStrings(elements[i], PointerTo("/filters/values", i), &tuples->back(), issues);
    }
  }
}

}  // namespace

void DecodeIndexQuery(const JsonValue& body, IndexQuery* query, std::vector<Issue>* issues) {
  const JsonValue* filters = nullptr;
  const Common common = {&query->dimension_data_source, &query->group_by, &query->return_negative, &query->atp};
  if (!DecodeCommon(body, common, &filters, issues) || filters == nullptr) return;
  for (const JsonMember& filter : filters->members()) {
    if (filter.value.is_null()) continue;
    const std::string path = PointerTo("/filters", filter.name);
    if (NamesEqual(filter.name, "organizationId")) {
      CollectStrings(filter.value, path, &query->organization_ids, issues);
    } else if (NamesEqual(filter.name, "productId")) {
      CollectStrings(filter.value, path, &query->product_ids, issues);
    } else {
      DimensionFilter& dimension = query->filters.emplace_back();
      dimension.name = filter.name;
      CollectStrings(filter.value, path, &dimension.values, issues);
    }
  }
}

void DecodeExactQuery(const JsonValue& body, ExactQuery* query, std::vector<Issue>* issues) {
  const JsonValue* filters = nullptr;
  const Common common = {&query->dimension_data_source, &query->group_by, &query->return_negative, &query->atp};
  if (!DecodeCommon(body, common, &filters, issues)) return;
  if (filters == nullptr) {
    if (issues->empty()) issues->push_back(MissingField("/filters"));
    return;
  }
  const bool v2 = query->version == QueryVersion::kV2;
  if (const JsonValue* v = filters->Find("organizationId")) {
    if (v2) {
      issues->push_back({Reason::kMalformed, "/filters/organizationId",
                         "filters/organizationId is not for Api-Version 2.0: name organizationId among filters/keys."});
    } else {
      CollectStrings(*v, "/filters/organizationId", &query->organization_ids, issues);
    }
  }
  if (const JsonValue* v = filters->Find("productId")) {
    CollectStrings(*v, "/filters/productId", &query->product_ids, issues);
  }
  const std::string keys_path = v2 ? "/filters/keys" : "/filters/dimensions";
  if (const JsonValue* v = filters->Find(v2 ? "keys" : "dimensions")) {
    CollectStrings(*v, keys_path, &query->keys, issues);
  } else {
    issues->push_back(MissingField(keys_path));
  }
  if (const JsonValue* v = filters->Find("values")) {
    DecodeTuples(*v, &query->tuples, issues);
  } else {
    issues->push_back(MissingField("/filters/values"));
  }
}

}  // namespace onhand
