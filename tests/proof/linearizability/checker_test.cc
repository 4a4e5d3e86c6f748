#include "tests/proof/linearizability/checker.h"

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/proof/linearizability/product_model.h"

namespace onhand::proof {
namespace {

using Kind = OperationKind;

ProductRows Rows(int64_t inbound, int64_t reserved = 0) { return {RowNumbers{inbound, reserved}, RowNumbers{}}; }

Operation Event(Kind kind, int64_t id, int64_t amount, int64_t invoked, int64_t returned, Answer answer = {}) {
  return {.kind = kind, .id = id, .amount = amount, .answer = answer, .invoked_ns = invoked, .returned_ns = returned};
}
Operation Post(int64_t id, int64_t amount, int64_t invoked, int64_t returned) {
  return Event(Kind::kPost, id, amount, invoked, returned);
}
Operation Query(ProductRows rows, int64_t invoked, int64_t returned) {
  return Event(Kind::kQuery, 0, 0, invoked, returned, {.code = 200, .number = 0, .rows = rows});
}
Operation Reserve(int64_t id, int64_t amount, int64_t invoked, int64_t returned) {
  return Event(Kind::kReserve, id, amount, invoked, returned);
}
Operation Refused(int64_t id, int64_t amount, int64_t available, int64_t invoked, int64_t returned) {
  return Event(Kind::kReserve, id, amount, invoked, returned, {.code = 500, .number = available, .rows = {}});
}
Operation Unanswered(Operation operation) {
  operation.answered = false;
  return operation;
}
Operation OnRow1(Operation operation) {
  operation.row = 1;
  return operation;
}
Operation CompareAndSet(int64_t id, int64_t expected, int64_t amount, int64_t invoked, int64_t returned) {
  Operation operation = Event(Kind::kCompareAndSet, id, amount, invoked, returned);
  operation.expected = expected;
  return operation;
}
Operation Cart(int64_t id, int64_t first, int64_t second, int64_t invoked, int64_t returned, Answer answer = {}) {
  Operation operation = Event(Kind::kReserveBoth, id, first, invoked, returned, answer);
  operation.expected = second;
  return operation;
}

struct Case {
  const char* name;
  History history;
  bool linearizable;
};

TEST(CheckHistory, TellsRightFromWrong) {
  const std::vector<Case> cases = {
      {"nothing happened", {}, true},
      {"one after another", {Post(1, 5, 0, 1), Query(Rows(5), 2, 3)}, true},
      {"a query beside a post sees it", {Post(1, 5, 0, 10), Query(Rows(5), 2, 3)}, true},
      {"a query beside a post does not see it", {Post(1, 5, 0, 10), Query(Rows(0), 2, 3)}, true},
      {"a stale read", {Post(1, 5, 0, 1), Query(Rows(0), 2, 3)}, false},
      {"a read of what nobody wrote", {Post(1, 5, 0, 1), Query(Rows(6), 2, 3)}, false},
      {"a read before the write began", {Query(Rows(5), 0, 1), Post(1, 5, 2, 3)}, false},
      {"a read going back in time", {Post(1, 5, 0, 10), Query(Rows(5), 1, 2), Query(Rows(0), 3, 4)}, false},
      {"two reads beside each other in either order",
       {Post(1, 5, 0, 10), Query(Rows(5), 1, 4), Query(Rows(0), 2, 3)},
       true},
      {"a lost update", {Post(1, 5, 0, 3), Post(2, 7, 1, 4), Query(Rows(7), 5, 6)}, false},
      {"both updates", {Post(1, 5, 0, 3), Post(2, 7, 1, 4), Query(Rows(12), 5, 6)}, true},
      {"sent twice, applied once", {Post(1, 5, 0, 1), Post(1, 5, 2, 3), Query(Rows(5), 4, 5)}, true},
      {"sent twice at once, applied once", {Post(1, 5, 0, 3), Post(1, 5, 1, 2), Query(Rows(5), 4, 5)}, true},
      {"applied twice", {Post(1, 5, 0, 1), Post(1, 5, 2, 3), Query(Rows(10), 4, 5)}, false},
      {"a reservation of what is there", {Post(1, 5, 0, 1), Reserve(2, 5, 2, 3), Query(Rows(5, 5), 4, 5)}, true},
      {"oversold", {Post(1, 5, 0, 1), Reserve(2, 3, 2, 6), Reserve(3, 3, 3, 5)}, false},
      {"one of two that want the last is refused",
       {Post(1, 5, 0, 1), Reserve(2, 3, 2, 6), Refused(3, 3, 2, 3, 5)},
       true},
      {"refused, although there was enough", {Post(1, 5, 0, 1), Refused(2, 3, 5, 2, 3)}, false},
      {"refused with a number that never was", {Post(1, 5, 0, 1), Refused(2, 6, 4, 2, 3)}, false},
      {"the product as a whole has less than the row",
       {Post(1, 5, 0, 1), OnRow1(Post(2, -3, 2, 3)), Refused(3, 3, 2, 4, 5)},
       true},
      {"sold although the product as a whole has less",
       {Post(1, 5, 0, 1), OnRow1(Post(2, -3, 2, 3)), Reserve(3, 3, 4, 5)},
       false},
      {"a release of more than there is",
       {Post(1, 5, 0, 1), Reserve(2, 2, 2, 3),
        Event(Kind::kUnreserve, 3, 6, 4, 5, {.code = 200, .number = 4, .rows = {}}), Query(Rows(5, 0), 6, 7)},
       true},
      {"a release that says less than it did",
       {Post(1, 5, 0, 1), Reserve(2, 2, 2, 3), Event(Kind::kUnreserve, 3, 6, 4, 5), Query(Rows(5, 0), 6, 7)},
       false},
      {"of two that compare and set one wins",
       {CompareAndSet(1, 0, 7, 0, 5), Event(Kind::kCompareAndSet, 2, 9, 1, 4, {.code = 409, .number = 7, .rows = {}}),
        Query(Rows(7), 6, 7)},
       true},
      {"both compared and set", {CompareAndSet(1, 0, 7, 0, 5), CompareAndSet(2, 0, 9, 1, 4)}, false},
      {"a set that lost", {Event(Kind::kSet, 1, 7, 0, 1), Event(Kind::kSet, 2, 9, 2, 3), Query(Rows(7), 4, 5)}, false},
      {"a set to what is there already, but later not",
       {Event(Kind::kSet, 1, 3, 0, 1), Event(Kind::kSet, 2, 3, 2, 9), Event(Kind::kSet, 3, 2, 2, 5),
        Query(Rows(3), 10, 11)},
       true},
      {"a cart takes both rows",
       {Post(1, 5, 0, 1), OnRow1(Post(2, 5, 0, 1)), Cart(3, 2, 4, 2, 3),
        Query({RowNumbers{5, 2}, RowNumbers{5, 4}}, 4, 5)},
       true},
      {"half a cart is seen",
       {Post(1, 5, 0, 1), OnRow1(Post(2, 5, 0, 1)), Cart(3, 2, 4, 2, 9),
        Query({RowNumbers{5, 2}, RowNumbers{5, 0}}, 4, 5)},
       false},
      {"a cart that is refused takes nothing",
       {Post(1, 5, 0, 1), Cart(3, 2, 4, 2, 3, {.code = 500, .number = 0, .rows = {}}), Query(Rows(5, 0), 4, 5)},
       true},
      {"a refused cart that left half",
       {Post(1, 5, 0, 1), Cart(3, 2, 4, 2, 3, {.code = 500, .number = 0, .rows = {}}), Query(Rows(5, 2), 4, 5)},
       false},
      {"no answer, carried out", {Unanswered(Post(1, 5, 0, 9)), Query(Rows(5), 10, 11)}, true},
      {"no answer, lost", {Unanswered(Post(1, 5, 0, 9)), Query(Rows(0), 10, 11)}, true},
      {"no answer, half carried out", {Unanswered(Post(1, 5, 0, 9)), Query(Rows(3), 10, 11)}, false},
      {"carried out after the server died",
       {Unanswered(Post(1, 5, 0, 9)), Query(Rows(0), 10, 11), Query(Rows(5), 12, 13)},
       false},
      {"no answer, sent again, applied once",
       {Unanswered(Post(1, 5, 0, 9)), Post(1, 5, 10, 11), Query(Rows(5), 12, 13)},
       true},
      {"no answer, sent again, applied twice",
       {Unanswered(Post(1, 5, 0, 9)), Post(1, 5, 10, 11), Query(Rows(10), 12, 13)},
       false},
  };
  for (const Case& each : cases) {
    const Verdict verdict = CheckHistory(each.history);
    EXPECT_EQ(verdict.linearizable, each.linearizable) << each.name << "\n" << verdict.why;
    EXPECT_FALSE(verdict.gave_up) << each.name;
    EXPECT_EQ(verdict.why.empty(), each.linearizable) << each.name;
  }
}

// A history that a right system could have given: operations take effect one after another, and are called up to
// `spread` ns before and answered up to as long after.
History MakeRightHistory(uint64_t seed, int count, int spread) {
  std::mt19937_64 random(seed);
  const auto below = [&random](int64_t most) { return static_cast<int64_t>(random() % static_cast<uint64_t>(most)); };
  ProductModel model;
  History history;
  for (int i = 0; i < count; ++i) {
    Operation operation;
    operation.kind = static_cast<OperationKind>(below(7));
    operation.id = i;
    operation.row = static_cast<size_t>(below(2));
    operation.amount = 1 + below(9);
    operation.expected = model.rows()[operation.row].inbound;
    const int64_t at = (i + 1) * int64_t{1000};
    operation.invoked_ns = at - 1 - below(spread);
    operation.returned_ns = at + 1 + below(spread);
    ProductModel::Undo undo;
    operation.answer = model.Apply(operation, true, &undo);
    history.push_back(operation);
  }
  return history;
}

TEST(CheckHistory, FindsTheOrderOfLongHistories) {
  for (uint64_t seed = 1; seed <= 5; ++seed) {
    const Verdict verdict = CheckHistory(MakeRightHistory(seed, 2000, 6000));
    EXPECT_TRUE(verdict.linearizable) << verdict.why;
    EXPECT_GE(verdict.overlap, 8);
  }
}

TEST(CheckHistory, FindsOneWrongNumberInALongHistory) {
  for (uint64_t seed = 1; seed <= 5; ++seed) {
    History history = MakeRightHistory(seed, 500, 4000);
    for (size_t i = history.size() / 2; i < history.size(); ++i) {
      if (history[i].kind != OperationKind::kQuery) continue;
      history[i].answer.rows[0].inbound += 1000;
      break;
    }
    const Verdict verdict = CheckHistory(history);
    EXPECT_FALSE(verdict.linearizable);
    EXPECT_FALSE(verdict.gave_up);
  }
}

}  // namespace
}  // namespace onhand::proof
