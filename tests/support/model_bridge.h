// File: model_bridge.h
//
// From the reference model's words to the engine's. What the engine answers is judged by model_compare.h.
#ifndef ONHAND_TESTS_SUPPORT_MODEL_BRIDGE_H_
#define ONHAND_TESTS_SUPPORT_MODEL_BRIDGE_H_

#include <map>
#include <string>
#include <vector>

#include "engine/model/allocation_query.h"
#include "engine/model/configuration.h"
#include "engine/model/event.h"
#include "engine/model/explanation.h"
#include "engine/model/query.h"
#include "tests/support/reference_types.h"

namespace onhand::reference {

// What the engine calls the reservations that the model has names for.
class ReservationIds {
 public:
  // A name that the engine never gave an id is its own.
  const std::string& IdOf(const std::string& name) const;
  // "" or what is wrong: one name has one id, and the other way round.
  std::string Learn(const std::string& name, const std::string& id);

 private:
  std::map<std::string, std::string> ids_;
  std::map<std::string, std::string> names_;
};

// Kinds that one call may mix.
enum class Family { kChange, kSet, kReserve, kUnreserve, kExtend, kAllocation, kSchedule };
Family FamilyOf(Kind kind);

// Events of one family, none empty, as the engine takes them. Views into the events and the ids, which must outlive it.
class EngineBatch {
 public:
  EngineBatch(const std::vector<Event>& events, const ReservationIds& ids);
  EventBatch batch() const { return batch_; }

 private:
  std::vector<ChangeEvent> changes_;
  std::vector<SetEvent> sets_;
  std::vector<ReserveEvent> reserves_;
  std::vector<UnreserveEvent> unreserves_;
  std::vector<ExtendEvent> extends_;
  std::vector<AllocationEvent> allocations_;
  std::vector<ScheduleEvent> schedules_;
  EventBatch batch_;
};

// The results view into their argument, which must outlive them.
IndexQuery ToIndexQuery(const Question& question);
ExactQuery ToExactQuery(const Question& question);
AllocationQuery ToAllocationQuery(const BucketQuestion& question);
ExplainQuery ToExplainQuery(const BucketQuestion& question);

// What Settings does not say is as in an empty configuration; one index set of `ColorId` if there is to be one.
Configuration ToConfiguration(const Settings& settings, int idempotency_retention_days);

}  // namespace onhand::reference

#endif  // ONHAND_TESTS_SUPPORT_MODEL_BRIDGE_H_
