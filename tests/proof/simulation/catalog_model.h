// File: catalog_model.h
//
// What the product catalogue must answer, by the shortest way: a map that is walked from end to end. Shares no code
// with the engine. Also draws random products and searches over domains so small that they collide.
#ifndef ONHAND_TESTS_PROOF_SIMULATION_CATALOG_MODEL_H_
#define ONHAND_TESTS_PROOF_SIMULATION_CATALOG_MODEL_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/model/product.h"
#include "engine/model/product_search.h"
#include "tests/engine/random/dice.h"

namespace onhand::proof {

// One condition on a field or on an attribute.
struct CatalogQuestion {
  bool of_attribute = false;
  ProductField field = ProductField::kProductName;
  ConditionOperator op = ConditionOperator::kIsExactly;
  std::string text;

  // Views into this.
  ProductSearch ToSearch() const;
  std::string ToText() const;
};

class CatalogModel {
 public:
  void Put(const Product& product) { products_[product.item_number] = product; }
  void Delete(const std::string& item_number) { products_.erase(item_number); }
  // Nullptr: not there.
  const Product* Find(const std::string& item_number) const;
  // Item numbers in order.
  std::vector<std::string> Search(const CatalogQuestion& question) const;
  const std::map<std::string, Product>& products() const { return products_; }

 private:
  std::map<std::string, Product> products_;
};

std::string RandomItem(Dice* random);
Product RandomProduct(Dice* random);
CatalogQuestion RandomCatalogQuestion(Dice* random);

}  // namespace onhand::proof

#endif  // ONHAND_TESTS_PROOF_SIMULATION_CATALOG_MODEL_H_
