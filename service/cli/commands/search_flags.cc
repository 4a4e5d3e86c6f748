#include "service/cli/commands/search_flags.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/model/name.h"
#include "engine/model/outcome.h"
#include "service/cli/files/byte_source.h"
#include "service/cli/files/text_record.h"
#include "service/json/product_search_decoder.h"

namespace onhand::cli {
namespace {

constexpr size_t kSearchBytesMax = 1 << 20;

// "NAME OPERATOR VALUE[,VALUE]" taken apart at the first word that is an operator and has a name before it.
struct ConditionText {
  std::string name;
  ConditionOperator op = ConditionOperator::kIsExactly;
  std::vector<std::string> values;
};

absl::StatusOr<ConditionText> SplitCondition(const std::string& flag, const std::string& text) {
  size_t begin = 0;
  while (begin < text.size()) {
    const size_t end = std::min(text.find(' ', begin), text.size());
    const std::string_view word = std::string_view(text).substr(begin, end - begin);
    const std::optional<ConditionOperator> op = begin == 0 || word.empty() ? std::nullopt : FindConditionOperator(word);
    if (op.has_value()) {
      const std::string values(TrimBlanks(std::string_view(text).substr(end)));
      absl::StatusOr<std::vector<std::string>> split = SplitCsv(values);
      if (!split.ok()) return absl::InvalidArgumentError(absl::StrCat(flag, ": ", split.status().message()));
      return ConditionText{std::string(TrimBlanks(std::string_view(text).substr(0, begin))), *op, *std::move(split)};
    }
    begin = end + 1;
  }
  return absl::InvalidArgumentError(
      absl::StrCat(flag, " takes \"NAME OPERATOR VALUE\", not \"", text,
                   "\"; operators are IsExactly, IsNot, Contains, DoesNotContain, BeginsWith, IsOneOf, GreaterEqual, "
                   "LessEqual, Between"));
}

}  // namespace

void SearchFlags::AddTo(FlagSet* flags) {
  flags->Group("Which products");
  flags->Texts("where", "FIELD OPERATOR VALUE",
               "A condition on a field: itemNumber, productName, productSearchName, productType, productDescription, "
               "company, inventoryUnitSymbol, salesUnitSymbol, purchaseUnitSymbol. Several values are parted by "
               "commas; one that holds a comma goes in double quotes.",
               &where);
  flags->Texts("attribute", "NAME OPERATOR VALUE", "A condition on an attribute.", &attributes);
  flags->Switch("any", "One of the conditions must hold, not all: of --where, and of --attribute.", &any);
  flags->Text("search", "JSON|@FILE",
              "The whole search as the REST interface takes it (productSearch), in place of the flags above.", &search);
}

absl::StatusOr<std::unique_ptr<SearchText>> SearchFlags::Read() const {
  auto result = std::make_unique<SearchText>();
  if (!search.empty()) {
    if (!where.empty() || !attributes.empty()) {
      return absl::InvalidArgumentError("--search takes the place of --where and --attribute: give one of them");
    }
    result->json_ = search;
    if (search[0] == '@') {
      absl::StatusOr<std::string> text = ReadWholeFile(search.substr(1), kSearchBytesMax);
      if (!text.ok()) return text.status();
      result->json_ = *std::move(text);
    }
    JsonError error;
    result->document_ = JsonDocument::Read(result->json_, {}, &error);
    if (result->document_ == nullptr) {
      return absl::InvalidArgumentError(absl::StrCat("--search is not JSON: ", error.message));
    }
    std::vector<Issue> issues;
    DecodeProductSearch(result->document_->top(), &result->search_, &issues);
    if (issues.empty()) return result;
    std::string message = "--search is wrong";
    for (const Issue& issue : issues) absl::StrAppend(&message, "\n  ", issue.path, ": ", issue.message);
    return absl::InvalidArgumentError(message);
  }
  const auto keep = [&result](std::string text) -> std::string_view {
    return *result->texts_.emplace_back(std::make_unique<std::string>(std::move(text)));
  };
  result->search_.product_filter.any = any;
  for (const std::string& text : where) {
    absl::StatusOr<ConditionText> split = SplitCondition("--where", text);
    if (!split.ok()) return split.status();
    const std::optional<ProductField> field = FindProductField(split->name);
    if (!field.has_value()) {
      return absl::InvalidArgumentError(
          absl::StrCat("--where: \"", split->name, "\" is no field of a product; see --help"));
    }
    ProductCondition& condition = result->search_.product_filter.conditions.emplace_back();
    condition.field = *field;
    condition.op = split->op;
    for (std::string& value : split->values) condition.values.push_back(keep(std::move(value)));
  }
  result->search_.attribute_filter.any = any;
  for (const std::string& text : attributes) {
    absl::StatusOr<ConditionText> split = SplitCondition("--attribute", text);
    if (!split.ok()) return split.status();
    AttributeCondition& condition = result->search_.attribute_filter.conditions.emplace_back();
    condition.attribute_name = keep(std::move(split->name));
    condition.op = split->op;
    for (std::string& value : split->values) condition.values.push_back(keep(std::move(value)));
  }
  return result;
}

}  // namespace onhand::cli
