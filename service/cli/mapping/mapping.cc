#include "service/cli/mapping/mapping.h"

#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/model/json_pointer.h"
#include "engine/model/quantity.h"
#include "service/flags/flag_set.h"
#include "service/json/json_reader.h"
#include "service/json/json_value.h"

namespace onhand::cli {
namespace {

// Reads one mapping document, collecting all that is wrong.
class Decoder {
 public:
  explicit Decoder(DecodedMapping* result) : result_(result) {}

  void Decode(const JsonValue& top) {
    Mapping& mapping = result_->mapping;
    if (!CheckObject(top, "",
                     {"description", "delimiter", "columns", "trim", "id", "ordinalWithin", "organizationId",
                      "productId", "dimensionDataSource", "dimensions", "quantities", "skipZero", "emptyIsNone",
                      "modifiedDateTimeUTC", "openingStock"})) {
      return;
    }
    if (const JsonValue* value = top.Find("delimiter")) {
      const std::string text = Text(*value, "/delimiter");
      if (text.size() == 1 && text != "\"" && text != "\n" && text != "\r") {
        mapping.delimiter = text[0];
      } else if (value->is_string()) {
        Wrong("/delimiter", "must be one character, such as \",\", \";\" or \"\\t\"");
      }
    }
    if (const JsonValue* value = top.Find("columns")) DecodeColumns(*value);
    Boolean(top, "trim", &mapping.trim);
    Boolean(top, "skipZero", &mapping.skip_zero);
    Boolean(top, "emptyIsNone", &mapping.empty_is_none);
    RequiredTemplate(top, "id", &mapping.id);
    RequiredTemplate(top, "organizationId", &mapping.organization_id);
    RequiredTemplate(top, "productId", &mapping.product_id);
    OptionalTemplate(top, "ordinalWithin", &mapping.ordinal_group);
    OptionalTemplate(top, "modifiedDateTimeUTC", &mapping.modified_at);
    if (mapping.id.uses_ordinal() && !mapping.ordinal_group.has_value()) {
      Wrong("/id", "uses {#ordinal}: \"ordinalWithin\" must say within what, for example \"{InvoiceNo}\"");
    }
    if (const JsonValue* value = top.Find("dimensionDataSource")) {
      mapping.dimension_data_source = TemplateAt(*value, "/dimensionDataSource");
    }
    if (const JsonValue* value = top.Find("dimensions")) DecodeDimensions(*value);
    if (const JsonValue* value = top.Find("quantities")) {
      DecodeQuantities(*value);
    } else {
      Wrong("", "the member \"quantities\" is missing: which column is posted to which measure");
    }
    if (const JsonValue* value = top.Find("openingStock")) DecodeOpeningStock(*value);
  }

 private:
  void Wrong(std::string path, std::string message) {
    result_->issues.push_back({Reason::kMalformed, std::move(path), std::move(message)});
  }

  // Whether it is an object; names its unknown members.
  bool CheckObject(const JsonValue& value, const std::string& path, std::vector<std::string_view> known) {
    if (!value.is_object()) {
      Wrong(path, absl::StrCat("must be an object, not ", std::string(JsonTypeName(value.type()))));
      return false;
    }
    for (const JsonMember& member : value.members()) {
      bool found = false;
      for (const std::string_view name : known) {
        found |= absl::EqualsIgnoreCase(std::string(name), std::string(member.name));
      }
      if (found) continue;
      const std::string nearest(NearestWord(member.name, known));
      Wrong(PointerTo(path, member.name),
            nearest.empty() ? "there is no such member"
                            : absl::StrCat("there is no such member; did you mean \"", nearest, "\"?"));
    }
    return true;
  }

  std::string Text(const JsonValue& value, const std::string& path) {
    if (!value.is_string()) {
      Wrong(path, absl::StrCat("must be a string, not ", std::string(JsonTypeName(value.type()))));
    }
    return value.is_string() ? std::string(value.text()) : std::string();
  }

  void Boolean(const JsonValue& object, std::string_view name, bool* target) {
    const JsonValue* value = object.Find(name);
    if (value == nullptr) return;
    if (!value->is_bool()) Wrong(PointerTo("", name), "must be true or false");
    *target = value->boolean();
  }

  Template TemplateAt(const JsonValue& value, const std::string& path) {
    const std::string text = Text(value, path);
    absl::StatusOr<Template> parsed = Template::Parse(text);
    if (!parsed.ok()) {
      Wrong(path, std::string(parsed.status().message()));
      return Template();
    }
    return *std::move(parsed);
  }

