// Random products and random searches: the catalogue against a list of products and the rules written down once more,
// without an index and without the engine's code. A failed seed repeats itself.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/catalog/candidates.h"
#include "engine/catalog/search_tree.h"
#include "engine/catalog/stored_catalog.h"
#include "storage/catalog/item_stream.h"
#include "storage/catalog/product_book.h"
#include "storage/kv/memory_store.h"
#include "storage/kv/store.h"
#include "tests/storage/testing/status_testing.h"

namespace onhand {
namespace {

using storage::ValueOf;
using Op = ConditionOperator;

// Letters in both cases, one of two bytes, one without case, and what numbers are made of.
const std::vector<std::pair<std::string, std::string>> kLetters = {
    {"a", "a"}, {"A", "a"}, {"b", "b"}, {"B", "b"}, {"ä", "ä"}, {"Ä", "ä"}, {"茶", "茶"},
    {" ", " "}, {"1", "1"}, {"2", "2"}, {"0", "0"}, {".", "."}, {"-", "-"}};

// A text with its lower-case form, so that this test needs no folding of its own.
struct Text {
  std::string text;
  std::string lower;
};

struct ModelProduct {
  std::string item;
  std::map<ProductField, Text> fields;
  struct Attribute {
    Text name;
    Text type;
    AttributeArea area;
    Text value;
  };
  std::vector<Attribute> attributes;
};

struct ModelCondition {
  bool attribute = false;
  ProductField field = ProductField::kItemNumber;
  Text name;
  Text type;
  std::optional<AttributeArea> area;
  Op op = Op::kIsExactly;
  std::vector<Text> values;
};

struct ModelFilter {
  bool any = false;
  std::vector<ModelCondition> conditions;
  std::vector<ModelFilter> filters;
};

std::optional<double> Number(const std::string& text) {
  if (text.empty() || text[0] == ' ') return std::nullopt;
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  if (*end != '\0') return std::nullopt;
  return number;
}

bool NotBefore(const std::string& a, const std::string& b) {
  const auto x = Number(a);
  const auto y = Number(b);
  return x && y ? *x >= *y : a >= b;
}

bool TextMeets(Op op, const std::string& text, const std::vector<Text>& values) {
  if (text.empty()) return false;
  if (op == Op::kBetween) return NotBefore(text, values[0].lower) && NotBefore(values[1].lower, text);
  for (const Text& value : values) {
    const std::string& v = value.lower;
    bool met = false;
    switch (op) {
      case Op::kContains:
      case Op::kDoesNotContain:
        met = text.find(v) != std::string::npos;
        break;
      case Op::kBeginsWith:
        met = text.rfind(v, 0) == 0;
        break;
      case Op::kGreaterEqual:
        met = NotBefore(text, v);
        break;
      case Op::kLessEqual:
        met = NotBefore(v, text);
        break;
      default:
        met = text == v;
    }
    if (met) return true;
  }
  return false;
}

bool Meets(const ModelProduct& product, const ModelCondition& condition) {
  bool met = false;
  if (!condition.attribute) {
    const auto field = product.fields.find(condition.field);
    met = field != product.fields.end() && TextMeets(condition.op, field->second.lower, condition.values);
  }
  for (const ModelProduct::Attribute& attribute : product.attributes) {
    if (!condition.attribute || attribute.name.lower != condition.name.lower) continue;
    if (!condition.type.lower.empty() && attribute.type.lower != condition.type.lower) continue;
    if (condition.area.has_value() && attribute.area != *condition.area) continue;
    met = met || TextMeets(condition.op, attribute.value.lower, condition.values);
  }
  return condition.op == Op::kIsNot || condition.op == Op::kDoesNotContain ? !met : met;
}

bool SaysNothing(const ModelFilter& filter) {
  return filter.conditions.empty() && std::all_of(filter.filters.begin(), filter.filters.end(), SaysNothing);
}

bool Meets(const ModelProduct& product, const ModelFilter& filter) {
  if (SaysNothing(filter)) return true;
  std::vector<bool> parts;
  for (const ModelCondition& condition : filter.conditions) parts.push_back(Meets(product, condition));
  for (const ModelFilter& child : filter.filters) {
    if (!SaysNothing(child)) parts.push_back(Meets(product, child));
  }
  const auto count = std::count(parts.begin(), parts.end(), true);
  return filter.any ? count > 0 : count == static_cast<int64_t>(parts.size());
}

class RandomRun {
 public:
  explicit RandomRun(uint32_t seed) : random_(seed) { Open(); }

