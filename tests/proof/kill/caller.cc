#include "tests/proof/kill/caller.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"

namespace onhand::proof {
namespace {

constexpr size_t kRecentCalls = 6;
constexpr size_t kBulkEvents = 4;
const char* const kColors[] = {"red", "blue"};

std::string CallText(const SentCall& sent) {
  static const char* const kNames[] = {"post",     "set",        "reserve",    "unreserve", "extend",
                                       "allocate", "unallocate", "reallocate", "consume",   "schedule"};
  std::string text = absl::StrCat(sent.call.atomic ? "cart " : "", kNames[static_cast<int>(sent.call.kind)], " of");
  for (const ScenarioEvent& event : sent.events) {
    absl::StrAppend(&text, " ", event.id, " (", event.product, " ", event.dimensions.back().second, " ",
                    event.quantities.empty() ? event.quantity : event.quantities[0].quantity, ")");
  }
  return text;
}

}  // namespace

bool SameOutcome(const ScenarioOutcome& a, const ScenarioOutcome& b) {
  return a.status == b.status && a.code == b.code && a.message == b.message && a.reservation_id == b.reservation_id &&
         a.invalid_offset == b.invalid_offset && a.present == b.present;
}

std::string OutcomeText(const ScenarioOutcome& outcome) {
  return absl::StrCat(outcome.status, " ", outcome.code, " '", outcome.message, "' ", outcome.reservation_id, " ",
                      outcome.invalid_offset);
}

Caller::Caller(int number, uint64_t seed)
    : number_(number),
      random_(seed * 1000 + static_cast<uint64_t>(number)),
      products_{absl::StrCat("own-", number, "-a"), absl::StrCat("own-", number, "-b")},
      hold_product_(absl::StrCat("hold-", number)) {}

std::string Caller::NextId() { return absl::StrCat("c", number_, "-", ++next_id_); }

void Caller::Complain(std::string text) { problems_.push_back(absl::StrCat("caller ", number_, ": ", text)); }

bool Caller::IsHot(const SentCall& sent) const {
  return std::find(kHotProducts.begin(), kHotProducts.end(), sent.events[0].product) != kHotProducts.end();
}
bool Caller::IsHold(const SentCall& sent) const { return sent.events[0].product == hold_product_; }

void Caller::AddQuantity(ScenarioKind kind, int64_t quantity, ScenarioEvent* event) const {
  const std::string text = absl::StrCat(quantity);
  switch (kind) {
    case ScenarioKind::kPost:
    case ScenarioKind::kSet:
      event->quantities = {{"pos", "inbound", text}};
      break;
    case ScenarioKind::kReserve:
      event->quantities = {{"iv", "softreservordered", text}};
      break;
    case ScenarioKind::kAllocate:
      event->groups = {{"channel", "Web"}};
      event->quantity = text;
      break;
    default:
      event->quantity = text;
  }
}

SentCall Caller::NextCall() {
  const int dice = Below(100);
  if (dice < 25) return NextHotCall();
  if (dice < 30) return NextHold();
  SentCall sent;
  const std::string& product = products_[static_cast<size_t>(Below(2))];
  const std::string color = kColors[Below(2)];
  const auto reservation = reservation_ids_.find({product, color});
  if (dice < 55) {
    sent.call.kind = ScenarioKind::kPost;
  } else if (dice < 60) {
    sent.call = {.kind = ScenarioKind::kSet, .inventory_system = "pos"};
  } else if (dice < 80) {
    sent.call.kind = ScenarioKind::kReserve;
  } else if (dice < 90) {
    const bool any = reservation != reservation_ids_.end() && own_[{product, color}].reserved > 0;
    sent.call.kind = any ? ScenarioKind::kUnreserve : ScenarioKind::kPost;
  } else {
    sent.call.kind = ScenarioKind::kAllocate;
  }
  const bool may_be_many = sent.call.kind == ScenarioKind::kPost || sent.call.kind == ScenarioKind::kReserve;
  const size_t count = may_be_many && Below(3) == 0 ? 2 + static_cast<size_t>(Below(kBulkEvents - 1)) : 1;
  sent.call.atomic = count > 1 && Below(2) == 0;
  for (size_t i = 0; i < count; ++i) {
    const bool first = i == 0;
    ScenarioEvent event = EventOn(NextId(), first ? product : products_[static_cast<size_t>(Below(2))],
                                  first ? color : kColors[Below(2)]);
    const int64_t quantity = sent.call.kind == ScenarioKind::kSet ? 20 + Below(50) : 1 + Below(5);
    AddQuantity(sent.call.kind, quantity, &event);
    if (sent.call.kind == ScenarioKind::kPost && Below(4) == 0) event.quantities.push_back({"pos", "outbound", "1"});
    if (sent.call.kind == ScenarioKind::kUnreserve) event.reservation_id = reservation->second;
    sent.events.push_back(std::move(event));
  }
  return sent;
}

SentCall Caller::NextHotCall() {
  SentCall sent;
  const std::string& product = kHotProducts[static_cast<size_t>(Below(static_cast<int>(kHotProducts.size())))];
  const std::string color = kColors[Below(2)];
  const int64_t mine = hot_[{product, color}].reserved;
  const int dice = Below(10);
  sent.call.kind = dice < 3 ? ScenarioKind::kPost : ScenarioKind::kReserve;
  int64_t quantity = 1 + Below(3);
  if (dice >= 8 && mine > 0) {
    sent.call.kind = ScenarioKind::kUnreserve;
    quantity = std::min(quantity, mine);
  }
  ScenarioEvent event = EventOn(NextId(), product, color);
  AddQuantity(sent.call.kind, quantity, &event);
  if (sent.call.kind == ScenarioKind::kUnreserve) event.reservation_id = reservation_ids_[{product, color}];
  sent.events.push_back(std::move(event));
  return sent;
}

// Time stands still for as long as a server lives and jumps beyond the end of all holds before the next one does.
SentCall Caller::NextHold() {
  SentCall sent;
  sent.call.kind = ScenarioKind::kReserve;
  sent.events.push_back(EventOn(NextId(), hold_product_, "red"));
  AddQuantity(sent.call.kind, 1, &sent.events[0]);
  sent.events[0].unchecked = true;
  sent.events[0].ttl_seconds = 3600;
  return sent;
}

void Caller::Compare(const SentCall& sent, const std::vector<ScenarioOutcome>& expected) {
  for (size_t i = 0; i < expected.size(); ++i) {
    const ScenarioOutcome& found = sent.outcomes[i];
    if (found.code == expected[i].code && found.status == expected[i].status &&
        (expected[i].code != 200 || found.invalid_offset == expected[i].invalid_offset)) {
      continue;
    }
    Complain(absl::StrCat(CallText(sent), ": event ", i, " should be answered ", OutcomeText(expected[i]),
                          " and is answered ", OutcomeText(found)));
  }
}

void Caller::Accept(const SentCall& sent) {
  if (IsHold(sent)) {
    if (sent.outcomes[0].code != 200) Complain(absl::StrCat("a hold: ", OutcomeText(sent.outcomes[0])));
    return;
  }
  if (IsHot(sent)) {
    const ScenarioOutcome& outcome = sent.outcomes[0];
    const bool may_fail = sent.call.kind == ScenarioKind::kReserve && outcome.code == 500;
    if (outcome.status != "success" && !may_fail) Complain(CallText(sent) + ": " + OutcomeText(outcome));
    Follow(sent.call, sent.events[0], outcome, &hot_);
  } else {
    Compare(sent, Judge(sent.call, sent.events, &own_));
  }
  for (size_t i = 0; i < sent.events.size(); ++i) {
    if (sent.call.kind != ScenarioKind::kReserve || sent.outcomes[i].code != 200) continue;
    reservation_ids_[{sent.events[i].product, sent.events[i].dimensions.back().second}] =
        sent.outcomes[i].reservation_id;
  }
}

void Caller::CheckHot(ScenarioClient* client) {
  const absl::StatusOr<Stock> stock = ReadStock(client, kHotProducts);
  if (!stock.ok()) {
    error_ = stock.status().ToString();
    return;
  }
  for (const auto& [key, numbers] : *stock) {
    if (numbers.available() < 0)
      Complain(absl::StrCat("oversold: ", key.first, " ", key.second, " ", StockText(*stock)));
  }
}

void Caller::Run(ScenarioClient* client, const std::atomic<bool>& stop, Tally* tally) {
  error_.clear();
  recent_.clear();
  while (!stop && error_.empty()) {
    if (Below(10) == 0) {
      CheckHot(client);
      continue;
    }
    in_flight_ = NextCall();
    tally->operations += static_cast<int64_t>(in_flight_->events.size());
    absl::StatusOr<std::vector<ScenarioOutcome>> outcomes = client->Apply(in_flight_->call, in_flight_->events);
    if (!outcomes.ok()) {
      error_ = outcomes.status().ToString();
      return;
    }
    SentCall sent = *std::move(in_flight_);
    in_flight_.reset();
    sent.outcomes = *std::move(outcomes);
    tally->acknowledged += static_cast<int64_t>(sent.events.size());
    Accept(sent);
    const bool applied = std::all_of(sent.outcomes.begin(), sent.outcomes.end(),
                                     [](const ScenarioOutcome& outcome) { return outcome.code == 200; });
    if (!applied) continue;
    recent_.push_back(std::move(sent));
    if (recent_.size() > kRecentCalls) recent_.pop_front();
  }
}

void Caller::CheckOwn(ScenarioClient* client, Tally* tally) {
  std::vector<std::string> products = products_;
  products.push_back(hold_product_);
  absl::StatusOr<Stock> found = ReadStock(client, products);
  if (!found.ok()) return Complain("cannot read its stock: " + found.status().ToString());
  tally->verified += static_cast<int64_t>(found->size());
  // All of its holds have ended.
  std::vector<Stock> allowed = {own_};
  if (in_flight_.has_value() && !IsHot(*in_flight_) && !IsHold(*in_flight_)) {
    const std::vector<ScenarioEvent>& events = in_flight_->events;
    const size_t all = size_t{1} << events.size();
    for (size_t subset = in_flight_->call.atomic ? all - 1 : 1; subset < all; ++subset) {
      std::vector<ScenarioEvent> some;
      for (size_t i = 0; i < events.size(); ++i) {
        if ((subset >> i & 1) != 0) some.push_back(events[i]);
      }
      Stock stock = own_;
      Judge(in_flight_->call, some, &stock);
      allowed.push_back(std::move(stock));
    }
  }
  if (std::any_of(allowed.begin(), allowed.end(), [&](const Stock& stock) { return SameStock(stock, *found); })) return;
  Complain(absl::StrCat("should have ", StockText(own_), " and has ", StockText(*found),
                        in_flight_.has_value() ? "; in flight was a " + CallText(*in_flight_) : ""));
}

void Caller::SendAgain(ScenarioClient* client, Tally* tally) {
  if (in_flight_.has_value() && IsHold(*in_flight_)) in_flight_.reset();
  if (in_flight_.has_value()) {
    SentCall sent = *std::move(in_flight_);
    in_flight_.reset();
    absl::StatusOr<std::vector<ScenarioOutcome>> outcomes = client->Apply(sent.call, sent.events);
    if (!outcomes.ok()) return Complain("cannot send again: " + outcomes.status().ToString());
    sent.outcomes = *std::move(outcomes);
    Accept(sent);
    if (std::all_of(sent.outcomes.begin(), sent.outcomes.end(),
                    [](const ScenarioOutcome& outcome) { return outcome.code == 200; })) {
      recent_.push_back(std::move(sent));
    }
  }
  for (const SentCall& sent : recent_) {
    const absl::StatusOr<std::vector<ScenarioOutcome>> again = client->Apply(sent.call, sent.events);
    if (!again.ok()) return Complain("cannot send again: " + again.status().ToString());
    for (size_t i = 0; i < again->size(); ++i) {
      ++tally->verified;
      if (SameOutcome((*again)[i], sent.outcomes[i])) continue;
      Complain(absl::StrCat(CallText(sent), ": event ", i, " was answered ", OutcomeText(sent.outcomes[i]),
                            " and, sent again, ", OutcomeText((*again)[i])));
    }
  }
}

}  // namespace onhand::proof
