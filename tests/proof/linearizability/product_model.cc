#include "tests/proof/linearizability/product_model.h"

#include <algorithm>
#include <cstdlib>

namespace onhand::proof {
namespace {

constexpr int kNotAvailable = 500;
constexpr int kNotAsExpected = 409;

// splitmix64.
uint64_t Mix(uint64_t x) {
  x += 0x9e3779b97f4a7c15;
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
  x = (x ^ x >> 27) * 0x94d049bb133111eb;
  return x ^ x >> 31;
}

class Hasher {
 public:
  void Add(int64_t value) {
    a_ = Mix(a_ ^ static_cast<uint64_t>(value));
    b_ = Mix(b_ + 0x632be59bd9b4e019 + static_cast<uint64_t>(value));
  }
  ProductModel::Hash Finish() const { return {a_, b_}; }

 private:
  uint64_t a_ = 0x243f6a8885a308d3;
  uint64_t b_ = 0x13198a2e03707344;
};

}  // namespace

Answer ProductModel::Reserve(size_t row, int64_t amount) {
  int64_t whole = 0;
  for (const RowNumbers& numbers : rows_) whole += numbers.available();
  // The finest level that lacks stock is the one that is named.
  if (rows_[row].available() < amount) return {.code = kNotAvailable, .number = rows_[row].available()};
  if (whole < amount) return {.code = kNotAvailable, .number = whole};
  rows_[row].reserved += amount;
  return {};
}

Answer ProductModel::Carry(const Operation& operation) {
  RowNumbers& row = rows_[operation.row];
  switch (operation.kind) {
    case OperationKind::kPost:
      row.inbound += operation.amount;
      return {};
    case OperationKind::kSet:
      row.inbound = operation.amount;
      return {};
    case OperationKind::kCompareAndSet:
      if (row.inbound != operation.expected) return {.code = kNotAsExpected, .number = row.inbound};
      row.inbound = operation.amount;
      return {};
    case OperationKind::kReserve:
      return Reserve(operation.row, operation.amount);
    case OperationKind::kReserveBoth: {
      const ProductRows before = rows_;
      Answer answer = Reserve(0, operation.amount);
      if (answer.code == 200) answer = Reserve(1, operation.expected);
      if (answer.code != 200) rows_ = before;
      return answer;
    }
    case OperationKind::kUnreserve: {
      const int64_t released = std::min(operation.amount, row.reserved);
      row.reserved -= released;
      return {.code = 200, .number = operation.amount - released};
    }
    case OperationKind::kQuery:
      return {.code = 200, .number = 0, .rows = rows_};
  }
  std::abort();
}

void ProductModel::HashAnswer(int64_t id, const Answer& answer) {
  Hasher hasher;
  hasher.Add(id);
  hasher.Add(answer.number);
  const Hash hash = hasher.Finish();
  answers_hash_ = {answers_hash_.first ^ hash.first, answers_hash_.second ^ hash.second};
}

Answer ProductModel::Apply(const Operation& operation, bool repeats, Undo* undo) {
  *undo = {.rows = rows_, .remembered = false};
  if (!repeats) return Carry(operation);
  const auto known = answers_.find(operation.id);
  if (known != answers_.end()) return known->second;
  const Answer answer = Carry(operation);
  if (answer.code == 200) {
    undo->remembered = true;
    answers_.emplace(operation.id, answer);
    HashAnswer(operation.id, answer);
  }
  return answer;
}

void ProductModel::TakeBack(const Operation& operation, const Undo& undo) {
  rows_ = undo.rows;
  if (!undo.remembered) return;
  const auto known = answers_.find(operation.id);
  HashAnswer(operation.id, known->second);
  answers_.erase(known);
}

ProductModel::Hash ProductModel::hash() const {
  Hasher hasher;
  for (const RowNumbers& row : rows_) {
    hasher.Add(row.inbound);
    hasher.Add(row.reserved);
  }
  const Hash rows = hasher.Finish();
  return {rows.first ^ answers_hash_.first, rows.second ^ answers_hash_.second};
}

}  // namespace onhand::proof
