#include "service/cli/commands/product_table.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/cli/terminal/table.h"

namespace onhand::cli {
namespace {

constexpr size_t kCellBytesMax = 60;

// At most so many bytes of UTF-8, cut between characters.
std::string Shorten(std::string_view text) {
  if (text.size() <= kCellBytesMax) return std::string(text);
  size_t end = kCellBytesMax - 3;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end)).append("...");
}

std::string Attributes(const Product& product) {
  std::string text;
  for (const ProductAttribute& attribute : product.attributes) {
    absl::StrAppend(&text, text.empty() ? "" : "; ", attribute.name, "=", attribute.value);
  }
  return Shorten(text);
}

}  // namespace

std::string ProductTable(const std::vector<Product>& products) {
  const auto some = [&products](auto&& has) { return std::any_of(products.begin(), products.end(), has); };
  std::vector<ProductField> fields = {ProductField::kItemNumber};
  for (const ProductField field : kProductFields) {
    if (field == ProductField::kItemNumber) continue;
    if (some([field](const Product& product) { return !ProductFieldText(product, field).empty(); })) {
      fields.push_back(field);
    }
  }
  const bool attributes = some([](const Product& product) { return !product.attributes.empty(); });
  std::vector<TableColumn> columns;
  for (const ProductField field : fields) columns.push_back({std::string(ProductFieldName(field))});
  if (attributes) columns.push_back({"attributes"});
  std::vector<std::vector<std::string>> rows;
  for (const Product& product : products) {
    std::vector<std::string>& cells = rows.emplace_back();
    for (const ProductField field : fields) {
      // Whole: it is what other commands take.
      const std::string& text = ProductFieldText(product, field);
      cells.push_back(field == ProductField::kItemNumber ? text : Shorten(text));
    }
    if (attributes) cells.push_back(Attributes(product));
  }
  return absl::StrCat(RenderTable(columns, rows), WithThousands(static_cast<int64_t>(rows.size())),
                      rows.size() == 1 ? " product\n" : " products\n");
}

}  // namespace onhand::cli