  void RequiredTemplate(const JsonValue& object, std::string_view name, Template* target) {
    const JsonValue* value = object.Find(name);
    if (value == nullptr) {
      Wrong("", absl::StrCat("the member \"", std::string(name), "\" is missing"));
      return;
    }
    *target = TemplateAt(*value, PointerTo("", name));
    if (value->is_string() && value->text().empty()) Wrong(PointerTo("", name), "must not be empty");
  }

  void OptionalTemplate(const JsonValue& object, std::string_view name, std::optional<Template>* target) {
    if (const JsonValue* value = object.Find(name)) *target = TemplateAt(*value, PointerTo("", name));
  }

  void DecodeColumns(const JsonValue& value) {
    if (!value.is_array() || value.elements().empty()) {
      Wrong("/columns", "must be an array with the name of each column");
      return;
    }
    std::set<std::string> seen;
    for (size_t i = 0; i < value.elements().size(); ++i) {
      const std::string name = Text(value.elements()[i], PointerTo("/columns", i));
      if (!seen.insert(name).second) Wrong(PointerTo("/columns", i), absl::StrCat("\"", name, "\" is there twice"));
      result_->mapping.columns.push_back(name);
    }
  }

  void DecodeDimensions(const JsonValue& value) {
    if (!value.is_object()) {
      Wrong("/dimensions", "must be an object: dimension name to value");
      return;
    }
    for (const JsonMember& member : value.members()) {
      result_->mapping.dimensions.emplace_back(std::string(member.name),
                                               TemplateAt(member.value, PointerTo("/dimensions", member.name)));
    }
  }

  void DecodeQuantities(const JsonValue& value) {
    if (!value.is_array() || value.elements().empty()) {
      Wrong("/quantities", "must be an array with at least one rule");
      return;
    }
    for (size_t i = 0; i < value.elements().size(); ++i) {
      const JsonValue& element = value.elements()[i];
      QuantityRule rule;
      rule.path = PointerTo("/quantities", i);
      if (!CheckObject(element, rule.path, {"from", "sign", "measure"})) continue;
      if (const JsonValue* from = element.Find("from")) {
        rule.from = TemplateAt(*from, PointerTo(rule.path, "from"));
      } else {
        Wrong(rule.path, "the member \"from\" is missing, for example \"{Quantity}\"");
      }
      if (const JsonValue* sign = element.Find("sign")) {
        const std::string text = Text(*sign, PointerTo(rule.path, "sign"));
        if (text == "positive") {
          rule.sign = QuantityRule::Sign::kPositive;
        } else if (text == "negative") {
          rule.sign = QuantityRule::Sign::kNegative;
        } else if (text != "any" && sign->is_string()) {
          Wrong(PointerTo(rule.path, "sign"), "must be \"positive\", \"negative\" or \"any\"");
        }
      }
      const MeasureRef measure = RequiredMeasure(element, "measure", rule.path);
      rule.data_source = measure.data_source;
      rule.measure = measure.measure;
      result_->mapping.quantities.push_back(std::move(rule));
    }
  }

  MeasureRef MeasureAt(const JsonValue& value, const std::string& path) {
    const std::string text = Text(value, path);
    const size_t dot = text.find('.');
    if (dot == std::string::npos || dot == 0 || dot + 1 == text.size()) {
      if (value.is_string())
        Wrong(path, absl::StrCat("\"", text, "\" must be data source, a point, and measure: \"pos.inbound\""));
      return {};
    }
    return {text.substr(0, dot), text.substr(dot + 1)};
  }

  MeasureRef RequiredMeasure(const JsonValue& object, std::string_view name, const std::string& path) {
    if (const JsonValue* value = object.Find(name)) return MeasureAt(*value, PointerTo(path, name));
    Wrong(path, absl::StrCat("the member \"", std::string(name), "\" is missing, for example \"pos.inbound\""));
    return {};
  }

  std::vector<MeasureRef> Measures(const JsonValue& object, std::string_view name) {
    std::vector<MeasureRef> measures;
    const std::string path = PointerTo("/openingStock", name);
    const JsonValue* value = object.Find(name);
    if (value == nullptr || !value->is_array()) {
      Wrong(path, "must be an array of measures, for example [\"pos.inbound\"]");
      return measures;
    }
    for (size_t i = 0; i < value->elements().size(); ++i) {
      measures.push_back(MeasureAt(value->elements()[i], PointerTo(path, i)));
    }
    return measures;
  }

