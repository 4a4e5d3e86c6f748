// File: adjustment_model.h
//
// What adjustments must come to, beside the reference model, which knows nothing of them: to it one that on-hand holds
// is a change. Shares no code with the engine.
#ifndef ONHAND_TESTS_PROOF_SIMULATION_ADJUSTMENT_MODEL_H_
#define ONHAND_TESTS_PROOF_SIMULATION_ADJUSTMENT_MODEL_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "engine/adjustment_book.h"
#include "engine/model/event.h"
#include "tests/support/reference_model.h"

namespace onhand::proof {

// A change of one measure that leaves a line. Dimensions are siteId, locationId and perhaps ColorId, in this order.
struct Adjustment {
  reference::Event change;
  std::string reference;  // kept with the line
};

// The engine's words; views into the adjustments, which must outlive it.
std::vector<AdjustEvent> ToAdjustEvents(const std::vector<Adjustment>& adjustments);

class AdjustmentModel {
 public:
  enum class Status : uint8_t { kStaged, kPosted, kAggregated };

  reference::Verdict Post(const Adjustment& adjustment, bool apply_now, bool system_role, int64_t now_us,
                          reference::Model* model);
  // The two steps of a push: staged lines onto their rows, posted ones into aggregates of a new push.
  AdjustmentPushReport PostStaged(reference::Model* model);
  AdjustmentPushReport AggregatePosted(int64_t now_us);
  bool staged() const;
  bool posted() const;

  // "" or what is wrong with a status update of an aggregate; carried out unless it is refused.
  std::string CompareUpdate(const AdjustmentSyncUpdate& update, const Outcome& outcome);
  // Carried out where it may be.
  void Update(const AdjustmentSyncUpdate& update);
  // All of them, without regard to status; "" or what is wrong. What is older than `forgotten_before_us` and of no more
  // use may be missing.
  std::string CompareLines(const std::vector<AdjustmentLine>& lines, int64_t forgotten_before_us) const;
  // Learns their ids.
  std::string CompareAggregates(const std::vector<AggregatedAdjustment>& aggregates, int64_t forgotten_before_us);
  const std::map<std::string, AdjustmentSyncStatus>& statuses() const { return statuses_; }

 private:
  using Subject =
      std::tuple<std::string, std::string, std::string, std::string>;  // organization, product, values, measure
  struct Line {
    Adjustment adjustment;
    Subject subject;
    int64_t micros = 0;
    Status status = Status::kStaged;
    int64_t created_us = 0;
  };
  struct Aggregate {
    __int128 net = 0;
    uint64_t lines = 0;
    AdjustmentSyncStatus status = AdjustmentSyncStatus::kCreated;
    int64_t created_us = 0;
    std::string id;  // "" until it was listed
  };
  struct Receipt {
    std::string content;
    reference::Verdict verdict;
  };

  static Subject SubjectOf(const Adjustment& adjustment);
  static Subject SubjectOf(const AdjustmentSubject& subject);

  std::vector<Line> lines_;  // in the order of commit
  std::map<std::pair<uint64_t, Subject>, Aggregate> aggregates_;
  std::map<std::string, AdjustmentSyncStatus> statuses_;  // by id, of those that were listed
  std::map<std::vector<std::string>, Receipt> receipts_;
  uint64_t pushes_ = 0;
};

}  // namespace onhand::proof

#endif  // ONHAND_TESTS_PROOF_SIMULATION_ADJUSTMENT_MODEL_H_
