// File: refusal_fixture.h
//
// An engine in memory with some stock, one valid event of each kind that tests then spoil, and the proof that a refusal
// changed nothing.
#ifndef ONHAND_TESTS_ENGINE_REFUSALS_REFUSAL_FIXTURE_H_
#define ONHAND_TESTS_ENGINE_REFUSALS_REFUSAL_FIXTURE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "engine/engine.h"
#include "gtest/gtest.h"

namespace onhand {

// A change, 10 in; usmf, Bike, site 1, location 11. On hand are pos.inbound 10 and fno.arrived 5; erp is read-only, has
// the reservable measure erp.softreserved, and is part of the schedule measure erp.expected.
class RefusalFixture : public testing::Test {
 protected:
  static constexpr int64_t kNowUs = 1'772'000'000'000'000;  // 2026-02-25T06:13:20Z
  static constexpr std::string_view kToday = "2026-02-25";

  void SetUp() override;

  // Valid events of the id "new": each would be applied.
  ChangeEvent Change();
  SetEvent Set();
  ReserveEvent Reserve();                                     // 1 of iv.softreserved, checked
  UnreserveEvent Unreserve();                                 // 1 of a reservation of 2
  ExtendEvent Extend();                                       // a hold of 1, by an hour
  AllocationEvent Allocation(AllocationOperation operation);  // 1 of channel Web, which has 3
  ScheduleEvent Schedule();                                   // pos.inbound 1 today

  // The id of a reservation of 2 and of a hold of 1 in erp.softreserved.
  std::string_view read_only_reservation() const { return read_only_reservation_; }
  std::string_view read_only_hold() const { return read_only_hold_; }

  EventResults Send(const EventBatch& batch, bool system_role = false);
  // Sends one event and expects it to be refused so, with the code that the decisions give the reason, a message, and
  // nothing changed: neither what can be asked nor the log.
  void ExpectRefused(const EventBatch& batch, Reason reason, bool system_role = false);
  void ExpectApplied(const EventBatch& batch, bool system_role = false);
  // Likewise of a call that is refused as a whole.
  void ExpectCallRefused(const EventBatch& batch, Reason reason, bool atomic = false);
  // Uses up the id "used" with a valid event of that kind.
  template <typename Event>
  void Use(Event event) {
    event.id = "used";
    ExpectApplied(One(event));
  }

  template <typename Event>
  static EventBatch One(const Event& event) {
    return absl::Span<const Event>(&event, 1);
  }
  static EventBatch One(const SetEvent& event) { return SetBatch{"pos", absl::Span<const SetEvent>(&event, 1)}; }

  Environment& environment() { return *environment_; }
  void Configure(Configuration configuration);

 private:
  // Everything that can be asked, as text.
  std::string Everything();
  std::string Book(std::string_view id, std::string_view source, int64_t units, bool hold);

  FixedClock clock_{kNowUs};
  std::unique_ptr<Engine> engine_;
  std::shared_ptr<Environment> environment_;
  std::string reservation_;
  std::string hold_;
  std::string read_only_reservation_;
  std::string read_only_hold_;
};

}  // namespace onhand

#endif  // ONHAND_TESTS_ENGINE_REFUSALS_REFUSAL_FIXTURE_H_
