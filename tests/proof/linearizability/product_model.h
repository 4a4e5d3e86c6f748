// File: product_model.h
//
// What a product is to the checker: its rows, and the answers to events that may be sent again. Deterministic: a state
// and an operation have one answer and one next state.
#ifndef ONHAND_TESTS_PROOF_LINEARIZABILITY_PRODUCT_MODEL_H_
#define ONHAND_TESTS_PROOF_LINEARIZABILITY_PRODUCT_MODEL_H_

#include <cstdint>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "tests/proof/linearizability/operation.h"

namespace onhand::proof {

class ProductModel {
 public:
  // What TakeBack needs.
  struct Undo {
    ProductRows rows = {};
    bool remembered = false;
  };

  // Carries the operation out; `repeats`: the same event is sent by other operations too, so that its answer has to be
  // remembered. What is refused is not remembered.
  Answer Apply(const Operation& operation, bool repeats, Undo* undo);
  // The operation that was carried out last of those not taken back.
  void TakeBack(const Operation& operation, const Undo& undo);

  // Whether an event is remembered: then it changes nothing any more, and its answer stays what it is.
  bool Knows(int64_t id) const { return answers_.contains(id); }
  const ProductRows& rows() const { return rows_; }
  // Two states that differ have the same hash by a chance of 2^-128.
  using Hash = std::pair<uint64_t, uint64_t>;
  Hash hash() const;

 private:
  Answer Carry(const Operation& operation);
  Answer Reserve(size_t row, int64_t amount);
  void HashAnswer(int64_t id, const Answer& answer);

  ProductRows rows_ = {};
  absl::flat_hash_map<int64_t, Answer> answers_;  // by event
  Hash answers_hash_ = {0, 0};
};

}  // namespace onhand::proof

#endif  // ONHAND_TESTS_PROOF_LINEARIZABILITY_PRODUCT_MODEL_H_
