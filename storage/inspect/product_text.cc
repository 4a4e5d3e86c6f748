#include "storage/inspect/product_text.h"

#include <optional>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "storage/catalog/product_record.h"
#include "storage/keys/product_key.h"

namespace onhand::storage {
namespace {

std::string Quote(std::string_view text) {
  return absl::StrCat("\"", absl::Utf8SafeCEscape(absl::string_view(text.data(), text.size())), "\"");
}

std::string TermText(const TermKeyParts& parts) {
  switch (parts.kind) {
    case TermKind::kText:
      return absl::StrCat("text=", Quote(parts.term));
    case TermKind::kNumeral:
      return absl::StrCat("numeral=", Quote(parts.term));
    case TermKind::kNumber:
      return absl::StrCat("number=", NumberOfTerm(parts.term));
    case TermKind::kGram:
      return absl::StrCat("gram=", Quote(parts.term));
  }
  return "";
}

}  // namespace

absl::StatusOr<std::string> ProductText(std::string_view item_number, std::string_view value) {
  const absl::StatusOr<ProductRecord> record = DecodeProduct(value);
  if (!record.ok()) return record.status();
  std::string text = Quote(item_number);
  for (const ProductRecord::Field& field : record->fields) {
    absl::StrAppend(&text, " field", field.number, "=", Quote(field.text));
  }
  for (const ProductRecord::Attribute& attribute : record->attributes) {
    absl::StrAppend(&text, " attribute(", attribute.area, ")=", Quote(attribute.name),
                    " type=", Quote(attribute.type_name), " value=", Quote(attribute.value));
  }
  return text;
}

absl::StatusOr<std::string> ProductTermText(std::string_view key, std::string_view value) {
  const std::optional<TermKeyParts> parts = ParseTermKey(key);
  if (!parts.has_value()) return absl::DataLossError("not a product term key");
  if (!value.empty()) return absl::DataLossError("product terms have no value");
  const std::string path = parts->path.field == kAttributeField
                               ? absl::StrCat("attribute ", Quote(parts->path.attribute))
                               : absl::StrCat("field", parts->path.field);
  return absl::StrCat(path, " ", TermText(*parts), " item=", Quote(parts->item_number));
}

}  // namespace onhand::storage
