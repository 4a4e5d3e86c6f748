#include "storage/catalog/product_book.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "storage/catalog/product_terms.h"
#include "storage/keys/product_key.h"
#include "storage/kv/memory_store.h"
#include "tests/storage/testing/status_testing.h"
#include "tests/storage/testing/test_disk.h"

namespace onhand::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

ProductRecord Named(std::string name) {
  ProductRecord record;
  record.fields = {{3, std::move(name)}};
  return record;
}

std::string NameTerm(std::string_view folded) {
  std::string key = TermPrefix(TermKind::kText, {3, {}});
  AppendTextTerm(folded, &key);
  return key;
}

class ProductBookTest : public ::testing::TestWithParam<StoreKind> {
 protected:
  void SetUp() override {
    disk_ = NewTestDisk(GetParam());
    Reopen();
  }
  void Reopen() {
    book_.reset();
    store_.reset();
    store_ = disk_->Open();
    book_ = ValueOf(ProductBook::Open(store_.get()));
  }

  std::vector<bool> Apply(std::vector<ProductWrite> writes) { return ValueOf(book_->Apply(writes)); }

  std::vector<std::string> Items(std::string term) {
    const std::unique_ptr<ProductView> view = book_->OpenView();
    std::vector<std::string> items;
    const std::unique_ptr<ItemStream> stream = view->Items(std::move(term));
    for (; stream->valid(); stream->Next()) items.emplace_back(stream->item());
    return items;
  }

  // Every key of these tables, so that nothing is left over.
  std::vector<std::string> Keys(const char* family) {
    std::vector<std::string> keys;
    const std::unique_ptr<Snapshot> snapshot = store_->GetSnapshot();
    for (auto cursor = snapshot->Scan({family, {}}); cursor->Valid(); cursor->Next()) keys.emplace_back(cursor->key());
    return keys;
  }

  std::unique_ptr<TestDisk> disk_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<ProductBook> book_;
};

INSTANTIATE_TEST_SUITE_P(Stores, ProductBookTest, ::testing::Values(StoreKind::kMemory, StoreKind::kRocks),
                         [](const auto& info) { return StoreKindName(info.param); });

TEST_P(ProductBookTest, WhatWasWrittenIsReadAlsoAfterReopening) {
  EXPECT_THAT(Apply({{"M1", Named("Lamp")}, {"M2", Named("Bike")}}), ElementsAre(false, false));
  EXPECT_THAT(Apply({{"M2", Named("BIKE")}, {"M3", Named("lamp")}}), ElementsAre(true, false));
  for (const bool reopened : {false, true}) {
    if (reopened) Reopen();
    EXPECT_EQ(book_->count(), 3u);
    const auto products = ValueOf(book_->OpenView()->ReadProducts({"M3", "M9", "M2"}));
    EXPECT_EQ(products[0], Named("lamp"));
    EXPECT_EQ(products[1], std::nullopt);
    EXPECT_EQ(products[2], Named("BIKE"));
    EXPECT_THAT(Items(NameTerm("lamp")), ElementsAre("M1", "M3"));
    EXPECT_THAT(Items(NameTerm("bike")), ElementsAre("M2"));
  }
  // And the number goes on.
  Apply({{"M4", Named("x")}});
  EXPECT_EQ(book_->count(), 4u);
}

TEST_P(ProductBookTest, PostingsFollowTheProduct) {
  Apply({{"M1", Named("Lamp")}, {"M2", Named("Lamp")}});
  Apply({{"M1", Named("Lamb")}});
  EXPECT_THAT(Items(NameTerm("lamp")), ElementsAre("M2"));
  EXPECT_THAT(Items(NameTerm("lamb")), ElementsAre("M1"));
  EXPECT_EQ(Keys("T").size(),
            ProductTermKeys("M1", Named("Lamb")).size() + ProductTermKeys("M2", Named("Lamp")).size());
  EXPECT_THAT(Apply({{"M1", std::nullopt}, {"M9", std::nullopt}}), ElementsAre(true, false));
  EXPECT_EQ(Keys("T"), ProductTermKeys("M2", Named("Lamp")));
  EXPECT_THAT(Apply({{"M2", std::nullopt}}), ElementsAre(true));
  EXPECT_THAT(Keys("T"), IsEmpty());
  EXPECT_THAT(Keys("C"), IsEmpty());
  EXPECT_EQ(book_->count(), 0u);
}

TEST_P(ProductBookTest, WhatIsTheSameIsNotWritten) {
  Apply({{"M1", Named("Lamp")}});
  const PartitionHead before = ValueOf(store_->TakePartition("products"));
  // The book has lost its partition, so that a write would fail.
  EXPECT_THAT(Apply({{"M1", Named("Lamp")}, {"M9", std::nullopt}}), ElementsAre(true, false));
  ONHAND_EXPECT_STATUS(book_->Apply(std::vector<ProductWrite>{{"M1", Named("Other")}}),
                       absl::StatusCode::kFailedPrecondition, "'products'");
  EXPECT_EQ(before.sequence, 1u);
  EXPECT_THAT(Items(NameTerm("lamp")), ElementsAre("M1"));
  EXPECT_EQ(book_->count(), 1u);
}

