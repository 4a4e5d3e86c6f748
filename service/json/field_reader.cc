#include "service/json/field_reader.h"

#include "absl/strings/str_cat.h"
#include "engine/model/json_pointer.h"

namespace onhand {
namespace {

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

// A pointer in words: "quantities/pos/inbound".
absl::string_view FieldName(std::string_view path) {
  return path.empty() ? absl::string_view("the value") : View(path.substr(1));
}

}  // namespace

Issue MistypedField(std::string_view path, std::string_view expected, const JsonValue& value) {
  return {Reason::kMalformed, std::string(path),
          absl::StrCat(FieldName(path), " must be ", View(expected), ", not ", View(JsonTypeName(value.type())), ".")};
}

Issue MissingField(std::string_view path) {
  return {Reason::kMalformed, std::string(path), absl::StrCat(FieldName(path), " is missing.")};
}

std::string ShownText(std::string_view text) {
  constexpr size_t kShownMax = 60;
  std::string shown(text.substr(0, kShownMax));
  if (text.size() > kShownMax) shown += "…";
  return shown;
}

bool ReadString(const JsonValue& value, std::string_view path, std::string_view* out, Issue* issue) {
  if (!value.is_string()) {
    *issue = MistypedField(path, "a string", value);
    return false;
  }
  *out = value.text();
  return true;
}

bool ReadBool(const JsonValue& value, std::string_view path, bool* out, Issue* issue) {
  if (!value.is_bool()) {
    *issue = MistypedField(path, "true or false", value);
    return false;
  }
  *out = value.boolean();
  return true;
}

bool ReadInteger(const JsonValue& value, std::string_view path, int64_t* out, Issue* issue) {
  if (!value.is_number()) {
    *issue = MistypedField(path, "an integer", value);
    return false;
  }
  Quantity quantity;
  if (ParseQuantity(value.text(), &quantity) != QuantityError::kNone || quantity.micros % kMicrosPerUnit != 0) {
    *issue = {Reason::kMalformed, std::string(path),
              absl::StrCat(FieldName(path), " must be an integer, not ", View(value.text()), ".")};
    return false;
  }
  *out = quantity.micros / kMicrosPerUnit;
  return true;
}

bool ReadStrings(const JsonValue& value, std::string_view path, std::vector<std::string_view>* out, Issue* issue) {
  if (!value.is_array()) {
    *issue = MistypedField(path, "an array of strings", value);
    return false;
  }
  const auto elements = value.elements();
  out->reserve(out->size() + elements.size());
  for (size_t i = 0; i < elements.size(); ++i) {
    if (!elements[i].is_string()) {
      *issue = MistypedField(PointerTo(path, i), "a string", elements[i]);
      return false;
    }
    out->push_back(elements[i].text());
  }
  return true;
}

bool ReadQuantity(const JsonValue& value, std::string_view path, Quantity* out, Issue* issue) {
  if (!value.is_number() && !value.is_string()) {
    *issue = MistypedField(path, "a number", value);
    return false;
  }
  const QuantityError error = ParseQuantity(value.text(), out);
  if (error == QuantityError::kNone) return true;
  *issue = {Reason::kInvalidQuantity, std::string(path),
            absl::StrCat(FieldName(path), ": \"", ShownText(value.text()), "\" ", View(QuantityErrorText(error)), ".")};
  return false;
}

}  // namespace onhand
