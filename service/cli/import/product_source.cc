#include "service/cli/import/product_source.h"

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "engine/model/name.h"
#include "engine/model/outcome.h"
#include "service/cli/files/text_record.h"
#include "service/flags/flag_set.h"
#include "service/json/json_reader.h"
#include "service/json/json_value.h"
#include "service/json/product_decoder.h"

namespace onhand::cli {
namespace {

constexpr std::string_view kAttributePrefix = "attribute:";

double FractionRead(const ByteSource& bytes) {
  if (bytes.size_bytes() <= 0 || bytes.position_bytes() < 0) return -1;
  return static_cast<double>(bytes.position_bytes()) / static_cast<double>(bytes.size_bytes());
}

// What a column holds: a field, or the value of an attribute.
struct Column {
  std::optional<ProductField> field;
  ProductAttribute attribute;  // without its value
};

absl::Status WrongColumn(const std::string& heading, const std::string& why) {
  return absl::InvalidArgumentError(absl::StrCat("the column \"", heading, "\" ", why));
}

absl::StatusOr<Column> AttributeColumn(const std::string& heading) {
  const std::vector<std::string> parts = absl::StrSplit(heading.substr(kAttributePrefix.size()), ':');
  Column column;
  column.attribute.name = parts[0];
  if (parts[0].empty()) return WrongColumn(heading, "names no attribute; write attribute:NAME[:TYPE[:AREA]]");
  if (parts.size() > 3) return WrongColumn(heading, "has too many parts; write attribute:NAME[:TYPE[:AREA]]");
  if (parts.size() > 1) column.attribute.type_name = parts[1];
  if (parts.size() < 3) return column;
  const std::optional<AttributeArea> area = FindAttributeArea(parts[2]);
  if (!area.has_value()) {
    return WrongColumn(heading,
                       "names an unknown area; there are ProductAttribute, DimensionAttribute, BatchAttribute");
  }
  column.attribute.area = *area;
  return column;
}

absl::StatusOr<Column> ReadHeading(const std::string& heading) {
  if (NamesEqual(std::string_view(heading).substr(0, kAttributePrefix.size()), kAttributePrefix)) {
    return AttributeColumn(heading);
  }
  Column column;
  column.field = FindProductField(TrimBlanks(heading));
  if (column.field.has_value()) return column;
  std::vector<std::string_view> names;
  for (const ProductField field : kProductFields) names.push_back(ProductFieldName(field));
  const std::string_view nearest = NearestWord(heading, names);
  return WrongColumn(heading, nearest.empty()
                                  ? "is no field of a product; attributes are written attribute:NAME"
                                  : absl::StrCat("is unknown; did you mean \"", std::string(nearest), "\"?"));
}

class CsvProductSource : public ProductSource {
 public:
  explicit CsvProductSource(std::unique_ptr<ByteSource> bytes) : bytes_(std::move(bytes)), reader_(bytes_.get()) {}

  absl::Status Start() {
    const absl::StatusOr<bool> more = reader_.Next(&record_);
    if (!more.ok()) return more.status();
    if (!*more) return absl::InvalidArgumentError("the file is empty; its first line must be the heading");
    if (!record_.error.empty()) return absl::InvalidArgumentError(absl::StrCat("the heading: ", record_.error));
    bool numbered = false;
    for (const std::string& heading : record_.fields) {
      absl::StatusOr<Column> column = ReadHeading(heading);
      if (!column.ok()) return column.status();
      for (const Column& before : columns_) {
        if (column->field.has_value() && before.field == column->field) {
          return WrongColumn(heading, "is there twice");
        }
      }
      numbered = numbered || column->field == ProductField::kItemNumber;
      columns_.push_back(*std::move(column));
    }
    if (!numbered) return absl::InvalidArgumentError("the heading has no column itemNumber");
    return absl::OkStatus();
  }

  absl::StatusOr<bool> Next(ProductItem* item) override {
    const absl::StatusOr<bool> more = reader_.Next(&record_);
    if (!more.ok() || !*more) return more;
    item->line = record_.line;
    item->original.swap(record_.original);
    item->error = record_.error;
    item->product = Product();
    if (!item->error.empty()) return true;
    if (record_.fields.size() != columns_.size()) {
      item->error = absl::StrCat("the record has ", record_.fields.size(), " fields, the heading ", columns_.size());
      return true;
    }
    for (size_t i = 0; i < columns_.size(); ++i) {
      std::string& text = record_.fields[i];
      if (columns_[i].field.has_value()) {
        *MutableProductFieldText(&item->product, *columns_[i].field) = std::move(text);
      } else if (!text.empty()) {
        item->product.attributes.push_back(columns_[i].attribute);
        item->product.attributes.back().value = std::move(text);
      }
    }
    return true;
  }

  double fraction() const override { return FractionRead(*bytes_); }

 private:
  const std::unique_ptr<ByteSource> bytes_;
  CsvReader reader_;
  CsvRecord record_;
  std::vector<Column> columns_;
};

class JsonProductSource : public ProductSource {
 public:
  explicit JsonProductSource(std::unique_ptr<ByteSource> bytes) : bytes_(std::move(bytes)), reader_(bytes_.get()) {}

  absl::StatusOr<bool> Next(ProductItem* item) override {
    const absl::StatusOr<bool> more = reader_.Next(&record_);
    if (!more.ok() || !*more) return more;
    item->line = record_.line;
    item->original.swap(record_.text);
    item->error = record_.error;
    item->product = Product();
    if (item->error.empty()) Read(item->original, item);
    return true;
  }

  double fraction() const override { return FractionRead(*bytes_); }

 private:
  static void Read(std::string_view text, ProductItem* item) {
    JsonError error;
    const std::unique_ptr<JsonDocument> document = JsonDocument::Read(text, {}, &error);
    Issue issue;
    if (document == nullptr) {
      item->error = absl::StrCat("not JSON: ", error.message);
    } else if (!document->top().is_object()) {
      item->error =
          absl::StrCat("not a product: ", std::string(JsonTypeName(document->top().type())), " instead of an object");
    } else if (!DecodeProduct(document->top(), &item->product, &issue)) {
      item->error = issue.path.empty() ? issue.message : absl::StrCat(issue.path, ": ", issue.message);
    }
  }

  const std::unique_ptr<ByteSource> bytes_;
  LineReader reader_;
  LineRecord record_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<ProductSource>> OpenCsvProducts(std::unique_ptr<ByteSource> bytes) {
  auto source = std::make_unique<CsvProductSource>(std::move(bytes));
  if (absl::Status status = source->Start(); !status.ok()) return status;
  return std::unique_ptr<ProductSource>(std::move(source));
}

std::unique_ptr<ProductSource> OpenJsonProducts(std::unique_ptr<ByteSource> bytes) {
  return std::make_unique<JsonProductSource>(std::move(bytes));
}

}  // namespace onhand::cli
