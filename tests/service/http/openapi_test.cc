// openapi.json and the router's table describe the same.
#include <memory>
#include <set>
#include <string>

#include "absl/strings/ascii.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/http/openapi_document.h"
#include "service/http/router.h"
#include "service/json/json_reader.h"

namespace onhand {
namespace {

TEST(OpenApi, ListsExactlyTheRoutesOfTheRouter) {
  JsonError error;
  const std::unique_ptr<JsonDocument> document = JsonDocument::Read(OpenApiDocument(), {}, &error);
  ASSERT_NE(document, nullptr) << error.message;
  EXPECT_EQ(document->top().Find("openapi")->text(), "3.1.0");
  const std::set<std::string> kMethods = {"get", "put", "post", "delete", "patch", "head", "options", "trace"};
  std::set<std::string> described;
  for (const JsonMember& path : document->top().Find("paths")->members()) {
    for (const JsonMember& operation : path.value.members()) {
      const std::string method(operation.name);
      if (kMethods.contains(method)) described.insert(absl::AsciiStrToUpper(method) + " " + std::string(path.name));
    }
  }
  std::set<std::string> routed;
  for (const Route& route : Routes()) routed.insert(std::string(route.method) + " " + std::string(route.pattern));
  EXPECT_EQ(described, routed);
  EXPECT_GE(routed.size(), 17u);
}

}  // namespace
}  // namespace onhand