TEST_P(ProductBookTest, LongListsAreSeveralBatches) {
  std::vector<ProductWrite> writes;
  for (int i = 0; i < 500; ++i) {
    std::string number = std::to_string(1000 + i);
    writes.push_back({number, Named("product of the number " + number)});
  }
  EXPECT_EQ(Apply(writes), std::vector<bool>(500, false));
  EXPECT_EQ(book_->count(), 500u);
  EXPECT_EQ(Apply(writes), std::vector<bool>(500, true));
  EXPECT_GT(ValueOf(store_->TakePartition("products")).sequence, 5u);
  std::vector<std::string> seen;
  ONHAND_EXPECT_OK(book_->OpenView()->ScanProducts("1495", [&](std::string_view item_number, const ProductRecord&) {
    seen.emplace_back(item_number);
    return seen.size() < 3;
  }));
  EXPECT_THAT(seen, ElementsAre("1496", "1497", "1498"));
}

TEST_P(ProductBookTest, CollectsTheItemsOfARange) {
  Apply({{"M3", Named("aa")}, {"M1", Named("ab")}, {"M2", Named("b")}});
  const std::string path = TermPrefix(TermKind::kText, {3, {}});
  const std::unique_ptr<ProductView> view = book_->OpenView();
  EXPECT_THAT(*ValueOf(view->CollectItems({path + "a", path + "b"}, 10)), ElementsAre("M1", "M3"));
  EXPECT_THAT(*ValueOf(view->CollectItems({path + "a", path + "b"}, 2)), ElementsAre("M1", "M3"));
  EXPECT_EQ(ValueOf(view->CollectItems({path + "a", path + "b"}, 1)), std::nullopt);
}

TEST_P(ProductBookTest, AViewStaysAtItsMoment) {
  Apply({{"M1", Named("Lamp")}});
  const std::unique_ptr<ProductView> view = book_->OpenView();
  Apply({{"M1", Named("Bike")}});
  EXPECT_EQ(ValueOf(view->ReadProducts({"M1"}))[0], Named("Lamp"));
  EXPECT_TRUE(view->Items(NameTerm("lamp"))->valid());
  EXPECT_FALSE(view->Items(NameTerm("bike"))->valid());
}

TEST_P(ProductBookTest, DamageAndNewerVersionsAreNamed) {
  Apply({{"M1", Named("Lamp")}});
  const PartitionHead head = ValueOf(store_->TakePartition("damage"));
  WriteBatch batch;
  batch.Put("CM2", "\x01");
  batch.Touch({"damage", head.epoch, 0, 1});
  ONHAND_ASSERT_OK(store_->Commit(batch));
  ONHAND_EXPECT_STATUS(book_->OpenView()->ReadProducts({"M2"}), absl::StatusCode::kDataLoss, "product 'M2'");
  ONHAND_EXPECT_STATUS(book_->OpenView()->ScanProducts("", [](std::string_view, const ProductRecord&) { return true; }),
                       absl::StatusCode::kDataLoss, "product 'M2'");
  ONHAND_EXPECT_STATUS(book_->Apply(std::vector<ProductWrite>{{"M2", Named("x")}}), absl::StatusCode::kDataLoss, "M2");

  WriteBatch newer;
  newer.Put("Mcatalog_schema", "\x02");
  newer.Touch({"damage", head.epoch, 1, 2});
  ONHAND_ASSERT_OK(store_->Commit(newer));
  ONHAND_EXPECT_STATUS(ProductBook::Open(store_.get()), absl::StatusCode::kFailedPrecondition, "version 2");
}

TEST(ProductBookOnBadDiskTest, RefusedWritesChangeNothing) {
  MemoryDisk disk;
  const std::unique_ptr<Store> store = disk.OpenStore();
  const std::unique_ptr<ProductBook> book = ValueOf(ProductBook::Open(store.get()));
  ValueOf(book->Apply(std::vector<ProductWrite>{{"M1", Named("Lamp")}}));
  disk.RefuseWrites(absl::UnavailableError("the disk is full"));
  ONHAND_EXPECT_STATUS(book->Apply(std::vector<ProductWrite>{{"M2", Named("Bike")}}), absl::StatusCode::kUnavailable,
                       "the disk is full");
  EXPECT_EQ(book->count(), 1u);
  EXPECT_EQ(ValueOf(book->OpenView()->ReadProducts({"M2"}))[0], std::nullopt);
}

}  // namespace
}  // namespace onhand::storage
