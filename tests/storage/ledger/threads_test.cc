// One writer and several readers at once, with write-backs on a thread of their own, next to no memory, clean-ups and
// purges: every view sees something that was true after one commit, the same whichever way it asks.
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "storage/keys/row_key.h"
#include "storage/ledger/ledger.h"
#include "storage/records/row.h"
#include "tests/storage/ledger/ledger_driver.h"
#include "tests/storage/testing/status_testing.h"
#include "tests/storage/testing/test_disk.h"

namespace onhand::storage {
namespace {

constexpr int kProducts = 60;
// What the two rows of a product come to, as long as there are any.
constexpr int64_t kTotal = 1000;
constexpr const char* kSites[] = {"1", "2"};

std::string ProductName(uint32_t product) { return "p" + std::to_string(product % kProducts); }

int64_t QuantityOf(const Row& row) { return row.Find(0)->quantity_micros; }

// Moves quantities between the two rows of products, all in one group each time.
class Writer {
 public:
  explicit Writer(LedgerDriver* driver) : driver_(driver) {}

  void Step() {
    ++now_us_;
    const uint32_t what = random_() % 100;
    if (what < 93) {
      Move();
    } else if (what < 96) {
      const std::string name = ProductName(random_());
      ONHAND_EXPECT_OK(driver_->CleanUp({false, {KeyPrefix({"o", name})}}, now_us_));
      there_.erase(name);
    } else if (what < 98) {
      ONHAND_EXPECT_OK(driver_->ledger().Purge({now_us_ - 50, now_us_ - 70, 30}, now_us_));
    } else {
      ONHAND_EXPECT_OK(driver_->ledger().AdvanceWriteBack(driver_->ledger().sequence()));
    }
  }

 private:
  void Move() {
    std::vector<Event> events;
    for (uint32_t count = 1 + random_() % 5; count > 0; --count) {
      const std::string name = ProductName(random_());
      const int64_t moved = static_cast<int64_t>(random_() % 100) - 50;
      const bool born = there_.insert(name).second;
      for (const char* site : kSites) {
        Event& event = events.emplace_back();
        event.id = std::to_string(++events_);
        event.row_key = RowAt(name, site, "l");
        event.quantity_micros = site == kSites[0] ? (born ? kTotal : 0) + moved : -moved;
      }
    }
    ONHAND_EXPECT_OK(driver_->Post(events, now_us_));
    // The receipt of a commit just made is known at once, whatever a write-back is about to do with it.
    EXPECT_TRUE(driver_->FindReceipt(events.front()).has_value());
  }

  LedgerDriver* const driver_;
  std::mt19937 random_{1};
  int64_t now_us_ = 1000;
  int events_ = 0;
  std::set<std::string> there_;
};

class Reader {
 public:
  Reader(const Ledger& ledger, uint32_t seed) : ledger_(ledger), random_(seed) {}

  // True as long as everything fits.
  bool Look() {
    // Some views are kept for a while.
    if (view_ == nullptr || random_() % 4 == 0) {
      const uint64_t committed = ledger_.sequence();
      view_ = ledger_.OpenView();
      seen_.clear();
      EXPECT_GE(view_->sequence(), committed) << "a commit that was answered is not seen";
      EXPECT_GE(view_->sequence(), newest_);
      newest_ = view_->sequence();
    }
    switch (random_() % 8) {
      case 0:
        ExpectWhole([this](const LedgerView::RowVisitor& visit) { return view_->ScanRows("", visit); });
        break;
      case 1:
        ExpectWhole([this](const LedgerView::RowVisitor& visit) { return view_->ScanPlaces("", visit); });
        break;
      case 2:
        ExpectSite(kSites[random_() % 2]);
        break;
      case 3:
        ExpectReadRows();
        break;
      default:
        ExpectProduct();
    }
    return !::testing::Test::HasFailure();
  }

 private:
  void ExpectProduct() {
    const std::string name = ProductName(random_());
    std::map<std::string, int64_t> rows;
    ONHAND_EXPECT_OK(view_->ScanRows(KeyPrefix({"o", name}), [&rows](std::string_view key, const Row& row) {
      rows.emplace(key, QuantityOf(row));
      return true;
    }));
    ExpectTotal(name, rows);
  }

