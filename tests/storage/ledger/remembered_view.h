// File: remembered_view.h
//
// A view kept open, with a copy of what it showed when it was opened: whatever happens to the ledger meanwhile, it must
// go on showing exactly that, whichever way it is asked.
#ifndef ONHAND_TESTS_STORAGE_LEDGER_REMEMBERED_VIEW_H_
#define ONHAND_TESTS_STORAGE_LEDGER_REMEMBERED_VIEW_H_

#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "storage/keys/row_key.h"
#include "storage/ledger/ledger.h"
#include "storage/records/row.h"
#include "tests/storage/ledger/ledger_driver.h"

namespace onhand::storage {

class RememberedView {
 public:
  // `tables`: what the log says the view must show. `known_keys`: row keys to ask for, there or not.
  RememberedView(std::unique_ptr<LedgerView> view, std::shared_ptr<const LedgerTables> tables,
                 std::shared_ptr<const std::vector<std::string>> known_keys);

  uint64_t sequence() const { return view_->sequence(); }

  // Asks one question, drawn at random.
  void ExpectSomethingUnchanged(std::mt19937* random) const;
  // Asks all of them.
  void ExpectAllUnchanged() const;

  static constexpr uint32_t kQuestions = 11;

 private:
  void Ask(uint32_t question, uint32_t random) const;

  void ExpectRows(const std::string& prefix, size_t most) const;
  void ExpectSums(const std::string& product, PartMask parts) const;
  void ExpectPlaces(const std::string& prefix, size_t most) const;
  void ExpectPrefixes(bool by_place, int parts) const;
  void ExpectReadRows(uint32_t random) const;
  void ExpectBooks() const;
  void ExpectLog() const;

  const std::unique_ptr<LedgerView> view_;
  const std::shared_ptr<const LedgerTables> tables_;
  const std::shared_ptr<const std::vector<std::string>> known_keys_;
  std::map<std::string, Row> rows_;            // by row key
  std::map<std::string, std::string> places_;  // row keys by place key
  std::vector<std::string> log_;               // encoded records, the first one of number log_begin_
  uint64_t log_begin_ = 0;
};

}  // namespace onhand::storage

#endif  // ONHAND_TESTS_STORAGE_LEDGER_REMEMBERED_VIEW_H_
