#include "service/cli/import/product_importer.h"

#include <cstdlib>
#include <deque>
#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/product_catalog.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/cli/backend/product_backend.h"
#include "service/cli/files/byte_source.h"
#include "service/cli/import/product_source.h"
#include "service/cli/import/rejects_file.h"
#include "service/cli/terminal/progress.h"

namespace onhand::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Remembers what it was given; fails as told; refuses products of company "bad".
class FakeProductBackend : public ProductBackend {
 public:
  std::vector<size_t> batches;
  std::vector<std::string> items;
  std::deque<absl::Status> failures;  // of the next calls
  std::vector<Issue> issues;

  absl::StatusOr<ProductResults> PutProducts(const std::string& environment,
                                             absl::Span<const Product> products) override {
    EXPECT_EQ(environment, "shop");
    batches.push_back(products.size());
    if (!failures.empty()) {
      absl::Status failure = failures.front();
      failures.pop_front();
      if (!failure.ok()) return failure;
    }
    ProductResults results;
    results.issues = issues;
    for (const Product& product : products) {
      items.push_back(product.item_number);
      Outcome& outcome = results.outcomes.emplace_back();
      if (product.company == "bad") outcome = Outcome::Refuse({Reason::kMalformed, "/company", "company is bad"});
    }
    return results;
  }
  absl::StatusOr<ProductResults> DeleteProducts(const std::string&, absl::Span<const std::string_view>) override {
    return absl::UnimplementedError("");
  }
  absl::StatusOr<FoundProducts> SearchProducts(const std::string&, const ProductSearch&, const ProductPage&) override {
    return absl::UnimplementedError("");
  }
  absl::StatusOr<ListedProducts> ListProducts(const std::string&, const ProductPage&) override {
    return absl::UnimplementedError("");
  }
  absl::StatusOr<ListedProducts> GetProducts(const std::string&, absl::Span<const std::string_view>) override {
    return absl::UnimplementedError("");
  }
};

class ProductImporterTest : public testing::Test {
 protected:
  absl::Status Import(const std::string& csv, int batch_size) {
    auto source = OpenCsvProducts(TextByteSource(csv));
    EXPECT_TRUE(source.ok()) << source.status();
    std::ostringstream err;
    Progress progress(ProgressStyle::kQuiet, "products", &err, SteadyNowMicros);
    RejectsFile rejects(rejects_path_);
    const ProductImportOptions options{
        .environment = "shop", .batch_size = batch_size, .attempts = 3, .sleep = [this](int64_t pause_ms) {
          pauses_ms_.push_back(pause_ms);
        }};
    absl::Status status = RunProductImport(&backend_, options, source->get(), &rejects, &progress, &counts_);
    EXPECT_TRUE(rejects.Finish().ok());
    return status;
  }
  std::string Rejects() const {
    std::ifstream in(rejects_path_, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  }

  const std::string rejects_path_ =
      absl::StrCat(std::getenv("TEST_TMPDIR"), "/", testing::UnitTest::GetInstance()->current_test_info()->name());
  FakeProductBackend backend_;
  ProductImportCounts counts_;
  std::vector<int64_t> pauses_ms_;
};

TEST_F(ProductImporterTest, BatchesAndRejects) {
  ASSERT_TRUE(Import("itemNumber,company\n1,a\n2,bad\n3\n4,b\n5,c\n", 2).ok());
  EXPECT_THAT(backend_.batches, ElementsAre(2u, 2u));
  EXPECT_THAT(backend_.items, ElementsAre("1", "2", "4", "5"));
  EXPECT_EQ(counts_.records, 5);
  EXPECT_EQ(counts_.put, 3);
  EXPECT_EQ(Rejects(),
            "line,reason,original\n3,MALFORMED: company is bad,\"2,bad\"\n4,\"the record has 1 fields, the heading "
            "2\",3\n");
}

TEST_F(ProductImporterTest, WhatMayPassIsSentAgain) {
  backend_.failures = {absl::UnavailableError("away"), absl::ResourceExhaustedError("busy")};
  ASSERT_TRUE(Import("itemNumber\n1\n", 10).ok());
  EXPECT_THAT(backend_.batches, ElementsAre(1u, 1u, 1u));
  EXPECT_THAT(pauses_ms_, ElementsAre(100, 200));
  EXPECT_EQ(counts_.batches_repeated, 2);
  EXPECT_EQ(counts_.put, 1);
}

TEST_F(ProductImporterTest, WhatStaysEndsTheImport) {
  backend_.failures = {absl::OkStatus(), absl::DataLossError("damaged")};
  const absl::Status status = Import("itemNumber\n1\n2\n3\n", 1);
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(counts_.put, 1);
  backend_.failures = {absl::UnavailableError("a"), absl::UnavailableError("b"), absl::UnavailableError("c")};
  EXPECT_EQ(Import("itemNumber\n1\n", 1).message(), "c");
}

TEST_F(ProductImporterTest, ARefusedCallEndsTheImport) {
  backend_.issues = {{Reason::kFeatureOff, "", "product search is switched off"}};
  const absl::Status status = Import("itemNumber\n1\n", 1);
  EXPECT_THAT(std::string(status.message()), HasSubstr("switched off"));
  EXPECT_EQ(counts_.put, 0);
}

}  // namespace
}  // namespace onhand::cli
