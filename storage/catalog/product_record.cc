#include "storage/catalog/product_record.h"

#include <cassert>

#include "absl/strings/str_cat.h"
#include "storage/keys/product_key.h"
#include "storage/records/coding.h"
#include "storage/records/record_version.h"

namespace onhand::storage {
namespace {

constexpr uint8_t kVersion = 1;

bool IsField(uint8_t number) { return number >= 1 && number <= kProductFieldMax && number != kItemNumberField; }

}  // namespace

void EncodeProduct(const ProductRecord& record, std::string* out) {
  out->push_back(static_cast<char>(kVersion));
  PutVarint(record.fields.size(), out);
  [[maybe_unused]] uint8_t before = 0;
  for (const ProductRecord::Field& field : record.fields) {
    assert(IsField(field.number) && field.number > before && !field.text.empty());
    before = field.number;
    out->push_back(static_cast<char>(field.number));
    PutText(field.text, out);
  }
  PutVarint(record.attributes.size(), out);
  for (const ProductRecord::Attribute& attribute : record.attributes) {
    assert(attribute.area >= 1 && attribute.area <= kAttributeAreaMax && !attribute.name.empty());
    out->push_back(static_cast<char>(attribute.area));
    PutText(attribute.name, out);
    PutText(attribute.type_name, out);
    PutText(attribute.value, out);
  }
}

absl::StatusOr<ProductRecord> DecodeProduct(std::string_view bytes) {
  Reader reader(bytes);
  const uint8_t version = reader.Byte();
  if (reader.ok() && version != kVersion) {
    return UnknownVersion("product record", version, kVersion);
  }
  ProductRecord record;
  bool in_order = true;
  record.fields.resize(reader.Count(/*bytes_min=*/2));
  uint8_t before = 0;
  for (ProductRecord::Field& field : record.fields) {
    field.number = reader.Byte();
    field.text = std::string(reader.Text());
    in_order = in_order && IsField(field.number) && field.number > before && !field.text.empty();
    before = field.number;
  }
  record.attributes.resize(reader.Count(/*bytes_min=*/4));
  for (ProductRecord::Attribute& attribute : record.attributes) {
    attribute.area = reader.Byte();
    attribute.name = std::string(reader.Text());
    attribute.type_name = std::string(reader.Text());
    attribute.value = std::string(reader.Text());
    in_order = in_order && attribute.area >= 1 && attribute.area <= kAttributeAreaMax && !attribute.name.empty();
  }
  if (!reader.done() || !in_order) return absl::DataLossError("product record is damaged");
  return record;
}

}  // namespace onhand::storage
