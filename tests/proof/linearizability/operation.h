// File: operation.h
//
// One operation of a recorded history: what was asked, when, what was answered, when.
#ifndef ONHAND_TESTS_PROOF_LINEARIZABILITY_OPERATION_H_
#define ONHAND_TESTS_PROOF_LINEARIZABILITY_OPERATION_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace onhand::proof {

// A product has so many rows; they differ in their color.
inline constexpr size_t kRows = 2;

struct RowNumbers {
  int64_t inbound = 0;
  int64_t reserved = 0;

  int64_t available() const { return inbound - reserved; }
  bool operator==(const RowNumbers& other) const = default;
};
using ProductRows = std::array<RowNumbers, kRows>;

enum class OperationKind {
  kPost,           // adds `amount` to what came in on `row`
  kSet,            // what came in on `row` is `amount`
  kCompareAndSet,  // the same, if it is `expected`
  kReserve,        // `amount` of `row`, if it is available there and in the product as a whole
  kReserveBoth,    // a cart: amount of row 0 and `expected` of row 1, or nothing
  kUnreserve,      // `amount` of `row`, or as much as there is
  kQuery,          // all rows at one moment
};

struct Answer {
  int code = 200;
  // What the answer says besides: of a refused reservation what is available, of a refused compare-and-set what is
  // there, of a release how much of it was not reserved.
  int64_t number = 0;
  ProductRows rows = {};  // of a query

  bool operator==(const Answer& other) const = default;
};

struct Operation {
  OperationKind kind = OperationKind::kPost;
  int64_t id = 0;  // of the event; the same event may be sent by several operations. Of a query it says nothing
  size_t row = 0;
  int64_t amount = 0;
  int64_t expected = 0;
  // Without an answer it was carried out before `returned_ns` or not at all: the server died then.
  bool answered = true;
  Answer answer;
  int64_t invoked_ns = 0;
  int64_t returned_ns = 0;  // > invoked_ns
  int client = 0;
};

// Operations on one product, in any order.
using History = std::vector<Operation>;

std::string OperationText(const Operation& operation);
std::string AnswerText(OperationKind kind, const Answer& answer);

}  // namespace onhand::proof

#endif  // ONHAND_TESTS_PROOF_LINEARIZABILITY_OPERATION_H_
