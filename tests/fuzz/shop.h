// File: shop.h
//
// An engine in memory for fuzz targets: one a process, and in it the environment "shop", made anew for each input so
// that an input alone decides what happens.
#ifndef ONHAND_TESTS_FUZZ_SHOP_H_
#define ONHAND_TESTS_FUZZ_SHOP_H_

#include <memory>

#include "engine/engine.h"
#include "engine/model/clock.h"

namespace onhand::fuzz {

class Shop {
 public:
  Shop();

  Engine* engine() { return engine_.get(); }

  // Drops every environment and makes "shop" again, in the default configuration with all that can be switched on
  // switched on: some stock of usmf's T-shirt and Bike at site 1, location 11 and 12, and a few products to search for.
  std::shared_ptr<Environment> Fresh();

  // Ends the process unless an audit of every environment finds that all adds up.
  void CheckAll();

 private:
  FixedClock clock_;
  std::unique_ptr<Engine> engine_;
};

}  // namespace onhand::fuzz

#endif  // ONHAND_TESTS_FUZZ_SHOP_H_