  void Step() {
    switch (Below(10)) {
      case 0:
        Open();
        break;
      case 1:
        Delete();
        break;
      case 2:
      case 3:
        Put();
        break;
      default:
        Search();
    }
  }

 private:
  uint32_t Below(uint32_t bound) { return random_() % bound; }

  void Open() {
    catalog_ = nullptr;
    store_ = disk_.OpenStore();
    catalog_ = ValueOf(StoredCatalog::Open(store_.get(), [] { return true; }));
    book_ = ValueOf(storage::ProductBook::Open(store_.get()));
    ASSERT_EQ(catalog_->count(), products_.size());
  }

  Text RandomText(uint32_t letters_max) {
    Text text;
    for (uint32_t i = Below(letters_max + 1); i > 0; --i) {
      const auto& letter = kLetters[Below(static_cast<uint32_t>(kLetters.size()))];
      text.text += letter.first;
      text.lower += letter.second;
    }
    return text;
  }
  Text OneOf(const std::vector<Text>& texts) { return texts[Below(static_cast<uint32_t>(texts.size()))]; }
  // Numbers are made often enough to meet.
  Text Value() {
    if (Below(3) > 0) return RandomText(5);
    const std::string number = std::to_string(static_cast<int>(Below(40)) - 10) + (Below(2) == 0 ? "" : ".5");
    return {number, number};
  }

  ProductField Field() { return kProductFields[Below(4)]; }
  Text Name() { return OneOf({{"W", "w"}, {"w", "w"}, {"Größe", "größe"}, {"GRÖße", "größe"}}); }
  Text Type() { return OneOf({{"", ""}, {"T", "t"}, {"t", "t"}, {"u", "u"}}); }
  AttributeArea Area() { return kAttributeAreas[Below(3)]; }

  void Put() {
    std::vector<Product> puts;
    for (uint32_t i = 1 + Below(6); i > 0; --i) {
      const Text item = OneOf({{"p", "p"}, {"P", "p"}, {"1", "1"}, {"0", "0"}});
      const std::string number = std::to_string(Below(12));
      ModelProduct model{.item = item.text + number, .fields = {}, .attributes = {}};
      model.fields[ProductField::kItemNumber] = {model.item, item.lower + number};
      for (const ProductField field : kProductFields) {
        if (field != ProductField::kItemNumber && Below(3) > 0) model.fields[field] = Value();
      }
      for (uint32_t k = Below(4); k > 0; --k) model.attributes.push_back({Name(), Type(), Area(), Value()});
      Product product;
      for (const auto& [field, text] : model.fields) *MutableProductFieldText(&product, field) = text.text;
      for (const auto& attribute : model.attributes) {
        product.attributes.push_back({attribute.name.text, attribute.type.text, attribute.area, attribute.value.text});
      }
      puts.push_back(std::move(product));
      products_[model.item] = std::move(model);
    }
    for (const Outcome& outcome : ValueOf(catalog_->PutProducts(puts)).outcomes) {
      ASSERT_FALSE(outcome.refused()) << outcome.message;
    }
  }

  void Delete() {
    if (products_.empty()) return;
    const std::string item = std::next(products_.begin(), Below(static_cast<uint32_t>(products_.size())))->first;
    const std::string_view view = item;
    ASSERT_EQ(ValueOf(catalog_->DeleteProducts({&view, 1})).outcomes[0], Outcome());
    products_.erase(item);
  }

  ModelCondition Condition(bool attribute) {
    ModelCondition condition;
    condition.attribute = attribute;
    condition.field = Field();
    if (attribute) {
      condition.name = Name();
      condition.type = Type();
      if (Below(3) == 0) condition.area = Area();
    }
    condition.op = kConditionOperators[Below(9)];
    const uint32_t values = condition.op == Op::kBetween ? 2 : 1 + Below(Below(8) == 0 ? 12 : 3);
    while (condition.values.size() < values) {
      Text value = Value();
      if (!value.text.empty()) condition.values.push_back(std::move(value));
    }
    return condition;
  }

