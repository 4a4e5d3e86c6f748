#include "tests/proof/linearizability/checker.h"

#include <algorithm>
#include <map>
#include <optional>
#include <random>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "storage/base/check.h"
#include "tests/proof/linearizability/product_model.h"

namespace onhand::proof {
namespace {

// What became of an operation without an answer.
enum class Fate { kCarriedOut, kLost };

class Search {
 public:
  Search(const History& history, int64_t states_max) : history_(history), states_max_(states_max) {
    std::map<int64_t, int> sent;
    for (const Operation& operation : history_) {
      ONHAND_CHECK(operation.invoked_ns < operation.returned_ns);
      if (operation.kind != OperationKind::kQuery) ++sent[operation.id];
    }
    std::mt19937_64 random(1);
    for (const Operation& operation : history_) {
      repeats_.push_back(operation.kind != OperationKind::kQuery && sent[operation.id] > 1);
      masks_.emplace_back(random(), random());
    }
    LinkEntries();
  }

  Verdict Run();

 private:
  // A call or an answer, in a list in the order of time. What is in order already is not in the list.
  struct Entry {
    size_t operation = 0;
    bool call = false;
    size_t before = 0;
    size_t after = 0;
    size_t answer = 0;  // of a call: the entry of its answer
  };
  // Something that could be next.
  struct Choice {
    size_t entry = 0;
    Fate fate = Fate::kCarriedOut;
  };
  // A step that was made, to be taken back.
  struct Step {
    Choice choice;
    size_t number = 0;       // of the choice among those that there were
    bool no_choice = false;  // whatever is possible without it is possible with it
    ProductModel::Undo undo;
  };

  void LinkEntries();
  // Now and whenever it comes later: a question, a refusal, an event that is known by now. Not so a set to what is
  // there already, which may be put where it does change something.
  bool ChangesNothing(size_t number) const;
  void Lift(size_t entry);
  void Unlift(size_t entry);
  // What has been called before the first answer of all that are not in order. What changes nothing comes first: where
  // it fits there is no need to try anything else. Then what was answered first.
  void FindChoices();
  // Whether choices_[number] can be next; then it is.
  bool TryNext(size_t number);
  // To the last step that had a choice; its number. Nothing: there is none.
  std::optional<size_t> TakeBack();
  void Remember();
  std::string Why();

