// File: product_record.h
//
// The value of a product of the catalogue. Its item number is the key.
//
//   product   := version:u8 (=1) fields:varint field* attributes:varint attribute*
//   field     := number:u8 text:str                      1–9 without 2 (the item number), ascending, none empty
//   attribute := area:u8 (1–3) name:str type:str value:str        in the order given
//
// Worked example: docs/formats/products.md.
#ifndef ONHAND_STORAGE_CATALOG_PRODUCT_RECORD_H_
#define ONHAND_STORAGE_CATALOG_PRODUCT_RECORD_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace onhand::storage {

// The numbers are those of ProductField and AttributeArea in engine/model/product.h and are on disk.
inline constexpr uint8_t kItemNumberField = 2;
inline constexpr uint8_t kAttributeAreaMax = 3;

struct ProductRecord {
  struct Field {
    uint8_t number = 0;
    std::string text;
    friend bool operator==(const Field&, const Field&) = default;
  };
  struct Attribute {
    uint8_t area = 1;
    std::string name;
    std::string type_name;
    std::string value;
    friend bool operator==(const Attribute&, const Attribute&) = default;
  };
  std::vector<Field> fields;
  std::vector<Attribute> attributes;
  friend bool operator==(const ProductRecord&, const ProductRecord&) = default;
};

// Appends. `record` must hold what the grammar says (checked in debug builds).
void EncodeProduct(const ProductRecord& record, std::string* out);
// DATA_LOSS with what is wrong.
absl::StatusOr<ProductRecord> DecodeProduct(std::string_view bytes);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_CATALOG_PRODUCT_RECORD_H_