  void ExpectReadRows() {
    const std::string name = ProductName(random_());
    const std::string keys[] = {RowAt(name, kSites[0], "l"), RowAt(name, kSites[1], "l"), RowAt(name, "3", "l")};
    const auto read = ValueOf(view_->ReadRows({keys[0], keys[1], keys[2]}));
    EXPECT_EQ(read[2], std::nullopt);
    std::map<std::string, int64_t> rows;
    for (int i = 0; i < 2; ++i) {
      if (read[i].has_value()) rows.emplace(keys[i], QuantityOf(*read[i]));
    }
    ExpectTotal(name, rows);
  }

  void ExpectWhole(const std::function<absl::Status(const LedgerView::RowVisitor&)>& scan) {
    std::map<std::string, std::map<std::string, int64_t>> products;
    ONHAND_EXPECT_OK(scan([&products](std::string_view key, const Row& row) {
      products[std::string(ParseRowKey(key)->product)].emplace(key, QuantityOf(row));
      return true;
    }));
    for (int i = 0; i < kProducts; ++i) ExpectTotal(ProductName(i), products[ProductName(i)]);
  }

  void ExpectSite(const std::string& site) {
    ONHAND_EXPECT_OK(view_->ScanPlaces(KeyPrefix({"o", site, "l"}), [this](std::string_view key, const Row& row) {
      ExpectSame(std::string(key), QuantityOf(row));
      return true;
    }));
  }

  void ExpectTotal(const std::string& name, const std::map<std::string, int64_t>& rows) {
    int64_t total = 0;
    for (const auto& [key, quantity] : rows) {
      total += quantity;
      ExpectSame(key, quantity);
    }
    EXPECT_EQ(total, rows.empty() ? 0 : kTotal) << name << " at record " << view_->sequence();
    EXPECT_TRUE(rows.empty() || rows.size() == 2) << name << " has " << rows.size() << " rows";
  }

  // As this view said before, if it did.
  void ExpectSame(const std::string& key, int64_t quantity) {
    const auto [it, first] = seen_.emplace(key, quantity);
    EXPECT_EQ(it->second, quantity) << ::testing::PrintToString(key) << " at record " << view_->sequence();
  }

  const Ledger& ledger_;
  std::mt19937 random_;
  std::unique_ptr<LedgerView> view_;
  uint64_t newest_ = 0;
  std::map<std::string, int64_t> seen_;  // in this view
};

class ThreadsTest : public ::testing::TestWithParam<LedgerSetup> {};

std::vector<LedgerSetup> ThreadsSetups() {
  std::vector<LedgerSetup> setups;
  for (const StoreKind kind : {StoreKind::kMemory, StoreKind::kRocks}) {
    setups.push_back(TightSetup(kind, /*pool=*/true));
    setups.back().write_back_bytes = 4000;
    setups.push_back(setups.back());
    setups.back().name += "Warm";
    setups.back().memory_bytes = 25'000;
    setups.back().receipt_filter_bytes = 64 << 20;
  }
  return setups;
}

INSTANTIATE_TEST_SUITE_P(Setups, ThreadsTest, ::testing::ValuesIn(ThreadsSetups()), SetupName);

TEST_P(ThreadsTest, EveryViewIsOneMoment) {
  LedgerDriver driver(GetParam());
  Writer writer(&driver);
  for (int i = 0; i < 20; ++i) writer.Step();
  std::atomic<bool> stop = false;
  std::atomic<int> looks = 0;
  std::vector<std::thread> readers;
  for (uint32_t i = 0; i < 3; ++i) {
    readers.emplace_back([&, i] {
      Reader reader(driver.ledger(), i);
      while (!stop.load() && reader.Look()) ++looks;
    });
  }
  const int steps = GetParam().kind == StoreKind::kMemory ? 6000 : 1500;
  for (int i = 0; i < steps && !HasFailure(); ++i) writer.Step();
  // However busy the machine is, they had a look.
  while (looks.load() < 300 && !HasFailure()) writer.Step();
  stop = true;
  for (std::thread& reader : readers) reader.join();
  driver.ExpectConsistent();
  driver.Crash();
  driver.ExpectConsistent();
}

}  // namespace
}  // namespace onhand::storage
