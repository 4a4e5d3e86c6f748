#include "tests/proof/simulation/catalog_model.h"

#include <algorithm>
#include <cctype>

namespace onhand::proof {
namespace {

constexpr char kAttribute[] = "Colour";

std::string Lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

bool Holds(ConditionOperator op, const std::string& text, const std::string& wanted) {
  const std::string have = Lower(text);
  const std::string want = Lower(wanted);
  switch (op) {
    case ConditionOperator::kIsExactly:
    case ConditionOperator::kIsOneOf:
      return have == want;
    case ConditionOperator::kContains:
      return have.find(want) != std::string::npos;
    case ConditionOperator::kBeginsWith:
      return have.rfind(want, 0) == 0;
    case ConditionOperator::kIsNot:
      return have != want;
    case ConditionOperator::kDoesNotContain:
      return have.find(want) == std::string::npos;
    default:
      return false;
  }
}

bool IsNegative(ConditionOperator op) {
  return op == ConditionOperator::kIsNot || op == ConditionOperator::kDoesNotContain;
}

}  // namespace

ProductSearch CatalogQuestion::ToSearch() const {
  ProductSearch search;
  if (of_attribute) {
    search.attribute_filter.conditions = {
        {.attribute_name = kAttribute, .type_name = {}, .area = {}, .op = op, .values = {text}}};
  } else {
    search.product_filter.conditions = {{.field = field, .op = op, .values = {text}}};
  }
  return search;
}

std::string CatalogQuestion::ToText() const {
  return (of_attribute ? std::string(kAttribute) : std::string(ProductFieldName(field))) + " " +
         std::string(ConditionOperatorName(op)) + " '" + text + "'";
}

const Product* CatalogModel::Find(const std::string& item_number) const {
  const auto found = products_.find(item_number);
  return found == products_.end() ? nullptr : &found->second;
}

std::vector<std::string> CatalogModel::Search(const CatalogQuestion& question) const {
  std::vector<std::string> items;
  for (const auto& [item, product] : products_) {
    std::vector<std::string> texts;
    if (question.of_attribute) {
      for (const ProductAttribute& attribute : product.attributes) texts.push_back(attribute.value);
    } else {
      texts.push_back(ProductFieldText(product, question.field));
    }
    // What is not there fails every condition but the negative ones.
    std::erase(texts, "");
    const bool negative = IsNegative(question.op);
    const auto holds = [&](const std::string& text) { return Holds(question.op, text, question.text); };
    if (negative ? std::all_of(texts.begin(), texts.end(), holds) : std::any_of(texts.begin(), texts.end(), holds)) {
      items.push_back(item);
    }
  }
  return items;
}

std::string RandomItem(Dice* random) {
  return random->Pick<std::string>({"T-shirt", "Bike", "Bike 2", "Fahrräder", "M0030", "M0031", "m0030", "scarf"});
}

Product RandomProduct(Dice* random) {
  Product product{.item_number = RandomItem(random)};
  if (random->Percent(85)) {
    product.product_name =
        random->Pick<std::string>({"Speaker cable", "speaker", "Red bike", "BIKE", "a", "Scarf, red"});
  }
  if (random->Percent(50)) product.product_type = random->Pick<std::string>({"Item", "Service"});
  for (int64_t i = random->Below(3); i > 0; --i) {
    product.attributes.push_back({.name = kAttribute,
                                  .type_name = random->Percent(50) ? "Text" : "",
                                  .area = AttributeArea::kProduct,
                                  .value = random->Pick<std::string>({"red", "Red wine", "blue", "12.5"})});
  }
  return product;
}

CatalogQuestion RandomCatalogQuestion(Dice* random) {
  CatalogQuestion question{.of_attribute = random->Percent(40)};
  question.field = random->Pick<ProductField>(
      {ProductField::kProductName, ProductField::kProductName, ProductField::kItemNumber, ProductField::kProductType});
  question.op = random->Pick<ConditionOperator>({ConditionOperator::kIsExactly, ConditionOperator::kContains,
                                                 ConditionOperator::kBeginsWith, ConditionOperator::kIsNot,
                                                 ConditionOperator::kDoesNotContain});
  question.text = random->Pick<std::string>({"red", "RED", "speaker", "bike", "cable", "item", "a", "m00", "service"});
  return question;
}

}  // namespace onhand::proof