  void DecodeOpeningStock(const JsonValue& value) {
    if (!CheckObject(value, "/openingStock", {"in", "out", "post", "roundUpTo"})) return;
    OpeningStockRule rule;
    rule.in = Measures(value, "in");
    rule.out = Measures(value, "out");
    rule.post = RequiredMeasure(value, "post", "/openingStock");
    if (const JsonValue* step = value.Find("roundUpTo")) {
      Quantity quantity;
      if (ParseQuantity(step->text(), &quantity) != QuantityError::kNone || quantity.micros <= 0) {
        Wrong("/openingStock/roundUpTo", "must be a number above 0 with at most 6 fraction digits");
      }
      rule.round_up_to_micros = quantity.micros;
    }
    result_->mapping.opening_stock = std::move(rule);
  }

  DecodedMapping* result_;
};

}  // namespace

DecodedMapping DecodeMapping(std::string_view json) {
  DecodedMapping result;
  JsonError error;
  const std::unique_ptr<JsonDocument> document = JsonDocument::Read(json, {}, &error);
  if (document == nullptr) {
    result.issues.push_back({Reason::kMalformed, error.path, error.message});
    return result;
  }
  Decoder(&result).Decode(document->top());
  return result;
}

absl::StatusOr<Mapping> PlainMapping(absl::Span<const std::string> heading) {
  Mapping mapping;
  mapping.empty_is_none = true;
  bool has_id = false;
  bool has_organization = false;
  bool has_product = false;
  std::set<std::string> seen;
  for (const std::string& column : heading) {
    const std::string name = absl::AsciiStrToLower(column);
    if (name.empty()) return absl::InvalidArgumentError("a column of the heading has no name");
    if (!seen.insert(name).second) {
      return absl::InvalidArgumentError(absl::StrCat("the heading has the column \"", column, "\" twice"));
    }
    const size_t dot = column.find('.');
    if (name == "id") {
      mapping.id = Template::OfColumn(column);
      has_id = true;
    } else if (name == "organizationid") {
      mapping.organization_id = Template::OfColumn(column);
      has_organization = true;
    } else if (name == "productid") {
      mapping.product_id = Template::OfColumn(column);
      has_product = true;
    } else if (name == "dimensiondatasource") {
      mapping.dimension_data_source = Template::OfColumn(column);
    } else if (name == "modifieddatetimeutc") {
      mapping.modified_at = Template::OfColumn(column);
    } else if (name.rfind("derived:", 0) == 0) {
      continue;
    } else if (dot != std::string::npos && dot > 0 && dot + 1 < column.size()) {
      mapping.quantities.push_back(
          {"", Template::OfColumn(column), QuantityRule::Sign::kAny, column.substr(0, dot), column.substr(dot + 1)});
    } else {
      mapping.dimensions.emplace_back(column, Template::OfColumn(column));
    }
  }
  if (!has_id || !has_organization || !has_product || mapping.quantities.empty()) {
    return absl::InvalidArgumentError(
        "without --mapping the heading must have the columns id, organizationId, productId and at least one measure "
        "such as pos.inbound; give a --mapping for other files");
  }
  return mapping;
}

std::vector<Issue> BindMapping(absl::Span<const std::string> heading, Mapping* mapping) {
  std::vector<Issue> issues;
  const auto bind = [&](const std::string& path, Template* target) {
    if (absl::Status status = target->Bind(heading); !status.ok()) {
      issues.push_back({Reason::kMalformed, path, std::string(status.message())});
    }
  };
  bind("/id", &mapping->id);
  if (mapping->ordinal_group.has_value()) bind("/ordinalWithin", &*mapping->ordinal_group);
  bind("/organizationId", &mapping->organization_id);
  bind("/productId", &mapping->product_id);
  bind("/dimensionDataSource", &mapping->dimension_data_source);
  for (auto& [name, value] : mapping->dimensions) bind(PointerTo("/dimensions", name), &value);
  for (QuantityRule& rule : mapping->quantities) bind(PointerTo(rule.path, "from"), &rule.from);
  if (mapping->modified_at.has_value()) bind("/modifiedDateTimeUTC", &*mapping->modified_at);
  return issues;
}

}  // namespace onhand::cli
