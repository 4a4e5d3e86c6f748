#include "engine/model/partition_id.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"

namespace onhand {
namespace {

using Parts = std::vector<std::string>;

TEST(PartitionId, IsReadBack) {
  const std::vector<std::vector<std::string_view>> places = {
      {"usmf", "1", "11"}, {"a:b", "%", ""}, {"Größe", " ", "x/y"}};
  for (const auto& place : places) {
    const std::string id = PartitionId(/*by_location=*/true, place);
    EXPECT_EQ(ParsePartitionId(true, id), Parts(place.begin(), place.end())) << id;
    EXPECT_EQ(ParsePartitionId(false, id), std::nullopt) << id;
  }
  EXPECT_EQ(PartitionId(/*by_location=*/false, {"usmf", "T-shirt 1"}), "product:usmf:T-shirt%201");
}

TEST(PartitionId, OtherTextsAreNone) {
  for (const char* id :
       {"", "location", "location:", "location:a:b", "location:a:b:c:d", "location:a:b:c%", "location:a:b:%4",
        "location:a:b:%zz", "location:a:b:%6B", "location:a b:c:d", "place:a:b:c", "Location:a:b:c"}) {
    EXPECT_EQ(ParsePartitionId(true, id), std::nullopt) << id;
  }
}

}  // namespace
}  // namespace onhand
