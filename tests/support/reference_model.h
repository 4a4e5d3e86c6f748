// File: reference_model.h
//
// What an environment must answer, by the shortest way there is: std::maps and plain arithmetic, every sum taken anew
// over all rows. It shares no code, no type and no header with engine/ or storage/, so that a mistake there is not
// repeated here. Tests feed the same events and questions to both and compare.
//
// Not here: retention (nothing is ever forgotten), validity of a configuration by itself, storage, adjustments,
// products. Not thread-safe.
#ifndef ONHAND_TESTS_SUPPORT_REFERENCE_MODEL_H_
#define ONHAND_TESTS_SUPPORT_REFERENCE_MODEL_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "tests/support/reference_types.h"

namespace onhand::reference {

class Model {
 public:
  Model(Settings settings, int64_t now_us) : settings_(std::move(settings)), now_us_(now_us) {}

  // Time moves forwards: holds end, past days of schedules are gone. How many holds have ended.
  int SetNow(int64_t now_us);

  // What forbids a call as a whole: a switch that is off, an unknown inventory system, several organizations in a cart.
  std::set<std::string> CallFaults(const std::vector<Event>& events, bool cart) const;
  // One verdict an event. CallFaults must be empty.
  std::vector<Verdict> ApplyCall(const std::vector<Event>& events, bool cart, bool system_role);
  Verdict Apply(const Event& event, bool system_role);

  Answer Ask(const Question& question) const;
  BucketAnswer Ask(const BucketQuestion& question) const;
  // What makes up the numbers of the rows that have these dimensions; its groups do not count.
  ExplainAnswer Explain(const BucketQuestion& question) const;
  // Not empty: refused for these, nothing changed.
  std::set<std::string> Replace(Settings settings);
  // Those that hold data; with those where all that is left are schedules of days that are over.
  std::set<Partition> Partitions() const;
  std::set<Partition> FadedPartitions() const;
  void CleanUp(const Partition& partition);
  const Settings& settings() const { return settings_; }
  // When the holds that have not ended end.
  std::vector<int64_t> HoldEnds() const;

 private:
  using Tuple = std::map<std::string, std::string>;            // base name -> value, never ""
  using RowKey = std::tuple<std::string, std::string, Tuple>;  // organization, product
  using Path = std::vector<std::string>;                       // values of groups from the top
  struct Number {
    int64_t millionths = 0;
    std::optional<int64_t> counted_us;  // newest count
  };
  struct Row {
    std::map<Measure, Number> numbers;  // holds that have not ended included
    std::map<Path, Bucket> buckets;
  };
  struct Receipt {
    std::string content;
    Verdict verdict;
  };
  struct Reservation {
    RowKey key;
    Measure measure;
    bool hold = false;
  };
  struct Hold {
    int64_t remaining = 0;
    int64_t ends_us = 0;
  };
  using Days = std::map<int, std::map<Measure, int64_t>>;
  struct State {
    std::map<RowKey, Row> rows;
    std::map<std::string, Reservation> reservations;       // all ever answered, by name
    std::map<std::string, Hold> holds;                     // those that have not ended, by name
    std::set<RowKey> faded;                                // had schedules, of days that are over
    std::map<bool, std::map<RowKey, Days>> schedules;      // by one_period
    std::map<std::vector<std::string>, Receipt> receipts;  // by scope
  };
  struct Decoded {
    std::set<std::string> faults;
    RowKey key;
    std::map<Measure, int64_t> quantities;
    std::map<Measure, int64_t> expected;
    Measure measure;
    int64_t quantity = 0;
    Path path;
    Path source_path;
    std::vector<std::pair<Measure, bool>> physical;  // subtracted?
    Days days;
    bool foreign = false;  // names a dimension that no reservation can have
    std::string content;
  };

  // reference_model.cc
  const Source* Find(const std::string& name) const;
  // Configured, or the one that is always there.
  bool IsSource(const std::string& name) const;
  const Calculated* FindCalculated(const Measure& measure) const;
  const Calculated* AvailableToAllocate() const;
  bool IsReadOnly(const std::string& source) const;
  bool IsStored(const Settings& settings, const Measure& measure) const;
  Partition PartitionOf(const RowKey& key) const;
  std::set<std::string> ReadOnlyFaults(const Event& event, const Decoded& decoded) const;
  Verdict Carry(const Event& event, const Decoded& decoded);
  Verdict Change(const Decoded& decoded);
  Verdict Set(const Event& event, const Decoded& decoded);

  // reference_decode.cc
  // The base name that `name` stands for; "" if none.
  std::string BaseName(const std::string& source, const std::string& name) const;
  Decoded DecodeKey(const Event& event) const;
  Decoded Decode(const Event& event) const;
  Tuple DecodeDimensions(const Event& event, Decoded* decoded) const;
  std::set<std::string> MeasureFaults(const std::string& source, const std::string& measure) const;
  void DecodeQuantities(const Event& event, Decoded* decoded) const;
  void DecodeReserve(const Event& event, Decoded* decoded) const;
  void DecodeEnd(const Event& event, Decoded* decoded) const;
  bool DecodeGroups(const std::vector<Named>& groups, Path* path) const;
  void DecodeAllocation(const Event& event, Decoded* decoded) const;
  void DecodeSchedule(const Event& event, Decoded* decoded) const;

  // reference_promise.cc
  Values ValuesOf(const Row& row) const;
  Decimal Evaluate(const Calculated* calculated, const Values& stored) const;
  // The formula over all rows of the product that have these values.
  Decimal Available(const Calculated* calculated, const std::string& organization, const std::string& product,
                    const Tuple& tuple) const;
  // Whether that much is available at the row's dimensions and at all that are coarser.
  bool IsCovered(const Calculated* calculated, const RowKey& key, int64_t quantity) const;
  __int128 Held(const RowKey& key, const Measure& measure) const;
  // Whether an unreserve or extend names a reservation of this row.
  bool IsKnown(const Event& event, const Decoded& decoded) const;
  std::optional<int64_t> EndOf(const Event& event) const;
  Verdict Reserve(const Event& event, const Decoded& decoded);
  Verdict Unreserve(const Event& event, const Decoded& decoded);
  Verdict Extend(const Event& event, const Decoded& decoded);
  Verdict Allocation(const Event& event, const Decoded& decoded);

  // reference_schedule.cc
  int Today() const;
  // Of a measure; 0 if it is none that can be scheduled.
  int PeriodOf(const Measure& schedule_measure) const;
  int PeriodOfOperand(const Measure& physical) const;
  Verdict Schedule(const Decoded& decoded);
  // What is scheduled of operands within the window; by day.
  std::map<int, Values> Scheduled(const RowKey& key) const;
  void Promise(const Question& question, const Values& stock, const std::map<int, Values>& scheduled,
               AnswerRow* row) const;

  // reference_query.cc
  bool Matches(const Question& question, const RowKey& key) const;
  std::vector<std::string> Grouping(const Question& question) const;
  std::set<std::string> Faults(const Question& question) const;
  Values Calculate(const Values& stored) const;

  // reference_explain.cc
  Decoded DecodeQuestion(const BucketQuestion& question) const;
  std::vector<std::pair<std::vector<Named>, Bucket>> NamedBuckets(const Row& row) const;

  Settings settings_;
  int64_t now_us_;
  State state_;
};

}  // namespace onhand::reference

#endif  // ONHAND_TESTS_SUPPORT_REFERENCE_MODEL_H_