  ModelFilter Filter(bool attribute, int depth) {
    ModelFilter filter;
    filter.any = Below(2) == 0;
    for (uint32_t i = Below(3); i > 0; --i) filter.conditions.push_back(Condition(attribute));
    for (uint32_t i = depth < 3 ? Below(3) : 0; i > 0; --i) filter.filters.push_back(Filter(attribute, depth + 1));
    return filter;
  }

  static void Convert(const ModelCondition& from, ProductCondition* to) { to->field = from.field; }
  static void Convert(const ModelCondition& from, AttributeCondition* to) {
    to->attribute_name = from.name.text;
    to->type_name = from.type.text;
    to->area = from.area;
  }
  template <typename Condition>
  static SearchFilter<Condition> Convert(const ModelFilter& from) {
    SearchFilter<Condition> to;
    to.any = from.any;
    for (const ModelCondition& condition : from.conditions) {
      Condition& added = to.conditions.emplace_back();
      Convert(condition, &added);
      added.op = condition.op;
      for (const Text& value : condition.values) added.values.push_back(value.text);
    }
    for (const ModelFilter& filter : from.filters) to.sub_filters.push_back(Convert<Condition>(filter));
    return to;
  }

  void Search() {
    const ModelFilter product_filter = Filter(false, 1);
    const ModelFilter attribute_filter = Below(2) == 0 ? ModelFilter() : Filter(true, 1);
    const ProductSearch search = {.product_filter = Convert<ProductCondition>(product_filter),
                                  .attribute_filter = Convert<AttributeCondition>(attribute_filter)};
    std::vector<std::string> expected;
    for (const auto& [item, product] : products_) {
      if (Meets(product, product_filter) && Meets(product, attribute_filter)) expected.push_back(item);
    }
    const FoundProducts found = ValueOf(catalog_->Search(search, {}));
    ASSERT_TRUE(found.issues.empty()) << found.issues[0].path << " " << found.issues[0].message;
    ASSERT_EQ(found.item_numbers, expected);
    ASSERT_FALSE(found.more);
    CheckPages(search, expected);
    CheckCandidates(search, expected);
  }

  void CheckPages(const ProductSearch& search, const std::vector<std::string>& expected) {
    ProductPage page{.after = "", .limit = 1 + Below(4)};
    std::vector<std::string> all;
    for (bool more = true; more;) {
      const FoundProducts found = ValueOf(catalog_->Search(search, page));
      all.insert(all.end(), found.item_numbers.begin(), found.item_numbers.end());
      more = found.more;
      ASSERT_TRUE(!more || found.item_numbers.size() == page.limit);
      if (!all.empty()) page.after = all.back();
    }
    ASSERT_EQ(all, expected);
  }

  // However little planning may use, it leaves out no product that is to be found.
  void CheckCandidates(const ProductSearch& search, const std::vector<std::string>& expected) {
    SearchNode root;
    ASSERT_TRUE(CompileSearch(search, &root).empty());
    const std::unique_ptr<storage::ProductView> view = book_->OpenView();
    const SearchBudget budget = {.range_postings_max = Below(12), .postings = Below(20), .streams = Below(20)};
    const std::unique_ptr<storage::ItemStream> candidates = ValueOf(FindCandidates(*view, root, budget));
    if (candidates == nullptr) return;
    std::vector<std::string> proposed;
    for (; candidates->valid(); candidates->Next()) proposed.emplace_back(candidates->item());
    ASSERT_TRUE(std::includes(proposed.begin(), proposed.end(), expected.begin(), expected.end()));
  }

  std::mt19937 random_;
  storage::MemoryDisk disk_;
  std::unique_ptr<storage::Store> store_;
  std::unique_ptr<StoredCatalog> catalog_;
  std::unique_ptr<storage::ProductBook> book_;  // reads beside the catalogue
  std::map<std::string, ModelProduct> products_;
};

TEST(RandomSearchTest, AgreesWithLookingAtEveryProduct) {
  for (uint32_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    RandomRun run(seed);
    for (int i = 0; i < 120; ++i) {
      run.Step();
      if (testing::Test::HasFatalFailure()) return;
    }
  }
}

}  // namespace
}  // namespace onhand