  const History& history_;
  const int64_t states_max_;
  std::vector<bool> repeats_;
  std::vector<ProductModel::Hash> masks_;
  std::vector<Entry> entries_;   // 0 is before all
  std::vector<size_t> call_of_;  // by operation: the entry of its call
  std::vector<Step> steps_;
  std::vector<Choice> choices_;
  ProductModel state_;
  ProductModel::Hash in_order_ = {0, 0};
  absl::flat_hash_set<ProductModel::Hash> seen_;
  int64_t states_ = 0;
  int overlap_ = 0;
  size_t most_steps_ = 0;
  std::string why_;
};

void Search::LinkEntries() {
  struct Moment {
    int64_t time_ns;
    bool call;
    size_t operation;
  };
  std::vector<Moment> moments;
  for (size_t i = 0; i < history_.size(); ++i) {
    moments.push_back({history_[i].invoked_ns, true, i});
    moments.push_back({history_[i].returned_ns, false, i});
  }
  // Calls first: who is called at the very moment of an answer may have been concurrent with it.
  std::sort(moments.begin(), moments.end(), [](const Moment& a, const Moment& b) {
    if (a.time_ns != b.time_ns) return a.time_ns < b.time_ns;
    if (a.call != b.call) return a.call;
    return a.operation < b.operation;
  });
  entries_.resize(moments.size() + 1);
  call_of_.resize(history_.size());
  int under_way = 0;
  for (size_t i = 0; i < moments.size(); ++i) {
    Entry& entry = entries_[i + 1];
    entry.operation = moments[i].operation;
    entry.call = moments[i].call;
    entry.before = i;
    entries_[i].after = i + 1;
    if (entry.call) {
      call_of_[entry.operation] = i + 1;
    } else {
      entries_[call_of_[entry.operation]].answer = i + 1;
    }
    under_way += entry.call ? 1 : -1;
    overlap_ = std::max(overlap_, under_way);
  }
}

bool Search::ChangesNothing(size_t number) const {
  const Operation& operation = history_[number];
  if (repeats_[number] && state_.Knows(operation.id)) return true;
  if (!operation.answered) return false;
  return operation.kind == OperationKind::kQuery || operation.answer.code != 200;
}

void Search::Lift(size_t entry) {
  for (const size_t place : {entry, entries_[entry].answer}) {
    entries_[entries_[place].before].after = entries_[place].after;
    if (entries_[place].after != 0) entries_[entries_[place].after].before = entries_[place].before;
  }
  const ProductModel::Hash& mask = masks_[entries_[entry].operation];
  in_order_ = {in_order_.first ^ mask.first, in_order_.second ^ mask.second};
}

void Search::Unlift(size_t entry) {
  for (const size_t place : {entries_[entry].answer, entry}) {
    entries_[entries_[place].before].after = place;
    if (entries_[place].after != 0) entries_[entries_[place].after].before = place;
  }
  const ProductModel::Hash& mask = masks_[entries_[entry].operation];
  in_order_ = {in_order_.first ^ mask.first, in_order_.second ^ mask.second};
}

void Search::FindChoices() {
  choices_.clear();
  size_t entry = entries_[0].after;
  for (; entries_[entry].call; entry = entries_[entry].after) choices_.push_back({entry, Fate::kCarriedOut});
  // What is lost may as well be so at the last moment.
  const size_t first = entries_[entry].operation;
  if (!history_[first].answered) choices_.push_back({call_of_[first], Fate::kLost});
  std::stable_sort(choices_.begin(), choices_.end(), [this](const Choice& a, const Choice& b) {
    const bool a_changes = !ChangesNothing(entries_[a.entry].operation);
    const bool b_changes = !ChangesNothing(entries_[b.entry].operation);
    if (a_changes != b_changes) return b_changes;
    return entries_[a.entry].answer < entries_[b.entry].answer;
  });
}

bool Search::TryNext(size_t number) {
  const Choice choice = choices_[number];
  const size_t place = entries_[choice.entry].operation;
  const Operation& operation = history_[place];
  const bool no_choice = ChangesNothing(place);
  ProductModel::Undo undo{.rows = state_.rows()};
  if (choice.fate == Fate::kCarriedOut) {
    const Answer answer = state_.Apply(operation, repeats_[place], &undo);
    if (operation.answered && !(answer == operation.answer)) {
      state_.TakeBack(operation, undo);
      return false;
    }
  }
  Lift(choice.entry);
  ++states_;
  const ProductModel::Hash hash = state_.hash();
  if (!seen_.insert({hash.first ^ in_order_.first, hash.second ^ in_order_.second}).second) {
    Unlift(choice.entry);
    state_.TakeBack(operation, undo);
    return false;
  }
  steps_.push_back({choice, number, no_choice, undo});
  return true;
}

std::optional<size_t> Search::TakeBack() {
  while (!steps_.empty()) {
    const Step step = steps_.back();
    steps_.pop_back();
    Unlift(step.choice.entry);
    state_.TakeBack(history_[entries_[step.choice.entry].operation], step.undo);
    if (!step.no_choice) return step.number;
  }
  return std::nullopt;
}

std::string Search::Why() {
  std::string text =
      absl::StrCat(steps_.size(), " of ", history_.size(), " operations can be put in order; then there are");
  for (const RowNumbers& row : state_.rows()) {
    absl::StrAppend(&text, " [", row.inbound, " in, ", row.reserved, " reserved]");
  }
  absl::StrAppend(&text, ", and none of these can be next:");
  for (const Choice& choice : choices_) {
    if (choice.fate == Fate::kLost) continue;
    const size_t place = entries_[choice.entry].operation;
    ProductModel::Undo undo;
    const Answer answer = state_.Apply(history_[place], repeats_[place], &undo);
    state_.TakeBack(history_[place], undo);
    absl::StrAppend(&text, "\n    ", OperationText(history_[place]), "; right were ",
                    AnswerText(history_[place].kind, answer));
  }
  return text;
}

void Search::Remember() {
  if (steps_.size() < most_steps_ || (steps_.size() == most_steps_ && !why_.empty())) return;
  most_steps_ = steps_.size();
  why_ = Why();
}

Verdict Search::Run() {
  size_t next = 0;
  bool gave_up = false;
  while (entries_[0].after != 0) {
    FindChoices();
    const bool first = next == 0;
    while (next < choices_.size() && !TryNext(next)) ++next;
    if (next < choices_.size()) {
      next = 0;
      continue;
    }
    if (first) Remember();
    gave_up = states_ >= states_max_;
    const std::optional<size_t> number = gave_up ? std::nullopt : TakeBack();
    if (!number.has_value()) break;
    next = *number + 1;
  }
  const bool linearizable = entries_[0].after == 0;
  return {.linearizable = linearizable,
          .gave_up = gave_up && !linearizable,
          .states = states_,
          .overlap = overlap_,
          .why = linearizable ? "" : why_};
}

}  // namespace

Verdict CheckHistory(const History& history, int64_t states_max) { return Search(history, states_max).Run(); }

}  // namespace onhand::proof
