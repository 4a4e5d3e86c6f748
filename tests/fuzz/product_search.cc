// The search contract: the JSON of a search over a few products. It is carried out or refused, never failed; as a
// message of the gRPC API it is the same search; what it finds are products there are, and a query over it answers.

#include "engine/model/product_search.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/engine.h"
#include "onhand/v1/product_search.pb.h"
#include "service/grpc/product_search_messages.h"
#include "service/json/json_reader.h"
#include "service/json/product_search_decoder.h"
#include "storage/base/check.h"
#include "tests/fuzz/shop.h"

namespace onhand {
namespace {

// Nothing here writes, so that all inputs share one environment.
Environment& Shop() {
  static auto* const shop = new fuzz::Shop();
  static auto* const environment = new std::shared_ptr<Environment>(shop->Fresh());
  return **environment;
}

void Search(const ProductSearch& search) {
  const auto found = Shop().products().Search(search, {});
  ONHAND_CHECK(found.ok());
  if (!found->issues.empty()) {
    ONHAND_CHECK(found->item_numbers.empty());
    return;
  }
  ONHAND_CHECK(found->item_numbers.size() <= Shop().products().count());
  IndexQuery query{.organization_ids = {"usmf"}, .filters = {{"siteId", {"1"}}, {"locationId", {"11"}}}};
  query.product_search = &search;
  const auto answer = Shop().Query(query);
  ONHAND_CHECK(answer.ok());
  ONHAND_CHECK(answer->issues.empty());

  v1::ProductSearch message;
  EncodeProductSearchMessage(search, &message);
  ProductSearch again;
  ONHAND_CHECK(!DecodeProductSearchMessage(message, "search", &again).has_value());
  const auto found_again = Shop().products().Search(again, {});
  ONHAND_CHECK(found_again.ok() && found_again->item_numbers == found->item_numbers);
}

void Try(std::string_view text) {
  JsonError error;
  const auto document = JsonDocument::Read(text, {}, &error);
  if (document == nullptr) return;
  ProductSearch search;
  std::vector<Issue> issues;
  DecodeProductSearch(document->top(), &search, &issues);
  if (issues.empty()) Search(search);
}

}  // namespace
}  // namespace onhand

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  onhand::Try(std::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}
