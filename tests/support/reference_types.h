// File: reference_types.h
//
// The words of the reference model: settings, events, verdicts, questions, answers. Plain owned values of its own; none
// is shared with engine/ or storage/.
#ifndef ONHAND_TESTS_SUPPORT_REFERENCE_TYPES_H_
#define ONHAND_TESTS_SUPPORT_REFERENCE_TYPES_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace onhand::reference {

// An exact decimal: millionths in 128 bits.
struct Decimal {
  __int128 millionths = 0;
  friend auto operator<=>(const Decimal&, const Decimal&) = default;
  void operator+=(Decimal other) { millionths += other.millionths; }
  void operator-=(Decimal other) { millionths -= other.millionths; }
  // "-0.5", "3", "12.000001".
  std::string ToString() const;
};

using Measure = std::pair<std::string, std::string>;  // data source, measure
using Named = std::pair<std::string, std::string>;    // a name and its value

struct Calculated {
  std::string name;
  std::vector<Measure> additions;
  std::vector<Measure> subtractions;
};

struct Source {
  std::string name;
  std::vector<Named> mappings;  // own name -> base name
  std::vector<std::string> measures;
  std::vector<Calculated> calculated;
  std::vector<std::pair<std::string, Measure>> reservable;  // measure -> the calculated one that says what is available
};

struct Settings {
  bool by_product = false;
  bool has_index_set = true;
  std::vector<Source> sources;
  std::vector<std::string> read_only;

  bool reservations = true;
  bool ignore_unconfigured = false;
  std::vector<std::string> reservation_dimensions;

  bool schedules = true;
  bool one_period = true;  // isScheduleV2
  int period_days = 30;
  std::vector<std::pair<Measure, int>> schedule_measures;  // with the period that each has without one_period

  bool allocations = true;
  std::vector<std::string> groups;
  std::optional<Calculated> available_to_allocate;
};

enum class Kind {
  kChange,
  kSet,
  kReserve,
  kUnreserve,
  kExtend,
  kAllocate,
  kUnallocate,
  kReallocate,
  kConsume,
  kSchedule,
};

using Quantities = std::vector<std::tuple<std::string, std::string, int64_t>>;  // data source, measure, millionths

// An event of any kind; members that its kind does not have stay as they are.
struct Event {
  Kind kind = Kind::kChange;
  std::string id;
  std::string organization;
  std::string product;
  std::string dimension_source;
  std::vector<Named> dimensions;

  Quantities quantities;  // change, set, and the dictionary form of a reserve

  std::string inventory_system;        // set
  std::optional<int64_t> modified_us;  // set
  Quantities expected;                 // set

  std::string quantity_source;  // reserve
  std::string modifier;         // reserve
  bool check = true;            // reserve
  // Of a reserve, release or allocation. A reserve in the dictionary form may go without.
  std::optional<int64_t> quantity;
  std::optional<int64_t> ends_us;      // reserve, extend
  std::optional<int64_t> ttl_seconds;  // reserve, extend
  std::string reservation;             // unreserve, extend: as a verdict named it

  struct PhysicalChange {
    std::string source;
    std::string measure;
    bool subtract = false;
  };
  std::vector<Named> groups;             // allocations
  std::vector<Named> source_groups;      // reallocate
  std::vector<PhysicalChange> physical;  // consume

  std::vector<std::pair<std::string, Quantities>> dates;  // schedule
};

// Empty `reasons`: applied, or a duplicate. Otherwise refused for one of `reasons` (the stable names of the API); which
// one is named first where an event has several faults of one class is left open.
struct Verdict {
  std::set<std::string> reasons;
  std::string message;                 // of what is applied, where the decisions give it word for word
  bool partial = false;                // of a release: there was less than asked for
  int64_t invalid = 0;                 // of a release: by so much
  std::string reservation;             // the model's own name of the reservation; equal names, equal ids
  std::map<Measure, int64_t> present;  // with a refusal for other quantities than expected
  int64_t receipt = -1;                // of what is applied: the same number, the same envelope
};

struct Question {
  bool exact = false;
  int version = 1;
  std::string dimension_source;
  std::vector<std::string> organizations;
  std::vector<std::string> products;
  std::vector<std::pair<std::string, std::vector<std::string>>> filters;  // index query
  std::vector<std::string> keys;                                          // exact query
  std::vector<std::vector<std::string>> tuples;                           // exact query
  std::vector<std::string> group_by;
  bool return_negative = false;
  std::optional<int64_t> page_number;
  std::optional<int64_t> page_size;
  bool promises = false;  // QueryATP
  std::string from;       // dates, "" = not given
  std::string to;
};

using Values = std::map<Measure, Decimal>;

struct AnswerRow {
  std::string organization;
  std::string product;
  std::vector<std::string> dimensions;
  Values values;
  std::map<int, Values> scheduled;  // by day since 1970
  std::map<int, Values> promises;
};

struct Answer {
  std::set<std::string> reasons;  // not empty: cannot be answered, for one or more of these
  std::vector<std::string> dimension_names;
  std::vector<AnswerRow> rows;
  std::optional<int64_t> next_page;
};

// What one group path of one row has.
struct Bucket {
  int64_t allocated = 0;
  int64_t consumed = 0;
  int64_t cumulative_allocated = 0;
  int64_t cumulative_consumed = 0;
};

struct BucketQuestion {
  std::string organization;
  std::string product;
  std::string dimension_source;
  std::vector<Named> dimensions;
  std::vector<Named> groups;
};

struct BucketAnswer {
  std::set<std::string> reasons;  // not empty: cannot be answered
  std::vector<std::pair<std::vector<Named>, Bucket>> buckets;
};

// What makes up the numbers of one row.
struct ExplainedRow {
  std::map<std::string, std::string> dimensions;  // none of them ""
  struct Part {
    int64_t millionths = 0;
    int64_t held = 0;
    std::optional<int64_t> counted_us;
  };
  std::map<Measure, Part> measures;
  struct Hold {
    std::string reservation;  // the model's own name
    Measure measure;
    int64_t remaining = 0;
    int64_t ends_us = 0;
  };
  std::vector<Hold> holds;
  std::vector<std::pair<std::vector<Named>, Bucket>> buckets;
  std::map<int, Values> scheduled;
};

struct ExplainAnswer {
  std::set<std::string> reasons;  // not empty: cannot be answered
  std::vector<ExplainedRow> rows;
  Values formulas;  // over all rows; those with an operand
};

// (organization, site, location), or (organization, product, "") under By product.
using Partition = std::tuple<std::string, std::string, std::string>;

}  // namespace onhand::reference

#endif  // ONHAND_TESTS_SUPPORT_REFERENCE_TYPES_H_
